"""The organisation as a whole (I1): how every registration stands and until when, from standings alone, for HR."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from hashlib import blake2s
from typing import Any

from sqlalchemy.orm import Session

from register.access import Role, Viewer
from register.db import read
from register.errors import NotFound
from register.overview.organisation_query import BUCKETS, SORT_KEYS, STATUSES, choice_query, count_query, line_query
from register.overview.organisation_window import ends_of, is_all_alike, is_few, window_of
from register.overview.registrations import label_beside, name_of
from register.overview.status import Status, months_later
from register.overview.today import whole_of

PAGE = 50
"""Lines on one page."""
SORTS = tuple(SORT_KEYS)
WITHIN = tuple(BUCKETS)
"""Months within which something may be asked to expire."""
_NO_TEAM = -1


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What HR asks to see (*filter en volgorde*); empty means everything."""

    register_id: str = ""
    team_id: int | None = None
    """With every team below it."""
    location: str = ""
    """The code of a location: its name is text of others and stays out of addresses."""
    status: str = ""
    within: int | None = None
    """Expires within so many months: 3, 6 or 12."""
    sort: str = "tot"
    descending: bool = False
    page: int = 1
    size: int = PAGE


@dataclass(frozen=True, kw_only=True)
class Line:
    """One registration of one person, or somebody without a registration."""

    person_id: int
    name: str
    teams: str
    register_name: str
    countable: Decimal | None
    whole: Decimal | None
    needed: Decimal | None
    label: str
    ends_on: date | None
    status: Status


@dataclass(frozen=True, kw_only=True)
class TeamChoice:
    """A team that can be chosen, as deep below the top as it is."""

    id: int
    name: str
    depth: int


@dataclass(frozen=True, kw_only=True)
class OrganisationPage:
    """The page: how many stand how, and the lines that were asked for."""

    statuses: tuple[tuple[Status, int], ...]
    """How many registrations of the chosen team and register stand so; only what occurs."""
    expiring: tuple[tuple[int, int], ...]
    """How many of them end within 3, 6 and 12 months."""
    lines: tuple[Line, ...]
    found: int
    all: int
    registers: tuple[tuple[str, str], ...]
    teams: tuple[TeamChoice, ...]
    locations: Mapping[str, str]
    """Where people work, as the file of HR calls it, by code; empty where it does not say."""
    wanted: Wanted
    page: int
    pages: int
    on: date


def organisation_page(session: Session, viewer: Viewer, wanted: Wanted, *, on: date) -> OrganisationPage:
    """Return the page in three queries, whatever the number of people.

    Raises:
        NotFound: the viewer is not HR, or the team or the location is not one of the organisation.

    """
    if not viewer.has(Role.HR):
        raise NotFound
    choices = read(session, choice_query(), {"organisation": viewer.organisation_id, "today": on}).all()
    teams = [one for one in choices if one.id is not None]
    locations = {_code(one.name): one.name for one in choices if one.id is None}
    if wanted.location and wanted.location not in locations:
        raise NotFound
    within = _below(teams, wanted.team_id)
    given = _given(viewer, wanted, within, on) | {"place": locations.get(wanted.location)}
    counted = read(session, count_query(by_team=within is not None, by_place=bool(wanted.location)), given).all()
    chosen = [row for row in counted if not wanted.register_id or row.register_id == wanted.register_id]
    fitting = [row for row in chosen if _fits(row, wanted)]
    found = sum(row.lines for row in fitting)
    pages = max(-(-found // wanted.size), 1)
    page = min(max(wanted.page, 1), pages)
    return OrganisationPage(
        statuses=tuple((status, lines) for status in Status if (lines := _lines_with(chosen, status))),
        expiring=tuple((months, _lines_within(chosen, months)) for months in WITHIN),
        lines=_lines(session, replace(wanted, page=page), given, fitting, by_team=within is not None) if found else (),
        found=found,
        all=sum(row.lines for row in counted if STATUSES[row.status] is not Status.NONE),
        registers=tuple(sorted({(row.register_id, name_of(row.register_id)) for row in counted if row.register_id})),
        teams=_tree(teams),
        locations=locations,
        wanted=wanted,
        page=page,
        pages=pages,
        on=on,
    )


def _given(viewer: Viewer, wanted: Wanted, teams: Sequence[int] | None, on: date) -> dict[str, Any]:
    given: dict[str, Any] = {"organisation": viewer.organisation_id, "today": on}
    given |= {f"in_{months}": months_later(on, months) for months in WITHIN}
    if teams is not None:
        given["teams"] = teams or [_NO_TEAM]
    if wanted.register_id:
        given["register"] = wanted.register_id
    if wanted.status:
        given["status"] = _index(wanted.status)
    return given


def _code(name: str) -> str:
    return blake2s(name.encode(), digest_size=6).hexdigest()


def _index(status: str) -> int:
    return next((place for place, one in enumerate(STATUSES) if one.value == status), -1)


def _fits(row: Any, wanted: Wanted) -> bool:  # noqa: ANN401 - a row of the count
    """Say whether lines counted here are shown; who has no registration only when asked for."""
    status = STATUSES[row.status]
    if wanted.status:
        if status.value != wanted.status:
            return False
    elif status is Status.NONE:
        return False
    return wanted.within is None or _ends_within(row, wanted.within)


def _lines_with(rows: Sequence[Any], status: Status) -> int:
    return sum(row.lines for row in rows if STATUSES[row.status] is status)


def _lines_within(rows: Sequence[Any], months: int) -> int:
    return sum(row.lines for row in rows if _ends_within(row, months))


def _ends_within(row: Any, months: int) -> bool:  # noqa: ANN401 - a row of the count
    return row.bucket is not None and 0 < row.bucket <= months


def _lines(
    session: Session, wanted: Wanted, given: dict[str, Any], fitting: Sequence[Any], *, by_team: bool
) -> tuple[Line, ...]:
    """Return the lines of the page, looked for only among those of which the count says that they are on it."""
    first = (wanted.page - 1) * wanted.size
    there, before = window_of(fitting, wanted.sort, first, wanted.size, descending=wanted.descending)
    alike = is_all_alike(there, wanted.sort)
    query = line_query(
        by_team=by_team,
        by_place=bool(wanted.location),
        by_register=bool(wanted.register_id) or (alike and wanted.sort == "register"),
        by_status=bool(wanted.status) or (alike and wanted.sort == "status"),
        ends=ends_of(there) if wanted.within or wanted.sort == "tot" or is_few(there) else None,
        sort="naam" if alike else wanted.sort,
        descending=wanted.descending and not alike,
    )
    place = {"register": there[0].register_id, "status": there[0].status} if alike else {}
    return tuple(
        _line(row) for row in read(session, query, given | place | {"most": wanted.size, "first": first - before})
    )


def _line(row: Any) -> Line:  # noqa: ANN401 - a row of the query
    return Line(
        person_id=row.person_id,
        name=row.name,
        teams=", ".join(sorted((row.teams or "").splitlines(), key=str.casefold)),
        register_name=name_of(row.register_id) if row.register_id else "",
        countable=row.countable,
        whole=whole_of(row.countable, row.needed, row.minimum),
        needed=row.needed,
        label=label_beside(row.label, row.needed),
        ends_on=row.ends_on,
        status=STATUSES[row.status],
    )


def _tree(teams: Sequence[Any]) -> tuple[TeamChoice, ...]:
    """Return the teams in the order of the tree, each below the one it belongs to."""
    below: dict[int | None, list[Any]] = {}
    for one in teams:
        below.setdefault(one.parent_id, []).append(one)
    waiting = [(one, 0) for one in reversed(below.get(None, []))]
    chosen = []
    while waiting:
        team, depth = waiting.pop()
        chosen.append(TeamChoice(id=team.id, name=team.name, depth=depth))
        waiting += [(one, depth + 1) for one in reversed(below.get(team.id, []))]
    return tuple(chosen)


def _below(teams: Sequence[Any], team_id: int | None) -> list[int] | None:
    """Return the team with every team below it; `None` when none was asked for."""
    if team_id is None:
        return None
    if all(one.id != team_id for one in teams):
        raise NotFound
    found = {team_id}
    while more := {one.id for one in teams if one.parent_id in found} - found:
        found |= more
    return sorted(found)
