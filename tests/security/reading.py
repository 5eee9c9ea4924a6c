"""Everything there is to read in an answer: a page, a PDF, and what is packed in a workbook or an archive."""

import io
import zipfile
from collections.abc import Iterator
from importlib import import_module
from urllib.parse import unquote

from sqlalchemy import select

from register.db import session
from register.people.models import Person
from tests.papers.checking import text_of
from tests.security.house import House
from tests.security.matrix import Route
from tests.security.world import Things

_searching = import_module("register.blueprints._searching")


def parts_of(content: bytes) -> Iterator[bytes]:
    """Give a file and what is packed in it; of a PDF its text."""
    yield content
    if content.startswith(b"%PDF"):
        yield text_of(content).encode()
    if zipfile.is_zipfile(io.BytesIO(content)):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for name in archive.namelist():
                yield name.encode()
                yield from parts_of(archive.read(name))


def _person_of(house: House, actor: str) -> int | None:
    with house.host.app.app_context():
        return session().scalar(select(Person.id).where(Person.subject == actor))


def found_in(
    house: House,
    actor: str,
    route: Route,
    things: Things,
    words: tuple[str, ...],
    *,
    asked: str = "",
    searching: str = "",
) -> set[str]:
    """Open a route as somebody and say which of the words the answer holds, in its headers or anywhere in its body."""
    client = house.host.client(None if actor == "anonymous" else actor)
    if searching:
        with client.session_transaction() as stored:
            stored[_searching.KEPT] = {"of": _person_of(house, actor), "words": {"1": searching}}
    address = f"{route.url(things)}{asked}"
    with client.open(address, method=route.method, data=route.form(things) or None) as answer:
        headers = unquote(str(answer.headers)).encode()
        everything = b"\0".join((headers, *parts_of(answer.get_data())))
    return {word for word in words if word.encode() in everything}
