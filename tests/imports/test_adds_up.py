"""Whatever a file holds, every row has one outcome, and the order of the rows makes no difference (G3)."""

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from register.imports.people_plan import PeoplePlan
from tests.imports.planning import plan_texts

FIELDS = (
    "personnel_number", "given_name", "surname", "email", "unit", "manager", "employed_from", "employed_until",
    "register", "register_number", "registered_from", "role",
)  # fmt: skip

texts = st.tuples(
    st.sampled_from(["", "1", "01", "2", "3", "4", "x"]),
    st.sampled_from(["", "Els", "Jan"]),
    st.sampled_from(["", "Berg", "Smit"]),
    st.sampled_from(["", "a@b.example", "c@d.example", "geen"]),
    st.sampled_from(["", "Oost", "oost", "West"]),
    st.sampled_from(["", "1", "2", "9", "Els Berg"]),
    st.sampled_from(["", "2020-01-01", "2027-05-01", "31-02-2020"]),
    st.sampled_from(["", "2026-01-01", "9999-12-31", "2019-01-01"]),
    st.sampled_from(["", "rp-sw", "skj-jgp", "onzin"]),
    st.sampled_from(["", "4610200001", "#"]),
    st.sampled_from(["", "2024-01-01", "2023-01-01"]),
    st.sampled_from(["", "HR", "beheerder", "koning"]),
)


def plan(rows: list[tuple[str, ...]]) -> PeoplePlan:
    """Plan a file of these rows, with nobody known yet."""
    return plan_texts(FIELDS, rows)


@given(st.lists(texts, max_size=8))
@settings(max_examples=300, deadline=None)
def test_the_outcomes_add_up_to_the_rows(rows: list[tuple[str, ...]]) -> None:
    made = plan(rows)

    assert sum(made.counts.values()) == len(rows)
    assert {row.row for row in made.rows} == set(range(2, len(rows) + 2))
    assert all(row.problems for row in made.rows if row.outcome == "afgekeurd")


@given(st.lists(texts, max_size=6), st.randoms(use_true_random=False))
@settings(max_examples=200, deadline=None)
def test_another_order_gives_the_same_people_teams_and_managers(rows: list[tuple[str, ...]], chance: object) -> None:
    shuffled = sorted(rows, key=lambda _: chance.random())  # type: ignore[attr-defined]

    one, other = plan(rows), plan(shuffled)

    assert {(new.key, new.person["display_name"], new.person["email"]) for new in one.people} == {
        (new.key, new.person["display_name"], new.person["email"]) for new in other.people
    }
    assert one.teams == other.teams
    assert managers(one) == managers(other)
    assert one.counts == other.counts


def managers(made: PeoplePlan) -> set[tuple[str, str, date]]:
    """Who becomes manager of what."""
    return {
        (str(add.person), add.values["team"], add.values["starts_on"])
        for add in made.inserts
        if add.kind == "team_manager"
    }
