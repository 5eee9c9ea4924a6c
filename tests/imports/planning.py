"""A plan of rows that are made on the spot: no workbook, no database."""

from collections.abc import Sequence
from types import MappingProxyType

from register.imports.people_plan import Basis, PeoplePlan
from register.imports.people_snapshot import PeopleSnapshot
from register.imports.people_table import read_people
from register.imports.plan_people import EVERY_ROLE, plan_people
from register.rules.rulesets import load_rule_sets
from register.workbooks.cells import Row
from register.workbooks.header import Table
from register.workbooks.layouts import people_layout
from tests.makers import TODAY

REGISTERS = load_rule_sets().registers()
NOBODY = PeopleSnapshot(persons={}, employments={}, memberships={}, roles={}, registrations={}, managers={}, teams={})


def plan_texts(fields: Sequence[str], rows: Sequence[Sequence[str]], *, known: PeopleSnapshot = NOBODY) -> PeoplePlan:
    """Plan a file of texts, a column for each field; `known` is who is stored."""
    table = Table(
        layout=people_layout(),
        sheet="Blad1",
        header_row=1,
        columns=MappingProxyType({field: place for place, field in enumerate(fields)}),
        headers=tuple(fields),
        letters=tuple("ABCDEFGHIJKLMNOPQRSTUVWXYZ"[: len(fields)]),
        rows=tuple(
            Row(number, tuple(row), "".join("t" if text else "-" for text in row))
            for number, row in enumerate(rows, start=2)
        ),
        unknown=(),
        refused=(),
        notices=(),
    )
    basis = Basis(
        snapshot=known,
        table=read_people(table, registers=REGISTERS),
        without_period=frozenset(),
        today=TODAY,
        may_grant=EVERY_ROLE,
    )
    return plan_people(basis, registers=REGISTERS)
