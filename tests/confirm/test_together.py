"""Three people confirm at the same moment: all three count, and the list is complete for each (bar CO7)."""

import threading
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from flask import Flask
from sqlalchemy.orm import Session

from register import db
from register.access import Viewer
from register.learning.confirm import confirm
from register.learning.sign_links import make_link, sign
from tests.confirm.reading import attendance_of, claims_of, countable, trail
from tests.makers import make_logged, make_person, make_registration, make_viewer


class Confirming(threading.Thread):
    """One person with a browser of their own."""

    def __init__(self, app: Flask, viewer: Viewer, attendance_id: int, start: threading.Barrier, at: datetime) -> None:
        super().__init__()
        self.app, self.viewer, self.attendance_id, self.barrier, self.at = app, viewer, attendance_id, start, at
        self.problem: Exception | None = None

    def run(self) -> None:
        with self.app.app_context():
            self.barrier.wait(timeout=20)
            try:
                self.act()
            except Exception as problem:  # noqa: BLE001 - handed to the test
                self.problem = problem
            finally:
                db.session().close()

    def act(self) -> None:
        confirm(self.viewer, self.attendance_id, content_version=1, method="kaart", at=self.at)


class Signing(Confirming):
    """Somebody who presses the button of one mail twice, in two windows."""

    token = ""

    def act(self) -> None:
        sign(self.token, viewer=None, at=self.at)


def together(threads: Sequence[Confirming]) -> None:
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)


def test_three_confirmations_at_once_are_all_recorded(app: Flask, session: Session, now: datetime) -> None:
    els = make_person(session, "Els")
    people = [make_person(session, name) for name in ("Anna", "Bram", "Carla")]
    registrations = [make_registration(session, person).id for person in (els, *people)]
    activity_id = make_logged(session, els, others=tuple(people))
    parts = [attendance_of(session, activity_id, person).id for person in people]
    start = threading.Barrier(3)
    threads = [
        Confirming(app, make_viewer(session, person), part, start, now)
        for person, part in zip(people, parts, strict=True)
    ]
    session.rollback()

    together(threads)

    session.rollback()
    assert [thread.problem for thread in threads] == [None, None, None]
    assert [attendance_of(session, activity_id, person).confirmed_version for person in people] == [1, 1, 1]
    assert [claims_of(session, part)[0].facts["signed_list"] for part in parts] == [True, True, True]
    assert [countable(session, one) for one in registrations] == [Decimal(2)] * 4
    assert len(trail(session, "deelname.bevestigd")) == 3


def test_one_person_who_confirms_three_activities_at_once_gets_all_points(
    app: Flask, session: Session, now: datetime
) -> None:
    els, anna = make_person(session, "Els"), make_person(session, "Anna")
    registration = make_registration(session, anna)
    parts = [attendance_of(session, make_logged(session, els, others=(anna,)), anna).id for _ in range(3)]
    viewer, start = make_viewer(session, anna), threading.Barrier(3)
    threads = [Confirming(app, viewer, part, start, now) for part in parts]
    session.rollback()

    together(threads)

    session.rollback()
    assert [thread.problem for thread in threads] == [None, None, None]
    assert countable(session, registration.id) == Decimal(6)


def test_one_link_used_twice_at_once_signs_once(app: Flask, session: Session, now: datetime) -> None:
    els, anna = make_person(session, "Els"), make_person(session, "Anna")
    part = attendance_of(session, make_logged(session, els, others=(anna,)), anna)
    token = make_link(session, part, at=now, days=21)
    session.commit()
    viewer, start = make_viewer(session, anna), threading.Barrier(2)
    threads = [Signing(app, viewer, part.id, start, now) for _ in range(2)]
    threads[0].token = threads[1].token = token
    session.rollback()

    together(threads)

    session.rollback()
    assert sorted(type(thread.problem).__name__ for thread in threads) == ["LinkRefused", "NoneType"]
    assert len(trail(session, "deelname.bevestigd")) == 1
    assert len(trail(session, "bevestigingslink.geweigerd")) == 1
