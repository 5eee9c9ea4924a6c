"""Make a group, and change who is in it: by its coordinator, or by who oversees groups."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from register import audit
from register.access import Viewer
from register.db import transaction
from register.errors import Conflict, Invalid, NotAllowed, NotFound
from register.learning.durations import MINUTES_A_DAY
from register.learning.groups import OVERSEERS, GroupPage, coordinates, visible_group
from register.learning.kinds import ROLE_NAMES, kinds
from register.learning.models import Group, GroupMember
from register.once import once
from register.people.models import Person

LARGEST = 50
"""More members than this is no group that learns from each other."""

_COORDINATOR_ONLY = "Alleen de coördinator van de groep kan dit. Vraag het aan de coördinator."


@dataclass(frozen=True, kw_only=True)
class GroupEntry:
    """What somebody enters about a group."""

    name: str
    kind: str
    minutes: int
    location: str = ""


def make_group(
    viewer: Viewer, entry: GroupEntry, *, person_ids: Sequence[int], form_key: str, at: datetime, today: date
) -> int:
    """Make a group; whoever makes it coordinates it and belongs to it. Returns its id.

    Raises:
        Invalid: a value cannot be accepted.
        NotFound: a member is not of this organisation.

    """

    def act(session: Session) -> dict[str, int]:
        _check(session, viewer, entry)
        members = dict.fromkeys((viewer.person_id, *person_ids))
        _check_members(session, viewer, list(members))
        group = Group(
            organisation_id=viewer.organisation_id,
            name=entry.name.strip(),
            kind=entry.kind,
            minutes=entry.minutes,
            location=entry.location.strip(),
            members=[
                GroupMember(person_id=person_id, coordinates=person_id == viewer.person_id, starts_on=today)
                for person_id in members
            ],
        )
        session.add(group)
        session.flush()
        _note(session, viewer, "groep.gemaakt", group.id, at, members=len(members))
        return {"group_id": group.id}

    answer, _ = once(form_key, person_id=viewer.person_id, at=at, act=act)
    return int(answer["group_id"])


def change_group(viewer: Viewer, group_id: int, entry: GroupEntry, *, version: int, at: datetime, today: date) -> None:
    """Change name, usual kind, length and place.

    Raises:
        Conflict: somebody else changed it in the meantime.

    """
    with transaction() as session:
        group = changeable_group(session, viewer, group_id, today=today)
        if group.version != version:
            raise Conflict("Iemand anders heeft deze groep intussen gewijzigd. Bekijk de groep en probeer het opnieuw.")
        _check(session, viewer, entry, group_id=group_id)
        group.name, group.kind = entry.name.strip(), entry.kind
        group.minutes, group.location = entry.minutes, entry.location.strip()
        _note(session, viewer, "groep.gewijzigd", group_id, at)


def end_group(viewer: Viewer, group_id: int, *, at: datetime, today: date) -> str:
    """Stop a group: its sessions stay, its tile goes. Returns its name."""
    with transaction() as session:
        group = changeable_group(session, viewer, group_id, today=today)
        group.ended_on = today
        _note(session, viewer, "groep.gestopt", group_id, at)
        return group.name


def resume_group(viewer: Viewer, group_id: int, *, at: datetime, today: date) -> str:
    """Take a stopped group up again. Returns its name."""
    with transaction() as session:
        group = changeable_group(session, viewer, group_id, today=today)
        group.ended_on = None
        _note(session, viewer, "groep.hervat", group_id, at)
        return group.name


def add_member(viewer: Viewer, group_id: int, person_id: int, *, at: datetime, today: date) -> str:
    """Add a colleague from today on; somebody who is in it already stays once. Returns the name."""
    with transaction() as session:
        group = changeable_group(session, viewer, group_id, today=today)
        _check_members(session, viewer, [person_id])
        current = [one for one in group.members if one.ends_on is None]
        if not any(one.person_id == person_id for one in current):
            if len(current) >= LARGEST:
                raise Invalid("members", f"Een groep heeft hooguit {LARGEST} leden. Maak een tweede groep.")
            session.add(GroupMember(group_id=group_id, person_id=person_id, starts_on=today))
            _note(session, viewer, "groep.lid-erbij", group_id, at, person_id=person_id)
        return session.scalars(select(Person.display_name).where(Person.id == person_id)).one()


def change_member(
    viewer: Viewer, group_id: int, membership_id: int, *, role: str, coordinates_group: bool, at: datetime, today: date
) -> None:
    """Give a member a usual role, or let a member coordinate.

    Raises:
        Conflict: nobody would coordinate the group any more.

    """
    with transaction() as session:
        group = changeable_group(session, viewer, group_id, today=today)
        member = _member(group, membership_id)
        if role not in ROLE_NAMES:
            raise Invalid("role", "Kies een rol uit de lijst.")
        member.role, member.coordinates = role, coordinates_group
        _keep_a_coordinator(group)
        _note(session, viewer, "groep.lid-gewijzigd", group_id, at, person_id=member.person_id, role=role)


def end_membership(viewer: Viewer, group_id: int, membership_id: int, *, at: datetime, today: date) -> str:
    """Let somebody leave, from today on; sessions of before stay. Members may leave by themselves. Returns the name."""
    with transaction() as session:
        group = visible_group(session, viewer, group_id, today=today)
        member = _member(group, membership_id)
        if member.person_id != viewer.person_id:
            group = changeable_group(session, viewer, group_id, today=today)
        if member.starts_on >= today:
            group.members.remove(member)
            session.delete(member)
        else:
            member.ends_on = date.fromordinal(today.toordinal() - 1)
        _keep_a_coordinator(group)
        _note(session, viewer, "groep.lid-eruit", group_id, at, person_id=member.person_id)
        return session.scalars(select(Person.display_name).where(Person.id == member.person_id)).one()


def refuse_others(page: GroupPage) -> None:
    """Refuse the form to who may not change the group.

    Raises:
        NotAllowed: the viewer does not coordinate it.

    """
    if not page.may_change:
        raise NotAllowed(_COORDINATOR_ONLY)


def changeable_group(session: Session, viewer: Viewer, group_id: int, *, today: date) -> Group:
    """Load a group that the viewer coordinates or oversees.

    Raises:
        NotFound: no such group for this viewer.
        NotAllowed: the viewer does not coordinate it.

    """
    group = visible_group(session, viewer, group_id, today=today)
    if not viewer.has(*OVERSEERS) and not coordinates(session, viewer, group_id):
        raise NotAllowed(_COORDINATOR_ONLY)
    return group


def _member(group: Group, membership_id: int) -> GroupMember:
    found = next((one for one in group.members if one.id == membership_id and one.ends_on is None), None)
    if found is None:
        raise NotFound
    return found


def _keep_a_coordinator(group: Group) -> None:
    if not any(one.coordinates and one.ends_on is None for one in group.members):
        raise Conflict("Dan heeft de groep geen coördinator meer. Maak eerst een ander lid coördinator.")


def _check(session: Session, viewer: Viewer, entry: GroupEntry, group_id: int = 0) -> None:
    name = entry.name.strip()
    if not 1 <= len(name) <= Group.name.type.length:
        raise Invalid("name", "Geef de groep een naam van 1 tot 120 tekens.")
    if len(entry.location.strip()) > Group.location.type.length:
        raise Invalid("location", "Deze plaats is te lang: hooguit 200 tekens. Kort haar in.")
    if entry.kind not in kinds():
        raise Invalid("kind", "Kies een soort activiteit uit de lijst.")
    if not 1 <= entry.minutes <= MINUTES_A_DAY:
        raise Invalid("minutes", "Vul in hoe lang een bijeenkomst meestal duurt, tussen 1 minuut en 24 uur.")
    taken = session.scalar(
        select(Group.id).where(
            Group.organisation_id == viewer.organisation_id,
            func.lower(Group.name) == name.lower(),
            Group.id != group_id,
        )
    )
    if taken is not None:
        raise Invalid("name", f"Er is al een groep die “{name}” heet. Kies een andere naam.")


def _check_members(session: Session, viewer: Viewer, person_ids: Sequence[int]) -> None:
    if len(person_ids) > LARGEST:
        raise Invalid("members", f"Een groep heeft hooguit {LARGEST} leden. Maak een tweede groep.")
    known = session.scalar(
        select(func.count(Person.id)).where(
            Person.id.in_(person_ids),
            Person.organisation_id == viewer.organisation_id,
            Person.deactivated_at.is_(None),
        )
    )
    if known != len(person_ids):
        raise NotFound("Een van deze mensen werkt hier niet (meer). Kies opnieuw.")


def _note(session: Session, viewer: Viewer, act: str, group_id: int, at: datetime, **details: str | int) -> None:
    audit.record(
        session,
        organisation_id=viewer.organisation_id,
        actor_id=viewer.person_id,
        act=act,
        object_kind="group",
        object_id=group_id,
        at=at,
        details=details,
    )
