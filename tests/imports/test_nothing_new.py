"""A row that says only what is known is let by quickly; one that says anything else never is."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from register.imports.our_words import PLAIN_NUMBER, parse_number
from register.imports.people_plan import PeoplePlan
from register.imports.people_snapshot import KnownEmployment, KnownPerson, KnownPlace, PeopleSnapshot
from register.workbooks.cells import Cell, Kind
from register.workbooks.values import PLAIN_EMAIL, parse_email
from tests.imports.planning import plan_texts

ELS = {
    "personnel_number": "0012",
    "given_name": "Els",
    "initials": "E.",
    "prefix": "van",
    "surname": "Dijk",
    "partner_prefix": "de",
    "partner_surname": "Boer",
    "name_use": "eigen naam",
    "email": "els@voorbeeld.example",
    "job_title": "Wijkcoach",
    "location": "Noord",
    "unit": "Team Noord",
    "employed_from": "2019-05-01",
    "employed_until": "2030-12-31",
    "hours": "32",
    "employment_number": "1",
}
PERSON = KnownPerson(
    7, 3, "Els", "E.", "van", "Dijk", "de", "Boer", "eigen", "Els van Dijk", "els@voorbeeld.example", active=True
)
JOB = KnownEmployment(8, 2, 7, "0012", 1, date(2019, 5, 1), date(2030, 12, 31), "Wijkcoach", "Noord", Decimal("32.00"))
PLACE = KnownPlace(9, 7, 5, date(2019, 5, 1), None)


def snapshot(
    person: KnownPerson = PERSON, *jobs: KnownEmployment, places: tuple[KnownPlace, ...] = (PLACE,)
) -> PeopleSnapshot:
    """One person, as stored."""
    return PeopleSnapshot(
        persons={7: person},
        employments={7: jobs or (JOB,)},
        memberships={7: places} if places else {},
        roles={},
        registrations={},
        managers={},
        teams={"Team Noord": 5, "Team Zuid": 6},
    )


def plan(known: PeopleSnapshot, said: dict[str, str]) -> PeoplePlan:
    """Plan a file of one row."""
    return plan_texts(tuple(said), [tuple(said.values())], known=known)


@given(st.from_regex(PLAIN_NUMBER, fullmatch=True), st.from_regex(PLAIN_EMAIL, fullmatch=True))
@settings(max_examples=50, deadline=None)
def test_a_plain_number_and_a_plain_address_are_read_as_they_stand(number: str, email: str) -> None:
    assert parse_number(Cell(Kind.TEXT, number)) == number
    assert parse_email(Cell(Kind.TEXT, email)) == email


def test_a_row_that_says_all_that_is_known_changes_nothing() -> None:
    made = plan(snapshot(), ELS)

    assert [(row.outcome.value, row.changes, row.problems) for row in made.rows] == [("ongewijzigd", (), ())]
    assert not made.changes


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("given_name", "Else"),
        ("initials", "E.A."),
        ("prefix", "de"),
        ("prefix", ""),
        ("partner_prefix", "van"),
        ("partner_surname", "Bakker"),
        ("name_use", "naam partner"),
        ("email", "e.vandijk@voorbeeld.example"),
        ("job_title", "Teamleider"),
        ("location", "Zuid"),
        ("unit", "Team Zuid"),
        ("employed_from", "2019-06-01"),
        ("employed_until", "2029-12-31"),
        ("employed_until", ""),
        ("hours", "24"),
        ("employment_number", "2"),
    ],
)
def test_another_value_in_one_field_is_a_change(field: str, value: str) -> None:
    made = plan(snapshot(), ELS | {field: value})

    assert [row.outcome.value for row in made.rows] == ["gewijzigd"]
    assert made.updates or made.inserts


def test_a_role_or_a_register_beside_what_is_known_is_a_change() -> None:
    granted = plan(snapshot(), ELS | {"role": "HR"})
    registered = plan(snapshot(), ELS | {"register": "skj-jeugdprofessional", "registered_from": "2024-01-01"})

    assert [one.kind for one in granted.inserts] == ["role"]
    assert [row.outcome.value for row in registered.rows] != ["ongewijzigd"]


def test_a_prefix_that_the_file_has_no_column_for_stays_with_the_surname_and_goes_with_another() -> None:
    same = plan(snapshot(), {"personnel_number": "0012", "surname": "Dijk"})
    other = plan(snapshot(), {"personnel_number": "0012", "surname": "Bos"})

    assert [change.new for row in same.rows for change in row.changes] == []
    assert [change.new for row in other.rows for change in row.changes] == ["(leeg)", "Bos"]


def test_empty_cells_take_nothing_away() -> None:
    made = plan(snapshot(), dict.fromkeys(ELS, "") | {"personnel_number": "0012", "employed_until": "2030-12-31"})

    assert [row.outcome.value for row in made.rows] == ["ongewijzigd"]
    assert not made.changes


def test_who_left_leaves_though_nothing_else_changed() -> None:
    over = JOB._replace(ends_on=date(2020, 1, 1))

    made = plan(snapshot(PERSON, over), ELS | {"employed_until": "2020-01-01"})

    assert [row.outcome.value for row in made.rows] == ["uit dienst"]
    assert made.leavers == 1


def test_days_that_cannot_be_are_rejected_though_they_are_stored() -> None:
    backward = JOB._replace(starts_on=date(2031, 1, 1))

    made = plan(snapshot(PERSON, backward), ELS | {"employed_from": "2031-01-01"})

    assert [problem.code for problem in made.problems] == ["employment-backward"]


def test_who_sits_in_two_teams_leaves_the_one_that_is_not_named() -> None:
    made = plan(snapshot(places=(PLACE, PLACE._replace(id=10, team_id=6))), ELS)

    assert [(one.kind, one.object_id) for one in made.updates] == [("membership", 10)]


def test_the_team_of_who_had_none_is_new() -> None:
    made = plan(snapshot(places=()), ELS)

    assert [one.kind for one in made.inserts] == ["membership"]
