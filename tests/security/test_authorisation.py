"""Every route has a row, and every actor gets what the row says (bars AZ1 to AZ5, AZ11, AZ12, AZ14, SE9, SE10).

A new route fails here until somebody writes down in `authz.toml` who may open it.
"""

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask_wtf.csrf import CSRFProtect
from sqlalchemy import update

from register import models
from register.access import PUBLIC
from register.db import transaction
from register.people.models import Person, RoleGrant, TeamManager
from tests.accounts.alone import let_go, make_alone
from tests.conftest import NOW
from tests.pages.reading import form_values, soup
from tests.security.house import House, move_in
from tests.security.matrix import ROWS, Route, drawn, name, ours, routes
from tests.security.world import ACTORS, World

TRAILS = frozenset({"register_audit_entry", "register_trail_head", "register_look"})
"""Tables in which a look may leave a line."""

SOME = pytest.mark.parametrize("number", [2, pytest.param(None, marks=pytest.mark.slow)], ids=["two", "all"])
"""Of who is judged by the mark of a view alone, two for each route every time: that all views have the mark of their
row is looked at too. Of a thing of somebody, everybody whose it is or not."""

Change = Callable[[Flask], None]
"""What a host does to its own app."""


@pytest.fixture
def whole_app(sqlite_template: Path, tmp_path: Path) -> Iterator[Flask]:
    """The app with every route there is: running alone adds some."""
    shutil.copy(sqlite_template, tmp_path / "x.sqlite")
    made = make_alone(f"sqlite:///{tmp_path / 'x.sqlite'}", tmp_path, NOW)
    yield made.app
    let_go(made)


def test_every_route_has_a_row_and_every_row_a_route(whole_app: Flask) -> None:
    assert {name(rule) for rule in ours(whole_app)} == set(ROWS)


def test_every_view_declares_what_its_row_says(whole_app: Flask) -> None:
    declared = {
        name(rule): _said(getattr(whole_app.view_functions[rule.endpoint], "register_requires", None))
        for rule in ours(whole_app)
    }

    assert declared == {endpoint: row["who"] for endpoint, row in ROWS.items()}


def _said(roles: tuple[str, ...] | None) -> object:
    if roles is None:
        return "nothing declared"
    return "public" if PUBLIC in roles else [str(role) for role in roles] or "known"


def _said_openly(house: House) -> str:
    """The answers so far that lacked a header which every answer has (bar SE10)."""
    return "\n".join(sorted(house.without_headers))


@SOME
def test_who_may_not_is_turned_away_with_the_code_of_the_matrix(house: House, number: int | None) -> None:
    wrong = [
        f"{route.method} {route.rule} as {actor}: {code}, not {route.refusal(actor)}"
        for route in routes(house.host.app)
        for actor in _refused(route, number)
        if (code := house.open_as(actor, route)) != route.refusal(actor)
    ]

    assert "\n".join(wrong) == ""
    assert _said_openly(house) == ""


def _refused(route: Route, number: int | None) -> tuple[str, ...]:
    """Everybody whose it is not, and of who may not open the page of anybody as many as are asked for."""
    by_the_mark = [actor for actor in ACTORS if route.refusal(actor) in {401, 403}]
    return (*drawn(by_the_mark, route, number), *(actor for actor in ACTORS if route.refusal(actor) == 404))


@SOME
def test_who_may_is_let_in(resettable: House, number: int | None) -> None:
    wrong = [
        f"{route.method} {route.rule} as {actor}: {code}"
        for route in routes(resettable.host.app)
        for actor in _welcome(route, number)
        if (code := _let_in(resettable, actor, route)) >= 400
    ]

    assert "\n".join(wrong) == ""
    assert _said_openly(resettable) == ""


def _welcome(route: Route, number: int | None) -> tuple[str, ...]:
    """Everybody whose it is; where it is of nobody, as many of who may as are asked for."""
    may = [actor for actor in ACTORS if route.refusal(actor) is None and _is_tried(route)]
    return drawn(may, route, None if route.has_object else number)


def _as_promised(code: int, refusal: int | None) -> bool:
    """Whether somebody is turned away with this very code, or let in: a page, or the way to the right one."""
    return code < 400 if refusal is None else code == refusal


def _is_tried(route: Route) -> bool:
    return route.who != "public"


def _let_in(house: House, actor: str, route: Route) -> int:
    """Knock; an empty form that is refused for what it lacks was let in."""
    code = house.open_as(actor, route)
    if route.method != "GET":
        house.as_it_was()
    return 0 if code in {400, 409, 422} else code


@pytest.mark.parametrize("number", [1, pytest.param(None, marks=pytest.mark.slow)], ids=["one", "all"])
def test_a_thing_of_another_organisation_looks_like_one_that_does_not_exist(house: House, number: int | None) -> None:
    differs = [
        f"{route.method} {route.rule} as {actor}"
        for route in routes(house.host.app)
        for actor in _outside(route, number)
        if route.has_object
        and _answer(house, actor, route, missing=False) != _answer(house, actor, route, missing=True)
    ]

    assert "\n".join(differs) == ""


def _outside(route: Route, number: int | None) -> tuple[str, ...]:
    """Everybody for whom the page is; of who may open it of nobody as many as are asked for."""
    actors = ("els", "hr", "ron", "kim", "admin")
    may_not = [actor for actor in actors if not route.may_open(actor)]
    return (*drawn(may_not, route, number), *(actor for actor in actors if route.may_open(actor)))


def test_whose_it_is_comes_before_how_the_form_is_filled_in(house: House) -> None:
    wrong = [
        f"{route.rule} as {actor}: {code}"
        for route in routes(house.host.app)
        for actor in ("els", "hr", "ron", "kim", "admin")
        if route.has_object and route.may_open(actor) and (code := _empty(house, actor, route)) != 404
    ]

    assert "\n".join(wrong) == ""


def _empty(house: House, actor: str, route: Route) -> int:
    """Send an empty form to a thing of another organisation."""
    with house.host.client(actor).open(route.url(house.world.elsewhere), method=route.method, data={}) as answer:
        return answer.status_code


def _answer(house: House, actor: str, route: Route, *, missing: bool) -> tuple[int, str]:
    client, things = house.host.client(actor), house.world.elsewhere
    with client.open(route.url(things, missing=missing), method=route.method, data=route.form(things)) as answer:
        return answer.status_code, re.sub(r'name="csrf_token" value="[^"]+"', "", answer.get_data(as_text=True))


@SOME
def test_a_look_changes_nothing(house: House, number: int | None) -> None:
    before = _contents(house)
    looks = [route for route in routes(house.host.app) if route.method == "GET"]

    codes = [house.open_as(actor, route) for route in looks for actor in _who_look(route, number)]

    assert set(codes) >= {200, 403, 404}
    assert _changed(before, _contents(house)) == set()


def _who_look(route: Route, number: int | None) -> tuple[str, ...]:
    """Of who are let in and of who are turned away as many as are asked for, one after the other."""
    let_in = [actor for actor in ACTORS if route.refusal(actor) is None]
    turned_away = [actor for actor in ACTORS if route.refusal(actor) is not None]
    return (*drawn(let_in, route, number), *drawn(turned_away, route, number))


def _contents(house: House) -> dict[str, list[str]]:
    """Return every row of every table but the trail and the log of who looked: there a look has to leave a line."""
    with house.host.app.app_context(), house.host.database.engine.connect() as connection:
        return {
            table.name: sorted(str(tuple(row)) for row in connection.execute(table.select()))
            for table in models.metadata.sorted_tables
            if table.name not in TRAILS
        }


def _changed(before: dict[str, list[str]], after: dict[str, list[str]]) -> set[str]:
    """The rows that came, went or differ, each with its table."""
    return {f"{table}: {row}" for table in before for row in set(before[table]) ^ set(after[table])}


def test_an_undeclared_method_is_405_and_an_override_has_no_effect(house: House) -> None:
    app = house.host.app
    allowed: dict[str, set[str]] = {}
    for route in routes(app):
        allowed.setdefault(route.rule, set()).add(route.method)

    wrong = [
        f"{method} {route.rule}: {code}"
        for route in routes(app)
        for method in ("GET", "POST", "PUT", "PATCH", "DELETE")
        if method not in allowed[route.rule] and (code := _method(house, route, method)) != 405
    ]

    assert "\n".join(wrong) == ""


def _method(house: House, route: Route, method: str) -> int:
    with house.host.client("els").open(
        route.url(house.world.own), method=method, headers={"X-HTTP-Method-Override": "GET"}
    ) as answer:
        return answer.status_code


def test_a_manager_who_moves_is_turned_away_at_the_next_request(house: House) -> None:
    ron = house.host.client("ron")
    own = f"/leerregister/team/{house.world.own.ids['team_id']}"
    before = ron.get(own).status_code
    with house.host.app.app_context(), transaction() as current:
        current.execute(update(TeamManager).values(ends_on=NOW.date().replace(day=1)))

    assert (before, ron.get(own).status_code) == (200, 403)


def test_a_role_that_ended_is_gone_at_the_next_request(house: House) -> None:
    hr = house.host.client("hr")
    before = hr.get("/leerregister/mensen").status_code
    with house.host.app.app_context(), transaction() as current:
        current.execute(update(RoleGrant).values(ends_on=NOW.date().replace(day=1)))

    assert (before, hr.get("/leerregister/mensen").status_code) == (200, 403)


def test_somebody_who_left_is_out_at_the_next_request(house: House) -> None:
    els = house.host.client("els")
    before = els.get("/leerregister/").status_code
    with house.host.app.app_context(), transaction() as current:
        current.execute(update(Person).where(Person.subject == "els").values(deactivated_at=NOW))

    assert (before, els.get("/leerregister/").status_code) == (200, 401)


def test_every_form_wants_a_token_of_this_session(house: House) -> None:
    house.host.app.config["WTF_CSRF_ENABLED"] = True
    somebody_elses = form_values(soup(house.host.client("els").get("/leerregister/vastleggen")))["csrf_token"]

    taken = [
        f"{route.rule} with {token!r}: {code}"
        for route in routes(house.host.app)
        for token in ("", "ImEi.awJm3Q.nXRul4G96bOvz", somebody_elses)
        if route.method != "GET" and (code := _with_token(house, route, token)) != 400
    ]

    assert "\n".join(taken) == ""


def _with_token(house: House, route: Route, token: str) -> int:
    with house.host.client("zed").open(
        route.url(house.world.elsewhere), method=route.method, data={"csrf_token": token}
    ) as answer:
        return answer.status_code


def _bare(_app: Flask) -> None:
    """Leave the host as it is."""


def _own_csrf(app: Flask) -> None:
    CSRFProtect(app)


def _own_error_pages(app: Flask) -> None:
    app.register_error_handler(404, lambda _error: ("Dat hebben wij niet", 404))
    app.register_error_handler(Exception, lambda _error: ("Bij ons ging iets mis", 500))


KINDS_OF_HOST = pytest.mark.parametrize(
    ("prefix", "change"),
    [("/leerregister", _bare), ("/a/b", _bare), ("/leerregister", _own_csrf), ("/leerregister", _own_error_pages)],
    ids=["bare", "prefix", "own CSRF", "own error pages"],
)


@KINDS_OF_HOST
def test_a_twelfth_of_the_matrix_holds_in_every_kind_of_host(
    database_url: str, tmp_path: Path, filled: World, prefix: str, change: Change
) -> None:
    host = move_in(database_url, tmp_path, filled, REGISTER_URL_PREFIX=prefix)

    assert _wrong_in_a_host(host, change, every=12) == ""


@pytest.mark.slow
@KINDS_OF_HOST
def test_the_matrix_holds_in_every_kind_of_host(
    database_url: str, tmp_path: Path, filled: World, prefix: str, change: Change
) -> None:
    host = move_in(database_url, tmp_path, filled, REGISTER_URL_PREFIX=prefix)

    assert _wrong_in_a_host(host, change, every=1) == ""


def _wrong_in_a_host(made: House, change: Change, *, every: int) -> str:
    """Open one in so many of the pages as everybody, in a host that is like this."""
    change(made.host.app)
    pages = [route for route in routes(made.host.app) if route.method == "GET" and _is_tried(route)]

    wrong = [
        f"{route.rule} as {actor}: {code}"
        for route in pages[::every]
        for actor in ACTORS
        if not _as_promised(code := made.open_as(actor, route), route.refusal(actor))
    ]
    made.host.close()
    return "\n".join(wrong)
