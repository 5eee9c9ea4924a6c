"""What holds on every answer, errors and files of the look included (bars SE10, OP7, OP10)."""

import logging

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import ProgrammingError

from register.accounts.models import Account
from register.db import session
from register.people.models import Person
from tests.accounts.alone import Alone

PINNED = {
    "Content-Security-Policy", "X-Content-Type-Options", "Referrer-Policy", "Cross-Origin-Opener-Policy",
    "X-Frame-Options",
}  # fmt: skip
SECRET_SQL = "SELECT geheim FROM ergens WHERE naam = 'Els'"


def _broken() -> str:
    raise ProgrammingError(SECRET_SQL, {"naam": "Els"}, Exception("kapot"))


@pytest.fixture
def breaking(alone: Alone) -> Alone:
    """The app with a page that goes wrong, as a server runs it."""
    alone.app.testing = False
    alone.app.config["PROPAGATE_EXCEPTIONS"] = False
    alone.app.view_functions["leerregister_health.alive"] = _broken
    return alone


def test_a_fault_shows_a_reference_that_is_in_the_log_and_no_trace(
    breaking: Alone, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR):
        answer = breaking.app.test_client().get("/gezond")

    references = [record.getMessage().split()[1] for record in caplog.records if record.exc_info]
    assert answer.status_code == 500
    assert len(references) == 1
    assert references[0] in answer.text
    assert "Traceback" not in answer.text
    assert "SELECT" not in answer.text
    assert "kapot" not in answer.text


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/static/register.css", 200), ("/static/bestaat-niet.css", 404), ("/bestaat-niet", 404), ("/", 401),
        ("/aanmelden", 200), ("/klaar", 200), ("/bevestig/x", 404),
    ],
)  # fmt: skip
def test_every_answer_carries_the_pinned_headers(alone: Alone, path: str, status: int) -> None:
    with alone.app.test_client().get(path) as answer:
        assert answer.status_code == status
        assert PINNED - set(answer.headers.keys()) == set()


def test_a_fault_carries_the_pinned_headers(breaking: Alone) -> None:
    answer = breaking.app.test_client().get("/gezond")

    assert PINNED - set(answer.headers.keys()) == set()


def test_a_refused_post_carries_the_pinned_headers(alone: Alone) -> None:
    answer = alone.app.test_client().post("/aanmelden", data={})

    assert answer.status_code == 400
    assert PINNED - set(answer.headers.keys()) == set()


def test_nobody_and_no_account_is_there_after_installing(alone: Alone) -> None:
    with alone.app.app_context():
        assert session().scalar(select(func.count()).select_from(Account)) == 0
        assert session().scalar(select(func.count()).select_from(Person)) == 0
