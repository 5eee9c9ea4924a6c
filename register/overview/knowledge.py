"""The knowledge map of a team (*kenniskaart*, H6): who can help with what, who wants to learn it; as far as they show.

Sorted by subject, and names by the telephone list: nobody stands above another.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from register.access import Viewer
from register.culture.knowledge.choices import QUESTION, shown_of
from register.culture.matching.topics import names_of_labels
from register.errors import NotFound
from register.people.models import Membership, Person
from register.people.teams import own_and_managed_teams, sits_on


@dataclass(frozen=True, kw_only=True)
class Subject:
    """A method or a competence: who can help with it, and who wants to learn it."""

    name: str
    can: tuple[str, ...]
    wants: tuple[str, ...]

    @property
    def rests_on_one(self) -> bool:
        """Whether one colleague alone shows to know it."""
        return len(self.can) == 1


@dataclass(frozen=True, kw_only=True)
class KnowledgeMap:
    """The page."""

    team_id: int | None
    teams: tuple[tuple[int, str], ...]
    subjects: tuple[Subject, ...]
    people: int

    @property
    def resting_on_one(self) -> tuple[Subject, ...]:
        """What one colleague alone shows to know."""
        return tuple(one for one in self.subjects if one.rests_on_one)


def knowledge_map(session: Session, viewer: Viewer, *, today: date, team_id: int | None = None) -> KnowledgeMap:
    """Return the map of the teams that the viewer sits in or manages, or of one of them.

    Raises:
        NotFound: a team that is none of these.

    """
    teams = own_and_managed_teams(session, viewer, today=today)
    if team_id is not None and team_id not in teams:
        raise NotFound
    people = _people(session, [team_id] if team_id is not None else list(teams), today)
    can: dict[str, set[int]] = defaultdict(set)
    wants: dict[str, set[int]] = defaultdict(set)
    for one in shown_of(session, people, today=today):
        (wants if one.source == QUESTION else can)[one.label].add(one.person_id)
    names = names_of_labels(session, {*can, *wants})
    subjects = [
        Subject(name=name, can=_named(people, can[label]), wants=_named(people, wants[label]))
        for label, name in names.items()
    ]
    return KnowledgeMap(
        team_id=team_id,
        teams=tuple(teams.items()),
        subjects=tuple(sorted(subjects, key=lambda one: one.name.casefold())),
        people=len(people),
    )


def _people(session: Session, team_ids: list[int], today: date) -> dict[int, str]:
    """Return who works in these teams today, in the order of Dutch name lists."""
    rows = session.execute(
        select(Person.id, Person.display_name)
        .join(Membership, Membership.person_id == Person.id)
        .where(Membership.team_id.in_(team_ids), sits_on(today), Person.deactivated_at.is_(None))
        .group_by(Person.id, Person.display_name, Person.sort_key)
        .order_by(Person.sort_key, Person.id)
    )
    return {row.id: row.display_name for row in rows}


def _named(people: Mapping[int, str], chosen: set[int]) -> tuple[str, ...]:
    return tuple(name for person_id, name in people.items() if person_id in chosen)
