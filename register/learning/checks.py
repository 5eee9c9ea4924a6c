"""What an entered activity must be before it is judged or stored; each refusal says where and how to mend it."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import String, func, select
from sqlalchemy.orm import Session

from register.access import Role, Viewer
from register.errors import Invalid
from register.learning.durations import MINUTES_A_DAY
from register.learning.entry import ActivityEntry, SessionEntry, in_session
from register.learning.groups import coordinates, visible_group
from register.learning.kinds import EXCLUSION_NAMES, PRESENT, ROLE_NAMES, STATE_NAMES, kinds
from register.learning.labels.competences import check_competences
from register.learning.models import Activity, Attendance, LearningSession
from register.people.models import Person

MOST_PARTICIPANTS = 200
MOST_MEETINGS = 30
LONGEST_TEXT = 5_000
_OLDEST_YEAR = 1990
_LONGEST = {
    column.name: column.type.length
    for column in Activity.__table__.columns
    if isinstance(column.type, String) and column.type.length
}
_FACILITATORS = frozenset({None, "extern", "roulerend", "leidinggevende", "supervisor"})
_BEARERS = frozenset({None, "werkgever", "loopbaanbudget", "zelf"})


def check_entry(
    session: Session, viewer: Viewer, entry: ActivityEntry, *, today: date, changes: Activity | None = None
) -> None:
    """Refuse what cannot be: unknown kinds, days to come, more minutes than a day has, strangers.

    `changes` is the stored activity where the entry replaces one: its own minutes and people count once.

    Raises:
        Invalid: a value cannot be accepted; `field` is its name in `ActivityEntry` or `SessionEntry`, as `in_session`
            writes it.
        NotFound: the group is not one that the viewer may log for.

    """
    if entry.kind not in kinds():
        raise Invalid("kind", "Kies een soort activiteit uit de lijst.")
    _check_texts(entry)
    check_competences(entry.competences)
    if entry.mandatory and entry.cost_bearer == "loopbaanbudget":
        raise Invalid(
            "cost_bearer",
            "Verplichte scholing mag niet uit het loopbaanbudget (cao Sociaal Werk, artikel 3.4). Kies de werkgever.",
        )
    if not entry.sessions:
        raise Invalid("held_on", "Vul de datum in.")
    if len(entry.sessions) > MOST_MEETINGS:
        raise Invalid("held_on", f"Een activiteit heeft hooguit {MOST_MEETINGS} bijeenkomsten. Leg de rest apart vast.")
    for index, one in enumerate(entry.sessions):
        try:
            _check_session(entry, one, today=today)
            _check_people(session, viewer, entry, one, changes)
        except Invalid as wrong:
            raise Invalid(in_session(index, wrong.field), wrong.message) from wrong
    _check_presence_of_viewer(session, viewer, entry, changes)
    if entry.group_id is not None and (changes is None or changes.group_id != entry.group_id):
        visible_group(session, viewer, entry.group_id, today=today)


def _check_texts(entry: ActivityEntry) -> None:
    for name, longest in _LONGEST.items():
        value = getattr(entry, name, None)
        if isinstance(value, str) and len(value.strip()) > longest:
            raise Invalid(name, f"Deze tekst is te lang: hooguit {longest} tekens. Kort haar in.")
    for name in ("subject", "learning_goal", "report", "reflection"):
        if len(getattr(entry, name)) > LONGEST_TEXT:
            raise Invalid(name, f"Deze tekst is te lang: hooguit {LONGEST_TEXT} tekens. Kort haar in.")
    for number in entry.accreditation_ids.values():
        if len(number.strip()) > _LONGEST["facilitator_number"]:
            raise Invalid("accreditation", "Dit ID-nummer is te lang. Neem het over van je certificaat.")
    if entry.awarded_points is not None and not 0 <= entry.awarded_points <= 1000:  # noqa: PLR2004 - more is a typing error
        raise Invalid("awarded_points", "Vul het aantal punten van de accreditatie in, tussen 0 en 1000.")
    if entry.facilitator_kind not in _FACILITATORS:
        raise Invalid("facilitator_kind", "Kies uit de lijst wie de bijeenkomst begeleidde.")
    if entry.cost_bearer not in _BEARERS:
        raise Invalid("cost_bearer", "Kies uit de lijst wie de kosten betaalt.")


def _check_session(entry: ActivityEntry, one: SessionEntry, *, today: date) -> None:
    if one.held_on > today:
        raise Invalid("held_on", "Deze datum ligt in de toekomst. Leg een activiteit vast als die geweest is.")
    if one.held_on.year < _OLDEST_YEAR:
        raise Invalid("held_on", "Deze datum ligt te ver terug. Kijk het jaartal na.")
    timed = kinds()[entry.kind].timed
    if not (1 if timed else 0) <= one.gross_minutes <= MINUTES_A_DAY:
        raise Invalid("duration", "Vul in hoe lang het duurde, tussen 1 minuut en 24 uur.")
    if not set(one.excluded) <= set(EXCLUSION_NAMES) or any(minutes < 0 for minutes in one.excluded.values()):
        raise Invalid("excluded", "Vul bij pauze en andere tijd een aantal minuten van 0 of meer in.")
    if sum(one.excluded.values()) > one.gross_minutes:
        raise Invalid("excluded", "Pauze en andere tijd samen duren langer dan de activiteit zelf.")
    for participant in one.participants:
        if participant.state not in STATE_NAMES or participant.role not in ROLE_NAMES:
            raise Invalid("participants", "Kies voor iedereen of die er was en in welke rol.")
        minutes = participant.minutes_present
        if participant.state == "deels" and (minutes is None or not 0 <= minutes <= one.gross_minutes):
            raise Invalid("participants", "Vul bij wie er deels was in hoeveel minuten, hooguit de hele duur.")


def _check_people(
    session: Session, viewer: Viewer, entry: ActivityEntry, one: SessionEntry, changes: Activity | None
) -> None:
    ids = {participant.person_id for participant in one.participants}
    if not ids or len(ids) > MOST_PARTICIPANTS:
        raise Invalid("participants", f"Kies 1 tot {MOST_PARTICIPANTS} deelnemers.")
    if len(ids) != len(one.participants):
        raise Invalid("participants", "Er staat iemand dubbel in de lijst.")
    new = ids - people_of(changes)
    known = session.scalar(
        select(func.count(Person.id)).where(
            Person.id.in_(new), Person.organisation_id == viewer.organisation_id, Person.deactivated_at.is_(None)
        )
    )
    if known != len(new):
        raise Invalid("participants", "Een van de deelnemers werkt hier niet (meer). Kies opnieuw.")
    present = [participant.person_id for participant in one.participants if participant.state in PRESENT]
    _check_day(session, present, entry, one.held_on, changes)


def people_of(activity: Activity | None) -> set[int]:
    """Return who stands on the list of a stored activity."""
    if activity is None:
        return set()
    return {attendance.person_id for meeting in activity.sessions for attendance in meeting.attendances}


def _check_presence_of_viewer(session: Session, viewer: Viewer, entry: ActivityEntry, changes: Activity | None) -> None:
    """Whoever logs took part, or organises: nobody writes down a meeting of others."""
    if changes is not None or viewer.has(Role.COORDINATOR, Role.HR):
        return
    if all(viewer.person_id in {p.person_id for p in one.participants} for one in entry.sessions):
        return
    if not coordinates(session, viewer, entry.group_id):
        raise Invalid("participants", "Jij staat er zelf niet bij. Leg vast waar je bij was.")


def _check_day(
    session: Session, person_ids: Sequence[int], entry: ActivityEntry, day: date, changes: Activity | None
) -> None:
    """Nobody learns more than 24 hours on one day (abuse case 6)."""
    busy = session.scalar(
        select(func.sum(LearningSession.gross_minutes))
        .join(Attendance, Attendance.session_id == LearningSession.id)
        .join(Activity, Activity.id == LearningSession.activity_id)
        .where(
            Attendance.person_id.in_(person_ids),
            LearningSession.held_on == day,
            Attendance.state.in_(PRESENT),
            Attendance.disputed_at.is_(None),
            Activity.withdrawn_at.is_(None),
            Activity.id != (changes.id if changes else 0),
        )
        .group_by(Attendance.person_id)
        .order_by(func.sum(LearningSession.gross_minutes).desc())
        .limit(1)
    )
    if (busy or 0) + sum(one.gross_minutes for one in entry.sessions if one.held_on == day) > MINUTES_A_DAY:
        raise Invalid(
            "duration", "Met deze activiteit erbij heeft de dag voor een deelnemer meer dan 24 uur. Kijk de duur na."
        )
