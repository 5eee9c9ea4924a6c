"""Somebody of elsewhere through the pages: added, linked, mailed, signing without an account."""

from dataclasses import replace
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from bs4 import BeautifulSoup
from flask import g
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from register.current import EXTENSION
from register.learning.outsiders.models import OutsiderAttendance
from register.notices.sending import Sent, count_waiting, send_waiting
from tests.host import Host
from tests.makers import make_logged, make_person
from tests.pages.reading import PREFIX, form_values, open_form, send, soup

MAIN = "main form"


def add_bo(host: Host, activity: int, **typed: str) -> None:
    els = host.client("els")
    path = f"/activiteiten/{activity}/extern"
    answer = send(els, open_form(els, path, MAIN), path, name="Bo Buiten", employer="GGD", **typed)
    assert answer.status_code == 303, answer.text


def somebody_elses_phone(host: Host) -> FlaskClient:
    """Nobody is signed in there; tests hold one app context open, so who looked before may not linger in it."""
    g.pop("register_viewer", None)
    return host.client()


def make_link(host: Host) -> str:
    els = host.client("els")
    values = open_form(els, "/groepen/nieuw", MAIN)
    page = soup(send(els, values, "/extern/deelnemer/1/link"))
    return urlsplit(page.select_one("textarea").text.strip()).path.removeprefix(PREFIX)  # type: ignore[union-attr]


def test_somebody_of_elsewhere_is_added_linked_and_signs_without_an_account(host: Host, session: Session) -> None:
    activity = make_logged(session, make_person(session))
    add_bo(host, activity)
    link, phone = make_link(host), somebody_elses_phone(host)

    done = send(phone, open_form(phone, link, MAIN), link)
    page = soup(host.client("els").get(f"{PREFIX}/activiteiten/{activity}"))

    assert "is bevestigd" in done.text
    assert "2 van 2 bevestigd" in page.text
    assert "extern, GGD" in page.text


def test_klopt_niet_is_one_button_without_an_account(host: Host, session: Session) -> None:
    add_bo(host, make_logged(session, make_person(session)))
    link, phone = make_link(host), somebody_elses_phone(host)

    done = send(phone, open_form(phone, link, MAIN), f"{link}/klopt-niet")

    assert "We gaven door dat het niet klopt." in done.text
    assert phone.get(PREFIX + link).status_code == 410


def test_the_page_of_a_link_names_nobody_else(host: Host, session: Session) -> None:
    els, jan = make_person(session), make_person(session, "Jan", "Geheim")
    add_bo(host, make_logged(session, els, others=(jan,)))

    link = make_link(host)

    page = somebody_elses_phone(host).get(PREFIX + link)

    assert "Bo Buiten, was je erbij?" in page.text
    assert "Geheim" not in page.text


@pytest.fixture
def post(host: Host, tmp_path: Path) -> Path:
    """A folder where mail is delivered."""
    mounted = host.app.extensions[EXTENSION]
    settings = replace(mounted.settings, mail_url=f"file://{tmp_path}/post", mail_from="register@noord.example")
    host.app.extensions[EXTENSION] = replace(mounted, settings=settings)
    return tmp_path / "post"


@pytest.mark.usefixtures("post")
def test_what_was_typed_wrong_is_kept_beside_the_remedy(host: Host, session: Session) -> None:
    activity = make_logged(session, make_person(session))
    els = host.client("els")
    path = f"/activiteiten/{activity}/extern"

    answer = send(els, open_form(els, path, MAIN), path, name="Bo", email="geen adres")

    assert answer.status_code == 422
    assert "Dit e-mailadres klopt niet." in answer.text
    assert form_values(soup(answer), MAIN)["email"] == "geen adres"


def test_where_no_mail_goes_out_no_address_is_asked_for_and_no_mail_offered(host: Host, session: Session) -> None:
    activity = make_logged(session, make_person(session))
    form = open_form(host.client("els"), f"/activiteiten/{activity}/extern", MAIN)
    add_bo(host, activity, email="bo@ggd.example")

    page = soup(host.client("els").get(f"{PREFIX}/activiteiten/{activity}"))

    assert "email" not in form
    assert session.scalars(select(OutsiderAttendance.email)).one() is None
    assert page.find("button", string="Link maken voor Bo Buiten")
    assert page.find("button", string="Link mailen naar Bo Buiten") is None


def ask_by_mail(host: Host, session: Session) -> BeautifulSoup:
    add_bo(host, make_logged(session, make_person(session)), email="bo@ggd.example")
    els = host.client("els")
    return soup(send(els, open_form(els, "/groepen/nieuw", MAIN), "/extern/deelnemer/1/mail"))


def test_a_mailed_link_goes_by_the_outbox_to_the_address_and_is_shown_too(
    host: Host, session: Session, post: Path, now: datetime
) -> None:
    page = ask_by_mail(host, session)
    assert not post.exists()

    runs = [send_waiting(at=now), send_waiting(at=now)]

    (written,) = post.glob("*.eml")
    message = message_from_bytes(written.read_bytes(), policy=policy.default)
    assert runs == [Sent(sent=1), Sent()]
    assert "De link gaat zo per mail naar Bo Buiten." in page.text
    assert message["To"] == "bo@ggd.example"
    assert page.select_one("textarea").text.strip() in message.get_content()  # type: ignore[union-attr]
    assert session.scalars(select(OutsiderAttendance.email)).one() == "bo@ggd.example"


def test_a_mail_to_elsewhere_is_not_sent_twice_by_who_died_while_sending(
    host: Host, session: Session, post: Path, now: datetime
) -> None:
    ask_by_mail(host, session)
    mounted = host.app.extensions[EXTENSION]
    host.app.extensions[EXTENSION] = replace(mounted, send_mail=_dies)
    with pytest.raises(KeyboardInterrupt):
        send_waiting(at=now)
    session.rollback()
    host.app.extensions[EXTENSION] = mounted

    assert send_waiting(at=now + timedelta(days=1)) == Sent()
    assert count_waiting(session) == (0, 1)
    assert not post.exists()


def _dies(_message: EmailMessage) -> None:
    raise KeyboardInterrupt


def test_a_mail_whose_link_holds_no_longer_does_not_go(host: Host, session: Session, post: Path, now: datetime) -> None:
    ask_by_mail(host, session)
    make_link(host)

    assert send_waiting(at=now) == Sent(dropped=1)
    assert not post.exists()


@pytest.mark.usefixtures("post")
def test_who_goes_off_the_list_takes_the_waiting_mail_along(host: Host, session: Session) -> None:
    ask_by_mail(host, session)
    els = host.client("els")

    send(els, open_form(els, "/groepen/nieuw", MAIN), "/extern/deelnemer/1/weg")

    assert count_waiting(session) == (0, 0)
