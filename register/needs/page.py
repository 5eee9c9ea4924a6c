"""The page of an inventory: its lines as this viewer may read them, and what they add up to."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import case, select
from sqlalchemy.orm import Session

from register.access import Role, Viewer
from register.errors import NotFound
from register.needs.models import Direction, Inventory, Need, Wish
from register.needs.rights import find_inventory, line_to_read, own_lines, teams_to_plan_for, usual_year, wishes_outside
from register.people.models import Person, Team

ORIGINS = {"wens": "Wens", "tekort": "Punten lopen achter", "verloopt": "Registratie verloopt", "eigen": "Toegevoegd"}
WHOLE = "Hele organisatie"
_ORDER = ("hoog", "midden", "laag")


@dataclass(frozen=True, kw_only=True)
class NeedLine:
    """One line."""

    id: int
    team_id: int | None
    team: str
    origin: str
    origin_name: str
    words: str
    by: str
    """Whose wish it is; empty for any other line. Who may not know it does not get the line (`own_lines`)."""
    note: str
    people: int | None
    direction_id: int | None
    direction: str
    priority: str
    hours: Decimal | None
    costs: Decimal | None
    is_dropped: bool
    version: int


@dataclass(frozen=True, kw_only=True)
class InventoryPage:
    """The page."""

    year: int
    years: tuple[int, ...]
    lines: tuple[NeedLine, ...]
    dropped: tuple[NeedLine, ...]
    hours: Decimal
    costs: Decimal
    unknown_costs: int
    """Lines of which nobody estimated the costs: the sum is without them."""
    teams: tuple[tuple[int, str], ...]
    team_id: int | None
    frozen_at: datetime | None
    proposed_at: datetime | None
    may_freeze: bool
    may_write: bool
    wishes_outside: int
    """Wishes that are in no line; for HR alone."""


def inventory_page(
    session: Session, viewer: Viewer, *, year: int | None, team_id: int | None, today: date
) -> InventoryPage:
    """Return the inventory of a year, of all teams the viewer plans for or of one of them.

    Raises:
        NotFound: the viewer plans for nobody, or not for this team.

    """
    teams = teams_to_plan_for(session, viewer)
    if not viewer.has(Role.HR, Role.MANAGER) or (team_id is not None and team_id not in teams):
        raise NotFound
    asked = year or usual_year(today)
    inventory = find_inventory(session, viewer, asked)
    every = _lines(session, viewer, inventory, team_id) if inventory else ()
    kept = tuple(one for one in every if not one.is_dropped)
    frozen_at = inventory.frozen_at if inventory else None
    return InventoryPage(
        year=asked,
        years=_years(session, viewer, today),
        lines=kept,
        dropped=tuple(one for one in every if one.is_dropped),
        hours=sum((one.hours or Decimal(0) for one in kept), Decimal(0)),
        costs=sum((one.costs or Decimal(0) for one in kept), Decimal(0)),
        unknown_costs=sum(one.costs is None for one in kept),
        teams=tuple(teams.items()),
        team_id=team_id,
        frozen_at=frozen_at,
        proposed_at=inventory.proposed_at if inventory else None,
        may_freeze=viewer.has(Role.HR) and bool(kept) and frozen_at is None,
        may_write=frozen_at is None and today.year <= asked <= today.year + 1,
        wishes_outside=wishes_outside(session, viewer, asked),
    )


def need_line(session: Session, viewer: Viewer, need_id: int) -> NeedLine:
    """Return one line.

    Raises:
        NotFound: not a line of a team the viewer plans for.

    """
    need = line_to_read(session, viewer, need_id)
    return _line(session.execute(_query().where(Need.id == need.id)).one())


def _years(session: Session, viewer: Viewer, today: date) -> tuple[int, ...]:
    made = session.scalars(select(Inventory.year).where(Inventory.organisation_id == viewer.organisation_id))
    return tuple(sorted({*made, today.year, today.year + 1}, reverse=True))


def _lines(session: Session, viewer: Viewer, inventory: Inventory, team_id: int | None) -> tuple[NeedLine, ...]:
    query = _query().where(Need.inventory_id == inventory.id, own_lines(viewer))
    if team_id is not None:
        query = query.where(Need.team_id == team_id)
    return tuple(_line(row) for row in session.execute(query))


def _query() -> Any:  # noqa: ANN401 - a long row
    urgency = case(*((Need.priority == one, place) for place, one in enumerate(_ORDER)), else_=len(_ORDER))
    return (
        select(Need, Team.name.label("team"), Person.display_name.label("by"), Direction.words.label("direction"))
        .outerjoin(Team, Team.id == Need.team_id)
        .outerjoin(Wish, Wish.id == Need.wish_id)
        .outerjoin(Person, Person.id == Wish.person_id)
        .outerjoin(Direction, Direction.id == Need.direction_id)
        .order_by(Team.name.is_not(None), Team.name, urgency, Need.id)
    )


def _line(row: Any) -> NeedLine:  # noqa: ANN401 - a row of the query
    need: Need = row.Need
    return NeedLine(
        id=need.id,
        team_id=need.team_id,
        team=row.team or WHOLE,
        origin=need.origin,
        origin_name=ORIGINS[need.origin],
        words=need.words,
        by=row.by or "",
        note=need.note,
        people=need.people,
        direction_id=need.direction_id,
        direction=row.direction or "",
        priority=need.priority or "",
        hours=need.hours,
        costs=need.costs,
        is_dropped=need.dropped_at is not None,
        version=need.version,
    )
