"""The moment the host's user and the person in the register become one (*koppelen*)."""

from datetime import datetime

from sqlalchemy import exists, update
from sqlalchemy.orm import aliased

from register import audit
from register.db import transaction
from register.errors import Unavailable
from register.people.models import Person


def link_subject(person_id: int, *, organisation_id: int, subject: str, at: datetime) -> None:
    """Keep the host's key with the person who was found by e-mail address, so that the address counts only once.

    A database that cannot be written leaves it for a next visit: reading goes on.
    """
    other = aliased(Person)
    taken = exists().where(other.organisation_id == organisation_id, other.subject == subject)
    try:
        with transaction() as session:
            linked = session.execute(
                update(Person)
                .where(Person.id == person_id, Person.subject.is_(None), ~taken)
                .values(subject=subject, version=Person.version + 1)
                .returning(Person.id)
                .execution_options(synchronize_session=False)
            ).all()
            if linked:
                audit.record(
                    session,
                    organisation_id=organisation_id,
                    actor_id=person_id,
                    act="persoon.gekoppeld",
                    object_kind="persoon",
                    object_id=person_id,
                    at=at,
                )
    except Unavailable:
        return
