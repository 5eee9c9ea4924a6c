"""A team with learning in the database, as much as asked for, always the same; written in bulk to be there quickly."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import Table, insert
from sqlalchemy.orm import Session

from register.db import Base
from register.learning.models import Activity, Attendance, LearningSession
from register.points.facts_json import to_json
from register.points.figures_recount import recount_registrations
from register.points.judges import cycle_for, judge_for
from register.points.models import Claim
from register.rules.facts import Cycle, Facts
from register.rules.judge import Judge
from tests.makers import make_person, make_registration, make_team

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
REGISTER = "skj-jgp"
GROUP = 5
WAITING = 2
"""The last activities of each group wait for the others to confirm."""
_FIRST, _LAST = date(2024, 1, 2), date(2026, 11, 20)
_KINDS: tuple[tuple[str, int, dict[str, Any]], ...] = (
    ("intervisie", 135, {"excluded": {"pauze": 15}, "facilitator_kind": "roulerend"}),
    (
        "training",
        390,
        {"excluded": {"maaltijd": 30}, "accreditation_ids": {"skj": "SKJ-201456"}, "awarded_points": Decimal(6)},
    ),
    ("supervisie", 90, {"facilitator_kind": "supervisor", "facilitator_register": "LVSC"}),
    ("zelfstudie", 60, {}),
    ("casuistiekbespreking", 60, {}),
    ("webinar", 75, {"online": True, "online_av_confirmed": True}),
)
Rows = list[dict[str, Any]]


@dataclass(frozen=True, kw_only=True)
class _Meeting:
    """One activity with its one session, of one group of people."""

    id: int
    first_attendance: int
    place: int
    held_on: date
    kind: str
    minutes: int
    more: dict[str, Any]
    people: tuple[tuple[int, int], ...]
    """Person and registration of everybody who was there; the one who logged it first."""
    confirmed: bool


def fill_team(session: Session, *, people: int, activities: int) -> None:
    """Put a manager (subject `mia`) and a team with `els` in an empty database, each with so many activities."""
    team = make_team(session)
    make_person(session, "Mia", manages=team)
    members = [make_person(session, f"M{n:04d}" if n else "Els", team=team) for n in range(people)]
    registrations = [make_registration(session, person, REGISTER) for person in members]
    organisation_id = members[0].organisation_id
    pairs = [(person.id, registration.id) for person, registration in zip(members, registrations, strict=True)]
    meetings = list(_meetings(pairs, activities))
    _add(session, Activity, [_activity(one, organisation_id) for one in meetings])
    _add(session, LearningSession, [_session(one) for one in meetings])
    _add(session, Attendance, [row for one in meetings for row in _attendances(one)])
    judge = judge_for(session, organisation_id=organisation_id, register_id=REGISTER)
    cycle = cycle_for(registrations[0], judge)
    _add(session, Claim, [row for one in meetings for row in _claims(one, judge, cycle)])
    recount_registrations(session, organisation_id, [registration for _, registration in pairs], at=NOW)
    session.commit()


def _meetings(pairs: list[tuple[int, int]], activities: int) -> Iterator[_Meeting]:
    number, attendance = 0, 1
    for first in range(0, len(pairs), GROUP):
        group = pairs[first : first + GROUP]
        for place in range(activities):
            number += 1
            kind, minutes, more = _KINDS[place % len(_KINDS)]
            turn = place % len(group)
            yield _Meeting(
                id=number,
                first_attendance=attendance,
                place=place,
                held_on=_FIRST + timedelta(days=place * (_LAST - _FIRST).days // activities),
                kind=kind,
                minutes=minutes,
                more=more,
                people=(*group[turn:], *group[:turn]),
                confirmed=place < activities - WAITING,
            )
            attendance += len(group)


def _title(one: _Meeting) -> str:
    return f"{one.kind.capitalize()} {one.place}"


def _activity(one: _Meeting, organisation_id: int) -> dict[str, Any]:
    more = one.more
    return {
        "id": one.id,
        "organisation_id": organisation_id,
        "kind": one.kind,
        "title": _title(one),
        "subject": "Grenzen stellen zonder het contact te verliezen",
        "mode": "online" if more.get("online") else "fysiek",
        "online_av_confirmed": more.get("online_av_confirmed"),
        "facilitator_kind": more.get("facilitator_kind"),
        "facilitator_register": more.get("facilitator_register"),
        "accreditation_ids": more.get("accreditation_ids", {}),
        "awarded_points": more.get("awarded_points"),
        "created_by_id": one.people[0][0],
        "created_at": NOW,
    }


def _session(one: _Meeting) -> dict[str, Any]:
    return {
        "id": one.id,
        "activity_id": one.id,
        "held_on": one.held_on,
        "gross_minutes": one.minutes,
        "excluded_minutes": one.more.get("excluded", {}),
    }


def _attendances(one: _Meeting) -> Iterator[dict[str, Any]]:
    for place, (person_id, _) in enumerate(one.people):
        done = one.confirmed or place == 0
        yield {
            "id": one.first_attendance + place,
            "session_id": one.id,
            "person_id": person_id,
            "confirmed_at": NOW if done else None,
            "confirmed_by_id": person_id if done else None,
            "confirmed_version": 1 if done else None,
            "confirmation_method": "kaart" if done else None,
        }


def _claims(one: _Meeting, judge: Judge, cycle: Cycle) -> Iterator[dict[str, Any]]:
    facts = _facts(one)
    score, written = judge.score(facts, cycle=cycle), to_json(facts)
    for place, (_, registration_id) in enumerate(one.people):
        yield {
            "attendance_id": one.first_attendance + place,
            "registration_id": registration_id,
            "register_id": REGISTER,
            "title": _title(one),
            "completed_on": one.held_on,
            "facts": written,
            "rule_version": score.version,
            "rule_digest": score.digest,
            "track": score.track,
            "net_minutes": score.net_minutes,
            "points": score.points,
            "state": "klaar" if one.confirmed or place == 0 else "concept",
        }


def _facts(one: _Meeting) -> Facts:
    return Facts(
        kind=one.kind,
        completed_on=one.held_on,
        gross_minutes=one.minutes,
        present=len(one.people),
        signed_list=one.confirmed,
        **one.more,
    )


def _add(session: Session, model: type[Base], rows: Rows) -> None:
    table = model.__table__
    if isinstance(table, Table) and rows:
        session.connection().execute(insert(table), rows)
