"""Standing groups (B2): who sees which, who is in them on a day, the tiles to log from."""

from dataclasses import dataclass
from datetime import date
from functools import cache

from sqlalchemy import BindParameter, ColumnElement, Date, Executable, and_, bindparam, func, or_, select
from sqlalchemy.orm import Session, aliased, selectinload

from register.access import Role, Viewer
from register.db import read
from register.errors import NotFound
from register.learning.kinds import ROLE_NAMES, kinds
from register.learning.models import Activity, Group, GroupMember, LearningSession
from register.people.models import Person

OVERSEERS = (Role.COORDINATOR, Role.HR)
"""Roles that see every group of the organisation."""


@dataclass(frozen=True, kw_only=True)
class GroupTile:
    """A group as a tile: one tap opens the form with everybody checked (P2)."""

    group_id: int
    name: str
    kind_name: str
    members: int
    last_held_on: date | None
    coordinates: bool
    is_member: bool


@dataclass(frozen=True, kw_only=True)
class Member:
    """Somebody's membership of a group, with the role in its sessions."""

    membership_id: int
    person_id: int
    name: str
    role: str
    role_name: str
    coordinates: bool
    starts_on: date
    ends_on: date | None


@dataclass(frozen=True, kw_only=True)
class GroupPage:
    """A group with its members, as its page shows it."""

    group_id: int
    version: int
    name: str
    kind: str
    kind_name: str
    minutes: int
    location: str
    ended_on: date | None
    members: tuple[Member, ...]
    former: tuple[Member, ...]
    may_change: bool
    is_member: bool


def group_tiles(session: Session, viewer: Viewer, today: date) -> tuple[GroupTile, ...]:
    """Return the groups the viewer belongs to today, last met first, in one query."""
    return _tiles(session, viewer, today, own=True)


def all_groups(session: Session, viewer: Viewer, today: date) -> tuple[GroupTile, ...]:
    """Return every group the viewer may see: the own ones, or all for who oversees them."""
    if not viewer.has(*OVERSEERS):
        return group_tiles(session, viewer, today)
    return _tiles(session, viewer, today, own=False)


def _own_groups(viewer: Viewer, today: date):  # type: ignore[no-untyped-def]  # noqa: ANN202 - a subquery
    return select(GroupMember.group_id).where(GroupMember.person_id == viewer.person_id, belongs_on(today))


def belongs_on(day: date | BindParameter[date]) -> ColumnElement[bool]:
    """Condition: the membership holds on this day."""
    return and_(GroupMember.starts_on <= day, or_(GroupMember.ends_on.is_(None), GroupMember.ends_on >= day))


def _tiles(session: Session, viewer: Viewer, today: date, *, own: bool) -> tuple[GroupTile, ...]:
    rows = read(
        session,
        _tiles_query(own=own),
        {"person": viewer.person_id, "organisation": viewer.organisation_id, "today": today},
    )
    return tuple(
        GroupTile(
            group_id=row.id,
            name=row.name,
            kind_name=kinds()[row.kind].name,
            members=row.members,
            last_held_on=row.last,
            coordinates=bool(row.coordinates),
            is_member=row.coordinates is not None,
        )
        for row in rows
    )


@cache
def _tiles_query(*, own: bool) -> Executable:
    """Built once: putting it together costs more than running it."""
    mine, today = aliased(GroupMember), bindparam("today", type_=Date)
    is_mine = and_(GroupMember.person_id == bindparam("person"), belongs_on(today))
    own_membership = select(func.max(GroupMember.id)).where(GroupMember.group_id == Group.id, is_mine).scalar_subquery()
    members = (
        select(func.count(GroupMember.id)).where(GroupMember.group_id == Group.id, belongs_on(today)).scalar_subquery()
    )
    last = (
        select(func.max(LearningSession.held_on))
        .join(Activity, Activity.id == LearningSession.activity_id)
        .where(Activity.group_id == Group.id, Activity.withdrawn_at.is_(None))
        .scalar_subquery()
    )
    found = (
        select(Group.id, Group.name, Group.kind, members.label("members"), last.label("last"), mine.coordinates)
        .outerjoin(mine, mine.id == own_membership)
        .where(
            Group.organisation_id == bindparam("organisation"),
            or_(Group.ended_on.is_(None), Group.ended_on > today),
        )
        .order_by(last.is_(None), last.desc(), Group.name)
    )
    return found.where(Group.id.in_(select(GroupMember.group_id).where(is_mine))) if own else found


def group_page(session: Session, viewer: Viewer, group_id: int, *, today: date) -> GroupPage:
    """Return one group with its members.

    Raises:
        NotFound: it does not exist, or the viewer neither belongs to it nor oversees groups.

    """
    group = visible_group(session, viewer, group_id, today=today)
    members = members_of(session, group_id)
    return GroupPage(
        group_id=group.id,
        version=group.version,
        name=group.name,
        kind=group.kind,
        kind_name=kinds()[group.kind].name,
        minutes=group.minutes,
        location=group.location,
        ended_on=group.ended_on,
        members=tuple(one for one in members if one.ends_on is None or one.ends_on >= today),
        former=tuple(one for one in members if one.ends_on is not None and one.ends_on < today),
        may_change=viewer.has(*OVERSEERS) or coordinates(session, viewer, group_id),
        is_member=any(one.person_id == viewer.person_id and _holds(one, today) for one in members),
    )


def members_of(session: Session, group_id: int) -> tuple[Member, ...]:
    """Return everybody who is or was in a group, by name."""
    rows = session.execute(
        select(GroupMember, Person.display_name)
        .join(Person, Person.id == GroupMember.person_id)
        .where(GroupMember.group_id == group_id)
        .order_by(Person.sort_key, GroupMember.starts_on)
    )
    return tuple(
        Member(
            membership_id=row.id,
            person_id=row.person_id,
            name=name,
            role=row.role,
            role_name=ROLE_NAMES[row.role],
            coordinates=row.coordinates,
            starts_on=row.starts_on,
            ends_on=row.ends_on,
        )
        for row, name in rows
    )


def _holds(member: Member, day: date) -> bool:
    return member.starts_on <= day and (member.ends_on is None or member.ends_on >= day)


def visible_group(session: Session, viewer: Viewer, group_id: int, *, today: date) -> Group:
    """Load a group of the viewer's own, or any of the organisation for who oversees them.

    Raises:
        NotFound: not there, or not for this viewer.

    """
    wanted = select(Group).where(Group.id == group_id, Group.organisation_id == viewer.organisation_id)
    if not viewer.has(*OVERSEERS):
        wanted = wanted.where(Group.id.in_(_own_groups(viewer, today)))
    group = session.scalar(wanted.options(selectinload(Group.members)))
    if group is None:
        raise NotFound
    return group


def is_coordinated(session: Session, group_id: int | None) -> bool:
    """Whether somebody who still has access coordinates this group."""
    found = (
        select(GroupMember.id)
        .join(Person, Person.id == GroupMember.person_id)
        .where(
            GroupMember.group_id == group_id,
            GroupMember.coordinates,
            GroupMember.ends_on.is_(None),
            Person.deactivated_at.is_(None),
        )
    )
    return group_id is not None and session.scalar(found.limit(1)) is not None


def coordinates(session: Session, viewer: Viewer, group_id: int | None) -> bool:
    """Whether the viewer coordinates this group (*coördinator van de groep*)."""
    if group_id is None:
        return False
    found = session.scalar(
        select(GroupMember.id).where(
            GroupMember.group_id == group_id,
            GroupMember.person_id == viewer.person_id,
            GroupMember.coordinates,
            GroupMember.ends_on.is_(None),
        )
    )
    return found is not None
