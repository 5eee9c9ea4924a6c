"""Somebody new of whom one row speaks is planned quickly, and as if two rows said the same."""

from types import MappingProxyType

from hypothesis import given, settings
from hypothesis import strategies as st

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
NOBODY = PeopleSnapshot(
    persons={}, employments={}, memberships={}, roles={}, registrations={}, managers={}, teams={"Team Oost": 5}
)
SAID = {
    "personnel_number": ("0012",),
    "employment_number": ("", "0", "3"),
    "given_name": ("", "Els"),
    "initials": ("", "E."),
    "prefix": ("", "van den"),
    "surname": ("", "Berg", "Müller-Łos"),
    "partner_prefix": ("", "de"),
    "partner_surname": ("", "Vries"),
    "name_use": ("", "partner - eigen"),
    "email": ("", "els@voorbeeld.example"),
    "job_title": ("", "Wijkcoach"),
    "location": ("", "Noord"),
    "unit": ("", "Team Oost", "Team Zuid"),
    "manager": ("", "0012", "0044"),
    "employed_from": ("", "2020-03-01", "2027-03-01"),
    "employed_until": ("", "2020-12-31", "2030-12-31"),
    "hours": ("", "28", "negen"),
    "register": ("", "rp-sw"),
    "registered_from": ("", "2024-01-01"),
    "role": ("", "HR"),
}


def plan(*rows: dict[str, str]) -> PeoplePlan:
    """Plan a file of these rows where nobody is known."""
    table = Table(
        layout=people_layout(),
        sheet="Blad1",
        header_row=1,
        columns=MappingProxyType({field: place for place, field in enumerate(SAID)}),
        headers=tuple(SAID),
        letters=tuple("ABCDEFGHIJKLMNOPQRST"),
        rows=tuple(
            Row(number, tuple(said.values()), "".join("t" if text else "-" for text in said.values()))
            for number, said in enumerate(rows, start=2)
        ),
        unknown=(),
        refused=(),
        notices=(),
    )
    basis = Basis(
        snapshot=NOBODY,
        table=read_people(table, registers=REGISTERS),
        without_period=frozenset(),
        today=TODAY,
        may_grant=EVERY_ROLE,
    )
    return plan_people(basis, registers=REGISTERS)


@given(st.fixed_dictionaries({field: st.sampled_from(texts) for field, texts in SAID.items()}))
@settings(max_examples=200, deadline=None)
def test_one_row_and_the_same_row_twice_plan_the_same_person(said: dict[str, str]) -> None:
    once, twice = plan(said), plan(said, said)

    assert once.people == twice.people
    assert (once.teams, once.inserts) == (twice.teams, twice.inserts)
    assert [once.rows[0].outcome] * 2 == [row.outcome for row in twice.rows]
    assert {problem.code for problem in once.problems} == {problem.code for problem in twice.problems}


def test_a_row_with_everything_in_it_makes_all_of_it() -> None:
    said = {field: texts[1] if len(texts) > 1 else texts[0] for field, texts in SAID.items()}

    made = plan(said | {"employed_until": "2030-12-31", "register": "", "role": ""}).people[0]

    assert made.person["display_name"] == "Els de Vries-van den Berg"
    assert made.employments[0]["sequence"] == 0
    assert [one["team"] for one in made.memberships] == ["Team Oost"]
