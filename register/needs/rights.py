"""Who may read and change which part of an inventory: HR everything, a manager the lines of the own teams."""

from datetime import date

from sqlalchemy import ColumnElement, and_, exists, func, or_, select, true
from sqlalchemy.orm import Session

from register import audit
from register.access import Role, Viewer
from register.current import state
from register.errors import Conflict, Invalid, NotFound
from register.needs.models import Direction, Inventory, Need, Wish
from register.people.managing import held_on
from register.people.models import Membership, Person, Team

HALF_YEAR = 7
"""From July on the inventory is about the next year."""


def usual_year(today: date) -> int:
    """Return the year that an inventory is made for at this time of the year."""
    return today.year + 1 if today.month >= HALF_YEAR else today.year


def check_year(year: int, today: date) -> None:
    """Refuse a year that nobody plans for.

    Raises:
        Invalid: it is over, or further away than next year.

    """
    if not today.year <= year <= today.year + 1:
        raise Invalid("year", f"Kies {today.year} of {today.year + 1}.")


def own_lines(viewer: Viewer) -> ColumnElement[bool]:
    """Return the condition that a line is for this viewer: a wish goes along with its person to another team."""
    if viewer.has(Role.HR):
        return true()
    teams = sorted(viewer.managed_team_ids)
    of_own_people = (
        select(Wish.id)
        .join(Person, Person.id == Wish.person_id)
        .join(Membership, Membership.person_id == Person.id)
        .where(
            Wish.id == Need.wish_id,
            Membership.team_id.in_(teams),
            held_on(Membership, state().today()),
            Person.deactivated_at.is_(None),
        )
        .exists()
    )
    return or_(and_(Need.wish_id.is_(None), Need.team_id.in_(teams)), of_own_people)


def may_change_team(viewer: Viewer, team_id: int | None) -> bool:
    """Whether the viewer may write a line about this team; about the organisation as a whole only HR may."""
    return viewer.has(Role.HR) or (team_id is not None and team_id in viewer.managed_team_ids)


def teams_to_plan_for(session: Session, viewer: Viewer) -> dict[int, str]:
    """Return the teams about which the viewer may write a line: names by id."""
    query = select(Team.id, Team.name).where(Team.organisation_id == viewer.organisation_id)
    if not viewer.has(Role.HR):
        query = query.where(Team.id.in_(sorted(viewer.managed_team_ids)))
    return {row.id: row.name for row in session.execute(query.order_by(Team.name, Team.id))}


def of_who_works_here(viewer: Viewer, year: int) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions that a wish is for this year and of somebody who works here, over wishes and people."""
    return (
        Wish.year == year,
        Person.organisation_id == viewer.organisation_id,
        Person.deactivated_at.is_(None),
    )


def wishes_outside(session: Session, viewer: Viewer, year: int) -> int:
    """Count the wishes of a year that are in no line yet; HR alone is told."""
    if not viewer.has(Role.HR):
        return 0
    found = session.scalar(
        select(func.count(Wish.id))
        .join(Person, Person.id == Wish.person_id)
        .where(*of_who_works_here(viewer, year), ~exists().where(Need.wish_id == Wish.id))
    )
    return found or 0


def find_inventory(session: Session, viewer: Viewer, year: int) -> Inventory | None:
    """Return the inventory of a year where there is one."""
    return session.scalar(
        select(Inventory).where(Inventory.organisation_id == viewer.organisation_id, Inventory.year == year)
    )


def open_inventory(session: Session, viewer: Viewer, year: int) -> Inventory:
    """Return the inventory of a year to write in, made where there is none; nobody else writes until the end.

    Raises:
        Conflict: it is frozen.

    """
    audit.take_turn(session, viewer.organisation_id)
    found = find_inventory(session, viewer, year)
    if found is None:
        found = Inventory(organisation_id=viewer.organisation_id, year=year)
        session.add(found)
        session.flush()
    else:
        session.refresh(found)
    refuse_frozen(found)
    return found


def refuse_frozen(inventory: Inventory) -> None:
    """Refuse to change what was settled.

    Raises:
        Conflict: it is frozen.

    """
    if inventory.frozen_at is not None:
        raise Conflict(
            f"De inventarisatie van {inventory.year} is vastgesteld. Vraag HR om haar weer te openen als er iets moet "
            "veranderen."
        )


def line_to_change(session: Session, viewer: Viewer, need_id: int) -> Need:
    """Return a line that the viewer may change, of an inventory that is open.

    Raises:
        NotFound: another organisation's or another team's, or not there.
        Conflict: the inventory is frozen.

    """
    need = line_to_read(session, viewer, need_id)
    refuse_frozen(session.get_one(Inventory, need.inventory_id))
    return need


def line_to_read(session: Session, viewer: Viewer, need_id: int) -> Need:
    """Return a line that the viewer may read.

    Raises:
        NotFound: another organisation's or another team's, or not there.

    """
    found = session.scalar(
        select(Need)
        .join(Inventory, Inventory.id == Need.inventory_id)
        .where(Need.id == need_id, Inventory.organisation_id == viewer.organisation_id, own_lines(viewer))
    )
    if found is None:
        raise NotFound
    return found


def own_direction(session: Session, viewer: Viewer, direction_id: int) -> Direction:
    """Return something the organisation is after.

    Raises:
        NotFound: another organisation's, or not there.

    """
    found = session.scalar(
        select(Direction).where(Direction.id == direction_id, Direction.organisation_id == viewer.organisation_id)
    )
    if found is None:
        raise NotFound
    return found
