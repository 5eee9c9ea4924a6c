"""Vandaag: what waits for me, one tap to answer it, and what it gave."""

from datetime import datetime

from bs4 import BeautifulSoup
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from register.learning.confirm import confirm, dispute
from tests.confirm.reading import attendance_of, change_content, claims_of
from tests.host import Host
from tests.makers import make_logged, make_person, make_registration, make_viewer
from tests.pages.counting import statements
from tests.pages.reading import PREFIX, soup


def today(client: FlaskClient) -> BeautifulSoup:
    return soup(client.get(f"{PREFIX}/"))


def press(client: FlaskClient, page: BeautifulSoup, action: str, **typed: str) -> BeautifulSoup:
    """Send the form whose action ends like this, and follow to the next page."""
    form = page.select_one(f'form[action$="{action}"]')
    assert form is not None
    values = {str(field["name"]): str(field.get("value", "")) for field in form.select("input")} | typed
    return soup(client.post(str(form["action"]), data=values, follow_redirects=True))


def test_a_card_says_what_when_how_long_and_with_whom(host: Host, session: Session) -> None:
    els, anna, bram = make_person(session, "Els"), make_person(session, "Anna"), make_person(session, "Bram")
    make_logged(session, els, others=(anna, bram), title="Intervisie Team Oost")

    card = today(host.client("anna")).select_one(".rg-ask")

    assert card is not None
    assert card.select_one("h3").text == "Intervisie Team Oost"  # type: ignore[union-attr]
    assert "5 maart 2026, 2 uur, met Els Vries en Bram Vries." in card.text


def test_one_press_confirms_and_shows_the_points(host: Host, session: Session) -> None:
    els, anna = make_person(session, "Els"), make_person(session, "Anna")
    make_registration(session, anna)
    make_logged(session, els, others=(anna,))
    client = host.client("anna")

    page = press(client, today(client), "/bevestigen")

    flash = page.select_one(".rg-flash")
    assert flash is not None
    assert "Jeugd- en gezinsprofessionals (SKJ): 2 punten." in flash.text
    assert page.select(".rg-ask") == []
    assert "2 van 120" in page.text


def test_klopt_niet_keeps_the_reason_and_can_be_undone(host: Host, session: Session) -> None:
    els, anna = make_person(session, "Els"), make_person(session, "Anna")
    activity_id = make_logged(session, els, others=(anna,))
    client = host.client("anna")

    told = press(client, today(client), "/klopt-niet", reason="Ik was ziek")
    stored = attendance_of(session, activity_id, anna).dispute_reason
    again = press(client, told, "/terug")

    assert stored == "Ik was ziek"
    assert "klopt niet. Het telt voor jou niet mee." in " ".join(told.text.split())
    assert len(again.select(".rg-ask")) == 1


def test_a_changed_activity_asks_again_and_says_so(host: Host, session: Session, now: datetime) -> None:
    els, anna = make_person(session, "Els"), make_person(session, "Anna")
    activity_id = make_logged(session, els, others=(anna,))
    part = attendance_of(session, activity_id, anna)
    confirm(make_viewer(session, anna), part.id, content_version=1, method="kaart", at=now)
    change_content(session, activity_id)

    assert "Gewijzigd nadat je bevestigde" in today(host.client("anna")).text


def test_an_old_page_does_not_confirm_a_new_version(host: Host, session: Session) -> None:
    els, anna = make_person(session, "Els"), make_person(session, "Anna")
    activity_id = make_logged(session, els, others=(anna,))
    client = host.client("anna")
    old = today(client)
    change_content(session, activity_id)

    page = press(client, old, "/bevestigen")

    assert "intussen gewijzigd" in page.text
    assert attendance_of(session, activity_id, anna).confirmed_at is None


def test_somebody_elses_card_is_not_found(host: Host, session: Session) -> None:
    els, anna = make_person(session, "Els"), make_person(session, "Anna")
    part = attendance_of(session, make_logged(session, els, others=(anna,)), anna)
    client = host.client("els")
    token = today(client).select_one("input[name=csrf_token]")
    form = {"csrf_token": token["value"] if token else "", "content_version": "1"}

    answers = [client.post(f"{PREFIX}/deelname/{one}/bevestigen", data=form).status_code for one in (part.id, 999_999)]

    assert answers in ([404, 404], [400, 400])
    assert claims_of(session, part.id) == []


def test_who_logged_sees_how_many_confirmed(host: Host, session: Session, now: datetime) -> None:
    els, anna, bram = make_person(session, "Els"), make_person(session, "Anna"), make_person(session, "Bram")
    activity_id = make_logged(session, els, others=(anna, bram))
    part = attendance_of(session, activity_id, anna)
    confirm(make_viewer(session, anna), part.id, content_version=1, method="kaart", at=now)
    dispute(make_viewer(session, bram), attendance_of(session, activity_id, bram).id, reason="", at=now)

    assert "1 van 2 bevestigd, 1 zegt: klopt niet" in today(host.client("els")).text


def test_a_first_day_says_what_will_be_here_and_what_to_do(host: Host, session: Session) -> None:
    make_person(session, "Els")

    page = today(host.client("els"))

    assert "Niets dat op je wacht" in page.text
    assert "nog geen registratie bij een beroepsregister" in page.text
    assert page.select_one("#rg-main a.rg-btn--1").text == "Vastleggen"  # type: ignore[union-attr]


def test_many_activities_cost_no_more_queries(host: Host, session: Session) -> None:
    els, anna = make_person(session, "Els"), make_person(session, "Anna")
    make_registration(session, anna)
    first = attendance_of(session, make_logged(session, els, others=(anna,)), anna)
    few = queries(host, first.id)
    made = [make_logged(session, els, others=(anna,), minutes=10) for _ in range(25)]
    own = [make_logged(session, anna, others=(els,), minutes=10) for _ in range(3)]

    many = queries(host, first.id)

    assert (len(made), len(own)) == (25, 3)
    assert many == few
    assert many <= 8


def queries(host: Host, answered: int) -> int:
    client = host.client("anna")
    client.get(f"{PREFIX}/")
    with statements(host.database.engine) as sent:
        assert client.get(f"{PREFIX}/?antwoord={answered}").status_code == 200
    return len(sent)
