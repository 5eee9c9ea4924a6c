"""The names that one line may hold (*namen in de regel*): own teams and groups, and colleagues it has a word of."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import literal, or_, select
from sqlalchemy.orm import Session

from register.access import Viewer
from register.learning.again import Before, as_before, last_logged
from register.learning.colleagues import names_of
from register.learning.groups import OVERSEERS, all_groups
from register.learning.kinds import kinds
from register.learning.one_line.preview import Last, LinePreview, Named
from register.learning.one_line.read import read_line
from register.people.directory import teams_of
from register.people.models import Person
from register.people.names import fold
from register.people.teams import own_and_managed_teams, own_teams, people_of_team

LONGEST_LINE = 500
"""Characters of one line; more is a story."""
_MOST_WORDS = 60
_NO_NAMES = frozenset(
    """aan als bij dat de der den door een en het ik in met na niet of om op over tot uur van voor vorige was week team
    groep intervisie gisteren vandaag""".split()  # noqa: SIM905 - words read better than a list of them
)


@dataclass(frozen=True, kw_only=True)
class ReadLine:
    """A line that was read, with what was logged last where the line asks for it."""

    preview: LinePreview
    last: Before | None


def understand(session: Session, viewer: Viewer, text: str, *, today: date) -> ReadLine:
    """Read a line for this viewer: only names that the viewer may find in a form are known to it."""
    line = text[:LONGEST_LINE]
    last_id = last_logged(session, viewer)
    last = as_before(session, viewer, last_id, today=today) if last_id is not None else None
    preview = read_line(
        line,
        today=today,
        kinds=kinds(),
        teams=_named(_teams(session, viewer, today=today)),
        own_teams=_named(own_teams(session, viewer, today=today)),
        groups=tuple(Named(id=one.group_id, name=one.name) for one in all_groups(session, viewer, today)),
        people=_people(session, viewer, line),
        last=_as_last(viewer, last) if last else None,
    )
    return ReadLine(preview=preview, last=last)


def named_people_of_team(session: Session, viewer: Viewer, team_id: int, *, today: date) -> tuple[Named, ...]:
    """Return who is in a team today, by name; nobody for a team that the viewer may not name."""
    if team_id not in _teams(session, viewer, today=today):
        return ()
    ids = people_of_team(session, team_id, on=today)
    names = names_of(session, viewer, ids)
    return tuple(Named(id=person_id, name=names[person_id]) for person_id in ids)


def _named(names: dict[int, str]) -> tuple[Named, ...]:
    return tuple(Named(id=key, name=name) for key, name in names.items())


def _teams(session: Session, viewer: Viewer, *, today: date) -> dict[int, str]:
    """Return the own teams, and those the viewer manages; all for who oversees groups."""
    if viewer.has(*OVERSEERS):
        return dict(teams_of(session, viewer.organisation_id))
    return own_and_managed_teams(session, viewer, today=today)


def _people(session: Session, viewer: Viewer, line: str) -> tuple[Named, ...]:
    """Return the colleagues with a word of the line in their name; the viewer is who writes it."""
    words = dict.fromkeys(word.strip('.:;!?()"“”') for word in fold(line).split())
    looked_for = [word for word in words if word.isalpha() and len(word) > 1 and word not in _NO_NAMES][:_MOST_WORDS]
    if not looked_for:
        return ()
    padded = literal(" ") + Person.search_key + literal(" ")
    rows = session.execute(
        select(Person.id, Person.display_name)
        .where(
            Person.organisation_id == viewer.organisation_id,
            Person.deactivated_at.is_(None),
            Person.id != viewer.person_id,
            or_(*(padded.contains(f" {word} ", autoescape=True) for word in looked_for)),
        )
        .order_by(Person.sort_key)
    )
    return tuple(Named(id=row.id, name=row.display_name) for row in rows)


def _as_last(viewer: Viewer, before: Before) -> Last:
    return Last(
        kind=before.kind,
        minutes=before.minutes or None,
        group_id=before.group.group_id if before.group else None,
        people=tuple(
            Named(id=one.person_id, name=one.name) for one in before.people if one.person_id != viewer.person_id
        ),
        online=before.online,
    )
