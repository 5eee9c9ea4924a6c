"""E-mail addresses that two people would share (*gedeeld e-mailadres*): by address somebody signs in."""

from collections.abc import Iterable, Mapping, Sequence

from register.imports.drafts import Drafts, name_in
from register.imports.matching import people_of
from register.imports.people_snapshot import KnownPerson
from register.imports.people_table import EmployeeRow
from register.people.names import fold

_NAMED = 3
Who = int | str
"""A person's id, or the number of somebody new."""


def drop_shared_addresses(drafts: Drafts, rows: list[EmployeeRow]) -> list[EmployeeRow]:
    """Report addresses that two people would share, and leave them out; who has one already keeps it."""
    known = drafts.snapshot.numbers
    if not _shared(drafts, rows, known):
        return rows
    people = people_of(rows, drafts.snapshot)
    shared = _shared(drafts, rows, people)
    return [_without_address(drafts, row, shared, people) if row.email in shared else row for row in rows]


def _shared(
    drafts: Drafts, rows: Sequence[EmployeeRow], people: Mapping[str, int]
) -> Mapping[str, Mapping[Who, EmployeeRow | KnownPerson]]:
    """Return who would have each address that is not of one person; a number counts by the person it stands for."""
    first: dict[str, Who] = {}
    shared: dict[str, dict[Who, EmployeeRow | KnownPerson]] = {}
    said: set[Who] = set()
    for row in rows:
        if row.email:
            number = row.personnel_number or ""
            who = people.get(number, number)
            said.add(who)
            if first.setdefault(row.email, who) != who:
                shared[row.email] = {}
    staying = [one for one in drafts.snapshot.persons.values() if one.email and one.id not in said]
    for person in staying:
        address = (person.email or "").lower()
        if first.setdefault(address, person.id) != person.id:
            shared[address] = {}
    for row in rows if shared else ():
        if row.email in shared:
            shared[row.email].setdefault(people.get(row.personnel_number or "", row.personnel_number or ""), row)
    for person in staying if shared else ():
        shared.get((person.email or "").lower(), {}).setdefault(person.id, person)
    return shared


def _without_address(
    drafts: Drafts,
    row: EmployeeRow,
    shared: Mapping[str, Mapping[Who, EmployeeRow | KnownPerson]],
    people: Mapping[str, int],
) -> EmployeeRow:
    number = row.personnel_number or ""
    me = people.get(number, number)
    others = {who: one for who, one in shared[row.email or ""].items() if who != me}
    mine = drafts.snapshot.persons.get(me) if isinstance(me, int) else None
    keeps = mine is not None and (mine.email or "").lower() == row.email
    same = None if mine else next((who for who, one in others.items() if _same_name(one, row)), None)
    drafts.problem(
        row, "email", "email-shared", f"Dit e-mailadres hoort ook bij {_named(drafts, others)}.",
        _remedy(drafts, same, keeps=keeps), blocks=False,
    )  # fmt: skip
    return row._replace(email=None)


def _remedy(drafts: Drafts, same: Who | None, *, keeps: bool) -> str:
    if same is not None:
        return (
            f"Is dit dezelfde persoon? Geef deze rij dan nummer {_number(drafts, same)}, met een eigen volgnummer van "
            "het dienstverband. Zijn het twee mensen? Geef ieder een eigen adres; nu nemen we dit adres niet over."
        )
    return "Geef ieder een eigen adres; " + (
        "nu blijft dit adres staan waar het stond." if keeps else "nu nemen we dit adres niet over."
    )


def _same_name(one: EmployeeRow | KnownPerson, row: EmployeeRow) -> bool:
    surname = one.surname if isinstance(one, EmployeeRow) else one.family_name
    return fold(f"{one.given_name or ''} {surname or ''}") == fold(f"{row.given_name or ''} {row.surname or ''}")


def _named(drafts: Drafts, others: Mapping[Who, EmployeeRow | KnownPerson]) -> str:
    told = [
        f"{name_in(one) if isinstance(one, EmployeeRow) else one.display_name} ({_number(drafts, who)})"
        for who, one in others.items()
    ]
    return _listed(sorted(told))


def _listed(names: Sequence[str]) -> str:
    more = len(names) - _NAMED
    return ", ".join(names) if more <= 0 else f"{', '.join(names[:_NAMED])} en nog {more}"


def _number(drafts: Drafts, who: Who) -> str:
    if isinstance(who, str):
        return who or "zonder nummer"
    numbers: Iterable[str] = (one.personnel_number for one in drafts.snapshot.employments.get(who, ()))
    return next(iter(numbers), "zonder nummer")
