"""Training for days to come, as the training plan tells it: who, what, when and for how long (*geplande scholing*).

HR reads every day. A manager reads totals per kind and no day or group: which groups somebody belongs to is theirs to
open (PRODUCT, principle 5).
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from typing import Any

from sqlalchemy import Select, and_, or_, select
from sqlalchemy.orm import Session

from register.db import read
from register.learning.kinds import kinds
from register.learning.models import Activity, Group, GroupMember
from register.learning.planning.models import PlannedSession
from register.people.models import Membership, Person, Team
from register.people.teams import sits_on

_HOUR = Decimal(60)
_CENT = Decimal("0.01")


@dataclass(frozen=True, kw_only=True)
class PlannedTraining:
    """One planned day of one person, or what is planned for them in one way together."""

    team: str | None
    """Of all the teams that the plan is about and that this person is in."""
    person_id: int
    name: str
    kind: str
    """As people read it."""
    minutes: int
    times: int = 1
    group: str = ""
    """Empty in a total."""
    held_on: date | None = None
    starts_at: time | None = None

    @property
    def hours(self) -> Decimal:
        """The length in hours, to the hundredth."""
        return (self.minutes / _HOUR).quantize(_CENT)

    @property
    def what(self) -> str:
        """The group, or how often."""
        return self.group or f"{self.times} {'bijeenkomst' if self.times == 1 else 'bijeenkomsten'}"


def planned_training(
    session: Session, organisation_id: int, *, teams: Sequence[int] | None, on: date, in_totals: bool
) -> list[PlannedTraining]:
    """Return what is planned from a day on, by team and name; `teams` of `None` is everybody.

    Who is in two teams is in one row, which names both.
    """
    there = teams_of_people(session, organisation_id, teams, on)
    wanted = _query(organisation_id, on)
    if teams is not None:
        wanted = wanted.where(Person.id.in_(who_sits(teams, on)))
    days = [_day(row, ", ".join(there.get(row.person_id, ())) or None) for row in session.execute(wanted)]
    days.sort(key=lambda one: (one.team is None, (one.team or "").casefold()))
    return _totals(days) if in_totals else days


def _day(row: Any, team: str | None) -> PlannedTraining:  # noqa: ANN401 - a row of the query
    return PlannedTraining(
        team=team,
        person_id=row.person_id,
        name=row.display_name,
        kind=kinds()[row.kind].name if row.kind in kinds() else row.kind,
        minutes=row.minutes,
        group=row.group,
        held_on=row.held_on,
        starts_at=row.starts_at,
    )


def teams_of_people(
    session: Session, organisation_id: int, teams: Sequence[int] | None, on: date
) -> Mapping[int, list[str]]:
    """Return in which of these teams people sit, by name of the team."""
    query = (
        select(Membership.person_id, Team.name)
        .join(Team, Team.id == Membership.team_id)
        .where(Team.organisation_id == organisation_id, sits_on(on))
    )
    found: dict[int, list[str]] = defaultdict(list)
    for person_id, name in read(session, query if teams is None else query.where(Team.id.in_(teams))):
        found[person_id].append(name)
    return {person_id: sorted(set(names), key=str.casefold) for person_id, names in found.items()}


def who_sits(teams: Sequence[int], on: date) -> Select[int]:
    """Select who sits in one of these teams."""
    return select(Membership.person_id).where(Membership.team_id.in_(teams), sits_on(on))


def _totals(days: Sequence[PlannedTraining]) -> list[PlannedTraining]:
    together: dict[tuple[str | None, int, str, str], list[int]] = defaultdict(list)
    for one in days:
        together[one.team, one.person_id, one.name, one.kind].append(one.minutes)
    return [
        PlannedTraining(team=team, person_id=person_id, name=name, kind=kind, minutes=sum(all_), times=len(all_))
        for (team, person_id, name, kind), all_ in together.items()
    ]


def _query(organisation_id: int, on: date) -> Any:  # noqa: ANN401 - a long row
    held = and_(
        GroupMember.starts_on <= PlannedSession.held_on,
        or_(GroupMember.ends_on.is_(None), GroupMember.ends_on >= PlannedSession.held_on),
    )
    return (
        select(
            Person.id.label("person_id"),
            Person.display_name,
            Group.name.label("group"),
            Group.kind,
            PlannedSession.held_on,
            PlannedSession.starts_at,
            PlannedSession.minutes,
        )
        .select_from(PlannedSession)
        .join(Group, Group.id == PlannedSession.group_id)
        .join(GroupMember, and_(GroupMember.group_id == Group.id, held))
        .join(Person, Person.id == GroupMember.person_id)
        .outerjoin(Activity, and_(Activity.id == PlannedSession.activity_id, Activity.withdrawn_at.is_(None)))
        .where(
            Group.organisation_id == organisation_id,
            or_(Group.ended_on.is_(None), Group.ended_on > PlannedSession.held_on),
            Person.deactivated_at.is_(None),
            PlannedSession.held_on >= on,
            PlannedSession.cancelled_at.is_(None),
            Activity.id.is_(None),
        )
        .order_by(Person.sort_key, Person.id, PlannedSession.held_on, PlannedSession.id)
    )
