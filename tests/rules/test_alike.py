"""Who has no claims yet is judged once for all who are alike; who is not alike is not."""

from collections.abc import Hashable
from datetime import date, timedelta
from pathlib import Path

import pytest

from register.rules.facts import Assessment, Cycle
from register.rules.judge import Judge
from tests.rules.cases import shape_book
from tests.rules.shipped import BOOK

SHAPES = sorted(
    path.stem for path in (Path(__file__).parent / "shapes").glob("*.toml") if not path.stem.endswith(".cases")
)
JUDGES = [Judge(BOOK, register) for register in BOOK.infos]
JUDGES += [Judge(book, register) for book in map(shape_book, SHAPES) for register in book.infos]
DAYS = (date(2021, 3, 1), date(2024, 2, 29), date(2026, 11, 22), date(2031, 1, 1))
CYCLES = [
    Cycle(starts_on=date(year, month, 1), ends_on=date(year + years, month, 1) - timedelta(days=1))
    for year in range(1995, 2040, 3)
    for month, years in ((1, 5), (7, 3))
]


def standings(assessment: Assessment) -> tuple[object, ...]:
    return assessment.tracks, assessment.total, assessment.labels, assessment.inside, assessment.claims


@pytest.mark.parametrize("judge", JUDGES, ids=lambda judge: str(judge.register.id))
def test_periods_that_are_alike_stand_the_same_without_claims(judge: Judge) -> None:
    first: dict[Hashable, tuple[object, ...]] = {}
    for on in DAYS:
        for cycle in CYCLES:
            found = standings(judge.assess((), cycle=cycle, on=on))
            assert first.setdefault(judge.alike(cycle, on), found) == found


def test_a_minimum_of_every_year_makes_each_day_and_period_its_own() -> None:
    book = shape_book("yearly-minimum-with-carry-over")
    judge = Judge(book, next(iter(book.infos)))

    alike = {judge.alike(cycle, on) for cycle in CYCLES for on in DAYS}

    assert len(alike) == len(CYCLES) * len(DAYS)


def test_a_register_that_counts_over_the_whole_period_has_few_kinds_of_it() -> None:
    judge = Judge(BOOK, "rp-sw")

    assert len({judge.alike(cycle, on) for cycle in CYCLES for on in DAYS}) < len(CYCLES)
