"""Requests to confirm go together, one message an hour; nothing goes twice, whoever sends and whoever falls over."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from email.message import EmailMessage

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from register.current import EXTENSION
from register.learning.mail import write_to
from register.learning.models import OutgoingMail
from register.notices.sending import MOST_CARDS, Sent, count_waiting, send_waiting
from register.people.models import Person
from tests.host import Host
from tests.makers import make_logged, make_person
from tests.notices.conftest import Post, press

LATER = timedelta(minutes=59)


@pytest.fixture
def els(session: Session) -> Person:
    return make_person(session, "Els")


def ask(session: Session, els: Person, *others: Person, times: int = 1) -> None:
    for number in range(times):
        make_logged(session, els, others=others, title=f"Bijeenkomst {number}")


@pytest.mark.usefixtures("els")
def test_what_was_asked_together_is_one_message_with_a_link_each(
    session: Session, els: Person, post: Post, now: datetime
) -> None:
    ask(session, els, make_person(session, "Anna"), times=3)

    runs = [send_waiting(at=now), send_waiting(at=now)]

    assert runs == [Sent(sent=1), Sent()]
    assert post.sent[0]["Subject"] == "Was je erbij? 3 activiteiten"
    assert len(set(post.links("/bevestig/"))) == 3


def test_what_is_asked_within_the_hour_waits_for_the_next_message(
    session: Session, els: Person, post: Post, now: datetime
) -> None:
    anna = make_person(session, "Anna")
    ask(session, els, anna)
    first = send_waiting(at=now)
    ask(session, els, anna, times=2)

    runs = [send_waiting(at=now + LATER), send_waiting(at=now + timedelta(hours=1))]

    assert [first, *runs] == [Sent(sent=1), Sent(), Sent(sent=1)]
    assert len(post.links("/bevestig/")) == 2


def test_one_person_waiting_holds_nobody_else_up(session: Session, els: Person, post: Post, now: datetime) -> None:
    anna = make_person(session, "Anna")
    ask(session, els, anna)
    send_waiting(at=now)
    ask(session, els, anna, make_person(session, "Bram"))

    assert send_waiting(at=now + LATER) == Sent(sent=1)
    assert post.sent[-1]["To"] == "bram@voorbeeld.example"


def test_of_a_heap_the_message_shows_ten_and_says_how_many_wait(
    session: Session, els: Person, post: Post, now: datetime
) -> None:
    ask(session, els, make_person(session, "Anna"), times=MOST_CARDS + 2)

    runs = [send_waiting(at=now), send_waiting(at=now + timedelta(hours=2))]

    assert runs == [Sent(sent=1), Sent()]
    assert len(post.links("/bevestig/")) == MOST_CARDS
    assert "Er wachten nog 2 bij Vandaag." in post.text()


def test_who_dies_between_taking_and_sending_sends_nothing_twice(
    app: Flask, session: Session, els: Person, post: Post, now: datetime
) -> None:
    ask(session, els, make_person(session, "Anna"), times=2)
    _sends(app, _dies)
    with pytest.raises(KeyboardInterrupt):
        send_waiting(at=now)
    session.rollback()
    _sends(app, post.take)

    run = send_waiting(at=now + timedelta(days=1))

    assert (run, post.sent) == (Sent(), [])
    assert count_waiting(session) == (0, 2)


def _sends(app: Flask, way: Callable[[EmailMessage], None]) -> None:
    app.extensions[EXTENSION] = replace(app.extensions[EXTENSION], send_mail=way)


def _dies(_message: EmailMessage) -> None:
    raise KeyboardInterrupt


def test_four_senders_at_once_send_each_message_once(
    host: Host, session: Session, els: Person, post: Post, now: datetime
) -> None:
    people = [make_person(session, f"P{number}") for number in range(6)]
    addresses = sorted(str(one.email) for one in people)
    ask(session, els, *people, times=2)
    session.close()

    def send(_number: int) -> int:
        with host.app.app_context():
            return send_waiting(at=now).sent

    with ThreadPoolExecutor(4) as four:
        counted = list(four.map(send, range(4)))

    assert sum(counted) == 6
    assert sorted(str(one["To"]) for one in post.sent) == addresses


def test_a_whole_message_of_somebody_who_switched_it_off_lapses(
    host: Host, session: Session, els: Person, post: Post, now: datetime
) -> None:
    write_to(session, [els.id], kind="leervraag", subject="Leren met een collega", body="Kijk.", at=now)
    session.commit()
    press(host.client("els"), "/berichten", kind=["weekbericht", "bevestigen", "verloopt"])

    assert send_waiting(at=now) == Sent(dropped=1)
    assert session.scalars(select(OutgoingMail.outcome)).all() == ["vervallen"]


def test_that_somebody_confirmed_in_your_name_always_comes(
    host: Host, session: Session, els: Person, post: Post, now: datetime
) -> None:
    write_to(session, [els.id], kind="op scherm bevestigd", subject="Bevestigd", body="Kijk.", at=now)
    session.commit()
    press(host.client("els"), "/berichten")

    assert send_waiting(at=now) == Sent(sent=1)
    assert post.sent[0]["List-Unsubscribe"] is None
