"""Take back what everybody reads and put it back (*intrekken, terugzetten*): finding it, and who may undo that."""

from collections.abc import Collection
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from register.access import Role, Viewer
from register.audit import AuditEntry
from register.culture.experiments.models import Experiment
from register.culture.shared.models import Learning
from register.errors import NotFound

MODERATORS = (Role.COORDINATOR, Role.HR, Role.ADMIN)
"""Who may take back what somebody else wrote: when a client can be known from it."""
T = TypeVar("T", Learning, Experiment)


def find_of_organisation(
    session: Session, viewer: Viewer, model: type[T], object_id: int, *, withdrawn: bool = False
) -> T:
    """Return a thing that the whole organisation reads, or with `withdrawn` one that was taken back.

    Raises:
        NotFound: there is none for this viewer.

    """
    found: T | None = session.scalar(
        select(model).where(
            model.id == object_id,
            model.organisation_id == viewer.organisation_id,
            model.withdrawn_at.is_not(None) if withdrawn else model.withdrawn_at.is_(None),
        )
    )
    if found is None:
        raise NotFound
    return found


def refuse_taking_back(viewer: Viewer, *, own: bool) -> None:
    """Refuse who did not write it, but for who moderates.

    Raises:
        NotFound: it is not for this viewer to take back.

    """
    if not own and not viewer.has(*MODERATORS):
        raise NotFound


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
