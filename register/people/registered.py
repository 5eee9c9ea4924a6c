"""Which register most people of an organisation are in (*meest gebruikte register*)."""

from collections.abc import Collection

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from register.people.models import Person, Registration


def most_held(session: Session, organisation_id: int, among: Collection[str]) -> str | None:
    """Return the one of these registers that most people who work here are in; `None`: nobody is in any."""
    query = (
        select(Registration.register_id)
        .join(Person, Person.id == Registration.person_id)
        .where(
            Person.organisation_id == organisation_id,
            Person.deactivated_at.is_(None),
            Registration.ended_on.is_(None),
            Registration.register_id.in_(sorted(among)),
        )
        .group_by(Registration.register_id)
        .order_by(func.count(Registration.person_id.distinct()).desc(), Registration.register_id)
        .limit(1)
    )
    return session.scalar(query)
