"""Who leaves is offered the own dossier before the last day; HR sees that it was offered, never what was taken."""

from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from register.keeping.leavers import leavers, offer_dossiers
from register.learning.models import OutgoingMail
from register.people.models import Employment, Person
from tests.conftest import NOW
from tests.host import Host
from tests.makers import TODAY, make_organisation, make_person, make_registration
from tests.pages.reading import forget_request


def leaving(session: Session, name: str, last: date) -> Person:
    person = make_person(session, name)
    person.employments[0].ends_on = last
    make_registration(session, person)
    session.commit()
    return person


@pytest.fixture
def _mail(app: Flask, host: Host, tmp_path: object) -> None:
    host.app.config.update(REGISTER_MAIL_URL=f"file://{tmp_path}", REGISTER_MAIL_FROM="register@voorbeeld.example")
    from dataclasses import replace

    from register.current import EXTENSION
    from register.settings import Settings

    host.app.extensions[EXTENSION] = replace(host.mounted, settings=Settings.from_config(host.app.config))


@pytest.mark.usefixtures("_mail")
def test_the_offer_goes_once_and_thirty_days_ahead_at_the_earliest(session: Session) -> None:
    leaving(session, "Els", TODAY + timedelta(days=30))
    leaving(session, "Bo", TODAY + timedelta(days=31))

    first, second = offer_dossiers(at=NOW), offer_dossiers(at=NOW)

    (body,) = session.scalars(select(OutgoingMail.body)).all()
    assert (first, second) == (1, 0)
    assert "/leerregister/dossier-meenemen" in body
    assert "22 december 2026" in body


@pytest.mark.usefixtures("_mail")
def test_hr_sees_whether_it_was_offered(session: Session) -> None:
    leaving(session, "Els", TODAY + timedelta(days=3))
    leaving(session, "Bo", TODAY - timedelta(days=3))
    offer_dossiers(at=NOW)

    found = leavers(session, make_organisation(session).id, since=TODAY - timedelta(days=9), until=date(2027, 1, 1))

    assert [(one.name, one.offered_at) for one in found] == [("Els Vries", NOW), ("Bo Vries", None)]


def test_without_mail_nothing_counts_as_offered(session: Session) -> None:
    leaving(session, "Els", TODAY + timedelta(days=3))

    assert offer_dossiers(at=NOW) == 0


def test_who_has_another_employment_does_not_leave(session: Session) -> None:
    els = leaving(session, "Els", TODAY + timedelta(days=3))
    session.add(Employment(organisation_id=els.organisation_id, person_id=els.id, personnel_number="2", sequence=2))
    session.commit()

    assert leavers(session, els.organisation_id, since=TODAY, until=date(2027, 1, 1)) == ()


def test_vandaag_says_it_in_the_last_thirty_days(host: Host, session: Session) -> None:
    leaving(session, "Els", TODAY + timedelta(days=30))
    leaving(session, "Bo", TODAY + timedelta(days=31))

    pages = {name: host.client(name).get("/leerregister/").text for name in ("els", "bo")}

    forget_request()
    assert "Je laatste werkdag is 22 december 2026." in pages["els"]
    assert "laatste werkdag" not in pages["bo"]
