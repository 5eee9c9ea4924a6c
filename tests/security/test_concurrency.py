"""Nothing is lost when many write at once, on our own engine, on a host's and on PostgreSQL (bars CO1 and CO3)."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import create_engine, func, select, text
from sqlalchemy.orm import Session

from register.errors import Conflict
from register.learning.models import Group
from register.once import FormKey, once
from register.people.models import Organisation
from tests.conftest import NOW
from tests.makers import make_organisation

ROOT = Path(__file__).resolve().parents[2]
PROCESSES = 8


def _count(url: str, *, engine: str, times: int) -> int:
    """Add up in eight processes at once; return what stands there afterwards."""
    command = [sys.executable, "-m", "tests.security.adds_up", url, engine, str(times), str(PROCESSES)]
    running = subprocess.Popen(command, cwd=ROOT)
    assert running.wait(timeout=280) == 0
    reader = create_engine(url)
    with reader.connect() as connection:
        found = connection.execute(text("SELECT minutes FROM register_group")).scalar_one()
    reader.dispose()
    return int(found)


@pytest.fixture
def counter(session: Session) -> Group:
    """A row that people edit, used to count with."""
    group = Group(organisation_id=make_organisation(session).id, name="Teller", kind="intervisie", minutes=0)
    session.add(group)
    session.commit()
    return group


@pytest.mark.parametrize("engine", ["own", "host"])
def test_eight_processes_lose_no_update(database_url: str, counter: Group, engine: str) -> None:
    assert _count(database_url, engine=engine, times=12) == PROCESSES * 12


@pytest.mark.slow
@pytest.mark.parametrize("engine", ["own", "host"])
def test_eight_processes_lose_no_update_of_2400(database_url: str, counter: Group, engine: str) -> None:
    assert _count(database_url, engine=engine, times=300) == PROCESSES * 300


def test_forty_posts_of_one_form_make_one_row_and_get_one_answer(app: Flask, session: Session) -> None:
    def send(_number: int) -> tuple[object, bool]:
        with app.app_context():
            return once("een-sleutel", person_id=1, at=NOW, act=_add_organisation)

    with ThreadPoolExecutor(40) as pool:
        answers = list(pool.map(send, range(40)))

    assert [answer for answer, _first in answers] == [answers[0][0]] * 40
    assert sum(first for _answer, first in answers) == 1
    session.rollback()
    assert session.scalar(select(func.count()).select_from(Organisation)) == 1
    assert session.scalar(select(func.count()).select_from(FormKey)) == 1


def _add_organisation(current: Session) -> dict[str, object]:
    made = Organisation(name="Eén keer")
    current.add(made)
    current.flush()
    return {"organisation": made.id}


def test_a_key_of_another_form_is_refused_in_dutch_and_writes_nothing(app: Flask, session: Session) -> None:
    once("een-sleutel", person_id=1, at=NOW, act=_add_organisation)

    with pytest.raises(Conflict, match="al gebruikt voor iets anders"):
        once("een-sleutel", person_id=1, at=NOW, act=_add_another)
    with pytest.raises(Conflict, match="al gebruikt voor iets anders"):
        once("een-sleutel", person_id=1, at=NOW, act=_add_organisation, kind="export")

    session.rollback()
    assert session.scalar(select(func.count()).select_from(Organisation)) == 1


def _add_another(current: Session) -> dict[str, object]:
    current.add(Organisation(name="Nog een keer"))
    return {}


def test_somebody_elses_form_key_is_refused(app: Flask) -> None:
    once("een-sleutel", person_id=1, at=NOW, act=_add_organisation)

    with pytest.raises(Conflict, match="hoort bij iemand anders"):
        once("een-sleutel", person_id=2, at=NOW, act=_add_organisation)
