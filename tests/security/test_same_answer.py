"""A thing of another and a thing that does not exist cannot be told apart, by a stopwatch neither (bar AZ3)."""

import gc
from statistics import median
from time import perf_counter

import pytest

from tests.security.house import House
from tests.security.matrix import Route, knock, routes
from tests.security.world import MISSING, Things

AT_MOST = 0.010
"""Seconds between the medians."""

NOT_FOR_HR = {"<int:talk_id>", "<int:team_id>"}
"""Kinds of things of which HR opens no page at all, found or not."""


def _kinds(house: House) -> list[Route]:
    """One page or form for every kind of thing, as HR or an owner would open it."""
    found: dict[tuple[str, ...], Route] = {}
    for route in routes(house.host.app):
        kind = tuple(part for part in route.rule.split("/") if part.startswith("<int:"))
        if kind and route.may_open("hr"):
            found.setdefault(kind, route)
    return list(found.values())


def _apart(house: House, route: Route, tries: int) -> float:
    """How far the medians lie apart: the foreign thing and the missing one in turns."""
    client = house.host.client("hr")
    foreign, missing = house.world.elsewhere, Things(ids=dict.fromkeys(house.world.elsewhere.ids, MISSING))
    times: tuple[list[float], list[float]] = ([], [])
    for _ in range(tries):
        for things, taken in zip((foreign, missing), times, strict=True):
            start = perf_counter()
            code = knock(client, route, things)
            taken.append(perf_counter() - start)
            assert code == 404
    return abs(median(times[0]) - median(times[1]))


def _furthest(house: House, tries: int) -> dict[str, float]:
    """The kinds that lie too far apart, in milliseconds."""
    gc.collect()
    apart = {f"{route.method} {route.rule}": _apart(house, route, tries) for route in _kinds(house)}
    print("furthest apart:", max((round(value * 1_000, 2), route) for route, value in apart.items()))  # noqa: T201
    return {route: round(value * 1_000, 1) for route, value in apart.items() if value > AT_MOST}


def test_every_kind_of_thing_is_tried(house: House) -> None:
    addresses = {route.rule for route in routes(house.host.app)}
    assert _named(addresses) - _named({route.rule for route in _kinds(house)}) == NOT_FOR_HR


def _named(addresses: set[str]) -> set[str]:
    """The ids that stand in these addresses."""
    return {part for address in addresses for part in address.split("/") if part.startswith("<int:")}


@pytest.mark.slow
def test_two_hundred_tries_tell_a_foreign_thing_from_a_missing_one_in_no_way(house: House) -> None:
    assert _furthest(house, 200) == {}
