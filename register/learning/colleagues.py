"""Find colleagues by name, and those of the own team, to choose participants and members from."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, aliased

from register.access import Viewer
from register.people.models import Membership, Person
from register.people.names import fold

SHORTEST = 2
"""From so many letters on a search is worth doing."""
MOST_FOUND = 12


@dataclass(frozen=True, kw_only=True)
class Colleague:
    """Somebody of the same organisation."""

    person_id: int
    name: str


def find_colleagues(
    session: Session, viewer: Viewer, text: str, *, without: Collection[int] = ()
) -> tuple[Colleague, ...]:
    """Return who fits every typed word, in the order of Dutch name lists; at most `MOST_FOUND`."""
    words = fold(text).split()
    if len("".join(words)) < SHORTEST:
        return ()
    wanted = _active(viewer).where(
        *(Person.search_key.contains(word, autoescape=True) for word in words[:6]), Person.id.not_in(list(without))
    )
    return _read(session, wanted.order_by(Person.sort_key).limit(MOST_FOUND))


def colleagues_of_own_teams(session: Session, viewer: Viewer, *, today: date) -> tuple[Colleague, ...]:
    """Return who sits today in a team of the viewer, the viewer left out."""
    own, other = aliased(Membership), aliased(Membership)
    together = (
        select(other.person_id)
        .join(own, own.team_id == other.team_id)
        .where(
            own.person_id == viewer.person_id,
            *(
                condition
                for one in (own, other)
                for condition in (one.starts_on <= today, or_(one.ends_on.is_(None), one.ends_on >= today))
            ),
        )
    )
    wanted = _active(viewer).where(Person.id.in_(together), Person.id != viewer.person_id)
    return _read(session, wanted.order_by(Person.sort_key))


def names_of(session: Session, viewer: Viewer, person_ids: Collection[int]) -> dict[int, str]:
    """Return the names of these people of the organisation; ids of elsewhere are left out."""
    rows = session.execute(
        select(Person.id, Person.display_name).where(
            Person.id.in_(list(person_ids)), Person.organisation_id == viewer.organisation_id
        )
    )
    return {row.id: row.display_name for row in rows}


def _active(viewer: Viewer):  # type: ignore[no-untyped-def]  # noqa: ANN202 - a select
    return select(Person.id, Person.display_name).where(
        Person.organisation_id == viewer.organisation_id, Person.deactivated_at.is_(None)
    )


def _read(session: Session, wanted) -> tuple[Colleague, ...]:  # type: ignore[no-untyped-def]  # noqa: ANN001
    return tuple(Colleague(person_id=row.id, name=row.display_name) for row in session.execute(wanted))
