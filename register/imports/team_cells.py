"""What the cells of a column of teams mean: one spelling per team, a dash or a list is no new team (*team*)."""

import re
from collections.abc import Collection

from register.imports.drafts import Drafts
from register.imports.people_table import EmployeeRow
from register.people.names import fold

_BETWEEN_TEAMS = re.compile(r"[,;]")


def with_known_teams(drafts: Drafts) -> list[EmployeeRow]:
    """Write a team as it is known, or else one way: "team oost" and "Team Oost" are one team."""
    rows = _without_lists(drafts, _without_dashes(drafts, list(drafts.table.rows)))
    units = {row.unit for row in rows if row.unit}
    names = {fold(name): name for name in drafts.snapshot.teams}
    for unit in sorted(units):
        names.setdefault(fold(unit), unit)
    if len(set(names.values()) | units) == len(names):
        return rows
    return [row._replace(unit=names[fold(row.unit)]) if row.unit else row for row in rows]


def _without_dashes(drafts: Drafts, rows: list[EmployeeRow]) -> list[EmployeeRow]:
    """Take a team of which no letter is written ("-") for an empty cell, and say so."""
    signs = {unit for row in rows if (unit := row.unit) and not any(map(str.isalnum, unit))}
    if not signs:
        return rows
    for row in rows:
        if row.unit in signs:
            drafts.problem(
                row, "unit", "unit-sign", "Dit is geen naam van een team.",
                "We lezen het als een lege cel: het team blijft zoals het is.", blocks=False,
            )  # fmt: skip
    return [row._replace(unit=None) if row.unit in signs else row for row in rows]


def _without_lists(drafts: Drafts, rows: list[EmployeeRow]) -> list[EmployeeRow]:
    """Take several teams that we know in one cell, as our own list of people writes them, for no new team."""
    names = {fold(name) for name in drafts.snapshot.teams}
    lists = {unit: parts for unit in {row.unit for row in rows} if unit and (parts := _teams_in(unit, names))}
    if not lists:
        return rows
    for row in rows:
        if row.unit in lists and lists[row.unit] != _teams_of(drafts, row):
            drafts.problem(
                row, "unit", "unit-several", "Hier staan meer teams in één cel.",
                "Geef elk team een eigen rij, met hetzelfde personeelsnummer. Nu blijft het team zoals het is.",
                blocks=False,
            )  # fmt: skip
    return [row._replace(unit=None) if row.unit in lists else row for row in rows]


def _teams_in(unit: str, names: Collection[str]) -> frozenset[str]:
    """Return the teams that a cell lists, folded; none where it is one team, or one of them is not known."""
    parts = frozenset(fold(part) for part in _BETWEEN_TEAMS.split(unit))
    return parts if fold(unit) not in names and len(parts) > 1 and parts <= set(names) else frozenset()


def _teams_of(drafts: Drafts, row: EmployeeRow) -> frozenset[str]:
    """Return the teams that somebody is in now, folded."""
    person_id = drafts.snapshot.numbers.get(row.personnel_number or "", 0)
    places = drafts.snapshot.memberships.get(person_id, ())
    return frozenset(fold(drafts.snapshot.team_names[one.team_id]) for one in places)
