"""Who is ambassador of which method on a day (*ambassadeur*), and finding one of them back."""

from datetime import date

from sqlalchemy import BindParameter, ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from register.access import Viewer
from register.culture.ambassadors.models import Ambassador
from register.errors import NotFound
from register.learning.labels.methods import find_method


def stands_on(day: date | BindParameter[date]) -> ColumnElement[bool]:
    """Condition: somebody is ambassador on this day."""
    return and_(Ambassador.starts_on <= day, or_(Ambassador.ends_on.is_(None), Ambassador.ends_on >= day))


def is_ambassador(session: Session, viewer: Viewer, method_id: int, *, today: date) -> bool:
    """Whether the viewer is ambassador of a method today."""
    found = select(Ambassador.id).where(
        Ambassador.method_id == method_id, Ambassador.person_id == viewer.person_id, stands_on(today)
    )
    return session.scalar(found.limit(1)) is not None


def find_ambassador(session: Session, viewer: Viewer, method_id: int, ambassador_id: int) -> Ambassador:
    """Return one naming of a method of the viewer's organisation.

    Raises:
        NotFound: there is none for this viewer.

    """
    find_method(session, viewer, method_id)
    found = session.scalar(select(Ambassador).where(Ambassador.id == ambassador_id, Ambassador.method_id == method_id))
    if found is None:
        raise NotFound
    return found
