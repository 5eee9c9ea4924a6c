"""Register numbers that two people would have (*registernummer van een ander*): a number is of one person."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from register.imports.drafts import Drafts, name_in
from register.imports.matching import people_of
from register.imports.people_table import EmployeeRow

Who = int | str
"""A person's id, or the number of somebody new."""
Number = tuple[str, str]
"""A register and a number in it."""


class _Holder(NamedTuple):
    """Who has a number, as a message names it."""

    who: Who
    told: str


def reject_numbers_of_others(drafts: Drafts, rows: list[EmployeeRow]) -> list[EmployeeRow]:
    """Reject a row that gives somebody a register number of somebody else; who has it already keeps it.

    Whoever gets another number by the same file does not hold the old one: numbers that were swapped can be put right.
    """
    if not any(row.register and row.register_number for row in rows):
        return rows
    if not _doubtful(_holders(drafts, rows, drafts.snapshot.numbers)):
        return rows
    people = people_of(rows, drafts.snapshot)
    doubtful = _doubtful(_holders(drafts, rows, people))
    had = {(person_id, number) for person_id, number in _stored(drafts)}
    for row in rows:
        number, who = _number(row), _who(row, people)
        others = [one for one in doubtful.get(number, ()) if one.who != who] if number else []
        if others and (who, number) not in had:
            drafts.problem(
                row, "register_number", "registration-of-other", f"Dit registernummer is ook van {others[0].told}.",
                "Een registernummer is van één persoon: kijk na van wie het is.", blocks=True,
            )  # fmt: skip
    return drafts.accepted(rows)


def _holders(
    drafts: Drafts, rows: Sequence[EmployeeRow], people: Mapping[str, Who]
) -> Mapping[Number, Mapping[Who, str]]:
    found: dict[Number, dict[Who, str]] = {}
    said: set[tuple[Who, str]] = set()
    for row in rows:
        if number := _number(row):
            who = _who(row, people)
            said.add((who, number[0]))
            found.setdefault(number, {}).setdefault(who, f"{name_in(row) or row.personnel_number} in rij {row.row}")
    for person_id, number in _stored(drafts):
        if number in found and (person_id, number[0]) not in said:
            found[number].setdefault(person_id, _as_known(drafts, person_id))
    return found


def _doubtful(holders: Mapping[Number, Mapping[Who, str]]) -> Mapping[Number, Sequence[_Holder]]:
    return {
        number: [_Holder(who, told) for who, told in found.items()]
        for number, found in holders.items()
        if len(found) > 1
    }


def _stored(drafts: Drafts) -> Iterator[tuple[int, Number]]:
    for person_id, registrations in drafts.snapshot.registrations.items():
        for one in registrations:
            if one.number:
                yield person_id, (one.register_id, one.number)


def _number(row: EmployeeRow) -> Number | None:
    return (row.register, row.register_number) if row.register and row.register_number else None


def _who(row: EmployeeRow, people: Mapping[str, Who]) -> Who:
    number = row.personnel_number or ""
    return people.get(number, number)


def _as_known(drafts: Drafts, person_id: int) -> str:
    numbers = [one.personnel_number for one in drafts.snapshot.employments.get(person_id, ())]
    return " ".join([drafts.snapshot.persons[person_id].display_name, *(f"({number})" for number in numbers[:1])])
