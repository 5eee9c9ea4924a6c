"""Which learning somebody may open, and who may undo taking something back."""

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from register.access import Role, Viewer
from register.audit import AuditEntry
from register.culture.shared.models import Learning
from register.errors import NotFound

MODERATORS = (Role.COORDINATOR, Role.HR, Role.ADMIN)
"""Who may take back what somebody else wrote: when a client can be known from it."""


def find_learning(session: Session, viewer: Viewer, learning_id: int, *, withdrawn: bool = False) -> Learning:
    """Return a learning of the organisation that is shared, or one that was taken back.

    Raises:
        NotFound: there is none for this viewer.

    """
    found = session.scalar(
        select(Learning).where(
            Learning.id == learning_id,
            Learning.organisation_id == viewer.organisation_id,
            Learning.withdrawn_at.is_not(None) if withdrawn else Learning.withdrawn_at.is_(None),
        )
    )
    if found is None:
        raise NotFound
    return found


def refuse_restoring(session: Session, viewer: Viewer, act: str, object_id: int) -> None:
    """Refuse who did not take it back: what was taken away for a client's sake, its writer does not put back.

    Raises:
        NotFound: somebody else did.

    """
    if object_id not in taken_back_by(session, viewer, act, [object_id]):
        raise NotFound


def taken_back_by(session: Session, viewer: Viewer, act: str, object_ids: Collection[int]) -> set[int]:
    """Return which of these things the viewer was the last to take back, by the trail."""
    rows = session.execute(
        select(AuditEntry.object_id, AuditEntry.actor_id)
        .where(
            AuditEntry.organisation_id == viewer.organisation_id,
            AuditEntry.act == act,
            AuditEntry.object_id.in_(object_ids),
        )
        .order_by(AuditEntry.seq)
    )
    last = {row.object_id: row.actor_id for row in rows}
    return {object_id for object_id, actor_id in last.items() if actor_id == viewer.person_id}
