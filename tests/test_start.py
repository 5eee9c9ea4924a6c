"""The smallest promise: a person who is known sees the first page, on both databases."""

from sqlalchemy.orm import Session

from tests.host import Host
from tests.makers import make_person


def test_a_known_person_sees_today(host: Host, session: Session) -> None:
    make_person(session, "Els")

    page = host.client("els").get("/leerregister/")

    assert page.status_code == 200
    assert "Vandaag" in page.text


def test_a_stranger_is_told_to_ask_hr(host: Host) -> None:
    page = host.client("niemand").get("/leerregister/")

    assert page.status_code == 403
    assert "Vraag HR" in page.text


def test_a_visitor_has_to_sign_in(host: Host) -> None:
    page = host.client().get("/leerregister/")

    assert page.status_code == 401
