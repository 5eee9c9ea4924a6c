"""Fill an inventory with lines: from wishes, from points that are behind, from what expires that year."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from register import audit
from register.access import Role, Viewer
from register.db import read, transaction
from register.errors import NotFound
from register.needs.models import Inventory, Need, Wish
from register.needs.rights import check_year, of_who_works_here, open_inventory, teams_to_plan_for
from register.overview.registrations import name_of, today_of
from register.overview.status import BEHIND, Stand, share_passed
from register.people.models import Membership, Person, Registration
from register.people.teams import sits_on
from register.points.kept_tracks import KeptTrack
from register.points.models import Standing

_LONGEST = 300


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """A line that could be in the inventory; `source` is what it stems from, so that it comes once."""

    origin: str
    source: str
    team_id: int | None
    words: str
    people: int
    wish_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class Proposed:
    """What a proposal did to an inventory."""

    added: int
    counted: int
    """Lines of which the number of people is another than it was."""
    gone: int
    """Lines that nobody had touched and of which the reason is no more."""


class _Row(NamedTuple):
    """A registration of somebody in a team, with where it stands."""

    team_id: int
    person_id: int
    registration_id: int
    register_id: str
    cycle_starts_on: date
    starts_on: date
    ends_on: date
    tracks: tuple[KeptTrack, ...]


def propose(viewer: Viewer, year: int, *, at: datetime, today: date) -> Proposed:
    """Bring the inventory up to date for every team the viewer plans for: lines that are missing, and how many people.

    What somebody changed or dropped stays as it is.

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
        known = {one.source: one for one in session.scalars(select(Need).where(Need.inventory_id == inventory.id))}
        found = {one.source: one for one in proposals(session, viewer, teams, year, today=today)}
        new = [_need(inventory, one) for source, one in found.items() if source not in known]
        session.add_all(new)
        counted = sum(_recount(need, found) for need in known.values() if need.team_id in teams)
        gone = [need for need in known.values() if need.team_id in teams and _is_gone(need, found)]
        for need in gone:
            session.delete(need)
        inventory.proposed_at = at
        done = Proposed(added=len(new), counted=counted, gone=len(gone))
        _record(session, viewer, inventory, done, at=at, year=year, teams=len(teams))
        return done


def _recount(need: Need, found: Mapping[str, Proposal]) -> bool:
    """Write down of how many people it is by now, unless somebody wrote another number; whether that changed."""
    counts_itself = need.origin == "verloopt" or (need.origin == "tekort" and need.changed_by_id is None)
    if not counts_itself or _is_gone(need, found):
        return False
    one = found.get(need.source or "")
    people = one.people if one else None
    changed = need.people != people
    need.people = people
    return changed


def _is_gone(need: Need, found: Mapping[str, Proposal]) -> bool:
    """Whether a line that nobody touched is about nobody any more."""
    return need.origin in {"tekort", "verloopt"} and need.changed_by_id is None and need.source not in found


def _record(
    session: Session, viewer: Viewer, inventory: Inventory, done: Proposed, *, at: datetime, year: int, teams: int
) -> None:
    audit.record(
        session,
        organisation_id=viewer.organisation_id,
        actor_id=viewer.person_id,
        act="scholing.voorgesteld",
        object_kind="needs_inventory",
        object_id=inventory.id,
        at=at,
        details={"year": year, "lines": done.added, "counted": done.counted, "gone": done.gone, "teams": teams},
    )


def proposals(session: Session, viewer: Viewer, teams: Iterable[int], year: int, *, today: date) -> Iterator[Proposal]:
    """Yield every line that these teams could need in a year; for HR the wishes of who is in no team too."""
    ids = sorted(teams)
    yield from _of_wishes(session, viewer, ids, year, today)
    rows = _chosen(_rows(session, ids, today), today)
    yield from _of_gaps(rows, today)
    yield from _of_expiries(rows, year)


def _of_wishes(session: Session, viewer: Viewer, teams: list[int], year: int, today: date) -> Iterator[Proposal]:
    """Yield a line for every wish of who works here, in their first team; in none it is of the whole organisation."""
    first = (
        select(Membership.person_id, func.min(Membership.id).label("id"))
        .where(sits_on(today))
        .group_by(Membership.person_id)
        .subquery()
    )
    here = Membership.team_id.in_(teams)
    query = (
        select(Wish.id, Wish.words, Membership.team_id)
        .join(Person, Person.id == Wish.person_id)
        .outerjoin(first, first.c.person_id == Person.id)
        .outerjoin(Membership, Membership.id == first.c.id)
        .where(*of_who_works_here(viewer, year), or_(here, first.c.id.is_(None)) if viewer.has(Role.HR) else here)
        .order_by(Wish.id)
    )
    for row in session.execute(query):
        yield Proposal(
            origin="wens", source=f"wens:{row.id}", team_id=row.team_id, words=row.words, people=1, wish_id=row.id
        )


def _of_gaps(rows: list[_Row], today: date) -> Iterator[Proposal]:
    """Yield a line for every part of a register on which people of a team are more than a tenth behind."""
    behind: Counter[tuple[int, str, str]] = Counter()
    names: dict[tuple[str, str], str] = {}
    places: dict[tuple[str, str], int] = {}
    for row in rows:
        for place, track in enumerate(row.tracks):
            if _is_behind(row, track, today):
                behind[row.team_id, row.register_id, track.code] += 1
                names[row.register_id, track.code] = track.name
                places.setdefault((row.register_id, track.code), place)
    in_order = sorted(behind.items(), key=lambda one: (*one[0][:2], places[one[0][1:]], one[0][2]))
    for (team_id, register_id, code), people in in_order:
        yield Proposal(
            origin="tekort",
            source=f"tekort:{register_id}:{code}:{team_id}",
            team_id=team_id,
            words=f"{name_of(register_id)}, {names[register_id, code]}: punten lopen achter"[:_LONGEST],
            people=people,
        )


def _is_behind(row: _Row, track: KeptTrack, today: date) -> bool:
    stand = Stand(countable=track.countable, needed=track.needed, starts_on=row.starts_on, ends_on=row.ends_on)
    return stand.share is not None and share_passed(stand, on=today) - stand.share > BEHIND


def _of_expiries(rows: list[_Row], year: int) -> Iterator[Proposal]:
    """Yield a line for every register of which registrations of a team end in the year."""
    ending: Counter[tuple[int, str]] = Counter(
        (row.team_id, row.register_id) for row in rows if row.ends_on.year == year
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
            Standing.starts_on,
            Standing.ends_on,
            Standing.tracks,
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
        .order_by(Membership.team_id, Registration.register_id, Person.sort_key, Registration.id)
    )
    return [_Row._make(row) for row in read(session, query)]


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
