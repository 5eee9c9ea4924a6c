"""Settle an inventory (*vaststellen*): from then on nobody changes it; HR opens it again with a reason in the trail."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from register import audit
from register.access import Role, Viewer
from register.db import transaction
from register.errors import Conflict, Invalid, NotFound
from register.needs.models import Inventory, Need
from register.needs.rights import find_inventory, open_inventory, wishes_outside

REASONS = {
    "vergeten": "Er was iets vergeten",
    "fout": "Er stond iets fout in",
    "begroting": "De begroting is veranderd",
    "koers": "De koers is veranderd",
}
"""Why an inventory is opened again: a code for the trail, which holds no text of people."""


def freeze(viewer: Viewer, year: int, *, at: datetime) -> int:
    """Settle the inventory of a year; returns how many wishes are not in it.

    Raises:
        NotFound: the viewer is not HR, or there is no inventory.
        Conflict: it is frozen already, or has no lines.

    """
    with transaction() as session:
        inventory = _found(session, viewer, year)
        open_inventory(session, viewer, year)
        kept = select(func.count(Need.id)).where(Need.inventory_id == inventory.id, Need.dropped_at.is_(None))
        lines = session.scalar(kept) or 0
        if not lines:
            raise Conflict("Er staat nog geen regel in. Laat eerst een voorstel maken of voeg een regel toe.")
        inventory.frozen_at, inventory.frozen_by_id = at, viewer.person_id
        _record(session, viewer, "scholing.vastgesteld", inventory, at=at, year=year, lines=lines)
        return wishes_outside(session, viewer, year)


def unfreeze(viewer: Viewer, year: int, *, reason: str, at: datetime) -> None:
    """Open a settled inventory again.

    Raises:
        NotFound: the viewer is not HR, or there is no inventory.
        Invalid: no reason of the list.
        Conflict: it is open already.

    """
    if reason not in REASONS:
        raise Invalid("reason", "Kies waarom de inventarisatie weer open moet.")
    with transaction() as session:
        audit.take_turn(session, viewer.organisation_id)
        inventory = _found(session, viewer, year)
        if inventory.frozen_at is None:
            raise Conflict(f"De inventarisatie van {year} is al open.")
        inventory.frozen_at = inventory.frozen_by_id = None
        _record(session, viewer, "scholing.heropend", inventory, at=at, year=year, reason=reason)


def _found(session: Session, viewer: Viewer, year: int) -> Inventory:
    found = find_inventory(session, viewer, year)
    if found is None or not viewer.has(Role.HR):
        raise NotFound
    return found


def _record(
    session: Session, viewer: Viewer, act: str, inventory: Inventory, *, at: datetime, **details: str | int
) -> None:
    audit.record(
        session,
        organisation_id=viewer.organisation_id,
        actor_id=viewer.person_id,
        act=act,
        object_kind="needs_inventory",
        object_id=inventory.id,
        at=at,
        details=details,
    )
