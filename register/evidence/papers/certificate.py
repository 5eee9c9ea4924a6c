"""The certificate (*certificaat*, D3): per person and activity, only after presence and confirmation."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from register.errors import Conflict
from register.evidence.papers.typeset import Draft
from register.evidence.papers.wording import (
    confirmed,
    days_of,
    form_of,
    kind_name,
    not_by_themselves,
    own_minutes,
    registration_texts,
    role_name,
    times,
)
from register.learning.facts_of import is_confirmed
from register.learning.kinds import PRESENT
from register.learning.models import Activity, Attendance
from register.people.models import Person
from register.rules.explain import day, duration

_HOW_AND_WHEN = "Hoe en wanneer staat bij de bijeenkomst, in Nederlandse tijd."
_REMARKS = (
    (
        "Dit certificaat zegt dat iemand erbij was en hoe lang. Het zegt niet hoeveel punten een register toekent: "
        "dat beslist het register."
    ),
    "De documentcode is gelijk zolang de inhoud gelijk is.",
)


@dataclass(frozen=True, kw_only=True)
class Missing:
    """What is still missing for a paper, and who can mend it."""

    what: str
    who: str


class NotYet(Conflict):
    """The paper cannot be made yet; `missing` says what for and who mends it."""

    def __init__(self, missing: tuple[Missing, ...]) -> None:
        super().__init__(" ".join(f"{one.what} {one.who}" for one in missing))
        self.missing = missing


def missing_for_certificate(activity: Activity, person: Person, *, on: date) -> tuple[Missing, ...]:
    """Return what stands in the way of a certificate; nothing: it can be made."""
    mine = _parts(activity, person)
    there = [one for one in mine if one.state in PRESENT]
    organiser = activity.created_by.display_name
    if not there:
        return (
            Missing(
                what="Op de lijst staat: niet aanwezig.",
                who=f"Klopt dat niet? {organiser} heeft de lijst gemaakt en kan haar aanpassen.",
            ),
        )
    return tuple(lack for one in there if (lack := _lack(one, organiser, on)) is not None)


def certificate(activity: Activity, person: Person, *, organisation: str, on: date) -> Draft:
    """Write the certificate of one person for one activity.

    Raises:
        NotYet: presence or confirmation is missing.

    """
    if missing := missing_for_certificate(activity, person, on=on):
        raise NotYet(missing)
    there = [one for one in _parts(activity, person) if one.state in PRESENT]
    meetings = [one.session for one in there]
    return Draft(
        template="certificate",
        kind="Certificaat",
        prefix="CE",
        title=f"Certificaat {activity.title}, {days_of(meetings)}",
        organisation=organisation,
        file_name=f"certificaat-{meetings[0].held_on.isoformat()}-{activity.id}",
        data={
            "heading": "Certificaat van deelname",
            "organisation": organisation,
            "name": person.display_name,
            "registrations": registration_texts(person, on=meetings[-1].held_on),
            "title": activity.title,
            "facts": _facts(activity, there),
            "meetings": [_row(one) for one in there],
            "remarks": (*_how_confirmed(there), *_REMARKS),
        },
    )


def _how_confirmed(there: Sequence[Attendance]) -> tuple[str, ...]:
    """Say that the participant confirmed, only where that is so."""
    if others := not_by_themselves(there):
        return (f"De aanwezigheid is vastgelegd. {_HOW_AND_WHEN}", *others)
    return (f"De deelnemer heeft de aanwezigheid zelf bevestigd. {_HOW_AND_WHEN}",)


def _parts(activity: Activity, person: Person) -> list[Attendance]:
    return [one for meeting in activity.sessions for one in meeting.attendances if one.person_id == person.id]


def _lack(attendance: Attendance, organiser: str, on: date) -> Missing | None:
    held_on = attendance.session.held_on
    if held_on > on:
        return Missing(what=f"De bijeenkomst van {day(held_on)} is nog niet geweest.", who="Kom na die dag terug.")
    if attendance.disputed_at is not None:
        return Missing(
            what=f"Bij {day(held_on)} is aangegeven: “klopt niet”.",
            who=f"{attendance.person.display_name} kan het alsnog bevestigen, of {organiser} past de lijst aan.",
        )
    if not is_confirmed(attendance):
        return Missing(
            what=f"De aanwezigheid op {day(held_on)} is nog niet bevestigd.",
            who=f"Dat kan alleen {attendance.person.display_name} zelf, met de kaart op de beginpagina.",
        )
    return None


def _facts(activity: Activity, there: Sequence[Attendance]) -> list[tuple[str, str]]:
    found = (
        ("Soort", kind_name(activity)),
        ("Datum", days_of([one.session for one in there])),
        ("Netto tijd", duration(sum(own_minutes(one) for one in there))),
        ("Vorm en plaats", ", ".join(part for part in (form_of(activity), activity.location) if part)),
        ("Begeleider", activity.facilitator_name),
        ("Aanbieder", activity.provider),
        ("ID-nummer", ", ".join(f"{body}: {number}" for body, number in activity.accreditation_ids.items())),
        ("Vastgelegd door", activity.created_by.display_name),
        ("Versie van de inhoud", str(activity.content_version)),
    )
    return [(name, said) for name, said in found if said]


def _row(attendance: Attendance) -> dict[str, Any]:
    when, how = confirmed(attendance)
    return {
        "day": day(attendance.session.held_on),
        "time": times(attendance.session),
        "net": duration(own_minutes(attendance)),
        "role": role_name(attendance),
        "confirmed": f"{when} ({how})" if how else when,
    }
