"""Which teams, managers and roles a file gives people (*teams, leidinggevenden, rollen*)."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any, TypeAlias

from register.access import ROLE_NAMES, Role
from register.imports.drafts import Drafts, said
from register.imports.find_managers import ManagerFinder
from register.imports.people_plan import Insert, Removal, Update
from register.imports.people_snapshot import KnownPlace, KnownRole
from register.imports.people_table import EmployeeRow

_MANAGER_REMEDY = "Vul het personeelsnummer van de leidinggevende in; nu blijft de leidinggevende zoals die was."
_Named: TypeAlias = dict[int | str, list[EmployeeRow]]
"""Who is named as manager of one team, with the rows that say so."""
_Values: TypeAlias = dict[str, Any]


def plan_memberships(drafts: Drafts, person_id: int, rows: Sequence[EmployeeRow], starts: Mapping[int, date]) -> None:
    """Move somebody to the teams that the file names; an empty cell leaves it as it is.

    A team of an employment that begins later is joined on that day (`starts`, by row), and nobody loses a team for it
    before: the first import after that day ends the old one. Where that day moves, the place that is to come moves too.
    """
    wanted: dict[str, EmployeeRow] = {}
    for row in sorted(rows, key=lambda one: starts[one.row]):
        if row.unit:
            wanted.setdefault(row.unit, row)
    if not wanted:
        return
    names, days = drafts.snapshot.team_names, {name: starts[row.row] for name, row in wanted.items()}
    current = {names[one.team_id]: one for one in drafts.snapshot.memberships.get(person_id, ())}
    added = [name for name in wanted if name not in current]
    moved = [name for name, one in current.items() if name in wanted and _moves(drafts, one, days[name])]
    ended = [one for one in current if one not in wanted] if min(days.values()) <= drafts.today else []
    if not added and not moved and not ended:
        return
    row = wanted[(added or moved)[0]] if added or moved else rows[0]
    for name in added:
        drafts.teams.setdefault(name)
        values = {"team": name, "starts_on": days[name]}
        drafts.inserts.append(Insert(wanted[name].row, "membership", person_id, values))
    for name in moved:
        _move(drafts, row.row, "membership", current[name], days[name])
    for name in ended:
        end_place(drafts, row.row, "membership", current[name], drafts.today - timedelta(days=1))
    before = {name: one.starts_on for name, one in current.items()}
    after = {name: days[name] for name in wanted if name in moved or name not in before}
    after = {name: day for name, day in before.items() if name not in ended} | after
    drafts.changed(row, "Team", _listed(drafts, before), _listed(drafts, after))


def _moves(drafts: Drafts, place: KnownPlace, day: date) -> bool:
    """Whether a place that still has to begin gets another first day: the employment begins sooner or later."""
    return place.starts_on > drafts.today and place.starts_on != day and (place.ends_on is None or place.ends_on >= day)


def _move(drafts: Drafts, row: int, kind: str, place: KnownPlace, day: date) -> None:
    drafts.updates.append(Update(row, kind, place.id, None, {"starts_on": place.starts_on}, {"starts_on": day}))


def _listed(drafts: Drafts, names: Mapping[str, date]) -> str:
    """Write names, each with the day if that is still to come."""
    later = {name: f"{name} (vanaf {said(day)})" for name, day in names.items() if day > drafts.today}
    return ", ".join(later.get(name, name) for name in sorted(names))


def end_place(drafts: Drafts, row: int, kind: str, place: KnownPlace | KnownRole, last_day: date) -> None:
    """End a membership, management or role; one that never came into force goes."""
    if place.ends_on is not None and place.ends_on <= last_day:
        return
    before: dict[str, Any] = {"starts_on": place.starts_on, "ends_on": place.ends_on, "person_id": place.person_id}
    before |= {"team_id": place.team_id} if isinstance(place, KnownPlace) else {"role": place.role}
    if place.starts_on > last_day:
        drafts.removals.append(Removal(row, kind, place.id, before))
    else:
        after = {"ends_on": last_day}
        drafts.updates.append(Update(row, kind, place.id, None, {"ends_on": place.ends_on}, after))


def grantable(
    drafts: Drafts, rows: Iterable[EmployeeRow], may_grant: frozenset[Role], *, person_id: int | None = None
) -> dict[Role, EmployeeRow]:
    """Return the roles that the file gives, each with its row; those the importer may not give become a message.

    A role that the person has already is no gift.
    """
    current = {one.role for one in drafts.snapshot.roles.get(person_id, ())} if person_id is not None else set()
    wanted: dict[Role, EmployeeRow] = {}
    for row in rows:
        for role in row.roles or ():
            if role in may_grant or role in current:
                wanted.setdefault(role, row)
            else:
                drafts.problem(
                    row, "role", "role-not-allowed",
                    f"De rol {ROLE_NAMES[role]} kan alleen een beheerder geven.",
                    "Vraag een beheerder om deze rol te geven; de rest van de rij gaat gewoon door.", blocks=False,
                )  # fmt: skip
    return wanted


def plan_roles(drafts: Drafts, person_id: int, wanted: Mapping[Role, EmployeeRow], *, starts_on: date) -> None:
    """Add roles that somebody does not have yet. A file never takes a role away."""
    current = {one.role for one in drafts.snapshot.roles.get(person_id, ())}
    for role, row in wanted.items():
        if role not in current:
            values = {"role": role.value, "starts_on": starts_on}
            drafts.inserts.append(Insert(row.row, "role", person_id, values))
            drafts.changed(row, "Rol", None, ROLE_NAMES[role])


def plan_managers(drafts: Drafts, rows: Sequence[EmployeeRow]) -> None:
    """Give every team in the file the managers that its members name, whatever the order of the rows.

    Somebody who is named as manager of a team sits in it without managing the own manager's people: the manager in
    that person's row counts only where nobody else is named. A department as manager means whoever manages that.
    """
    finder = ManagerFinder(drafts, dict.fromkeys(row.unit for row in rows if row.unit))
    named: dict[str, _Named] = {}
    by_team: list[tuple[EmployeeRow, str]] = []
    for row in rows:
        if row.manager is None or row.unit is None:
            continue
        meant = finder.meant(row.manager)
        if meant.code:
            drafts.problem(row, "manager", meant.code, meant.reason, _MANAGER_REMEDY, blocks=False)
        elif meant.team:
            by_team.append((row, meant.team))
        for who in meant.people:
            named.setdefault(row.unit, {}).setdefault(who, []).append(row)
    wanted = {team: _without_managers_of_managers(drafts, found) for team, found in named.items()}
    for row, heads in _by_department(drafts, by_team, wanted):
        for who in heads:
            named.setdefault(row.unit or "", {}).setdefault(who, []).append(row)
    starts = _starts(drafts, {who for found in named.values() for who in found})
    for team in sorted(named):
        _plan_team(drafts, team, _without_managers_of_managers(drafts, named[team]), starts)


def _by_department(
    drafts: Drafts, rows: Sequence[tuple[EmployeeRow, str]], wanted: Mapping[str, _Named]
) -> Iterator[tuple[EmployeeRow, Sequence[int | str]]]:
    """Give who manages the department that a row names: as this file says by number or name, else as it is now."""
    for row, team in rows:
        stored = drafts.snapshot.managers.get(drafts.snapshot.teams.get(team, 0), ())
        heads = list(wanted.get(team, ())) or [one.person_id for one in stored if one.person_id not in drafts.leavers]
        if heads:
            yield row, heads
        else:
            drafts.problem(
                row, "manager", "manager-of-department", f"We weten niet wie {team} leidt.", _MANAGER_REMEDY,
                blocks=False,
            )  # fmt: skip


def _without_managers_of_managers(drafts: Drafts, named: Mapping[int | str, list[EmployeeRow]]) -> _Named:
    managing, refs = set(named), drafts.refs
    kept: _Named = {}
    for who, rows in named.items():
        others = managing - {who}
        staff = [row for row in rows if refs.get(row.personnel_number or "") not in others] if others else rows
        if staff:
            kept[who] = staff
    return kept or dict(named)


def _plan_team(
    drafts: Drafts, team: str, named: Mapping[int | str, list[EmployeeRow]], starts: Mapping[int | str, date]
) -> None:
    """Give a team its managers; who begins later manages from then, and until then who managed it goes on."""
    stored = {one.person_id: one for one in drafts.snapshot.managers.get(drafts.snapshot.teams.get(team, 0), ())}
    days = {who: max(drafts.today, starts[who]) for who in named}
    added = sorted((who for who in named if who not in stored), key=str)
    moved = [one for who, one in stored.items() if who in named and _moves(drafts, one, days[who])]
    ended = [] if min(days.values()) > drafts.today else [one for who, one in stored.items() if who not in named]
    if len(named) > 1:
        names = " en ".join(sorted(drafts.names[who] for who in named))
        drafts.notices.append(
            f"{team} heeft in dit bestand meer leidinggevenden: {names}. Ze zien allemaal het hele team."
        )
    if not added and not moved and not ended:
        return
    row = min((row for rows in named.values() for row in rows), key=lambda row: (row.personnel_number or "", row.row))
    for who in added:
        drafts.inserts.append(Insert(row.row, "team_manager", who, {"team": team, "starts_on": days[who]}))
    for one in moved:
        _move(drafts, row.row, "team_manager", one, days[one.person_id])
    for one in ended:
        end_place(drafts, row.row, "team_manager", one, drafts.today - timedelta(days=1))
    before: dict[int | str, date] = {who: one.starts_on for who, one in stored.items()}
    after = {who: day for who, day in before.items() if who in named or not ended}
    after |= {who: days[who] for who in (*added, *(one.person_id for one in moved))}
    drafts.changed(row, f"Leidinggevende van {team}", _names(drafts, before), _names(drafts, after))


def _starts(drafts: Drafts, named: Iterable[int | str]) -> Mapping[int | str, date]:
    """Return from when these people work here by this file: the first day of the employments that are not over."""
    new: dict[int | str, list[_Values]] = {one.key: list(one.employments) for one in drafts.people}
    for one in drafts.inserts:
        if one.kind == "employment":
            new.setdefault(one.person, []).append(one.values)
    said_of = {one.object_id: one.after for one in drafts.updates if one.kind == "employment"}
    found = {}
    for who in named:
        stored = drafts.snapshot.employments.get(who, ()) if isinstance(who, int) else ()
        employments = [*new.get(who, ()), *(one._asdict() | said_of.get(one.id, {}) for one in stored)]
        running = [one for one in employments if one["ends_on"] is None or one["ends_on"] >= drafts.today]
        found[who] = min((one["starts_on"] or drafts.today for one in running), default=drafts.today)
    return found


def _names(drafts: Drafts, who: Mapping[int | str, date]) -> str:
    """Write who manages; two people of one name are both named."""
    days = {one: f" (vanaf {said(day)})" if day > drafts.today else "" for one, day in who.items()}
    return ", ".join(sorted(drafts.names[one] + told for one, told in days.items()))
