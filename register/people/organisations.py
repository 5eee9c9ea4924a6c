"""Which organisation the command line works for (*organisatie*)."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from register.people.models import Organisation


def home_organisation(session: Session, name: str) -> Organisation | None:
    """Return the organisation of this name, or the only one there is; `None` when there is none or no telling."""
    found = session.scalars(select(Organisation).order_by(Organisation.id).limit(2)).all()
    named = session.scalar(select(Organisation).where(Organisation.name == name))
    if named is not None:
        return named
    return found[0] if len(found) == 1 else None
