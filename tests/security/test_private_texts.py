"""What somebody writes in private is read by nobody else (bar AZ6): every page and file, as everybody.

Every time some pages are opened as every role in `tests/learning/test_reflections.py`.
"""

import io
import zipfile
from collections.abc import Iterator

import pytest

from register.db import session
from register.learning.models import Reflection
from register.learning.reflection_forms import reflection_methods
from tests.conftest import NOW
from tests.security.house import House
from tests.security.matrix import Route, routes
from tests.security.world import ACTORS

CANARY = "kanarie-5e0c"
KEYS = [key for method in reflection_methods().values() for key in method.keys]


def _write(house: House) -> None:
    """A canary in the answer to every question there is: 22 of them."""
    with house.host.app.app_context():
        things = house.world.own.ids
        session().add(
            Reflection(
                activity_id=things["activity_id"], person_id=things["person_id"], method="starr",
                text=f"{CANARY} tekst", answers={key: f"{CANARY} {key}" for key in KEYS}, updated_at=NOW,
            )
        )  # fmt: skip
        session().commit()


def _reads(house: House, actor: str, route: Route) -> bool:
    client = house.host.client(None if actor == "anonymous" else actor)
    with client.open(route.url(house.world.own), method=route.method) as answer:
        return any(CANARY.encode() in part for part in _parts(answer.get_data()))


def _parts(content: bytes) -> Iterator[bytes]:
    """Give a file and, of a workbook or an archive, what is packed in it."""
    yield content
    if zipfile.is_zipfile(io.BytesIO(content)):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for name in archive.namelist():
                yield from _parts(archive.read(name))


@pytest.mark.slow
def test_a_reflection_is_on_no_page_and_in_no_file_of_anybody_else(house: House) -> None:
    _write(house)
    looked_at = [one for one in routes(house.host.app) if one.method == "GET"]

    read = {(actor, one.endpoint) for one in looked_at for actor in ACTORS if _reads(house, actor, one)}

    assert read == {("els", "leerregister.activity"), ("els", "leerregister.reflection")}
