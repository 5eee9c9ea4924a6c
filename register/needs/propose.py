"""Fill an inventory with lines: from wishes, from points that are behind, from what expires that year."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from register import audit
from register.access import Role, Viewer
from register.db import read, transaction
from register.errors import NotFound
from register.needs.models import Inventory, Need, Wish
from register.needs.rights import check_year, open_inventory, teams_to_plan_for
from register.overview.registrations import name_of, today_of
from register.overview.status import BEHIND, Stand, share_passed
from register.people.models import Membership, Person, Registration
from register.people.teams import sits_on
from register.points.models import Standing
from register.points.standing import TOTAL

_LONGEST = 300


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """A line that could be in the inventory; `source` is what it stems from, so that it comes once."""

    origin: str
    source: str
    team_id: int
    words: str
    people: int
    wish_id: int | None = None


class _Row(NamedTuple):
    """One track of a registration of somebody in a team."""

    team_id: int
    person_id: int
    registration_id: int
    register_id: str
    cycle_starts_on: date
    stand: Stand
    track: str
    track_name: str


def propose(viewer: Viewer, year: int, *, at: datetime, today: date) -> int:
    """Add what is not in the inventory yet, for every team the viewer plans for; returns how many lines came.

    What was changed or dropped by somebody stays as it is.

    Raises:
        NotFound: the viewer plans for nobody.
        Invalid: a year that nobody plans for.
        Conflict: the inventory is frozen.

    """
    if not viewer.has(Role.HR, Role.MANAGER):
        raise NotFound
    check_year(year, today)
    with transaction() as session:
        inventory = open_inventory(session, viewer, year)
        teams = teams_to_plan_for(session, viewer)
        known = set(session.scalars(select(Need.source).where(Need.inventory_id == inventory.id)))
        found = [one for one in proposals(session, teams, year, today=today) if one.source not in known]
        session.add_all(_need(inventory, one) for one in found)
        inventory.proposed_at = at
        audit.record(
            session,
            organisation_id=viewer.organisation_id,
            actor_id=viewer.person_id,
            act="scholing.voorgesteld",
            object_kind="needs_inventory",
            object_id=inventory.id,
            at=at,
            details={"year": year, "lines": len(found), "teams": len(teams)},
        )
        return len(found)


def proposals(session: Session, teams: Iterable[int], year: int, *, today: date) -> Iterator[Proposal]:
    """Yield every line that these teams could need in a year."""
    ids = sorted(teams)
    yield from _of_wishes(session, ids, year, today)
    rows = _chosen(_rows(session, ids, today), today)
    yield from _of_gaps(rows, today)
    yield from _of_expiries(rows, year)


def _of_wishes(session: Session, teams: list[int], year: int, today: date) -> Iterator[Proposal]:
    """Yield a line for every wish, in the first team of whoever handed it in."""
    rows = session.execute(
        select(Wish.id, Wish.words, Membership.team_id)
        .join(Membership, Membership.person_id == Wish.person_id)
        .where(Wish.year == year, sits_on(today), Membership.team_id.in_(teams))
        .order_by(Wish.id, Membership.id)
    )
    seen = set()
    for row in rows:
        if row.id not in seen:
            seen.add(row.id)
            yield Proposal(
                origin="wens", source=f"wens:{row.id}", team_id=row.team_id, words=row.words, people=1, wish_id=row.id
            )


def _of_gaps(rows: list[_Row], today: date) -> Iterator[Proposal]:
    """Yield a line for every part of a register on which people of a team are more than a tenth behind."""
    behind: Counter[tuple[int, str, str]] = Counter()
    names: dict[tuple[str, str], str] = {}
    for row in rows:
        share = row.stand.share
        if row.track != TOTAL and share is not None and share_passed(row.stand, on=today) - share > BEHIND:
            behind[row.team_id, row.register_id, row.track] += 1
            names[row.register_id, row.track] = row.track_name
    for (team_id, register_id, track), people in behind.items():
        yield Proposal(
            origin="tekort",
            source=f"tekort:{register_id}:{track}:{team_id}",
            team_id=team_id,
            words=f"{name_of(register_id)}, {names[register_id, track]}: punten lopen achter"[:_LONGEST],
            people=people,
        )


def _of_expiries(rows: list[_Row], year: int) -> Iterator[Proposal]:
    """Yield a line for every register of which registrations of a team end in the year."""
    ending: Counter[tuple[int, str]] = Counter(
        (row.team_id, row.register_id) for row in rows if row.track == TOTAL and row.stand.ends_on.year == year
    )
    for (team_id, register_id), people in ending.items():
        yield Proposal(
            origin="verloopt",
            source=f"verloopt:{register_id}:{team_id}",
            team_id=team_id,
            words=f"{name_of(register_id)}: herregistratie in {year}"[:_LONGEST],
            people=people,
        )


def _rows(session: Session, teams: list[int], today: date) -> list[_Row]:
    query = (
        select(
            Membership.team_id,
            Person.id.label("person_id"),
            Registration.id.label("registration_id"),
            Registration.register_id,
            Registration.cycle_starts_on,
            Standing.countable,
            Standing.needed,
            Standing.starts_on,
            Standing.ends_on,
            Standing.track,
            Standing.name,
        )
        .join(Person, Person.id == Membership.person_id)
        .join(Registration, Registration.person_id == Person.id)
        .join(Standing, Standing.registration_id == Registration.id)
        .where(
            Membership.team_id.in_(teams),
            sits_on(today),
            Person.deactivated_at.is_(None),
            or_(Registration.ended_on.is_(None), Registration.ended_on >= today),
        )
        .order_by(Membership.team_id, Registration.register_id, Standing.position, Person.sort_key)
    )
    return [
        _Row(
            row.team_id,
            row.person_id,
            row.registration_id,
            row.register_id,
            row.cycle_starts_on,
            Stand(countable=row.countable, needed=row.needed, starts_on=row.starts_on, ends_on=row.ends_on),
            row.track,
            row.name,
        )
        for row in read(session, query)
    ]


def _chosen(rows: list[_Row], today: date) -> list[_Row]:
    """Leave out the cycles of a register that are not the one of today."""
    by_person: dict[int, list[_Row]] = defaultdict(list)
    for row in rows:
        by_person[row.person_id].append(row)
    kept = {one.registration_id for own in by_person.values() for one in today_of(own, on=today)}
    return [row for row in rows if row.registration_id in kept]


def _need(inventory: Inventory, one: Proposal) -> Need:
    return Need(
        inventory_id=inventory.id, team_id=one.team_id, origin=one.origin, source=one.source, wish_id=one.wish_id,
        words=one.words, people=one.people,
    )  # fmt: skip
