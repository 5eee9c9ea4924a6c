"""Whoever sends the weekly messages is killed with signal 9: gone on with, nothing goes twice and nothing is lost."""

import random
from collections import Counter
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from subprocess import TimeoutExpired

import pytest
from sqlalchemy import select

from register import db
from register.learning.models import OutgoingMail
from register.notices.sending import release_uncertain, send_waiting
from register.people.models import Person
from tests.host import Host, make_host
from tests.makers import make_logged, make_person
from tests.notices.sender import handed_over, killed_sender, send_into, wait_for_messages, write_and_send


def ask_many(number: int) -> set[str]:
    """So many people with a card that waits; where their messages go."""
    els = make_person(db.session(), "Els", email="")
    people = [make_person(db.session(), f"P{one:02d}") for one in range(number)]
    make_logged(db.session(), els, others=tuple(people))
    return {str(one.email) for one in people}


def uncertain() -> set[str]:
    """Of whose message nobody knows whether it went."""
    rows = (
        select(Person.email)
        .join(OutgoingMail, OutgoingMail.person_id == Person.id)
        .where(OutgoingMail.outcome.is_(None), OutgoingMail.claimed_at.is_not(None))
    )
    db.session().rollback()
    return {str(one) for one in db.session().scalars(rows)}


def assert_everybody_once(made: Host, folder: Path, everybody: set[str], now: datetime, *, kills: int) -> None:
    send_into(made.app, folder)
    write_and_send(now)
    sent, unsure = Counter(handed_over(folder)), uncertain()
    assert set(sent.values()) == {1}
    assert set(sent) | unsure == everybody
    assert len(unsure) <= kills

    later = now + timedelta(hours=2)
    release_uncertain(at=later)
    send_waiting(at=later)
    assert set(handed_over(folder)) == everybody
    assert uncertain() == set()


def test_a_sender_killed_half_way_is_gone_on_from_where_it_was(
    sqlite_afresh: str, tmp_path: Path, now: datetime
) -> None:
    made = make_host(sqlite_afresh, data_folder=tmp_path, clock=lambda: now)
    with made.app.app_context():
        everybody = ask_many(12)
        with killed_sender(sqlite_afresh, tmp_path, 0.02) as sender:
            wait_for_messages(sender, tmp_path, 4)
        assert len(handed_over(tmp_path)) < 12

        assert_everybody_once(made, tmp_path, everybody, now, kills=1)
    made.close()


@pytest.mark.slow
@pytest.mark.parametrize("database", ["sqlite_afresh", "postgresql_afresh"])
def test_senders_killed_at_any_moment_lose_and_double_nothing(
    request: pytest.FixtureRequest, database: str, tmp_path: Path, now: datetime
) -> None:
    url, chance = request.getfixturevalue(database), random.Random(5)
    made = make_host(url, data_folder=tmp_path, clock=lambda: now)
    with made.app.app_context():
        everybody = ask_many(120)
        for _ in range(15):
            with killed_sender(url, tmp_path, 0.01) as sender, suppress(TimeoutExpired):
                sender.wait(timeout=1 + 3 * chance.random())

        assert_everybody_once(made, tmp_path, everybody, now, kills=15)
    made.close()
