"""Rule shapes of comparable registers: each is real, and the engine must be able to express it as data."""

import pytest

from register.rules.check import check_file
from tests.rules.cases import HERE, Case, cases_of, shape_book

SHAPES = (
    "block-per-hour",
    "cap-by-phase-and-date",
    "cap-per-event",
    "total-with-optional-part",
    "two-minima",
    "flat-changed-by-filing-date",
    "caps-on-three-levels",
    "yearly-minimum-with-carry-over",
    "frequency-and-registered-other",
    "same-group-and-roles",
    "team-setting-refused",
    "yearly-cap-abolished",
    "grace-with-price-steps",
    "no-grace",
    "postponement",
    "re-entry",
)
CASES = [
    pytest.param(case, id=f"{name}: {case.name}")
    for name in SHAPES
    for case in cases_of(HERE / "shapes" / f"{name}.cases.toml", shape_book(name), name)
]


@pytest.mark.parametrize("case", CASES)
def test_a_shape_answers_its_cases(case: Case) -> None:
    assert case.outcome() == case.expected


@pytest.mark.parametrize("name", SHAPES)
def test_a_shape_is_a_sound_rule_file(name: str) -> None:
    assert check_file(HERE / "shapes" / f"{name}.toml") == []
