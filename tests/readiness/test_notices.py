"""What ends is told 9, 6, 3 and 1 months ahead, each once, whatever happens (E4)."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from register.current import EXTENSION
from register.evidence.models import Notice
from register.evidence.notices import give_notices, months_later, step_ahead
from register.learning.models import OutgoingMail
from register.people.models import ConditionRecord, Person
from tests.host import Host
from tests.makers import TODAY, make_person, make_registration
from tests.pages.reading import soup


@pytest.fixture(autouse=True)
def mail_on(app: Flask, tmp_path: Path) -> None:
    mounted = app.extensions[EXTENSION]
    settings = replace(mounted.settings, mail_url=f"file://{tmp_path}/post", mail_from="register@voorbeeld.example")
    app.extensions[EXTENSION] = replace(mounted, settings=settings)


@pytest.fixture
def els(session: Session) -> Person:
    return make_person(session, "Els")


def vog(session: Session, person: Person, expires_on: date) -> None:
    registration = make_registration(session, person, "rp-sw")
    session.add(ConditionRecord(registration_id=registration.id, code="vog", met=True, expires_on=expires_on))
    session.commit()


def subjects(session: Session) -> list[str]:
    return list(session.scalars(select(OutgoingMail.subject).order_by(OutgoingMail.id)))


@pytest.mark.parametrize(("ends_on", "step"), [
    (date(2027, 8, 23), None),
    (date(2027, 8, 22), 9),
    (date(2027, 5, 23), 9),
    (date(2027, 5, 22), 6),
    (date(2027, 2, 22), 3),
    (date(2026, 12, 22), 1),
    (date(2026, 11, 22), 1),
    (date(2026, 11, 21), None),
])  # fmt: skip
def test_the_step_is_the_nearest_of_9_6_3_and_1_months(ends_on: date, step: int | None) -> None:
    assert step_ahead(ends_on, on=TODAY) == step


def test_three_months_after_the_last_of_november_is_the_last_of_february() -> None:
    assert months_later(date(2026, 11, 30), 3) == date(2027, 2, 28)


def test_a_vog_that_ends_is_told_once(session: Session, els: Person, now: datetime) -> None:
    vog(session, els, date(2027, 2, 1))

    told = [give_notices(at=now), give_notices(at=now), give_notices(at=now + timedelta(days=3))]

    assert told == [1, 0, 0]
    assert subjects(session) == ["Verloopt op 1 februari 2027"]
    assert "Verklaring Omtrent het Gedrag (VOG)" in str(session.scalars(select(OutgoingMail.body)).one())


def test_each_step_is_told_once_until_the_end(session: Session, els: Person, now: datetime) -> None:
    vog(session, els, date(2027, 8, 1))

    told = [give_notices(at=now + timedelta(days=days)) for days in range(0, 300, 7)]

    assert sum(told) == 4
    assert session.scalar(select(func.count(Notice.id))) == 4


def test_a_crash_between_writing_and_committing_leaves_neither(
    session: Session, els: Person, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    vog(session, els, date(2027, 2, 1))
    with monkeypatch.context() as broken:
        broken.setattr(Session, "commit", _crash)
        with pytest.raises(KeyboardInterrupt):
            give_notices(at=now)
    session.rollback()

    told = give_notices(at=now)

    assert (told, len(subjects(session))) == (1, 1)


def _crash(_: object) -> None:
    raise KeyboardInterrupt


def test_who_has_left_is_told_nothing(session: Session, els: Person, now: datetime) -> None:
    vog(session, els, date(2027, 2, 1))
    els.deactivated_at = now
    session.commit()

    assert give_notices(at=now) == 0


def test_a_period_with_a_last_day_of_its_own_is_told_too(session: Session, els: Person, now: datetime) -> None:
    make_registration(session, els, "rp-sw", cycle_ends_on=date(2027, 2, 1))

    assert give_notices(at=now) == 1
    assert "Register Sociaal Werkers" in str(session.scalars(select(OutgoingMail.body)).one())


def test_vandaag_shows_what_ends_first(host: Host, session: Session, els: Person) -> None:
    vog(session, els, date(2027, 2, 1))

    page = soup(host.client("els").get("/leerregister/"))

    assert "(VOG): geldig tot en met 1 februari 2027" in page.text
