"""One press on Vandaag answers the question; the totals are there for everybody."""

from bs4 import BeautifulSoup
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from tests.followup.making import make_answers, make_question
from tests.host import Host
from tests.makers import make_logged, make_person
from tests.pages.reading import PREFIX, form_values, send, soup

ASKED = "form[action*='/terugblik/']"


def press(client: FlaskClient, page: BeautifulSoup, **typed: str) -> BeautifulSoup:
    form = page.select_one(ASKED)
    assert form is not None
    answer = send(client, form_values(page, ASKED), str(form["action"]).removeprefix(PREFIX), **typed)
    return soup(client.get(answer.headers["Location"]))


def test_one_press_answers_and_another_undoes_it(host: Host, session: Session) -> None:
    els = make_person(session, "Els")
    make_question(session, els, make_logged(session, els, title="Intervisie Oost"))
    client = host.client("els")
    page = soup(client.get(f"{PREFIX}/"))

    answered = press(client, page, answer="ja")

    assert [one.text for one in page.select(f"{ASKED} button")] == ["Ja", "Deels", "Nee", "Overslaan"]
    assert "Bewaard: Intervisie Oost, ja." in answered.select_one(".rg-flash").text  # type: ignore[union-attr]
    assert answered.select_one("#rg-followup") is None
    assert press(client, answered).select_one("#rg-followup")


def test_the_totals_say_how_many_and_where_too_few(host: Host, session: Session) -> None:
    make_person(session, "Els")
    make_answers(session, "intervisie", "ja", "ja", "ja", "deels", "nee")

    page = soup(host.client("els").get(f"{PREFIX}/samen-leren/wat-blijft-hangen"))

    cells = [" ".join(one.text.split()) for one in page.select("tbody td")]
    assert cells[0] == "60 % doet het nu anders 5 antwoorden: 3 ja, 1 deels, 1 nee"
    assert cells[1] == "te weinig"


def test_without_answers_the_page_says_when_they_come(host: Host, session: Session) -> None:
    make_person(session, "Els")

    assert "Er zijn nog te weinig antwoorden" in host.client("els").get(f"{PREFIX}/samen-leren/wat-blijft-hangen").text
