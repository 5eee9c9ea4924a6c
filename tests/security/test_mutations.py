"""Take every check of a permission away, one at a time, and see whether a test notices (bar AZ15).

The mark on a view is taken off for all views every time. The checks inside use cases are taken away one by one on
request: the requests of the matrix that come by are sent again, and one of them has to end otherwise. Of what they do
not notice, a test of its own subject has to fail without the check; `noticed_by.txt` says which.
"""

import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Any

import pytest
from flask import Flask

from tests.security.house import House
from tests.security.matrix import ROWS, Route, name, ours, routes
from tests.security.mutating import ROOT, Check, checks, function_of, noticed_by, without
from tests.security.world import ACTORS, Things


@dataclass(frozen=True, kw_only=True)
class Request:
    """Somebody who knocks: at which address, with which form, and with the mark of the view off or not."""

    actor: str
    route: Route
    url: str
    form: dict[str, str]
    unmarked: bool = False


NOT_FOUND = 404
RUN = (sys.executable, "-m", "pytest", "-p", "tests.security.taken_away", "-q", "-m", "", "-p", "no:cacheprovider")
"""The tests of `noticed_by.txt`, each without its check; asked for by name, the slow ones too."""


def _unmarked(app: Flask) -> Iterator[str]:
    """Views that let nobody through less when their mark is taken off: as if it was never there."""
    for rule in ours(app):
        view: Any = app.view_functions[rule.endpoint]
        bare = view.__wrapped__
        if getattr(bare, "register_requires", None) is not None:
            yield name(rule)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_view_without_its_mark_is_no_view_that_its_row_describes(house: House) -> None:
    marked = [rule for rule in ours(house.host.app) if name(rule) in ROWS]

    assert list(_unmarked(house.host.app)) == []
    assert len(marked) > 200


def test_the_checks_of_the_use_cases_are_found_and_can_be_taken_away() -> None:
    found = checks()

    for one in found:
        with without(one):
            pass

    assert len(found) > 100


def test_every_line_about_a_test_that_notices_names_a_check_and_a_test_that_are_there() -> None:
    listed, there = noticed_by(), {one.key for one in checks()}

    assert listed.keys() - there == set()
    assert [test for test in listed.values() if not _is_there(test)] == []


def _is_there(test: str) -> bool:
    file, _, name = test.partition("::")
    place = ROOT / file
    return place.is_file() and f"def {name.partition('[')[0]}(" in place.read_text("utf-8")


def _requests(house: House) -> Iterator[Request]:
    """Everything that has to be refused: by whose it is, by role alone, by a part or a choice that is of others."""
    own, elsewhere = house.world.own, house.world.elsewhere
    for route in (one for one in routes(house.host.app) if one.who != "public"):
        for actor in ACTORS[3:]:
            if route.refusal(actor) is not None:
                bare = not route.may_open(actor)
                yield Request(actor=actor, route=route, url=route.url(own), form=route.form(own), unmarked=bare)
            elif actor != "zed":
                yield from _of_others(actor, route, own, elsewhere)


def _of_others(actor: str, route: Route, own: Things, elsewhere: Things) -> Iterator[Request]:
    """Who may open it asks for what is of another organisation: whole, in one part of the address, in the form."""
    form = route.form(own)
    if route.has_object:
        yield Request(actor=actor, route=route, url=route.url(elsewhere), form=form)
    for mixed in mixed_urls(route, own, elsewhere):
        yield Request(actor=actor, route=route, url=mixed, form=form)
    if form != route.form(elsewhere):
        yield Request(actor=actor, route=route, url=route.url(own), form=route.form(elsewhere))


def mixed_urls(route: Route, own: Things, elsewhere: Things) -> Iterator[str]:
    """Return the address with one of its ids, of two or more, of another organisation."""
    parts = re.findall(r"<int:(\w+)>", route.rule)
    for part in parts if len(parts) > 1 else ():
        known = route.use.get(part, part)
        if known in own.ids and elsewhere.ids[known] != own.ids[known]:
            yield route.url(Things(ids={**own.ids, known: elsewhere.ids[known]}))


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_part_of_somebody_elses_thing_is_not_found_below_ones_own(house: House) -> None:
    own, elsewhere = house.world.own, house.world.elsewhere
    asked = [
        Request(actor=actor, route=route, url=url, form=route.form(own))
        for route in routes(house.host.app)
        for actor in route.own[:1]
        for url in mixed_urls(route, own, elsewhere)
    ]

    wrong = [f"{one.route.method} {one.url} as {one.actor}" for one in asked if _answer(house, one) != NOT_FOUND]

    assert "\n".join(wrong) == ""
    assert len(asked) > 10


def _answer(house: House, request: Request, trace: Callable[..., Any] | None = None) -> int:
    client = house.host.client(request.actor)
    views, endpoint = house.host.app.view_functions, request.route.endpoint
    marked: Any = views[endpoint]
    views[endpoint] = marked.__wrapped__ if request.unmarked else marked
    sys.setprofile(trace)
    try:
        with client.open(request.url, method=request.route.method, data=request.form or None) as answer:
            code = answer.status_code
    except Exception:  # noqa: BLE001 - a check that is gone may let somebody run into anything
        code = 500
    finally:
        sys.setprofile(None)
        views[endpoint] = marked
    if request.route.method != "GET":
        house.as_it_was()
    return code


def _who_comes_by(house: House, wanted: set[object]) -> dict[object, list[tuple[Request, int]]]:
    """Send every request once, and write down which functions with a check it comes through."""
    found: dict[object, list[tuple[Request, int]]] = {}
    for request in _requests(house):
        through: set[object] = set()

        def trace(frame: FrameType, event: str, _value: object, through: set[object] = through) -> None:
            if event == "call" and frame.f_code in wanted:
                through.add(frame.f_code)

        code = _answer(house, request, trace)
        for one in through:
            found.setdefault(one, []).append((request, code))
    return found


def _is_noticed(house: House, check: Check, by: list[tuple[Request, int]]) -> bool:
    with without(check):
        return any(_answer(house, request) != code for request, code in by)


@pytest.mark.slow
def test_the_matrix_notices_every_check_but_those_that_a_test_of_their_own_notices(
    resettable: House, capsys: pytest.CaptureFixture[str]
) -> None:
    every = checks()
    codes: dict[Check, object] = {one: function_of(one).__code__ for one in every}
    passing = _who_comes_by(resettable, set(codes.values()))

    tried = {one: passing.get(codes[one], []) for one in every}
    survivors = [one for one in every if not _is_noticed(resettable, one, tried[one])]

    with capsys.disabled():
        sys.stdout.write(f"\n{len(every)} checks, {len(every) - len(survivors)} noticed by the matrix\n")
        sys.stdout.write("".join(f"  {one}\n" for one in survivors))
    assert {one.key for one in survivors} <= noticed_by().keys()


@pytest.mark.slow
def test_every_other_check_is_noticed_by_the_test_that_is_named_for_it(tmp_path: Path) -> None:
    tests = sorted(set(noticed_by().values()))

    ran = subprocess.run(
        [*RUN, f"--basetemp={tmp_path / 'taken'}", *tests], cwd=ROOT, capture_output=True, text=True, check=False
    )

    assert (ran.returncode, re.findall("ongemerkt: .*", ran.stdout)) == (0, []), ran.stdout[-2_000:] + ran.stderr
    assert f"zonder: {len(noticed_by())}" in ran.stdout
