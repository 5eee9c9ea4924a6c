"""Register numbers that two people would have (*registernummer van een ander*): a number is of one person."""

from collections.abc import Iterator, Mapping, Sequence

from register.imports.drafts import Drafts, name_in
from register.imports.matching import people_of
from register.imports.people_table import EmployeeRow

Who = int | str
"""A person's id, or the number of somebody new."""
Number = tuple[str | None, str | None]
"""A register and a number in it."""


def reject_numbers_of_others(drafts: Drafts, rows: list[EmployeeRow]) -> list[EmployeeRow]:
    """Reject a row that gives somebody a register number of somebody else; who has it already keeps it.

    Whoever gets another number by the same file does not hold the old one: numbers that were swapped can be put right.
    """
    said = [row for row in rows if row.register and row.register_number]
    if not said or not _doubtful(drafts, said, drafts.snapshot.numbers):
        return rows
    people = people_of(rows, drafts.snapshot)
    doubtful = _doubtful(drafts, said, people)
    had = {(person_id, number) for person_id, number in _stored(drafts) if number in doubtful}
    for row in said:
        number, who = _number(row), _who(row, people)
        others = [one for one in doubtful.get(number, ()) if one != who]
        if others and (who, number) not in had:
            told = _told(drafts, others[0], doubtful[number][others[0]])
            drafts.problem(
                row, "register_number", "registration-of-other", f"Dit registernummer is ook van {told}.",
                "Een registernummer is van één persoon: kijk na van wie het is.", blocks=True,
            )  # fmt: skip
    return drafts.accepted(rows)


def _doubtful(
    drafts: Drafts, rows: Sequence[EmployeeRow], people: Mapping[str, Who]
) -> Mapping[Number, Mapping[Who, EmployeeRow | None]]:
    """Return the numbers of more than one, with each who would have it and the row that says so, or who has it."""
    found: dict[Number, dict[Who, EmployeeRow | None]] = {}
    said: set[tuple[Who, str | None]] = set()
    for row in rows:
        who = _who(row, people)
        said.add((who, row.register))
        found.setdefault(_number(row), {}).setdefault(who, row)
    for person_id, number in _stored(drafts):
        if number in found and (person_id, number[0]) not in said:
            found[number].setdefault(person_id, None)
    return {number: holders for number, holders in found.items() if len(holders) > 1}


def _stored(drafts: Drafts) -> Iterator[tuple[int, Number]]:
    for person_id, registrations in drafts.snapshot.registrations.items():
        for one in registrations:
            if one.number:
                yield person_id, (one.register_id, one.number)


def _number(row: EmployeeRow) -> Number:
    return row.register, row.register_number


def _who(row: EmployeeRow, people: Mapping[str, Who]) -> Who:
    number = row.personnel_number or ""
    return people.get(number, number)


def _told(drafts: Drafts, who: Who, row: EmployeeRow | None) -> str:
    if row is not None:
        return f"{name_in(row) or row.personnel_number} in rij {row.row}"
    known = drafts.snapshot.employments.get(who, ()) if isinstance(who, int) else ()
    return " ".join([drafts.names[who], *(f"({one.personnel_number})" for one in known[:1])])
