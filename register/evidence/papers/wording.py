"""How papers say things: moments, times, what somebody confirmed and how, whose registration it is."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal

from register.current import AMSTERDAM
from register.learning.facts_of import is_confirmed
from register.learning.hours import net_minutes
from register.learning.kinds import PRESENT, ROLE_NAMES, STATE_NAMES, kinds
from register.learning.models import ON_SCREEN, ON_SCREEN_PROVEN, Activity, Attendance, LearningSession
from register.people.models import Person, Registration
from register.points.judges import rule_book
from register.rules.explain import day, duration, number

_READ_IN, _BROUGHT = "import", "meegebracht"
UNKNOWN = "onbekend"
NOT_SAID = "niet ingevuld"
METHODS = {
    "kaart": "kaart in het leerregister",
    "maillink": "link in een mail",
    "eigen invoer": "legde de activiteit zelf vast",
    ON_SCREEN: "op het scherm van een collega",
    ON_SCREEN_PROVEN: "op het scherm van een collega, met eigen wachtwoord",
    "inchecken": "ingecheckt op de dag zelf",
    _READ_IN: "ingelezen uit een werkboek",
    _BROUGHT: "meegebracht van een vorige werkgever",
}
"""How somebody confirmed (*wijze van bevestigen*), as a paper says it."""
_NOT_BY_THEMSELVES = {
    _READ_IN: (
        "Bij “ingelezen uit een werkboek” las de werkgever de aanwezigheid in; de deelnemer heeft haar hier niet zelf "
        "bevestigd."
    ),
    _BROUGHT: (
        "Bij “meegebracht van een vorige werkgever” staat de bevestiging in het dossier dat de deelnemer meebracht; "
        "zij is niet hier gedaan."
    ),
    ON_SCREEN: (
        "Bij “op het scherm van” een collega tikte de deelnemer op het toestel van die collega, zonder eigen "
        "aanmelding."
    ),
}


def moment(value: datetime) -> str:
    """Write a moment on the Dutch clock: "5 maart 2026, 14:05"."""
    local = value.astimezone(AMSTERDAM)
    return f"{day(local.date())}, {local:%H:%M}"


def times(meeting: LearningSession) -> str:
    """Write when a meeting began and ended: "09:30 tot 11:30"; what nobody said is said to be missing."""
    if meeting.starts_at is None and meeting.ends_at is None:
        return "tijd niet ingevuld"
    first = f"{meeting.starts_at:%H:%M}" if meeting.starts_at else NOT_SAID
    last = f"{meeting.ends_at:%H:%M}" if meeting.ends_at else NOT_SAID
    return f"{first} tot {last}"


def days_of(meetings: Iterable[LearningSession]) -> str:
    """Write the day, or the first and the last one: "5 maart 2026 tot en met 7 maart 2026"."""
    held = sorted({meeting.held_on for meeting in meetings})
    return day(held[0]) if len(held) == 1 else f"{day(held[0])} tot en met {day(held[-1])}"


def kind_name(activity: Activity) -> str:
    """Return the Dutch name of the kind."""
    kind = kinds().get(activity.kind)
    return kind.name if kind else activity.kind


def role_name(attendance: Attendance) -> str:
    """Return the Dutch name of somebody's role."""
    return ROLE_NAMES.get(attendance.role, attendance.role)


def presence(attendance: Attendance) -> str:
    """Write whether somebody was there, and for how long when it was a part: "Deels aanwezig, 45 minuten"."""
    said = STATE_NAMES[attendance.state]
    if attendance.state == "deels" and attendance.minutes_present is not None:
        return f"{said}, {duration(attendance.minutes_present)}"
    return said


def own_minutes(attendance: Attendance) -> int:
    """Return somebody's net minutes of a meeting."""
    meeting = attendance.session
    part = attendance.minutes_present if attendance.state == "deels" else None
    return net_minutes(meeting.gross_minutes, meeting.excluded_minutes, part)


def confirmed(attendance: Attendance) -> tuple[str, str]:
    """Write when somebody confirmed, and how; for who did not, why there is nothing."""
    if attendance.disputed_at is not None:
        return "gaf aan: klopt niet", ""
    if attendance.state not in PRESENT:
        return "niet nodig", ""
    if not is_confirmed(attendance) or attendance.confirmed_at is None:
        return "nog niet bevestigd", ""
    how = attendance.confirmation_method or ""
    said = METHODS.get(how, how)
    if attendance.witness is not None:
        said = said.replace("een collega", attendance.witness.display_name)
    return moment(attendance.confirmed_at), said


def not_by_themselves(attendances: Iterable[Attendance]) -> tuple[str, ...]:
    """Say of every way of confirming on a paper that was not the participant's own act, what it was instead."""
    used = {one.confirmation_method for one in attendances if is_confirmed(one)}
    return tuple(said for method, said in _NOT_BY_THEMSELVES.items() if method in used)


def form_of(activity: Activity) -> str:
    """Write whether it was online or not; nothing where nobody said so.

    A workbook of training has no column for it; who changes the activity afterwards says it.
    """
    kind = kinds().get(activity.kind)
    if activity.mode == "online" or (kind is not None and kind.on_screen):
        return "online"
    untouched = activity.origin == "import" and activity.content_version == 1
    return "" if untouched else activity.mode


def register_name(register_id: str) -> str:
    """Return how a register is called, its code where it is not one of ours."""
    info = rule_book().infos.get(register_id)
    return info.name if info else register_id


def registration_texts(person: Person, *, on: date) -> list[str]:
    """Write somebody's registrations of a day: "Register Sociaal Werk, nummer RSW-00012"."""
    current = (one for one in person.registrations if _runs_on(one, on))
    return list(dict.fromkeys(f"{register_name(one.register_id)}, {_number(one)}" for one in current))


def _number(registration: Registration) -> str:
    return f"nummer {registration.number}" if registration.number else "nummer onbekend"


def _runs_on(registration: Registration, on: date) -> bool:
    """Whether a registration holds on a day; one of which the end is not known holds until it was ended."""
    ends_on = min((end for end in (registration.cycle_ends_on, registration.ended_on) if end), default=None)
    return registration.cycle_starts_on <= on and (ends_on is None or ends_on >= on)


def amount(value: Decimal | None) -> str:
    """Write points; a figure that is not known is said."""
    return "niet vastgesteld" if value is None else number(value)


def file_size(size: int) -> str:
    """Write the size of a file: "340 kB", "1,2 MB"."""
    megabyte = 1_000_000
    return f"{max(1, round(size / 1000))} kB" if size < megabyte else f"{number(Decimal(size) / megabyte)} MB"
