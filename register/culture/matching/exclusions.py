"""With whom somebody would rather not be matched (*liever niet met*): a private list, without reasons.

Nobody else can see it, and the one who stands on it cannot tell: they are simply shown others.
"""

from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session

from register.access import Viewer
from register.culture.matching.models import MatchExclusion
from register.db import transaction
from register.errors import Invalid
from register.people.models import Person


def exclude(viewer: Viewer, person_id: int) -> str:
    """Put a colleague on one's own list, once; returns the name.

    Raises:
        Invalid: that is the viewer, or there is no such colleague.

    """
    if person_id == viewer.person_id:
        raise Invalid("person", "Jezelf hoef je niet op de lijst te zetten.")
    with transaction() as session:
        name = _colleague(session, viewer, person_id)
        mine = select(MatchExclusion.id).where(
            MatchExclusion.person_id == viewer.person_id, MatchExclusion.other_id == person_id
        )
        if session.scalar(mine) is None:
            session.add(MatchExclusion(person_id=viewer.person_id, other_id=person_id))
        return name


def include(viewer: Viewer, person_id: int) -> None:
    """Take a colleague off one's own list."""
    with transaction() as session:
        session.execute(
            delete(MatchExclusion).where(
                MatchExclusion.person_id == viewer.person_id, MatchExclusion.other_id == person_id
            )
        )


def own_exclusions(session: Session, viewer: Viewer) -> tuple[tuple[int, str], ...]:
    """Return whom the viewer put on the list: id and name, in the order of Dutch name lists."""
    rows = session.execute(
        select(Person.id, Person.display_name)
        .join(MatchExclusion, MatchExclusion.other_id == Person.id)
        .where(MatchExclusion.person_id == viewer.person_id, Person.organisation_id == viewer.organisation_id)
        .order_by(Person.sort_key, Person.id)
    )
    return tuple((row.id, row.display_name) for row in rows)


def apart(session: Session, person_id: int) -> frozenset[int]:
    """Return with whom somebody is not matched, by a list of either of the two."""
    rows = session.execute(
        select(MatchExclusion.person_id, MatchExclusion.other_id).where(
            or_(MatchExclusion.person_id == person_id, MatchExclusion.other_id == person_id)
        )
    )
    return frozenset(row.person_id + row.other_id - person_id for row in rows)


def _colleague(session: Session, viewer: Viewer, person_id: int) -> str:
    name = session.scalar(
        select(Person.display_name).where(Person.id == person_id, Person.organisation_id == viewer.organisation_id)
    )
    if name is None:
        raise Invalid("person", "Deze collega is er niet. Zoek op naam en kies iemand uit de lijst.")
    return name
