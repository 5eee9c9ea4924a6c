"""The team page (H1): per person and registration where they stand, where the pace leads, until when; totals only."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import BindParameter, Date, Executable, and_, bindparam, null, or_, select
from sqlalchemy.orm import Session

from register.access import Viewer
from register.culture.talks.models import Talk
from register.db import read
from register.errors import NotFound
from register.overview.registrations import label_beside, name_of, today_of
from register.overview.status import Stand, Status, status_of
from register.overview.today import whole_of
from register.people.models import Membership, Person, Registration, Team
from register.points.kept_tracks import KeptTrack
from register.points.models import Standing
from register.rules.facts import Cycle
from register.rules.outlook import at_this_pace

WITHOUT_PAGING = 40
"""Lines on one page; a team of this size is seen whole."""
SORTS = ("naam", "register", "tot", "status")


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What the page is asked to show (*filter en volgorde*); empty means everything."""

    register_id: str = ""
    status: str = ""
    sort: str = "naam"
    descending: bool = False
    tracks: bool = False
    page: int = 1


@dataclass(frozen=True, kw_only=True)
class TrackTotal:
    """One track or group of tracks: its totals."""

    name: str
    countable: Decimal
    whole: Decimal | None
    needed: Decimal | None
    label: str


@dataclass(frozen=True, kw_only=True)
class TeamLine:
    """One registration of one person; without a registration the figures are empty."""

    person_id: int
    name: str
    sort_key: str
    teams: str
    register_id: str
    register_name: str
    countable: Decimal | None
    whole: Decimal | None
    needed: Decimal | None
    label: str
    ends_on: date | None
    forecast: Decimal | None
    """What counts at the end of the period at the pace so far; `None`: too early, or too little to go on."""
    status: Status
    tracks: tuple[TrackTotal, ...]
    talk_id: int | None
    """The sheet for the yearly talk that the person released, of this year or the year before."""


@dataclass(frozen=True, kw_only=True)
class TeamPage:
    """The page: its lines, and what could be chosen."""

    title: str
    team_id: int | None
    teams: tuple[tuple[int, str], ...]
    lines: tuple[TeamLine, ...]
    people_shown: int
    people: int
    registers: tuple[tuple[str, str], ...]
    statuses: tuple[Status, ...]
    wanted: Wanted
    pages: int
    on: date


def team_page(session: Session, viewer: Viewer, wanted: Wanted, *, on: date, team_id: int | None = None) -> TeamPage:
    """Return the viewer's own team or teams as they are today, in one query whatever their size.

    Raises:
        NotFound: a team that the viewer does not manage (any more).

    """
    if team_id is not None and team_id not in viewer.managed_team_ids:
        raise NotFound
    rows = _rows(session, viewer, wanted, on=on)
    teams = {row.team_id: row.team_name for row in rows}
    everything = _lines([row for row in rows if team_id in {None, row.team_id}], on=on)
    found = {line.status for line in everything}
    shown = _sorted([line for line in everything if _fits(line, wanted)], wanted)
    pages = max(-(-len(shown) // WITHOUT_PAGING), 1)
    first = (min(max(wanted.page, 1), pages) - 1) * WITHOUT_PAGING
    return TeamPage(
        title=_title(teams, team_id),
        team_id=team_id,
        teams=_by_name(teams),
        lines=tuple(shown[first : first + WITHOUT_PAGING]),
        people_shown=len({line.person_id for line in shown}),
        people=len({line.person_id for line in everything}),
        registers=tuple(sorted({(line.register_id, line.register_name) for line in everything if line.register_id})),
        statuses=tuple(status for status in Status if status in found),
        wanted=wanted,
        pages=pages,
        on=on,
    )


@dataclass(frozen=True, kw_only=True)
class TeamLines:
    """Everybody of a team, with every track."""

    title: str
    teams: tuple[tuple[int, str], ...]
    lines: tuple[TeamLine, ...]


def all_lines(session: Session, viewer: Viewer, *, on: date, team_id: int | None = None) -> TeamLines:
    """Return every line of the viewer's teams, or of one of them, with its tracks; one query.

    Raises:
        NotFound: a team that the viewer does not manage (any more).

    """
    if team_id is not None and team_id not in viewer.managed_team_ids:
        raise NotFound
    rows = _rows(session, viewer, Wanted(tracks=True), on=on)
    teams = {row.team_id: row.team_name for row in rows}
    return TeamLines(
        title=_title(teams, team_id),
        teams=_by_name(teams),
        lines=tuple(_lines([row for row in rows if team_id in {None, row.team_id}], on=on)),
    )


def _by_name(teams: dict[int, str]) -> tuple[tuple[int, str], ...]:
    return tuple(sorted(teams.items(), key=lambda team: team[1].casefold()))


def team_counts(session: Session, viewer: Viewer, *, on: date) -> tuple[tuple[Status, int], ...]:
    """Return how many people of all the viewer's teams have a registration that stands so; only what occurs."""
    of: dict[Status, set[int]] = {}
    for line in _lines(_rows(session, viewer, Wanted(), on=on), on=on):
        of.setdefault(line.status, set()).add(line.person_id)
    return tuple((status, len(of[status])) for status in Status if status in of)


def _title(teams: dict[int, str], team_id: int | None) -> str:
    if team_id is not None:
        return teams[team_id]
    return next(iter(teams.values())) if len(teams) == 1 else "Mijn teams"


class _Row(NamedTuple):
    """One row of the query, in its order: a field of this costs a tenth of a field of the database's own row.

    `Any` is empty where nobody is in the team, somebody has no registration, or nothing was counted.
    """

    team_id: int
    team_name: str
    person_id: Any
    display_name: str
    sort_key: str
    registration_id: Any
    register_id: Any
    cycle_starts_on: date
    countable: Any
    needed: Decimal | None
    minimum: Decimal | None
    label: str | None
    starts_on: date
    ends_on: Any
    maximum: Decimal | None
    claims: int
    tracks: tuple[KeptTrack, ...] | None
    talk_id: int | None


def _rows(session: Session, viewer: Viewer, wanted: Wanted, *, on: date) -> Sequence[_Row]:
    """Every managed team, who is in it today, their running registrations and standings: one query."""
    given = {
        "teams": list(viewer.managed_team_ids),
        "organisation": viewer.organisation_id,
        "today": on,
        "viewer": viewer.person_id,
        "since": on.year - 1,
    }
    return [_Row._make(row) for row in read(session, _team_query(tracks=wanted.tracks), given).all()]


_RELEASED = (
    select(Talk.id)
    .where(
        Talk.person_id == Person.id,
        Talk.released_at.is_not(None),
        Talk.year >= bindparam("since"),
        Talk.person_id != bindparam("viewer"),
    )
    .order_by(Talk.year.desc())
    .limit(1)
    .correlate(Person)
    .scalar_subquery()
)


@cache
def _team_query(*, tracks: bool) -> Executable:
    """Built once: putting it together costs more than running it."""
    today: BindParameter[date] = bindparam("today", type_=Date)
    member = and_(
        Membership.team_id == Team.id,
        Membership.starts_on <= today,
        or_(Membership.ends_on.is_(None), Membership.ends_on >= today),
    )
    return (
        select(
            Team.id.label("team_id"),
            Team.name.label("team_name"),
            Person.id.label("person_id"),
            Person.display_name,
            Person.sort_key,
            Registration.id.label("registration_id"),
            Registration.register_id,
            Registration.cycle_starts_on,
            Standing.countable,
            Standing.needed,
            Standing.minimum,
            Standing.label,
            Standing.starts_on,
            Standing.ends_on,
            Standing.maximum,
            Standing.claims,
            Standing.tracks if tracks else null(),
            _RELEASED.label("talk_id"),
        )
        .outerjoin(Membership, member)
        .outerjoin(Person, and_(Person.id == Membership.person_id, Person.deactivated_at.is_(None)))
        .outerjoin(
            Registration,
            and_(
                Registration.person_id == Person.id,
                or_(Registration.ended_on.is_(None), Registration.ended_on >= today),
            ),
        )
        .outerjoin(Standing, Standing.registration_id == Registration.id)
        .where(Team.id.in_(bindparam("teams", expanding=True)), Team.organisation_id == bindparam("organisation"))
        .order_by(Team.name, Person.sort_key, Registration.id)
    )


def _lines(rows: Iterable[_Row], *, on: date) -> list[TeamLine]:
    by_person: dict[int, list[_Row]] = {}
    for row in rows:
        if row.person_id is not None:
            by_person.setdefault(row.person_id, []).append(row)
    return [line for own in by_person.values() for line in _lines_of(own, on=on)]


def _lines_of(own: Sequence[_Row], *, on: date) -> list[TeamLine]:
    """All of one person; who is in two teams at once stands here twice as often, and is shown once."""
    if len(own) == 1:
        return [_line(own[0], teams=own[0].team_name, on=on)]
    teams = ", ".join(dict.fromkeys(row.team_name for row in own))
    here = [row for row in own if row.team_id == own[0].team_id]
    registered = [row for row in here if row.registration_id is not None]
    if not registered:
        return [_line(own[0], teams=teams, on=on)]
    return [_line(one, teams=teams, on=on) for one in today_of(registered, on=on)]


def _line(total: _Row, *, teams: str, on: date) -> TeamLine:
    stand = None
    if total.countable is not None:
        stand = Stand(countable=total.countable, needed=total.needed, starts_on=total.starts_on, ends_on=total.ends_on)
    status = status_of(stand, on=on) if stand or total.registration_id is None else Status.UNKNOWN
    return TeamLine(
        person_id=total.person_id,
        name=total.display_name,
        sort_key=total.sort_key,
        teams=teams,
        register_id=total.register_id or "",
        register_name=name_of(total.register_id) if total.register_id else "",
        countable=total.countable,
        whole=whole_of(total.countable, total.needed, total.minimum),
        needed=total.needed,
        label=label_beside(total.label, total.needed),
        ends_on=total.ends_on,
        forecast=_forecast(total, on=on),
        status=status,
        tracks=tuple(map(_track, total.tracks or ())),
        talk_id=total.talk_id,
    )


def _forecast(total: _Row, *, on: date) -> Decimal | None:
    """Look ahead as Mijn dossier does."""
    if total.countable is None:
        return None
    cycle = Cycle(starts_on=total.starts_on, ends_on=total.ends_on)
    return at_this_pace(total.countable, maximum=total.maximum, cycle=cycle, on=on, claims=total.claims)


def _track(kept: KeptTrack) -> TrackTotal:
    return TrackTotal(
        name=kept.name,
        countable=kept.countable,
        whole=whole_of(kept.countable, kept.needed, kept.minimum),
        needed=kept.needed,
        label=label_beside(kept.label, kept.needed),
    )


def _fits(line: TeamLine, wanted: Wanted) -> bool:
    return (not wanted.register_id or line.register_id == wanted.register_id) and (
        not wanted.status or line.status.value == wanted.status
    )


_KEYS: dict[str, Callable[[TeamLine], Any]] = {
    "naam": lambda line: line.sort_key,
    "register": lambda line: line.register_name.casefold() or "~",
    "tot": lambda line: line.ends_on or date.max,
    "status": lambda line: tuple(Status).index(line.status),
}


def _sorted(lines: Sequence[TeamLine], wanted: Wanted) -> list[TeamLine]:
    """Order by name first, so that equals stay in the order of the telephone list."""
    by_name = sorted(lines, key=lambda line: (line.sort_key, line.register_name))
    return sorted(by_name, key=_KEYS.get(wanted.sort, _KEYS["naam"]), reverse=wanted.descending)
