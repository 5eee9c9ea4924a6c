"""Odd requests: what a curious visitor or a broken program sends to every route, beside what the pages send."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any
from urllib.parse import quote, urlencode

from bs4 import BeautifulSoup
from flask.testing import FlaskClient

FORM = "application/x-www-form-urlencoded"
IN_PATHS = (
    "1" + "0" * 30, "2147483648", "9223372036854775808", "-1", "0", "9" * 5_000, "%00", "1%00", "%D9%A1", "1e3", "1.0",
    "%ff", "%ed%a0%80", "..%2f..%2fetc%2fpasswd", "%0d%0aX:1", "'%20OR%201=1--", "x" * 9_000,
)  # fmt: skip
"""In the place of an id or a word in the address."""
IN_FIELDS = (
    "", "a\x00b", "9" * 30, "9" * 5_000, "2147483648", "-1", "١٢", "²", "NaN", "1e999", "1E+5000000", "0001-01-01",
    "9999-12-31", "00-00-0000", "25:61", "999999999999 uur", "x" * 20_000, "😀" * 300, b"\xed\xa0\x80",
)  # fmt: skip
"""In the place of what a field holds; "١٢" are digits too, the last is half of a sign."""
PARTS = b"".join(b'--x\r\nContent-Disposition: form-data; name="f%d"\r\n\r\n1\r\n' % n for n in range(5_000)) + b"--x--"
FIELDS = urlencode([(f"f{n}", "1") for n in range(10_000)])
PEOPLE = urlencode([("person", str(n)) for n in range(10_000)])
METHODS = ("HEAD", "OPTIONS", "TRACE", "PROPFIND")
HEADERS = (
    ("Cookie", "session=\xff\x00; a"), ("Referer", "http://["), ("Origin", "null"), ("Host", "a b"),
    ("Range", "bytes=9-1,"), ("If-Modified-Since", "x"), ("Accept-Language", "*;q=x"), ("Content-Type", "\xff"),
    ("Content-Length", "abc"), ("X-HTTP-Method-Override", "DELETE"),
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Request:
    """One odd request."""

    method: str
    path: str
    what: str
    given: Callable[[], dict[str, Any]] = dict
    """What is sent along, made when it is sent: of most, only one in so many is."""


def odd_bodies(path: str, fields: dict[str, str]) -> Iterator[Request]:
    """The same form in every shape but the right one."""
    whole = list(fields.items())
    plain = urlencode(whole)
    bodies: dict[str, tuple[Any, str]] = {
        "as JSON": (json.dumps(fields), "application/json"),
        "as cut JSON": ("[1", "application/json"),
        "as plain text": (plain, "text/plain"),
        "in another character set": (plain, f"{FORM}; charset=utf-7"),
        "multipart without a boundary": (b"--x", "multipart/form-data"),
        "multipart, cut": (
            b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\nq',
            "multipart/form-data; boundary=x",
        ),
        "with 10.000 fields": (f"{plain}&{FIELDS}", FORM),
        "with 10.000 people": (f"{plain}&{PEOPLE}", FORM),
        "with 5.000 parts": (PARTS, "multipart/form-data; boundary=x"),
        "with every field twice": (urlencode(whole + whole), FORM),
    }
    for what, (data, kind) in bodies.items():
        yield Request(method="POST", path=path, what=what, given=partial(dict, data=data, content_type=kind))


def odd_fields(path: str, fields: dict[str, str]) -> Iterator[Request]:
    """The form as it is, with one field odd, missing or very large."""
    for name in fields:
        for value in (*IN_FIELDS, None):
            what = f"{name} = {str(value)[:15]!r}"
            yield Request(method="POST", path=path, what=what, given=partial(_with_one, fields, name, value))
    name = next(iter(fields), "x")
    given = partial(_with_one, fields, name, "x" * 1_000_000)
    yield Request(method="POST", path=path, what=f"{name} of 1 MB", given=given)


def _with_one(fields: dict[str, str], name: str, value: str | bytes | None) -> dict[str, Any]:
    """Write the form out with one field like this, or without it."""
    sent = {field: text for field, text in {**fields, name: value}.items() if text is not None}
    return {"data": urlencode(sent), "content_type": FORM}


def odd_queries(path: str, names: tuple[str, ...]) -> Iterator[Request]:
    """The page with odd words behind the question mark."""
    for name in names:
        for value in IN_FIELDS:
            yield Request(method="GET", path=f"{path}?{name}={quote(value)}", what=f"?{name}={str(value)[:15]!r}")


def forms_on(client: FlaskClient, path: str) -> dict[str, dict[str, str]]:
    """What the forms of a page send, by the address they send it to."""
    with client.get(path) as answer:
        page = BeautifulSoup(answer.get_data() if answer.mimetype == "text/html" else b"", "lxml")
    found: dict[str, dict[str, str]] = {}
    for form in page.select("form[method=post]"):
        fields = form.select("input[name], select[name], textarea[name]")
        sent = {str(one["name"]): str(one.get("value", "")) for one in fields}
        for action in (form, *form.select("[formaction]")):
            found.setdefault(str(action.get("formaction") or action.get("action") or path), {}).update(sent)
    return found
