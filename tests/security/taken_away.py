"""Take each check away that the matrix does not notice, and run the test that should.

A plugin: `python -m pytest -p tests.security.taken_away -m "" <the tests of noticed_by.txt>` runs each of those tests
without its check instead of as it stands. Every check whose test does not fail is told, and fails the run.
"""

import sys
from collections.abc import Iterator
from itertools import pairwise

import pytest
from _pytest.runner import runtestprotocol

from tests.security.mutating import Check, checks, noticed_by, without


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop(session: pytest.Session) -> bool:
    """Run every test that is named without its check, and say how many there were."""
    items = {item.nodeid: item for item in session.items}
    tests = noticed_by()
    turns = [(one, items[tests[one.key]]) for one in checks() if one.key in tests]
    survivors = [check for (check, item), after in _in_turn(turns) if not _is_noticed(check, item, after)]

    session.testsfailed += len(survivors)
    sys.stdout.write("".join(f"ongemerkt: {one}\n" for one in survivors))
    sys.stdout.write(f"zonder: {len(turns)}\n")
    return True


def _in_turn(turns: list[tuple[Check, pytest.Item]]) -> Iterator[tuple[tuple[Check, pytest.Item], pytest.Item | None]]:
    """Each turn with the test after it, for which the fixtures of the whole run may stay; not for that test itself."""
    for turn, after in pairwise([*turns, None]):
        if turn is not None:
            yield turn, None if after is None or after[1] is turn[1] else after[1]


def _is_noticed(check: Check, item: pytest.Item, after: pytest.Item | None) -> bool:
    """Whether the test itself fails; a fixture that fails says nothing."""
    item._initrequest()  # type: ignore[attr-defined] # as pytest itself prepares an item to run again
    with without(check):
        reports = runtestprotocol(item, nextitem=after, log=False)
    return any(report.failed and report.when == "call" for report in reports)
