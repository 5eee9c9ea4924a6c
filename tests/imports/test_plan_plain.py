"""Somebody new of whom one row speaks is planned quickly, and as if two rows said the same."""

from hypothesis import given, settings
from hypothesis import strategies as st

from register.imports.people_plan import PeoplePlan
from register.imports.people_snapshot import PeopleSnapshot
from tests.imports.planning import plan_texts

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
    return plan_texts(tuple(SAID), [tuple(said.values()) for said in rows], known=NOBODY)


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
