"""The routes as the app has them, beside the rows of `authz.toml`."""

import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from zlib import crc32

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule
from werkzeug.wrappers import Response

from tests.security.world import MISSING, Things

ROWS = tomllib.loads((Path(__file__).parent / "authz.toml").read_text("utf-8"))
_KNOWN = frozenset({"els", "tom", "kim", "ron", "max", "hr", "admin", "zed"})
_HOLDERS = {
    "manager": frozenset({"ron", "max", "zed"}),
    "hr": frozenset({"hr", "zed"}),
    "coordinator": frozenset({"kim", "zed"}),
    "admin": frozenset({"admin", "zed"}),
}
_PLAIN = {
    "code": "vog",
    "record_class": "inzagelog",
    "register_id": "rp-sw",
    "rule_version": "2018",
    "path": "total.min",
    "token": "x",
    "name": "mijn-punten",
    "target": "generiek-xlsx",
    "call": "1",
    "way": "sessie",
    "audience": "leidinggevende",
}


@dataclass(frozen=True, kw_only=True)
class Route:
    """One way in: method and address, and who may."""

    endpoint: str
    method: str
    rule: str
    who: str | list[str]
    own: tuple[str, ...]
    send: dict[str, str]
    """A form filled in well; `{colleague_id}` and the like stand for ids of the world."""
    use: dict[str, str]
    """Which thing of the world an id in the address names, where it is not the one of that name."""

    @property
    def has_object(self) -> bool:
        """Whether the address names a thing that belongs to somebody."""
        return "<int:" in self.rule

    def url(self, things: Things, *, missing: bool = False) -> str:
        """Fill the ids in."""
        ids = {name: str(MISSING if missing else value) for name, value in things.ids.items()}
        ids |= {name: ids[other] for name, other in self.use.items()}
        return re.sub(r"<(?:\w+:)?(\w+)>", lambda found: ids.get(found[1], _PLAIN.get(found[1], "x")), self.rule)

    def form(self, things: Things) -> dict[str, str]:
        """Return what the form sends."""
        return {field: value.format_map(things.ids) for field, value in self.send.items()}

    def may_open(self, actor: str) -> bool:
        """Whether the page is for this actor at all, whatever the object."""
        if self.who == "public":
            return True
        if self.who == "known":
            return actor in _KNOWN
        return any(actor in _HOLDERS[role] for role in self.who)

    def refusal(self, actor: str) -> int | None:
        """The code with which this actor is turned away from els' object; `None` when let in."""
        if not self.may_open(actor):
            return 401 if actor in {"anonymous", "left"} else 403
        if self.has_object and actor not in self.own:
            return 404
        return None


def drawn(actors: Sequence[str], route: Route, number: int | None) -> tuple[str, ...]:
    """So many of these actors, other ones for each route and the same ones every time; all of them without a number."""
    first = crc32(f"{route.method} {route.rule}".encode()) % max(len(actors), 1)
    return (*actors[first:], *actors[:first])[:number]


def routes(app: Flask) -> list[Route]:
    """Return every method of every route of ours that has a row, but files of the look itself."""
    return [
        Route(
            endpoint=rule.endpoint,
            method=method,
            rule=rule.rule,
            who=ROWS[name(rule)]["who"],
            own=tuple(ROWS[name(rule)].get("own", ())),
            send=ROWS[name(rule)].get("send", {}),
            use=ROWS[name(rule)].get("use", {}),
        )
        for rule in ours(app)
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})
        if name(rule) in ROWS
    ]


def ours(app: Flask) -> list[Rule]:
    """Return our rules."""
    return [
        rule
        for rule in app.url_map.iter_rules()
        if rule.endpoint.startswith("leerregister") and not rule.endpoint.endswith(".static")
    ]


def name(rule: Rule) -> str:
    """Return how a row calls a route."""
    return str(rule.endpoint).split(".")[1]


def knock(
    client: FlaskClient,
    route: Route,
    things: Things,
    more: Mapping[str, str] | None = None,
    *,
    seen: Callable[[Route, Response], None] | None = None,
) -> int:
    """Send the form of the row, with `more` fields beside it; show the answer to `seen` and return its code."""
    data = {**(more or {}), **route.form(things)}
    with client.open(route.url(things), method=route.method, data=data or None) as answer:
        if seen:
            seen(route, answer)
        return answer.status_code
