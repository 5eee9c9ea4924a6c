"""The methods that an organisation works with (*werkmethoden*): to choose from, to find by name, to look at."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from register.access import Role, Viewer
from register.errors import NotAllowed, NotFound
from register.learning.labels.models import WorkMethod
from register.people.names import fold

KEEPERS = (Role.COORDINATOR, Role.HR, Role.ADMIN)
"""Who keeps the list of methods, and names their ambassadors."""


@dataclass(frozen=True, kw_only=True)
class Method:
    """A method to choose from (*werkmethode*)."""

    method_id: int
    name: str
    competences: tuple[str, ...] = ()
    """As "framework:code": what an activity of this method is offered."""


def methods_of(session: Session, viewer: Viewer, *, today: date, also: int | None = None) -> tuple[Method, ...]:
    """Return the methods in use today, by name; `also` is one that was chosen before it ended."""
    rows = session.execute(
        select(WorkMethod.id, WorkMethod.name, WorkMethod.competences).where(
            WorkMethod.organisation_id == viewer.organisation_id,
            or_(WorkMethod.ended_on.is_(None), WorkMethod.ended_on > today, WorkMethod.id == (also or 0)),
        )
    )
    found = [Method(method_id=row.id, name=row.name, competences=tuple(row.competences)) for row in rows]
    return tuple(sorted(found, key=lambda one: fold(one.name)))


def method_named(session: Session, organisation_id: int, name: str) -> int | None:
    """Return the method of the list that is called like this, whatever its capitals and accents; `None`: another."""
    wanted = fold(name)
    if not wanted:
        return None
    rows = session.execute(select(WorkMethod.id, WorkMethod.name).where(WorkMethod.organisation_id == organisation_id))
    return next((row.id for row in rows if fold(row.name) == wanted), None)


def find_method(session: Session, viewer: Viewer, method_id: int) -> WorkMethod:
    """Return a method of the viewer's organisation.

    Raises:
        NotFound: there is no such method for this viewer.

    """
    found = session.scalar(
        select(WorkMethod).where(WorkMethod.id == method_id, WorkMethod.organisation_id == viewer.organisation_id)
    )
    if found is None:
        raise NotFound
    return found


def refuse_others(viewer: Viewer) -> None:
    """Refuse who does not keep the list of methods.

    Raises:
        NotAllowed: neither coordinator, nor HR, nor admin.

    """
    if not viewer.has(*KEEPERS):
        raise NotAllowed("Een coördinator, HR of de beheerder houdt de werkmethoden bij. Vraag het aan een van hen.")
