"""Whom a personnel number stands for: exactly, or but for leading zeros; two people are never merged in silence."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from register.imports.people_snapshot import KnownPerson, PeopleSnapshot
from register.imports.people_table import EmployeeRow
from register.people.names import fold


class Match(NamedTuple):
    """Who a number of the file is. `key` is the number as we (will) store it; `reason` says why we ask first."""

    key: str
    person_id: int | None
    code: str = ""
    reason: str = ""
    remedy: str = ""


def match_numbers(
    rows: Sequence[EmployeeRow], snapshot: PeopleSnapshot, *, among: Sequence[EmployeeRow] = ()
) -> dict[str, Match]:
    """Match every personnel number of some rows; `among` is the whole file where that holds more of them."""
    if not rows:
        return {}
    known = snapshot.numbers
    in_file = dict.fromkeys(row.personnel_number for row in (among or rows) if row.personnel_number)
    alike = in_file.keys() - known.keys()
    bare_known, bare_file = (_by_bare(known), _by_bare(in_file)) if alike else ({}, {})
    matches: dict[str, Match] = {}
    for row in rows:
        number = row.personnel_number
        if number is None or number in matches:
            continue
        person_id = known.get(number)
        bare = _bare(number)
        if person_id is not None:
            person = snapshot.persons[person_id]
            same = row.surname == person.family_name
            matches[number] = Match(number, person_id) if same else _same_or_ask(row, number, person)
        elif bare in bare_known:
            matches[number] = _but_for_zeros(row, bare_known[bare], bare_file[bare], known, snapshot)
        elif len(bare_file[bare]) > 1:
            matches[number] = _twice(number, bare_file[bare])
        else:
            matches[number] = Match(number, None)
    return matches


def people_of(rows: Sequence[EmployeeRow], snapshot: PeopleSnapshot) -> Mapping[str, int]:
    """Return the person of every number that we know, also as the file writes it without its zeros."""
    found = match_numbers(rows, snapshot)
    return {**snapshot.numbers, **{number: one.person_id for number, one in found.items() if one.person_id is not None}}


def find_number(number: str, known: Mapping[str, int | str], bare: Mapping[str, set[str]]) -> int | str | None:
    """Find somebody by number, exactly or else but for leading zeros when that points at one."""
    if number in known:
        return known[number]
    others = bare.get(_bare(number), set())
    return known[next(iter(others))] if len(others) == 1 else None


def by_bare_number(known: Mapping[str, object]) -> Mapping[str, set[str]]:
    """Group numbers that differ in leading zeros only."""
    return _by_bare(known)


def _same_or_ask(row: EmployeeRow, number: str, person: KnownPerson) -> Match:
    """Ask when a number carries a wholly different name: it may have been given to somebody else."""
    if not _is_somebody_else(row, person):
        return Match(number, person.id)
    name = " ".join(filter(None, (row.given_name, row.prefix, row.surname)))
    return Match(
        number,
        person.id,
        "number-of-other",
        f"Nummer {number} is hier van {person.display_name}; in het bestand staat het bij {name}.",
        "Is het dezelfde persoon? Laat dan in deze rij de roepnaam staan zoals die hier bekend is, of vul het "
        "e-mailadres in dat hier bekend is. Is het iemand anders? Geef die een eigen nummer.",
    )


def _is_somebody_else(row: EmployeeRow, person: KnownPerson) -> bool:
    if row.surname is None or row.given_name is None or row.surname == person.family_name:
        return False
    mine = {fold(row.surname), fold(row.partner_surname or row.surname)}
    theirs = {fold(person.family_name), fold(person.partner_family_name)}
    same_email = row.email is not None and row.email == (person.email or "").lower()
    return mine.isdisjoint(theirs) and fold(row.given_name) != fold(person.given_name) and not same_email


def _but_for_zeros(
    row: EmployeeRow, stored: set[str], in_file: set[str], known: Mapping[str, int], snapshot: PeopleSnapshot
) -> Match:
    number = row.personnel_number or ""
    person = snapshot.persons[known[min(stored)]]
    if len(stored) == 1 and len(in_file) == 1 and row.surname and _is_same_name(row, person):
        return Match(min(stored), person.id)
    return Match(
        number,
        None,
        "number-zeros",
        f"Nummer {number} lijkt op {min(stored)} van {person.display_name}, met andere nullen ervoor.",
        "Schrijf het nummer zoals het hier bekend is als het dezelfde persoon is; anders geef je een ander nummer.",
    )


def _is_same_name(row: EmployeeRow, person: KnownPerson) -> bool:
    same_given = row.given_name is None or fold(row.given_name) == fold(person.given_name)
    return fold(row.surname or "") == fold(person.family_name) and same_given


def _twice(number: str, in_file: set[str]) -> Match:
    both = " en ".join(sorted(in_file))
    return Match(
        number,
        None,
        "number-zeros-in-file",
        f"In het bestand staan {both}: hetzelfde nummer met en zonder nullen ervoor.",
        "Is het één persoon? Schrijf het nummer dan overal gelijk. Zijn het er twee? Geef ze elk een eigen nummer.",
    )


def _by_bare(numbers: Mapping[str, object]) -> Mapping[str, set[str]]:
    found: defaultdict[str, set[str]] = defaultdict(set)
    for number in numbers:
        found[_bare(number)].add(number)
    return found


def _bare(number: str) -> str:
    return number.lstrip("0") or "0"
