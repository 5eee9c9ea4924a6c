"""A random round puts everybody somewhere, never with whom they would rather not, and not twice while it can (J3)."""

from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from register.culture.matching.rounds import Round, make_round

PAIRS = st.frozensets(
    st.frozensets(st.integers(1, 9), min_size=2, max_size=2),
    max_size=12,
)


def _together(made: Round) -> set[frozenset[int]]:
    return {frozenset(pair) for group in made.groups for pair in combinations(group, 2)}


@settings(max_examples=60, deadline=None)
@given(people=st.frozensets(st.integers(1, 9)), excluded=PAIRS, earlier=PAIRS, seed=st.integers(0, 5))
def test_nobody_is_lost_doubled_or_with_whom_they_would_rather_not(
    people: frozenset[int], excluded: frozenset[frozenset[int]], earlier: frozenset[frozenset[int]], seed: int
) -> None:
    made = make_round(people, excluded=excluded, earlier=earlier, seed=seed)

    assert sorted([*(one for group in made.groups for one in group), *made.alone]) == sorted(people)
    assert not _together(made) & excluded


@settings(max_examples=40, deadline=None)
@given(people=st.frozensets(st.integers(1, 40), min_size=2), seed=st.integers(0, 5))
def test_without_exclusions_everybody_is_placed_and_only_an_odd_number_makes_a_trio(
    people: frozenset[int], seed: int
) -> None:
    made = make_round(people, seed=seed)

    assert made.alone == ()
    assert sum(len(group) == 3 for group in made.groups) == len(people) % 2
    assert {len(group) for group in made.groups} <= {2, 3}


def test_four_people_have_three_rounds_before_anybody_meets_again() -> None:
    earlier: set[frozenset[int]] = set()

    for seed in range(3):
        made = _together(make_round({1, 2, 3, 4}, earlier=earlier, seed=seed))
        assert not made & earlier
        earlier |= made

    assert len(earlier) == 6


def test_who_met_already_meets_again_rather_than_staying_alone() -> None:
    everybody = {frozenset(pair) for pair in combinations(range(1, 5), 2)}

    assert make_round({1, 2, 3, 4}, earlier=everybody, seed=1).alone == ()


def test_who_is_excluded_by_all_stays_alone() -> None:
    excluded = {frozenset((1, other)) for other in (2, 3, 4, 5)}

    assert make_round(range(1, 6), excluded=excluded, seed=1).alone == (1,)


def test_the_same_seed_gives_the_same_groups_and_another_seed_others() -> None:
    people = range(1, 31)

    assert make_round(people, seed=7) == make_round(people, seed=7)
    assert make_round(people, seed=7) != make_round(people, seed=8)
