"""Plan an import of register numbers: whose, in which register, from when to when. Pure (*registernummers*, I5)."""

from collections.abc import Sequence
from dataclasses import replace

from register.imports.drafts import FIRST_TRY, Drafts, Tries
from register.imports.numbers_of_others import next_try, reject_numbers_of_others
from register.imports.people_plan import Basis, PeoplePlan
from register.imports.people_snapshot import KnownPerson
from register.imports.people_table import EmployeeRow
from register.imports.plan_people import by_person, finish, reject_unreadable, start
from register.imports.plan_registrations import check_registration, plan_registrations
from register.people.names import fold
from register.rules.rulesets import RegisterInfo


def plan_numbers(basis: Basis, *, registers: Sequence[RegisterInfo], tries: Tries = FIRST_TRY) -> PeoplePlan:
    """Compare a file of register numbers with the registrations that are known. Nobody comes or leaves by it."""
    drafts = start(basis, registers)
    drafts.tries = tries
    reject_unreadable(drafts)
    infos = {info.id: info for info in registers}
    for row in drafts.accepted(list(basis.table.rows)):
        _require(drafts, row)
        check_registration(drafts, row, infos, basis.without_period)
    found = by_person(drafts, reject_numbers_of_others(drafts, drafts.accepted(list(basis.table.rows))))
    for _, person_id, rows in found:
        person = basis.snapshot.persons.get(person_id or 0)
        if person is not None:
            own = [row for row in rows if _is_of(drafts, row, person)]
            plan_registrations(drafts, person.id, drafts.accepted(own))
        else:
            for row in rows:
                _unknown(drafts, row)
    if another := next_try(drafts):
        return plan_numbers(basis, registers=registers, tries=another)
    names = {row.row: basis.snapshot.persons[person_id].display_name for _, person_id, rows in found if person_id
             for row in rows}  # fmt: skip
    plan = finish(drafts, basis)
    named = tuple(one._replace(name=names.get(one.row, one.name)) for one in plan.rows)
    return replace(plan, rows=named, absent=(), leavers=0)


def _require(drafts: Drafts, row: EmployeeRow) -> None:
    if row.register is None:
        drafts.problem(
            row, "register", "register-missing", "Het register ontbreekt.", "Vul in om welk register het gaat.",
            blocks=True,
        )  # fmt: skip
    elif row.register_number is None:
        drafts.problem(
            row, "register_number", "register-number-missing", "Het registernummer ontbreekt.", "Vul het nummer in.",
            blocks=True,
        )  # fmt: skip


def _unknown(drafts: Drafts, row: EmployeeRow) -> None:
    drafts.problem(
        row, "personnel_number", "person-unknown", "Dit personeelsnummer kennen we niet.",
        "Importeer eerst de medewerkers, of verbeter het nummer.", blocks=True,
    )  # fmt: skip


def _is_of(drafts: Drafts, row: EmployeeRow, person: KnownPerson) -> bool:
    """Whether the name in the row, if there is one, can be this person's."""
    families = [fold(name) for name in (person.family_name, person.partner_family_name) if name]
    if row.surname is None or any(family in fold(row.surname) for family in families):
        return True
    drafts.problem(
        row, "surname", "name-of-other", f"Dit nummer is hier van {person.display_name}.",
        "Kijk na of het nummer klopt, of maak de naam gelijk.", blocks=True,
    )  # fmt: skip
    return False
