"""What a draft would do, as people read it (*gevolgen*): totals of at least five for the admin, names for HR."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from register import audit
from register.access import Role, Viewer
from register.current import day_here
from register.db import session as current_session
from register.db import transaction
from register.errors import NotAllowed
from register.people.models import Membership, Person, Registration, Team
from register.points.versions.models import OwnRuleVersion, RuleEffect
from register.points.versions.reading import VersionPage, own_row, read_version
from register.privacy.groups import FEWEST, Branch, groups_of
from register.privacy.looks import LookedAt, note_looks

SIZE = 50
NO_TEAM = "zonder team"


@dataclass(frozen=True, kw_only=True)
class Totals:
    """How many registrations something changes for; one can win on a track and lose on another.

    `None`: of one to four, or with the other teams it would give such a number away; only HR sees it.
    """

    people: int
    wins: int | None
    loses: int | None
    short: int | None


@dataclass(frozen=True, kw_only=True)
class TeamTotals:
    """The same of one team, or of teams that are too small to be shown apart."""

    names: str
    totals: Totals


@dataclass(frozen=True, kw_only=True)
class EffectLine:
    """What changes for one registration of somebody, for HR alone."""

    person_id: int
    name: str
    team: str
    countable_before: Decimal
    countable_after: Decimal
    needed_before: Decimal | None
    needed_after: Decimal | None
    wins: bool
    loses: bool
    short: bool

    @property
    def change(self) -> str:
        """What changes, in words."""
        said = (("gaat vooruit", self.wins), ("gaat achteruit", self.loses), ("komt tekort", self.short))
        return ", ".join(word for word, holds in said if holds) or "alleen de norm"


@dataclass(frozen=True, kw_only=True)
class EffectsPage:
    """The effects of a version, as far as this viewer may see them."""

    rules: VersionPage
    totals: Totals | None
    """`None`: not worked out, or of fewer than five people, which only HR sees."""
    teams: tuple[TeamTotals, ...]
    lines: tuple[EffectLine, ...]
    """Empty for the admin: names are for HR."""
    found: int
    page: int
    pages: int
    names_shown: bool


def show_effects(viewer: Viewer, rule_version_id: int, *, page: int = 1, size: int = SIZE, at: datetime) -> EffectsPage:
    """Return what a draft would do; that somebody looked is noted, and who is named can read it.

    Raises:
        NotAllowed, NotFound: as `read_version`.

    """
    session = current_session()
    row = own_row(session, viewer, rule_version_id)
    rules = read_version(session, viewer, rule_version_id, at=at, counted=False)
    if rules.simulated_at is None:
        return EffectsPage(
            rules=rules, totals=None, teams=(), lines=(), found=0, page=1, pages=1, names_shown=viewer.has(Role.HR)
        )
    totals, teams = _totals(session, row, at=at)
    if totals is not None and not viewer.has(Role.HR):
        totals, teams = without_few(totals, teams)
    found, pages, shown = 0, 1, 1
    lines: tuple[EffectLine, ...] = ()
    if viewer.has(Role.HR):
        found = session.scalar(select(func.count(RuleEffect.id)).where(RuleEffect.rule_version_id == row.id)) or 0
        pages = max(1, -(-found // size))
        shown = min(max(page, 1), pages)
        lines = _lines(session, row, first=(shown - 1) * size, most=size, at=at)
    _note(viewer, row.id, lines, at=at)
    return EffectsPage(
        rules=rules,
        totals=totals,
        teams=teams,
        lines=lines,
        found=found,
        page=shown,
        pages=pages,
        names_shown=viewer.has(Role.HR),
    )


def list_effects(viewer: Viewer, rule_version_id: int, *, at: datetime) -> tuple[EffectLine, ...]:
    """Return everybody for whom something changes, for a file; that somebody looked is noted once.

    Raises:
        NotAllowed: for another role than HR.
        NotFound: not a version of this organisation.

    """
    session = current_session()
    row = own_row(session, viewer, rule_version_id)
    if not viewer.has(Role.HR):
        raise NotAllowed("De lijst met namen is alleen voor HR.")
    lines = _lines(session, row, first=0, most=None, at=at) if row.simulated_at is not None else ()
    _note(viewer, row.id, lines, at=at)
    return lines


def group_totals(effects: Iterable[tuple[int, str, bool, bool, bool]]) -> tuple[Totals | None, tuple[TeamTotals, ...]]:
    """Add up registrations (person, team, wins, loses, short) per team, nothing of fewer than five people.

    Teams that are too small go together, so that nobody finds them by subtracting.
    """
    members: dict[str, set[int]] = defaultdict(set)
    by_team: dict[str, list[tuple[bool, bool, bool]]] = defaultdict(list)
    for person_id, team, *changes in effects:
        members[team].add(person_id)
        by_team[team].append((changes[0], changes[1], changes[2]))
    everybody = frozenset[int]().union(*members.values())
    if len(everybody) < FEWEST:
        return None, ()
    groups = groups_of(Branch(code=team, people=frozenset(people)) for team, people in sorted(members.items()))
    teams = tuple(
        TeamTotals(
            names=", ".join(group.codes),
            totals=_added(len(group.people), [one for code in group.codes for one in by_team[code]]),
        )
        for group in groups
    )
    return _added(len(everybody), [one for rows in by_team.values() for one in rows]), teams


def without_few(whole: Totals, teams: tuple[TeamTotals, ...]) -> tuple[Totals, tuple[TeamTotals, ...]]:
    """Leave out what changes for one to four, and the whole where it would give them away."""
    kept = tuple(replace(team, totals=_without_few(team.totals)) for team in teams)
    left = {
        name: (getattr(whole, name) or 0) - sum(getattr(team.totals, name) or 0 for team in kept) for name in _CHANGES
    }
    hidden: dict[str, Any] = {name: None for name in _CHANGES if 0 < left[name] < FEWEST}
    return replace(whole, **hidden), kept


_CHANGES = ("wins", "loses", "short")


def _without_few(totals: Totals) -> Totals:
    hidden: dict[str, Any] = {name: None for name in _CHANGES if 0 < (getattr(totals, name) or 0) < FEWEST}
    return replace(totals, **hidden)


def _added(people: int, changes: list[tuple[bool, bool, bool]]) -> Totals:
    return Totals(
        people=people,
        wins=sum(one[0] for one in changes),
        loses=sum(one[1] for one in changes),
        short=sum(one[2] for one in changes),
    )


def _totals(session: Session, row: OwnRuleVersion, *, at: datetime) -> tuple[Totals | None, tuple[TeamTotals, ...]]:
    """Add up everybody in the register, those for whom nothing changes too: a group is who is in it."""
    teams = _teams(session, row.organisation_id, at=at)
    rows = session.execute(
        select(Registration.person_id, RuleEffect.wins, RuleEffect.loses, RuleEffect.short)
        .join(Person, Person.id == Registration.person_id)
        .outerjoin(
            RuleEffect,
            (RuleEffect.registration_id == Registration.id) & (RuleEffect.rule_version_id == row.id),
        )
        .where(Person.organisation_id == row.organisation_id, Registration.register_id == row.register_id)
    )
    return group_totals(
        (one.person_id, teams.get(one.person_id, NO_TEAM), bool(one.wins), bool(one.loses), bool(one.short))
        for one in rows
    )


def _lines(
    session: Session, row: OwnRuleVersion, *, first: int, most: int | None, at: datetime
) -> tuple[EffectLine, ...]:
    """Return who is named, by name: nobody is put in order by numbers."""
    rows = session.execute(
        select(RuleEffect, Registration.person_id, Person.display_name)
        .join(Registration, Registration.id == RuleEffect.registration_id)
        .join(Person, Person.id == Registration.person_id)
        .where(RuleEffect.rule_version_id == row.id)
        .order_by(Person.sort_key, Person.id, RuleEffect.id)
        .offset(first)
        .limit(most)
    ).all()
    teams = _teams(session, row.organisation_id, at=at)
    return tuple(
        _line(effect, person_id=person_id, name=name, team=teams.get(person_id, NO_TEAM))
        for effect, person_id, name in rows
    )


def _line(effect: RuleEffect, *, person_id: int, name: str, team: str) -> EffectLine:
    return EffectLine(
        person_id=person_id,
        name=name,
        team=team,
        countable_before=effect.countable_before,
        countable_after=effect.countable_after,
        needed_before=effect.needed_before,
        needed_after=effect.needed_after,
        wins=effect.wins,
        loses=effect.loses,
        short=effect.short,
    )


def _teams(session: Session, organisation_id: int, *, at: datetime) -> dict[int, str]:
    """Return one team of everybody: the one they have been in longest, so that nobody is counted twice."""
    on = day_here(at)
    rows = session.execute(
        select(Membership.person_id, Team.name)
        .join(Team, Team.id == Membership.team_id)
        .where(
            Team.organisation_id == organisation_id,
            Membership.starts_on <= on,
            Membership.ends_on.is_(None) | (Membership.ends_on >= on),
        )
        .order_by(Membership.starts_on.desc(), Membership.id.desc())
    )
    return {row.person_id: row.name for row in rows}


def _note(viewer: Viewer, rule_version_id: int, lines: tuple[EffectLine, ...], *, at: datetime) -> None:
    """Leave a line in the trail for every look, and one with everybody who was named."""
    with transaction() as session:
        audit.record(
            session,
            organisation_id=viewer.organisation_id,
            actor_id=viewer.person_id,
            act="regelversie.gevolgen-bekeken",
            object_kind="rule_version",
            object_id=rule_version_id,
            at=at,
            details={"named": len(lines)},
        )
        people = [line.person_id for line in lines]
        note_looks(session, viewer.person_id, people, LookedAt.RULES, at=at)
