"""A workbook made to take a machine down is refused in a second (bar XL3)."""

from pathlib import Path
from time import perf_counter

import pytest

from register.workbooks.read import read_workbook
from register.workbooks.refused import WorkbookRefused
from tests.hostile.cases import Case
from tests.hostile.make_hostile import ALL, write_case

BOMBS = [case for case in ALL if case.group == "bomb" and case.refused]
AT_MOST = 1.0


def _seconds(path: Path) -> float:
    start = perf_counter()
    with pytest.raises(WorkbookRefused):
        read_workbook(path)
    return perf_counter() - start


@pytest.mark.slow
@pytest.mark.parametrize("case", BOMBS, ids=lambda case: case.name)
def test_a_bomb_is_refused_within_a_second(case: Case, tmp_path: Path) -> None:
    path = write_case(case, tmp_path)

    quickest = min(_seconds(path) for _try in range(3))

    print(f"{case.name}: {quickest:.2f} s")  # noqa: T201
    assert quickest <= AT_MOST
