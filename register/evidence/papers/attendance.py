"""The attendance list (*presentielijst*, D2) of an activity, a page per meeting; and the blank one for a paper day."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from register.errors import NotFound
from register.evidence.papers.typeset import Draft
from register.evidence.papers.wording import (
    confirmed,
    days_of,
    form_of,
    kind_name,
    moment,
    not_by_themselves,
    presence,
    registration_texts,
    role_name,
    times,
)
from register.learning.facts_of import is_confirmed
from register.learning.hours import net_minutes
from register.learning.kinds import EXCLUSION_NAMES, PRESENT, ROLE_NAMES, STATE_NAMES
from register.learning.models import Activity, Attendance, LearningSession
from register.learning.outsiders.there import Outsider
from register.rules.explain import day, duration

BLANK_ROWS = 12
MOST_BLANK_ROWS = 60
_CONFIRMED = (
    "Wie hier als bevestigd staat, deed dat zelf: met de eigen aanmelding of met een link in de eigen mail. "
    "Bij “legde de activiteit zelf vast” is het vastleggen de bevestiging. Tijden zijn Nederlandse tijd."
)
_CONFIRMED_AS_SAID = (
    "Wie hier als bevestigd staat, deed dat op de manier die erbij staat. Bij “legde de activiteit zelf vast” is het "
    "vastleggen de bevestiging. Tijden zijn Nederlandse tijd."
)
_REMARKS = (
    (
        "Verandert de activiteit, dan vervallen de bevestigingen en komt er een nieuwe versie. De documentcode is "
        "gelijk zolang de inhoud gelijk is."
    ),
    "Een handtekening op papier is een aanvulling: maak er een foto van en voeg die toe als bewijs bij de activiteit.",
)
_BLANK_REMARKS = (
    (
        "Vul de lijst op de dag zelf in. Maak er een foto van en voeg die bij de activiteit in het leerregister toe "
        "als bewijs. Noem geen namen van cliënten."
    ),
)


@dataclass(frozen=True, kw_only=True)
class BlankList:
    """What stands on a blank list (*lege presentielijst*) already; empty texts are for the pen."""

    title: str = ""
    kind: str = ""
    when: str = ""
    time: str = ""
    location: str = ""
    organiser: str = ""
    names: tuple[str, ...] = ()
    rows: int = BLANK_ROWS


def attendance_list(
    activity: Activity,
    *,
    organisation: str,
    meeting: int | None = None,
    signatures: bool = True,
    elsewhere: Mapping[int, Sequence[Outsider]] | None = None,
) -> Draft:
    """Write the list of an activity, or of one meeting of it (counted from 1); `elsewhere`: who of outside, by session.

    Raises:
        NotFound: there is no such meeting.

    """
    if meeting is not None and not 1 <= meeting <= len(activity.sessions):
        raise NotFound
    chosen = activity.sessions if meeting is None else [activity.sessions[meeting - 1]]
    return Draft(
        template="attendance",
        kind="Presentielijst",
        prefix="PL",
        title=f"Presentielijst {activity.title}, {days_of(chosen)}",
        organisation=organisation,
        file_name=f"presentielijst-{chosen[0].held_on.isoformat()}-{activity.id}",
        data={
            "heading": "Presentielijst",
            "signatures": signatures,
            "meetings": [_meeting(activity, one, (elsewhere or {}).get(one.id, ())) for one in chosen],
            "remarks": (*_how_confirmed(chosen), *_REMARKS),
        },
    )


def _how_confirmed(meetings: Sequence[LearningSession]) -> tuple[str, ...]:
    """Say who confirmed by themselves, and of the ways that were not so what they were."""
    others = not_by_themselves(one for meeting in meetings for one in meeting.attendances)
    return (_CONFIRMED_AS_SAID, *others) if others else (_CONFIRMED,)


def blank_list(what: BlankList, *, organisation: str) -> Draft:
    """Write a list to fill in by hand, with at least as many rows as there are names."""
    said = (
        ("Activiteit", what.title),
        ("Soort", what.kind),
        ("Datum", what.when),
        ("Van – tot", what.time),
        ("Plaats", what.location),
        ("Organiseert", what.organiser),
        ("Tijd die geen leren is", ""),
    )
    return Draft(
        template="blank",
        kind="Lege presentielijst",
        prefix="LL",
        title=f"Lege presentielijst {what.title}".strip(),
        organisation=organisation,
        file_name="lege-presentielijst",
        data={
            "heading": "Presentielijst",
            "facts": said,
            "names": what.names,
            "rows": max(min(what.rows, MOST_BLANK_ROWS), len(what.names), 1),
            "remarks": _BLANK_REMARKS,
        },
    )


def blank_list_of(activity: Activity, *, rows: int = BLANK_ROWS) -> BlankList:
    """Return what a blank list says of an activity that is known already; the rows stay empty."""
    first = activity.sessions[0]
    return BlankList(
        title=activity.title,
        kind=kind_name(activity),
        when=days_of(activity.sessions),
        time=times(first) if first.starts_at and len(activity.sessions) == 1 else "",
        location="online" if activity.mode == "online" else activity.location,
        organiser=activity.created_by.display_name,
        rows=rows,
    )


def _meeting(activity: Activity, meeting: LearningSession, elsewhere: Sequence[Outsider]) -> dict[str, Any]:
    in_order = sorted(meeting.attendances, key=lambda one: (one.person.sort_key, one.id))
    there = [one for one in in_order if one.state in PRESENT and one.disputed_at is None]
    return {
        "heading": f"Bijeenkomst op {day(meeting.held_on)}",
        "facts": _facts(activity, meeting),
        "people": [
            *(_person(number, one) for number, one in enumerate(in_order, start=1)),
            *(_outsider(number, one) for number, one in enumerate(elsewhere, start=len(in_order) + 1)),
        ],
        "count": _count(there, elsewhere),
    }


def _count(there: Sequence[Attendance], elsewhere: Sequence[Outsider]) -> str:
    outside = [one for one in elsewhere if one.there]
    signed = sum(is_confirmed(one) for one in there) + sum(one.confirmed_at is not None for one in outside)
    extern = f" ({len(outside)} extern)" if outside else ""
    return f"{len(there) + len(outside)} aanwezig{extern}, van wie {signed} bevestigd."


def _outsider(number: int, one: Outsider) -> dict[str, Any]:
    """Somebody of elsewhere: labelled, with the register as they said it themselves."""
    when = (
        moment(one.confirmed_at)
        if one.confirmed_at
        else "gaf aan: klopt niet"
        if one.disputed
        else "nog niet bevestigd"
    )
    said = " ".join(part for part in (one.register_id, one.register_number) if part)
    return {
        "number": str(number),
        "name": f"{one.name} (extern{f', {one.employer}' if one.employer else ''})",
        "registrations": [f"{said} (eigen opgave)"] if said else [],
        "role": ROLE_NAMES.get(one.role, one.role),
        "state": STATE_NAMES[one.state],
        "confirmed": when,
        "how": "met een link, zonder account" if one.confirmed_at else "",
    }


def _facts(activity: Activity, meeting: LearningSession) -> Sequence[tuple[str, str]]:
    net = net_minutes(meeting.gross_minutes, meeting.excluded_minutes, None)
    off = ", ".join(f"{EXCLUSION_NAMES[kind].lower()} {duration(part)}" for kind, part in _excluded(meeting))
    found = (
        ("Activiteit", activity.title),
        ("Soort", kind_name(activity)),
        ("Datum en tijd", f"{day(meeting.held_on)}, {times(meeting)}"),
        ("Netto tijd", f"{duration(net)}{f' (zonder {off})' if off else ''}"),
        ("Vorm en plaats", ", ".join(part for part in (form_of(activity), activity.location) if part)),
        ("Begeleider", activity.facilitator_name),
        ("Aanbieder", activity.provider),
        ("Vastgelegd door", activity.created_by.display_name),
        ("Versie van de inhoud", str(activity.content_version)),
    )
    return [(name, said) for name, said in found if said]


def _excluded(meeting: LearningSession) -> list[tuple[str, int]]:
    return [(kind, part) for kind, part in meeting.excluded_minutes.items() if part]


def _person(number: int, attendance: Attendance) -> dict[str, Any]:
    when, how = confirmed(attendance)
    return {
        "number": str(number),
        "name": attendance.person.display_name,
        "registrations": registration_texts(attendance.person, on=attendance.session.held_on),
        "role": role_name(attendance),
        "state": presence(attendance),
        "confirmed": when,
        "how": how,
    }
