"""What a file says of the employments of one person: another period, other days, or the same (*dienstverbanden*)."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import count
from typing import NamedTuple

from register.imports.drafts import Drafts, said
from register.imports.merged_rows import merged_rows
from register.imports.people_plan import Insert, Update
from register.imports.people_snapshot import KnownEmployment, KnownPerson
from register.imports.people_table import EmployeeRow
from register.imports.plan_name import Values
from register.people.models import LAST_SEQUENCE

_FIELDS = ("job_title", "employed_from", "employed_until", "hours")
_LABELS = {
    "starts_on": "Datum in dienst",
    "ends_on": "Datum uit dienst",
    "job_title": "Functie",
    "location": "Locatie",
    "hours_per_week": "Uren per week",
}
_KEPT = ("personnel_number", "starts_on", "ends_on", "job_title", "location", "hours_per_week")

Stored = Mapping[int, KnownEmployment]
"""The employments under one personnel number, by sequence number."""


class Period(NamedTuple):
    """The first and last day of an employment, as far as they are known."""

    starts_on: date | None
    ends_on: date | None


class Periods(NamedTuple):
    """All employments of somebody, before the import and after it."""

    before: list[Period]
    after: list[Period]

    def is_over(self, today: date) -> bool:
        """Whether none goes on."""
        return bool(self.after) and all(is_over(one.ends_on, today) for one in self.after)

    def begins(self, today: date) -> date:
        """Return the first day of the employments that are not over; long ago where nobody says."""
        running = [one.starts_on or date.min for one in self.after if not is_over(one.ends_on, today)]
        return min(running, default=date.min)

    def last_day(self) -> date:
        """Return the last day of all."""
        return max(one.ends_on for one in self.after if one.ends_on is not None)


def is_over(ends_on: date | None, today: date) -> bool:
    """Whether a last day is past."""
    return ends_on is not None and ends_on < today


def sequence_of(row: EmployeeRow, stored: Stored) -> int:
    """Say which employment a row is about.

    Without a number it is the one that we know from the same first day, for a next file may name the contract of before
    once more; else the newest that we know, or the first.
    """
    if row.employment_number is not None:
        return row.employment_number
    first_day = row.employed_from
    same = [one for one in stored if first_day and stored[one].starts_on == first_day]
    return max(same or stored, key=lambda one: (stored[one].starts_on or date.min, one), default=1)


def said_employments(drafts: Drafts, key: str, rows: list[EmployeeRow], stored: Stored) -> dict[int, Values]:
    """Return what the file says per employment, by sequence number; a backward or contradicting one is rejected."""
    groups: dict[int, list[EmployeeRow]] = {}
    for row in rows:
        groups.setdefault(sequence_of(row, stored), []).append(row)
    found: dict[int, Values] = {}
    for sequence, own in groups.items():
        told = merged_rows(drafts, own, _FIELDS)
        if told is None or _is_backward(drafts, own, told, stored.get(sequence)):
            continue
        found[sequence] = employment_values(key, sequence, told, _location(drafts, own))
    return found


def employment_values(key: str, sequence: int, told: EmployeeRow, location: str) -> Values:
    """Return the columns of an employment."""
    return {
        "personnel_number": key,
        "sequence": sequence,
        "starts_on": told.employed_from,
        "ends_on": told.employed_until,
        "job_title": told.job_title or "",
        "location": location,
        "hours_per_week": told.hours,
    }


def _is_backward(
    drafts: Drafts, rows: Sequence[EmployeeRow], told: EmployeeRow, stored: KnownEmployment | None
) -> bool:
    """Reject rows with a last day before the first, also before the first that we know."""
    starts_on, ends_on = told.employed_from, told.employed_until
    starts_on = starts_on or (stored.starts_on if stored else None)
    if not starts_on or not ends_on or ends_on >= starts_on:
        return False
    for row in rows:
        drafts.problem(
            row, "employed_until", "employment-backward",
            "Uit dienst ligt voor in dienst." if told.employed_from
            else f"Uit dienst ligt voor de eerste dag die we kennen: {said(starts_on)}.",
            "Kijk beide datums na.", blocks=True,
        )  # fmt: skip
    return True


def _location(drafts: Drafts, rows: Sequence[EmployeeRow]) -> str:
    """Say where somebody works: who is in two teams works in two places, and the first is kept with a notice."""
    places = list(dict.fromkeys(row.location for row in rows if row.location))
    if len(places) > 1:
        numbers = ", ".join(str(number) for number in sorted(row.row for row in rows))
        drafts.located.append(f"{places[0]} (rij {numbers})")
    return places[0] if places else ""


def plan_employments(
    drafts: Drafts, person: KnownPerson, stored: Stored, told: Mapping[int, Values], rows: Sequence[EmployeeRow]
) -> Periods:
    """Plan inserts and updates; return all periods of this person, before and after.

    What begins after the last day of the employment that has its number is another period: somebody came back, or got
    a next contract. The number is of the new one from then, and the old one stays under one that no HR system gives.
    """
    everything = drafts.snapshot.employments.get(person.id, ())
    periods = {one.id: Period(one.starts_on, one.ends_on) for one in everything}
    before = list(periods.values())
    added: list[Period] = []
    free = _free_numbers(stored, told)
    for sequence, values in told.items():
        row = next(row for row in rows if sequence_of(row, stored) == sequence)
        one = stored.get(sequence)
        if one is None:
            drafts.inserts.append(Insert(row.row, "employment", person.id, values))
            drafts.changed(row, f"Dienstverband {sequence}", None, values["starts_on"] or "zonder begindatum")
            added.append(Period(values["starts_on"], values["ends_on"]))
            continue
        follows = one.ends_on is not None and (values["starts_on"] or date.min) > one.ends_on
        if follows:
            added.append(Period(one.starts_on, one.ends_on))
            _keep(drafts, row, one, next(free))
        after = {
            name: value
            for name, value in values.items()
            if value != getattr(one, name) and (_says(drafts, name, value) or (follows and name == "ends_on"))
        }
        _change(drafts, row, one, after)
        periods[one.id] = Period(after.get("starts_on", one.starts_on), after.get("ends_on", one.ends_on))
    return Periods(before, [*periods.values(), *added])


def _free_numbers(stored: Stored, told: Mapping[int, Values]) -> Iterator[int]:
    return count(max([LAST_SEQUENCE, *stored, *told]) + 1)


def _keep(drafts: Drafts, row: EmployeeRow, one: KnownEmployment, sequence: int) -> None:
    """Keep an employment that ended beside the one that follows."""
    values = {name: getattr(one, name) for name in _KEPT} | {"sequence": sequence}
    drafts.inserts.append(Insert(row.row, "employment", one.person_id, values))
    days = f"{said(one.starts_on) if one.starts_on else 'onbekend'} tot en met {said(one.ends_on)}"
    drafts.changed(row, "Eerder dienstverband", None, f"{days}, blijft bewaard")


def _change(drafts: Drafts, row: EmployeeRow, one: KnownEmployment, after: Values) -> None:
    if not after:
        return
    earlier = {name: getattr(one, name) for name in after}
    drafts.updates.append(Update(row.row, "employment", one.id, one.version, earlier, after))
    for name, value in after.items():
        drafts.changed(row, _LABELS[name], earlier[name], value)


def _says(drafts: Drafts, name: str, value: object) -> bool:
    """Whether a cell says something. Empty takes nothing away, but for the last day: none means that somebody stays."""
    if name == "ends_on":
        return "employed_until" in drafts.present
    return value is not None and value != ""
