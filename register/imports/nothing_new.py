"""Whether a row says only what is known already: most rows of a next export do, and need no more (*niets nieuws*).

A quick way past `plan_known`, for who has one employment and at most one team: what it lets by would come out of that
as unchanged, with nothing to write. What it does not let by is compared there, field by field.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from operator import attrgetter
from typing import Any, TypeVar

from register.imports.people_snapshot import KnownEmployment, PeopleSnapshot
from register.imports.people_table import EmployeeRow

_OF_PERSON = {
    "given_name": "given_name",
    "initials": "initials",
    "prefix": "prefix",
    "surname": "family_name",
    "partner_prefix": "partner_prefix",
    "partner_surname": "partner_family_name",
    "name_use": "name_use",
    "email": "email",
}
_OF_EMPLOYMENT = {
    "employment_number": "sequence",
    "job_title": "job_title",
    "location": "location",
    "employed_from": "starts_on",
    "employed_until": "ends_on",
    "hours": "hours_per_week",
}

Known = TypeVar("Known")
Told = tuple[Any, ...]


def nothing_new(snapshot: PeopleSnapshot, present: Collection[str], today: date) -> Callable[[str, EmployeeRow], bool]:
    """Return the question whether a row, alone about a personnel number, says only what is known.

    Args:
        snapshot: who is known now.
        present: the fields for which the file has a column.
        today: this day. Of somebody who left or may come back, or whose days cannot be, every field is compared.

    """
    wholes = {"surname": "prefix", "partner_surname": "partner_prefix"}  # with a surname its prefix counts
    fields = {*present, *(prefix for surname, prefix in wholes.items() if surname in present)}
    of_person = [field for field in _OF_PERSON if field in fields]
    of_employment = [field for field in _OF_EMPLOYMENT if field in fields]
    of_team = [field for field in ("unit",) if field in fields]
    said = _values_of([*of_person, *of_employment, *of_team])
    persons = dict(
        zip(snapshot.persons, _told(snapshot.persons.values(), [_OF_PERSON[field] for field in of_person]), strict=True)
    )
    here = [
        rows[0]
        for person_id, rows in snapshot.employments.items()
        if len(rows) == 1 and _is_here(rows[0], today) and snapshot.persons[person_id].active
    ]
    teams, no_team = (_teams(snapshot, today), (None,)) if of_team else ({}, ())
    known = {
        one.personnel_number: (*persons[one.person_id], *told, *teams.get(one.person_id, no_team))
        for one, told in zip(here, _told(here, [_OF_EMPLOYMENT[field] for field in of_employment]), strict=True)
    }

    def says_nothing_new(number: str, row: EmployeeRow) -> bool:
        return row.register is None and not row.roles and said(row) == known.get(number)

    return says_nothing_new


def _is_here(one: KnownEmployment, today: date) -> bool:
    return one.ends_on is None or one.ends_on >= max(one.starts_on or today, today)


def _teams(snapshot: PeopleSnapshot, today: date) -> Mapping[int, tuple[str, ...]]:
    """Return the team of each person; who is in more than one, or not yet, has a row that no file can hold."""
    names = {team_id: (name,) for team_id, name in snapshot.team_names.items()}
    return {
        person_id: names[places[0].team_id] if len(places) == 1 and places[0].starts_on <= today else ("", "")
        for person_id, places in snapshot.memberships.items()
    }


def _told(known: Iterable[Known], names: Sequence[str]) -> Iterator[Told]:
    """Write stored values as a file says them: what is empty is `None`."""
    rows = list(known)
    if not names:
        return iter([()] * len(rows))
    columns = [[value or None for value in map(attrgetter(name), rows)] for name in names]
    return zip(*columns, strict=True)


def _values_of(fields: Sequence[str]) -> Callable[[EmployeeRow], Told]:
    """Return what gives these fields of a row, always as a tuple."""
    if len(fields) == 1:
        return lambda row: (getattr(row, fields[0]),)
    return attrgetter(*fields)
