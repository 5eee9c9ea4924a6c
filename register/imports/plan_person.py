"""What a file says of one person and the employments: new, changed, in the future, or leaving (*medewerker*)."""

from collections.abc import Sequence
from datetime import date

from register.access import Role
from register.current import day_here
from register.imports.drafts import Drafts, said
from register.imports.merged_rows import merged_rows
from register.imports.people_plan import NewPerson, Outcome, Update
from register.imports.people_snapshot import KnownPerson
from register.imports.people_table import EmployeeRow
from register.imports.plan_employments import (
    Periods,
    Stored,
    is_over,
    plan_employments,
    said_employments,
    sequence_of,
)
from register.imports.plan_name import Values, name_values, other_values
from register.imports.plan_places import end_place, grantable, plan_memberships, plan_roles
from register.imports.plan_registrations import accept_registrations, new_registrations, plan_registrations

_PERSON_FIELDS = (
    "given_name", "initials", "prefix", "surname", "partner_prefix", "partner_surname", "name_use", "email",
)  # fmt: skip
_LABELS = {
    "given_name": "Roepnaam",
    "initials": "Voorletters",
    "prefix": "Voorvoegsel",
    "family_name": "Achternaam",
    "partner_prefix": "Voorvoegsel partner",
    "partner_family_name": "Achternaam partner",
    "name_use": "Naamgebruik",
    "email": "E-mail",
    "active": "In dienst",
}


def plan_new(drafts: Drafts, key: str, rows: list[EmployeeRow], may_grant: frozenset[Role]) -> None:
    """Plan somebody who is not known yet. Somebody who left already is not stored: there is no need to."""
    rows = accept_registrations(drafts, rows)
    employments = said_employments(drafts, key, rows, {})
    rows = drafts.accepted(rows)
    person = merged_rows(drafts, rows, _PERSON_FIELDS)
    if person is None or _without_name(drafts, rows, person):
        return
    if all(is_over(values["ends_on"], drafts.today) for values in employments.values()):
        _leave_out(drafts, rows)
    else:
        _add(drafts, key, rows, person=person, employments=employments, may_grant=may_grant)


def _leave_out(drafts: Drafts, rows: Sequence[EmployeeRow]) -> None:
    """Tell of somebody who left before we knew them."""
    _mark(drafts, rows, Outcome.LEAVER)
    for row in rows:
        drafts.problem(
            row, "employed_until", "left-already", "Deze persoon is al uit dienst en stond hier nog niet.",
            "Er is niets te doen: we voegen zo iemand niet toe.", blocks=False,
        )  # fmt: skip


def _add(
    drafts: Drafts,
    key: str,
    rows: list[EmployeeRow],
    *,
    person: EmployeeRow,
    employments: dict[int, Values],
    may_grant: frozenset[Role],
) -> None:
    """Put somebody who works here, or will, in the plan with all that belongs to them."""
    starts = [values["starts_on"] or drafts.today for values in employments.values()]
    future = all(start > drafts.today for start in starts)
    _mark(drafts, rows, Outcome.FUTURE if future else Outcome.NEW)
    if future:
        drafts.changed(rows[0], "Datum in dienst", None, min(starts))
    roles = grantable(drafts, rows, may_grant)
    values = name_values(person)
    drafts.refs[key] = key
    drafts.names[key] = values["display_name"]
    drafts.people.append(
        NewPerson(
            rows[0].row,
            key,
            values | {"email": person.email},
            tuple(employments.values()),
            tuple(_memberships(drafts, rows, employments)),
            tuple({"role": role.value, "starts_on": min(starts)} for role in roles),
            new_registrations(drafts, rows),
        )
    )


def plan_known(
    drafts: Drafts, person: KnownPerson, key: str, rows: list[EmployeeRow], may_grant: frozenset[Role]
) -> None:
    """Compare the file with somebody who is known; nothing is planned of a row that is rejected."""
    given = rows
    stored = {
        one.sequence: one for one in drafts.snapshot.employments.get(person.id, ()) if one.personnel_number == key
    }
    rows = accept_registrations(drafts, rows, person_id=person.id)
    employments = said_employments(drafts, key, rows, stored)
    rows = drafts.accepted(rows)
    told = merged_rows(drafts, rows, _PERSON_FIELDS)
    if told is None:
        return
    periods = plan_employments(drafts, person, stored, employments, rows)
    over, begins = periods.is_over(drafts.today), periods.begins(drafts.today)
    left = over and not _is_half(drafts, given, rows)
    after = other_values(person, told, present=drafts.present)
    after |= _in_service(drafts, person, periods, left=left)
    _plan_update(drafts, person, after, rows)
    plan_registrations(drafts, person.id, rows)
    drafts.names[person.id] = after.get("display_name", person.display_name)
    if left:
        _leave(drafts, person, rows, periods.last_day())
    elif over:
        _stay_for_now(drafts, person, rows)
    else:
        working = _working(drafts, rows, employments, stored)
        starts = _starts(drafts, working, employments, stored)
        plan_memberships(drafts, person.id, working, starts)
        granted = grantable(drafts, rows, may_grant, person_id=person.id)
        plan_roles(drafts, person.id, granted, starts_on=max(drafts.today, begins))
        if begins > drafts.today and not person.active:
            _wait_for(drafts, rows, begins)


def _starts(
    drafts: Drafts,
    rows: Sequence[EmployeeRow],
    employments: dict[int, Values],
    stored: Stored,
) -> dict[int, date]:
    """Return from which day each row counts: today, or the first day of an employment that begins later."""
    found = {}
    for row in rows:
        sequence = sequence_of(row, stored)
        known = stored[sequence].starts_on if sequence in stored else None
        found[row.row] = max(drafts.today, employments[sequence]["starts_on"] or known or drafts.today)
    return found


def _in_service(drafts: Drafts, person: KnownPerson, periods: Periods, *, left: bool) -> Values:
    """Return whether somebody may enter from now on, where that changes.

    Who comes back later waits for that day. The first import from then on lets them in, unless HR closed the register
    to them after it; a starter to whom it was closed before the first day was never here, and stays out.
    """
    if left and person.active:
        return {"active": False}
    begins = periods.begins(drafts.today)
    if person.active or periods.is_over(drafts.today) or begins > drafts.today:
        return {}
    was_here = any(is_over(one.ends_on, begins) for one in periods.before)
    came_back = was_here and person.deactivated_at is not None and day_here(person.deactivated_at) < begins
    other_ends = [one.ends_on for one in periods.before] != [one.ends_on for one in periods.after]
    return {"active": True, "deactivated_at": None} if came_back or other_ends else {}


def _wait_for(drafts: Drafts, rows: Sequence[EmployeeRow], first_day: date) -> None:
    """Tell of somebody who comes back later, where this file says so for the first time."""
    for row in rows:
        if drafts.by_row[row.row].outcome is Outcome.CHANGED:
            drafts.by_row[row.row].outcome = Outcome.FUTURE
            drafts.problem(
                row, "employed_from", "comes-back-later",
                f"Komt terug op {said(first_day)} en kan er tot die dag niet in.",
                "De eerste import vanaf die dag zet deze persoon weer in dienst.", blocks=False,
            )  # fmt: skip


def _is_half(drafts: Drafts, given: Sequence[EmployeeRow], accepted: Sequence[EmployeeRow]) -> bool:
    """Whether some row about this person was rejected: it may hold the employment that goes on."""
    return len(accepted) < len(given) or any(row.personnel_number in drafts.half_read for row in given)


def _leave(drafts: Drafts, person: KnownPerson, rows: Sequence[EmployeeRow], last_day: date) -> None:
    if person.active:
        drafts.leavers.add(person.id)
    _end_everything(drafts, person, rows[0], last_day)
    for row in rows:
        if drafts.by_row[row.row].outcome is Outcome.CHANGED:
            drafts.by_row[row.row].outcome = Outcome.LEAVER


def _stay_for_now(drafts: Drafts, person: KnownPerson, rows: Sequence[EmployeeRow]) -> None:
    if not person.active:
        return
    for row in rows:
        drafts.problem(
            row, "employed_until", "leaver-unsure",
            "Een andere rij van deze persoon is afgekeurd. Daarom gaat deze persoon nu niet uit dienst.",
            "Verbeter die andere rij en importeer die nog eens.", blocks=False,
        )  # fmt: skip


def _without_name(drafts: Drafts, rows: Sequence[EmployeeRow], person: EmployeeRow) -> bool:
    if person.surname:
        return False
    for row in rows:
        drafts.problem(row, "surname", "name-missing", "De achternaam ontbreekt.", "Vul de achternaam in.", blocks=True)
    return True


def _memberships(drafts: Drafts, rows: Sequence[EmployeeRow], employments: dict[int, Values]) -> list[Values]:
    found: dict[str, Values] = {}
    for row in _working(drafts, rows, employments, {}):
        if row.unit:
            drafts.teams.setdefault(row.unit)
            values = employments[sequence_of(row, {})]
            found.setdefault(row.unit, {"team": row.unit, "starts_on": values["starts_on"] or drafts.today})
    return list(found.values())


def _working(
    drafts: Drafts, rows: Sequence[EmployeeRow], employments: dict[int, Values], stored: Stored
) -> list[EmployeeRow]:
    """Return the rows whose employment is not over."""
    over = {sequence for sequence, values in employments.items() if is_over(values["ends_on"], drafts.today)}
    return [row for row in rows if sequence_of(row, stored) not in over]


def _plan_update(drafts: Drafts, person: KnownPerson, after: Values, rows: Sequence[EmployeeRow]) -> None:
    if not after:
        return
    shown = [name for name in after if name in _LABELS]
    before = {name: getattr(person, name) for name in shown}
    if "deactivated_at" in after and person.deactivated_at is not None:
        before["deactivated_at"] = person.deactivated_at.isoformat()  # so that undoing gives this moment back
    row = _row_that_says(rows, shown[0])
    drafts.updates.append(Update(row.row, "person", person.id, person.version, before, after))
    for name in shown:
        if name == "active":
            drafts.changed(row, _LABELS[name], *(("ja", "nee") if person.active else ("nee", "ja")))
        else:
            drafts.changed(_row_that_says(rows, name), _LABELS[name], before[name], after[name])


def _row_that_says(rows: Sequence[EmployeeRow], name: str) -> EmployeeRow:
    field = {"family_name": "surname", "partner_family_name": "partner_surname", "active": "employed_until"}.get(
        name, name
    )
    return next((row for row in rows if getattr(row, field) is not None), rows[0])


def _end_everything(drafts: Drafts, person: KnownPerson, row: EmployeeRow, last_day: date) -> None:
    """Somebody who left is in no team, manages none and has no role."""
    snapshot = drafts.snapshot
    for one in snapshot.memberships.get(person.id, ()):
        end_place(drafts, row.row, "membership", one, last_day)
    for role in snapshot.roles.get(person.id, ()):
        end_place(drafts, row.row, "role", role, last_day)
    for team_id, places in snapshot.managers.items():
        for one in places:
            if one.person_id == person.id:
                end_place(drafts, row.row, "team_manager", one, last_day)
                drafts.changed(row, "Geeft leiding aan", snapshot.team_names[team_id], None)


def _mark(drafts: Drafts, rows: Sequence[EmployeeRow], outcome: Outcome) -> None:
    for row in rows:
        drafts.by_row[row.row].outcome = outcome
