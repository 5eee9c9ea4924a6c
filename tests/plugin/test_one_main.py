"""A base template with a `<main>` of its own: one `<main>` on every page, and the doctor sees what was forgotten."""

from collections.abc import Callable
from pathlib import Path

import pytest
from jinja2 import DictLoader

from register import db
from register.doctor import examine
from tests.conftest import NOW
from tests.host import Host, make_host
from tests.makers import make_person
from tests.pages.reading import PREFIX, soup

OWN_MAIN = """<!doctype html><html lang="nl"><head><title>{% block title %}{% endblock %}</title></head>
<body><main>{% block content %}{% endblock %}</main></body></html>"""

MakeIntranet = Callable[..., Host]


@pytest.fixture
def make_intranet(database_url: str, tmp_path: Path) -> MakeIntranet:
    """Make a host whose base template has a `<main>`."""

    def make(**config: bool) -> Host:
        made = make_host(
            database_url,
            data_folder=tmp_path / "data",
            clock=lambda: NOW,
            REGISTER_BASE_TEMPLATE="eigen.html",
            **config,
        )
        made.app.jinja_loader = DictLoader({"eigen.html": OWN_MAIN})
        return made

    return make


def test_the_main_of_the_intranet_is_the_only_one(make_intranet: MakeIntranet) -> None:
    host = make_intranet(REGISTER_PAGE_HAS_MAIN=True)
    with host.app.app_context():
        make_person(db.session(), "Els")

        page = soup(host.client("els").get(f"{PREFIX}/"))

    assert len(page.select("main")) == 1
    assert page.select_one("main div#rg-main") is not None
    host.close()


def test_the_doctor_sees_that_a_page_would_have_two(make_intranet: MakeIntranet) -> None:
    host = make_intranet()

    with host.app.app_context():
        found = [finding.about for finding in examine(host.app)]

    assert "REGISTER_PAGE_HAS_MAIN" in found
    host.close()
