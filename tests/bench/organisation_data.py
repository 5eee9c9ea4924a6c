"""An organisation of thousands in the database, written by the database itself: only what an overview looks at."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import Select, String, case, cast, func, insert, literal, select
from sqlalchemy.orm import Session

from register.db import Base, Points
from register.people.models import Employment, Membership, Person, Registration
from register.points.kept_tracks import KeptTrack
from register.points.models import Claim, Standing
from tests.makers import make_organisation, make_person, make_team

ACTIVITIES = 150
TEAMS = 40
PLACES = 12
REGISTER = "skj-jgp"
NORM = 120
_STARTS, _ENDS = date(2024, 1, 1), date(2028, 12, 31)
ONE_PERIOD = ((_STARTS, _ENDS),)
SPREAD = tuple(
    (date(2021 + month // 12, month % 12 + 1, 1), date(2026 + month // 12, month % 12 + 1, 1) - timedelta(days=1))
    for month in range(8, 56)
)
"""Four years of months in which a period began; those of the first three are over."""
_DAY, _AT = date(2026, 3, 5), datetime(2026, 11, 22, 9, tzinfo=UTC)
_TRACKS = ("reflectie", "deskundigheid", "formeel", "informeel")
Period = tuple[date, date]
_MADE = Person.given_name == "M"


def fill_organisation(session: Session, *, people: int, periods: Sequence[Period] = SPREAD) -> None:
    """Put somebody of HR (subject `hanna`) and so many people in an empty database, each with 150 claims."""
    organisation = make_organisation(session)
    first_team = min(make_team(session, f"Team {place:02d}").id for place in range(TEAMS))
    make_person(session, "Hanna", roles=("hr",))
    number = _numbers(people)
    person = _person(number, organisation.id)
    _insert(session, Person, person, select(*person.values()))
    rows = ((Employment, _employment()), (Membership, _membership(first_team)), (Registration, _registration(periods)))
    for model, columns in rows:
        _insert(session, model, columns, select(*columns.values()).where(_MADE))
    number = _numbers(ACTIVITIES)
    claim = _claim(number)
    _insert(session, Claim, claim, select(*claim.values()).select_from(Registration).join(number, literal(1) == 1))
    standing = _standing(periods)
    _insert(session, Standing, standing, select(*standing.values()).group_by(Claim.registration_id))
    session.commit()


def _numbers(most: int) -> Any:
    """The numbers 1, 2, 3 and so on, as a table of one column."""
    first = select(literal(1).label("n")).cte("number", recursive=True)
    return first.union_all(select(first.c.n + 1).where(first.c.n < most))


def _insert(session: Session, model: type[Base], columns: Mapping[str, Any], rows: Select[Any]) -> None:
    """Insert what is selected; other columns get what they get in any new row."""
    session.execute(insert(model).from_select(list(columns), rows))


def _person(number: Any, organisation_id: int) -> dict[str, Any]:
    written = cast(number.c.n + 100_000, String)
    shuffled = cast(number.c.n * 7919 % 100_003 + 100_000, String)
    return {
        "organisation_id": literal(organisation_id),
        "given_name": literal("M"),
        "family_name": literal("P") + written,
        "display_name": literal("M P") + written,
        "sort_key": literal("p") + shuffled,
        "search_key": literal("m p") + written,
    }


def _employment() -> dict[str, Any]:
    return {
        "organisation_id": Person.organisation_id,
        "person_id": Person.id,
        "personnel_number": literal("P") + cast(Person.id, String),
        "starts_on": literal(_STARTS),
        "location": literal("Locatie ") + cast(Person.id % PLACES, String),
    }


def _membership(first_team: int) -> dict[str, Any]:
    return {"person_id": Person.id, "team_id": Person.id % TEAMS + first_team, "starts_on": literal(_STARTS)}


def _registration(periods: Sequence[Period]) -> dict[str, Any]:
    starts_on = _one_of([period[0] for period in periods], Person.id)
    return {"person_id": Person.id, "register_id": literal(REGISTER), "cycle_starts_on": starts_on}


def _one_of(days: Sequence[date], number: Any) -> Any:
    """Deal the days out by a number."""
    cases = [(number % len(days) == rest, literal(day)) for rest, day in enumerate(days[1:], start=1)]
    return case(*cases, else_=literal(days[0])) if cases else literal(days[0])


def _claim(number: Any) -> dict[str, Any]:
    return {
        "attendance_id": Registration.id * (ACTIVITIES + 1) + number.c.n,
        "registration_id": Registration.id,
        "register_id": Registration.register_id,
        "title": literal("Intervisie ") + cast(number.c.n, String),
        "completed_on": literal(_DAY),
        "facts": literal({"kind": "intervisie", "gross_minutes": 90}, Claim.facts.type),
        "rule_version": literal("2018"),
        "rule_digest": literal("c0ffee"),
        "track": literal("reflectie"),
        "net_minutes": literal(90),
        "points": case(
            *(
                ((Registration.id * 7 + number.c.n) % 4 == rest, literal(Decimal(rest + 1) / 4, Points))
                for rest in range(3)
            ),
            else_=literal(Decimal(1), Points),
        ),
        "state": literal("klaar"),
    }


def _standing(periods: Sequence[Period]) -> dict[str, Any]:
    person_id = select(Registration.person_id).where(Registration.id == Claim.registration_id).scalar_subquery()
    made, norm = func.sum(Claim.points), literal(Decimal(NORM), Points)
    return {
        "registration_id": Claim.registration_id,
        "name": literal("Totaal"),
        "logged": made,
        "countable": made,
        "granted": literal(Decimal(0), Points),
        "needed": case((made < norm, norm - made), else_=literal(Decimal(0), Points)),
        "minimum": norm,
        "starts_on": _one_of([period[0] for period in periods], person_id),
        "ends_on": _one_of([period[1] for period in periods], person_id),
        "counted_at": literal(_AT, Standing.counted_at.type),
        "tracks": literal(tuple(map(_track, _TRACKS)), Standing.tracks.type),
    }


def _track(code: str) -> KeptTrack:
    """A track as it would be kept; no overview of the organisation reads it."""
    none, norm = Decimal(0), Decimal(NORM)
    return KeptTrack(code, code.capitalize(), none, none, none, norm, norm, None, "")
