"""What a file says of one person and the employments: new, changed, in the future, or leaving (*medewerker*)."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from register.access import Role
from register.imports.drafts import Drafts
from register.imports.people_plan import Insert, NewPerson, Outcome, Update
from register.imports.people_snapshot import KnownEmployment, KnownPerson
from register.imports.people_table import EmployeeRow
from register.imports.plan_name import Values, name_values, other_values
from register.imports.plan_places import end_place, grantable, plan_memberships, plan_roles
from register.imports.plan_registrations import accept_registrations, new_registrations, plan_registrations

_PERSON_FIELDS = (
    "given_name", "initials", "prefix", "surname", "partner_prefix", "partner_surname", "name_use", "email",
)  # fmt: skip
_EMPLOYMENT_FIELDS = ("job_title", "employed_from", "employed_until", "hours")
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
    "starts_on": "Datum in dienst",
    "ends_on": "Datum uit dienst",
    "job_title": "Functie",
    "location": "Locatie",
    "hours_per_week": "Uren per week",
}


def plan_new(drafts: Drafts, key: str, rows: list[EmployeeRow], may_grant: frozenset[Role]) -> None:
    """Plan somebody who is not known yet. Somebody who left already is not stored: there is no need to."""
    rows = accept_registrations(drafts, rows)
    employments = _employments(drafts, key, rows)
    rows = drafts.accepted(rows)
    person = _merged(drafts, rows, _PERSON_FIELDS)
    if not rows or person is None or _without_name(drafts, rows, person):
        return
    if all(_is_over(values["ends_on"], drafts.today) for values in employments.values()):
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
    person: Values,
    employments: dict[int, Values],
    may_grant: frozenset[Role],
) -> None:
    """Put somebody who works here, or will, in the plan with all that belongs to them."""
    starts = [values["starts_on"] or drafts.today for values in employments.values()]
    future = all(start > drafts.today for start in starts)
    _mark(drafts, rows, Outcome.FUTURE if future else Outcome.NEW)
    roles = grantable(drafts, rows, may_grant)
    values = name_values(person)
    drafts.refs[key] = key
    drafts.names[key] = values["display_name"]
    drafts.people.append(
        NewPerson(
            rows[0].row,
            key,
            values | {"email": person["email"]},
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
    usual = max(stored, default=1)
    rows = accept_registrations(drafts, rows, person_id=person.id)
    employments = _employments(drafts, key, rows, usual)
    rows = drafts.accepted(rows)
    said = _merged(drafts, rows, _PERSON_FIELDS)
    if not rows or said is None:
        return
    ends = _plan_employments(drafts, person, stored, employments, rows)
    over = bool(ends.after) and all(_is_over(end, drafts.today) for end in ends.after)
    left = over and not _is_half(drafts, given, rows)
    after = other_values(person, said, present=drafts.present)
    after |= _in_service(person, ends, over=over, left=left)
    _plan_update(drafts, person, after, rows)
    plan_registrations(drafts, person.id, rows)
    drafts.names[person.id] = after.get("display_name", person.display_name)
    if left:
        _leave(drafts, person, rows, max(end for end in ends.after if end is not None))
    elif over:
        _stay_for_now(drafts, person, rows)
    else:
        working = _working(drafts, rows, employments, usual)
        starts = _starts(drafts, working, employments, stored, usual)
        plan_memberships(drafts, person.id, working, starts)
        plan_roles(drafts, person.id, grantable(drafts, rows, may_grant, person_id=person.id), starts_on=drafts.today)


def _starts(
    drafts: Drafts,
    rows: Sequence[EmployeeRow],
    employments: dict[int, Values],
    stored: dict[int, KnownEmployment],
    usual: int,
) -> dict[int, date]:
    """Return from which day each row counts: today, or the first day of an employment that begins later."""
    found = {}
    for row in rows:
        sequence = _sequence(row, usual)
        known = stored[sequence].starts_on if sequence in stored else None
        found[row.row] = max(drafts.today, employments[sequence]["starts_on"] or known or drafts.today)
    return found


class _Ends(NamedTuple):
    """The last days of all employments of somebody, before the import and after it."""

    before: list[date | None]
    after: list[date | None]


def _in_service(person: KnownPerson, ends: _Ends, *, over: bool, left: bool) -> Values:
    """Return whether somebody may enter from now on, where that changes."""
    if left and person.active:
        return {"active": False}
    if not person.active and not over and ends.before != ends.after:
        return {"active": True}
    return {}


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


def _merged(drafts: Drafts, rows: Sequence[EmployeeRow], fields: Sequence[str]) -> Values | None:
    """Return what the rows say together; an empty cell says nothing. Rows that disagree are rejected."""
    if len(rows) == 1:
        return {field: getattr(rows[0], field) for field in fields}
    merged: Values = {}
    for field in fields:
        said = {value for row in rows if (value := getattr(row, field)) is not None}
        if len(said) > 1:
            reject_disagreeing(drafts, rows, field, among=rows)
            return None
        merged[field] = said.pop() if said else None
    return merged


def reject_disagreeing(
    drafts: Drafts, rows: Sequence[EmployeeRow], field: str, *, among: Sequence[EmployeeRow]
) -> None:
    """Reject rows of one person that say something else in a field; `among` is all that the message names."""
    numbers = ", ".join(str(number) for number in sorted(row.row for row in among))
    for row in rows:
        drafts.problem(
            row, field, "rows-disagree",
            f"De rijen {numbers} gaan over dezelfde persoon, maar zeggen hier niet hetzelfde.",
            "Maak ze gelijk. Zijn het twee dienstverbanden? Voeg dan de kolom Volgnummer dienstverband toe. Zijn het "
            "twee mensen? Geef ze dan elk een eigen nummer.",
            blocks=True,
        )  # fmt: skip


def _without_name(drafts: Drafts, rows: Sequence[EmployeeRow], person: Values) -> bool:
    if person["surname"]:
        return False
    for row in rows:
        drafts.problem(row, "surname", "name-missing", "De achternaam ontbreekt.", "Vul de achternaam in.", blocks=True)
    return True


def _sequence(row: EmployeeRow, usual: int) -> int:
    """Say which employment a row is about; without a number the newest that we know, or the first."""
    return usual if row.employment_number is None else row.employment_number


def _employments(drafts: Drafts, key: str, rows: Sequence[EmployeeRow], usual: int = 1) -> dict[int, Values]:
    """Return what the file says per employment, by sequence number; a backward or contradicting one is rejected."""
    groups: dict[int, list[EmployeeRow]] = {}
    for row in rows:
        groups.setdefault(_sequence(row, usual), []).append(row)
    found: dict[int, Values] = {}
    for sequence, own in groups.items():
        said = _merged(drafts, own, _EMPLOYMENT_FIELDS)
        if said is None:
            continue
        starts_on, ends_on = said["employed_from"], said["employed_until"]
        if starts_on and ends_on and ends_on < starts_on:
            for row in own:
                drafts.problem(
                    row, "employed_until", "employment-backward", "Uit dienst ligt voor in dienst.",
                    "Kijk beide datums na.", blocks=True,
                )  # fmt: skip
            continue
        found[sequence] = {
            "personnel_number": key,
            "sequence": sequence,
            "starts_on": starts_on,
            "ends_on": ends_on,
            "job_title": said["job_title"] or "",
            "location": _location(drafts, own),
            "hours_per_week": said["hours"],
        }
    return found


def _location(drafts: Drafts, rows: Sequence[EmployeeRow]) -> str:
    """Say where somebody works: who is in two teams works in two places, and the first is kept with a notice."""
    said = list(dict.fromkeys(row.location for row in rows if row.location))
    if len(said) > 1:
        numbers = ", ".join(str(number) for number in sorted(row.row for row in rows))
        drafts.located.append(f"{said[0]} (rij {numbers})")
    return said[0] if said else ""


def _memberships(drafts: Drafts, rows: Sequence[EmployeeRow], employments: dict[int, Values]) -> list[Values]:
    found: dict[str, Values] = {}
    for row in _working(drafts, rows, employments):
        if row.unit:
            drafts.teams.setdefault(row.unit)
            values = employments[_sequence(row, 1)]
            found.setdefault(row.unit, {"team": row.unit, "starts_on": values["starts_on"] or drafts.today})
    return list(found.values())


def _working(
    drafts: Drafts, rows: Sequence[EmployeeRow], employments: dict[int, Values], usual: int = 1
) -> list[EmployeeRow]:
    """Return the rows whose employment is not over."""
    over = {sequence for sequence, values in employments.items() if _is_over(values["ends_on"], drafts.today)}
    return [row for row in rows if _sequence(row, usual) not in over]


def _plan_employments(
    drafts: Drafts,
    person: KnownPerson,
    stored: dict[int, KnownEmployment],
    said: dict[int, Values],
    rows: Sequence[EmployeeRow],
) -> _Ends:
    """Plan inserts and updates; return the last days before and after, of all employments of this person."""
    everything = drafts.snapshot.employments.get(person.id, ())
    ends = {one.id: one.ends_on for one in everything}
    before = list(ends.values())
    added: list[date | None] = []
    usual = max(stored, default=1)
    for sequence, values in said.items():
        row = next(row for row in rows if _sequence(row, usual) == sequence)
        one = stored.get(sequence)
        if one is None:
            drafts.inserts.append(Insert(row.row, "employment", person.id, values))
            drafts.changed(row, f"Dienstverband {sequence}", None, values["starts_on"] or "zonder begindatum")
            added.append(values["ends_on"])
            continue
        after = {
            name: value for name, value in values.items() if value != getattr(one, name) and _says(drafts, name, value)
        }
        if after:
            earlier = {name: getattr(one, name) for name in after}
            drafts.updates.append(Update(row.row, "employment", one.id, one.version, earlier, after))
            for name, value in after.items():
                drafts.changed(row, _LABELS[name], earlier[name], value)
        ends[one.id] = after.get("ends_on", one.ends_on)
    return _Ends(before, [*ends.values(), *added])


def _says(drafts: Drafts, name: str, value: object) -> bool:
    """Whether a cell says something. Empty takes nothing away, but for the last day: none means that somebody stays."""
    if name == "ends_on":
        return "employed_until" in drafts.present
    return value is not None and value != ""


def _plan_update(drafts: Drafts, person: KnownPerson, after: Values, rows: Sequence[EmployeeRow]) -> None:
    if not after:
        return
    shown = [name for name in after if name in _LABELS]
    before = {name: getattr(person, name) for name in shown}
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


def _is_over(ends_on: date | None, today: date) -> bool:
    return ends_on is not None and ends_on < today


def _mark(drafts: Drafts, rows: Sequence[EmployeeRow], outcome: Outcome) -> None:
    for row in rows:
        drafts.by_row[row.row].outcome = outcome
