"""A rule that asks for the employer's approval (H2); the rule set is made up, no shipped register asks for it."""

import pytest

from register.rules.check import check_file
from register.rules.judge import Judge
from tests.rules.cases import HERE, Case, cases_of, shape_book
from tests.rules.shipped import BOOK

NAME = "approval-by-employer"
CASES = [
    pytest.param(case, id=case.name)
    for case in cases_of(HERE / "shapes" / f"{NAME}.cases.toml", shape_book(NAME), NAME)
]


@pytest.mark.parametrize("case", CASES)
def test_what_waits_is_logged_and_counts_once_it_is_approved(case: Case) -> None:
    assert case.outcome() == case.expected


def test_the_made_up_rule_file_is_sound() -> None:
    assert check_file(HERE / "shapes" / f"{NAME}.toml") == []


def test_no_shipped_register_asks_for_approval() -> None:
    assert [register for register in BOOK.infos if Judge(BOOK, register).asks_approval] == []
