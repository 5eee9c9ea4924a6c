"""The rule by itself: nothing of fewer than five people, whatever is added and subtracted."""

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from register.privacy.groups import Branch, Group, groups_of, may_be_told_apart
from tests.totals.attack import atoms_of, smallest_group


def branch(code: str, people: int, *below: Branch, first: int = 0) -> Branch:
    return Branch(code=code, people=frozenset(range(first, first + people)), below=below)


def shown(*branches: Branch) -> list[tuple[tuple[str, ...], int]]:
    return [(group.codes, len(group.people)) for group in groups_of(branches)]


def test_five_is_enough_and_four_is_not() -> None:
    assert shown(branch("oost", 5)) == [(("oost",), 5)]
    assert shown(branch("oost", 4)) == []


def test_what_is_too_small_is_shown_together_with_the_smallest_that_is_not() -> None:
    assert shown(branch("a", 9), branch("b", 6, first=10), branch("c", 1, first=20)) == [(("a",), 9), (("b", "c"), 7)]


def test_the_smallest_is_found_where_only_five_of_many_are_known() -> None:
    few = frozenset(range(5))
    groups = groups_of(
        [Branch(code="a", people=few, more=90), Branch(code="b", people=few, more=1), branch("c", 1, first=20)]
    )

    assert [(group.codes, group.size) for group in groups] == [(("a",), 95), (("b", "c"), 7)]


def test_small_ones_that_are_enough_together_leave_the_others_alone() -> None:
    assert shown(branch("a", 9), branch("b", 3, first=10), branch("c", 2, first=20)) == [(("a",), 9), (("b", "c"), 5)]


def test_a_small_team_goes_with_the_one_above_it_first() -> None:
    below = branch("oost 2", 2, first=30)

    assert shown(branch("oost", 3, below), branch("west", 5, first=10), branch("noord", 7, first=20)) == [
        (("oost 2", "oost"), 5), (("west",), 5), (("noord",), 7)
    ]  # fmt: skip


def test_a_small_parent_is_not_what_remains_of_its_children() -> None:
    assert shown(branch("oost", 1, branch("oost 1", 5, first=10), branch("oost 2", 6, first=20))) == [
        (("oost 1", "oost"), 6), (("oost 2",), 6)
    ]  # fmt: skip


def test_the_same_few_people_twice_stay_few() -> None:
    assert shown(branch("training", 3), branch("webinar", 4)) == []


def test_two_sorts_are_told_apart_only_when_both_are_enough() -> None:
    assert may_be_told_apart([branch("formeel", 5), branch("informeel", 5)])
    assert may_be_told_apart([branch("formeel", 5), branch("informeel", 0)])
    assert not may_be_told_apart([branch("formeel", 5), branch("informeel", 1, first=9)])
    assert not may_be_told_apart([branch("formeel", 4), branch("informeel", 4, first=9)])


def test_a_branch_without_people_is_nowhere() -> None:
    assert groups_of([branch("leeg", 0), branch("oost", 5)]) == (Group(codes=("oost",), people=frozenset(range(5))),)


trees = st.recursive(
    st.builds(branch, st.uuids().map(str), st.integers(0, 7), first=st.integers(0, 12)),
    lambda below: st.builds(
        lambda code, people, first, parts: branch(code, people, *parts, first=first),
        st.uuids().map(str), st.integers(0, 7), st.integers(0, 12), st.lists(below, max_size=3),
    ),
    max_leaves=6,
)  # fmt: skip


def leaves(one: Branch) -> dict[str, list[int]]:
    found = {one.code: sorted(one.people)} if one.people else {}
    for part in one.below:
        found |= leaves(part)
    return found


def known_by_five(one: Branch) -> Branch:
    """The same branch of which only five people are known."""
    known = frozenset(sorted(one.people)[:5])
    return Branch(code=one.code, people=known, more=len(one.people - known), below=tuple(map(known_by_five, one.below)))


@pytest.mark.parametrize("seen", [tuple, lambda branches: tuple(map(known_by_five, branches))])
@settings(max_examples=50, deadline=None)
@given(branches=st.lists(trees, min_size=1, max_size=3))
def test_no_tree_gives_a_group_of_one_to_four(
    seen: Callable[[list[Branch]], tuple[Branch, ...]], branches: list[Branch]
) -> None:
    people = {code: found for one in branches for code, found in leaves(one).items()}
    groups = groups_of(seen(branches))
    cells = [atoms_of(group.codes, people) for group in groups][:7]
    whole = [atoms_of(tuple(people), people)] * bool(groups)

    assert (smallest_group([*whole, *cells]) or 5) >= 5
    assert not groups or sorted(code for group in groups for code in group.codes) == sorted(people)
