"""Register numbers that two people would have (*registernummer van een ander*): a number is of one person."""

from collections.abc import Container, Iterator, Mapping, Sequence

from register.imports.drafts import Drafts, Tries, content_of, name_in
from register.imports.matching import people_of
from register.imports.people_table import EmployeeRow
from register.imports.plan_registrations import beside_stored

Who = int | str
"""A person's id, or the number of somebody new."""
Number = tuple[str | None, str | None]
"""A register and a number in it."""


def reject_numbers_of_others(drafts: Drafts, rows: list[EmployeeRow]) -> list[EmployeeRow]:
    """Reject a row that gives somebody a register number of somebody else; who has it already keeps it.

    Whoever gets another number by the same file does not hold the old one: numbers that were swapped can be put right.
    A row that is rejected takes nothing from anybody, so the rows that are left are looked at once more.
    """
    if not _doubtful(drafts, rows, drafts.snapshot.numbers):
        return rows
    people = people_of(rows, drafts.snapshot)
    while _reject_once(drafts, rows, people):
        rows = drafts.accepted(rows)
    return rows


def next_try(drafts: Drafts) -> Tries | None:
    """Return how to plan once more, now that it is known what is rejected for something else; `None`: it stands.

    It stands where whoever frees a number is carried out, and whoever is carried out was looked at. The rows that free
    none only become more, and while they are the same the rows that are spared become fewer: there is an end to it.
    """
    tries = drafts.tries
    if kept := drafts.freeing & drafts.rejected:
        return Tries(tries.not_freeing | kept, tries.spared | kept)
    accepted = tries.spared - drafts.rejected
    return Tries(tries.not_freeing, tries.spared - accepted) if accepted else None


def _reject_once(drafts: Drafts, rows: Sequence[EmployeeRow], people: Mapping[str, Who]) -> bool:
    """Reject what can be seen now; return whether there was anything."""
    freed = _freed(drafts, rows, people)
    drafts.freeing = frozenset(freed.values())
    doubtful = _doubtful(drafts, rows, people, freed)
    had = {(person_id, number) for person_id, number, _ in _stored(drafts) if number in doubtful}
    before = len(drafts.rejected)
    for row in rows:
        number, who = _number(row), _who(row, people)
        others = [one for one in doubtful.get(number, ()) if one != who]
        if others and (who, number) not in had and row.row not in drafts.tries.spared:
            told = _told(drafts, others[0], doubtful[number][others[0]])
            drafts.problem(
                row, "register_number", "registration-of-other", f"Dit registernummer is ook van {told}.",
                "Een registernummer is van één persoon: kijk na van wie het is.", blocks=True,
            )  # fmt: skip
    return len(drafts.rejected) > before


def _doubtful(
    drafts: Drafts, rows: Sequence[EmployeeRow], people: Mapping[str, Who], freed: Container[int] = ()
) -> Mapping[Number, Mapping[Who, EmployeeRow | None]]:
    """Return the numbers of more than one, with each who would have it and the row that says so, or who has it."""
    found: dict[Number, dict[Who, EmployeeRow | None]] = {}
    for row in rows:
        if row.register and row.register_number:
            found.setdefault(_number(row), {}).setdefault(_who(row, people), row)
    for person_id, number, registration_id in _stored(drafts) if found else ():
        if number in found and registration_id not in freed:
            found[number].setdefault(person_id, None)
    return {number: holders for number, holders in found.items() if len(holders) > 1}


def _freed(drafts: Drafts, rows: Sequence[EmployeeRow], people: Mapping[str, Who]) -> Mapping[int, int]:
    """Return the stored registrations that get another number, with the row that says so."""
    said = {_number(row) for row in rows if row.register_number}
    groups: dict[str | None, list[EmployeeRow]] = {}
    for row in rows:
        if row.register and row.row not in drafts.tries.not_freeing:
            groups.setdefault(row.personnel_number, []).append(row)
    freed = {}
    for own in groups.values():
        who = _who(own[0], people)
        known = drafts.snapshot.registrations.get(who, ()) if isinstance(who, int) else ()
        for row, stored in beside_stored(known, sorted(own, key=content_of)):
            other = stored and row.register_number and row.register_number != stored.number
            if stored and other and (stored.register_id, stored.number) in said:
                freed[stored.id] = row.row
    return freed


def _stored(drafts: Drafts) -> Iterator[tuple[int, Number, int]]:
    for person_id, registrations in drafts.snapshot.registrations.items():
        for one in registrations:
            if one.number:
                yield person_id, (one.register_id, one.number), one.id


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
