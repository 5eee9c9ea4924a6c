"""Whatever is sent to a route, the answer is a page or a refusal, never a fault of ours."""

import inspect
import re
from collections.abc import Callable, Iterator
from functools import partial
from itertools import islice

import pytest

from tests.security.house import House
from tests.security.matrix import Route, routes
from tests.security.odd import HEADERS, IN_PATHS, METHODS, Request, forms_on, odd_bodies, odd_fields, odd_queries

_NAMES = re.compile(r"args(?:\.get)?[\[(]\"(\w+)\"|\.get\(\"(\w+)\"")


Kind = Callable[[House], Iterator[Request]]


@pytest.fixture
def served(house: House) -> House:
    """The world on both databases, faults answered as on a server."""
    house.host.app.config["PROPAGATE_EXCEPTIONS"] = False
    return house


def _faults(house: House, requests: Iterator[Request]) -> str:
    """Send them all as somebody with every role, and name those that were answered with a fault."""
    client = house.host.client("zed")
    found = []
    for one in requests:
        with client.open(one.path, method=one.method, **one.given()) as answer:
            if answer.status_code >= 500:
                found.append(f"{one.method} {one.path[:80]} {one.what}: {answer.status_code}")
    return "\n".join(found)


def _addresses(house: House) -> Iterator[Request]:
    for route in routes(house.host.app):
        right = route.url(house.world.elsewhere)
        parts = [place for place, part in enumerate(route.rule.split("/")) if part.startswith("<")]
        for place in parts:
            for odd in IN_PATHS:
                path = "/".join([*right.split("/")[:place], odd, *right.split("/")[place + 1 :]])
                yield Request(method=route.method, path=path, what=f"part {place}")


def _queries(house: House) -> Iterator[Request]:
    for route in routes(house.host.app):
        if route.method == "GET":
            yield from odd_queries(route.url(house.world.elsewhere), _asked(house, route))


def _asked(house: House, route: Route) -> tuple[str, ...]:
    """The names that the module of a view reads from an address."""
    view = inspect.unwrap(house.host.app.view_functions[route.endpoint])
    found = _NAMES.findall(inspect.getsource(inspect.getmodule(view)))  # type: ignore[arg-type]
    return tuple(sorted({one or other for one, other in found}))


def _forms(house: House, pages: int) -> dict[str, dict[str, str]]:
    """Every form there is: as the matrix fills it in, and as one in so many of the pages shows it."""
    client, things = house.host.client("zed"), house.world.elsewhere
    found: dict[str, dict[str, str]] = {}
    for place, route in enumerate(routes(house.host.app)):
        if route.method == "GET" and place % pages:
            continue
        if route.method == "GET":
            for action, fields in forms_on(client, route.url(things)).items():
                found.setdefault(action, {}).update(fields)
        else:
            found.setdefault(route.url(things), {}).update(route.form(things))
    return found


def _bodies(house: House, pages: int = 1) -> Iterator[Request]:
    for path, fields in _forms(house, pages).items():
        yield from odd_bodies(path, fields)


def _fields(house: House, pages: int = 1) -> Iterator[Request]:
    for path, fields in _forms(house, pages).items():
        yield from odd_fields(path, fields)


def _ways(house: House) -> Iterator[Request]:
    for route in routes(house.host.app):
        path = route.url(house.world.elsewhere)
        yield from (Request(method=method, path=path, what=method) for method in METHODS)
        for name, value in HEADERS:
            yield Request(
                method=route.method, path=path, what=f"{name}: {value!r}", given=partial(dict, headers={name: value})
            )


@pytest.mark.parametrize("every", [7, pytest.param(1, marks=pytest.mark.slow)])
def test_odd_addresses(served: House, every: int) -> None:
    assert _faults(served, islice(_addresses(served), 0, None, every)) == ""


@pytest.mark.parametrize(
    ("kind", "every"),
    [(_ways, 54), (_queries, 222), (partial(_bodies, pages=4), 78), (partial(_fields, pages=4), 330)],
    ids=["ways", "queries", "bodies", "fields"],
)
def test_a_part_of_the_odd_requests(served: House, kind: Kind, every: int) -> None:
    assert _faults(served, islice(kind(served), 0, None, every)) == ""


def test_a_date_or_a_number_that_cannot_be_is_refused_where_it_was_typed(served: House) -> None:
    client, ids = served.host.client("zed"), served.world.elsewhere.ids
    new = f"/leerregister/mensen/{ids['person_id']}/registraties/nieuw"
    figure = "/leerregister/normen/rp-sw/2018/total.min"

    years = [
        client.post(new, data={"register_id": "skj-jgp", "cycle_starts_on": day}) for day in ("1-1-0001", "31-12-9999")
    ]
    numbers = [client.post(figure, data={"value": value, "source": "x"}) for value in ("1e999", "99999999")]

    assert [answer.status_code for answer in years + numbers] == [422, 422, 422, 422]
    assert "kan niet kloppen: kijk naar het jaar" in years[0].text
    assert "is te groot of te precies" in numbers[0].text


def test_a_nul_in_a_search_is_refused(served: House) -> None:
    client = served.host.client("zed")

    codes = [
        client.get(f"/leerregister/{page}%00").status_code for page in ("mensen?zoek=", "export?zoek=", "groepen?q=")
    ]

    assert codes == [400, 400, 400]


@pytest.mark.slow
@pytest.mark.parametrize("kind", [_ways, _queries, _bodies, _fields])
def test_every_odd_request(served: House, kind: Kind) -> None:
    assert _faults(served, kind(served)) == ""
