"""The pages of PE-online: put ready, take numbers and XML along, read the answer in, and never too much (F4)."""

import xml.etree.ElementTree as ET
from io import BytesIO

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from register.exports.models import Delivery, PresenceLine
from register.people.models import Person
from tests.host import Host
from tests.makers import make_organisation, make_person
from tests.pages.reading import forget_request, form_values, soup

PAGE = "/leerregister/export/pe-online"
COURSE = {"register": "rp-sw", "org_id": "46", "course": "9471", "kind": "intervisie"}
TAKEN = "<Accepted><person>{}</person><course>9471</course><date>2026-03-05T12:00:00+01:00</date></Accepted>"
UNKNOWN = "<Error><errorNR>100</errorNR><errorMsg>Professional {} op regel 3 bestaat niet in PE</errorMsg></Error>"
BOMB = (
    '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;">]>'
    "<Summary>&c;</Summary>"
)


@pytest.fixture
def hr(host: Host, group_of_three: tuple[Person, ...]) -> FlaskClient:
    """HR, with three people who were at intervisie: two with a number and one without."""
    return host.client("hanneke")


def send(client: FlaskClient, **given: str) -> TestResponse:
    """Fill in the form of the page and send it."""
    forget_request()
    return client.post(PAGE, data=form_values(soup(client.get(PAGE)), "main form") | given, follow_redirects=True)


def answer(client: FlaskClient, content: str, *, call: int = 1) -> TestResponse:
    """Upload an answer on the page of the first report."""
    forget_request()
    token = soup(client.get(f"{PAGE}/1")).select("[name=csrf_token]")[0]["value"]
    data = {"csrf_token": token, "answer": (BytesIO(content.encode()), "antwoord.xml")}
    return client.post(f"{PAGE}/1/{call}/antwoord", data=data, follow_redirects=True)


def read(response: TestResponse) -> str:
    """Return the words of the page."""
    return " ".join(soup(response).select("main")[0].get_text(" ").split())


def lines(page: BeautifulSoup) -> list[list[str]]:
    """Return name, number and state of every line, without the signs."""
    cells = [[" ".join(cell.get_text().split()) for cell in row.select("th, td")] for row in page.select("tbody tr")]
    return [[row[0], row[1], row[3].split()[-1]] for row in cells]


def states(session: Session) -> list[str]:
    return list(session.scalars(select(PresenceLine.state).order_by(PresenceLine.id)))


def test_the_form_asks_for_one_register_and_marks_what_is_not_needed(hr: FlaskClient) -> None:
    page = soup(hr.get(PAGE))

    assert page.select("#register option")[0].get_text() == "Kies een register"
    assert [one.get_text(" ", strip=True) for one in page.select("label:has(.rg-opt)")][-1] == "Team (niet verplicht)"
    assert page.select('label[for="register"] .rg-opt') == []


@pytest.mark.parametrize(
    ("given", "field", "says"),
    [
        ({"register": ""}, "register", "Kies een register."),
        ({"org_id": ""}, "org_id", "Vul het orgID in."),
        ({"org_id": "SKJ"}, "org_id", "een getal dat je van PE-online krijgt"),
        ({"course": ""}, "course", "Vul het ID van de cursus in."),
        ({"course_kind": "4"}, "edition", "bij deze soort cursus vraagt PE-online erom"),
        ({"module": "7"}, "module", "Een module hoort alleen bij e-learning."),
    ],
)
def test_what_is_wrong_stands_at_its_field_and_what_was_typed_stays(
    hr: FlaskClient, session: Session, given: dict[str, str], field: str, says: str
) -> None:
    response = send(hr, **COURSE | given)

    assert response.status_code == 422
    assert says in soup(response).select(f"#{field}-e")[0].get_text()
    assert soup(response).select("#kind option[selected]")[0]["value"] == "intervisie"
    assert session.scalars(select(Delivery)).all() == []


def test_nobody_to_report_is_said(hr: FlaskClient) -> None:
    response = send(hr, **COURSE | {"kind": "supervisie"})

    assert response.status_code == 422
    assert "Er is niemand te melden met dit filter" in soup(response).select('[role="alert"]')[0].get_text()


def test_everybody_with_a_number_stands_ready_and_who_has_none_is_named(hr: FlaskClient) -> None:
    response = send(hr, **COURSE)

    assert "2 regels staan klaar. Zonder (geldig) registratienummer: Cas Lid." in read(response)
    assert lines(soup(response)) == [["Ayse Lid", "4610200001", "klaar"], ["Bo Lid", "4610200002", "klaar"]]


def test_the_next_time_the_course_is_filled_in_and_the_filter_is_not(hr: FlaskClient) -> None:
    send(hr, **COURSE)

    values = form_values(soup(hr.get(PAGE)), "main form")

    assert (values["org_id"], values["course"], values["course_kind"]) == ("46", "9471", "3")
    assert (values["register"], values["kind"]) == ("", "")


def test_the_numbers_and_the_xml_are_files_without_a_key(hr: FlaskClient) -> None:
    send(hr, **COURSE)

    numbers, entry = hr.get(f"{PAGE}/1/nummers.txt"), hr.get(f"{PAGE}/1/1.xml")

    tree = ET.fromstring(entry.data)
    assert numbers.data == b"4610200001\r\n4610200002\r\n"
    assert [one.text for one in tree.iter("externalPersonID")] == ["4610200001", "4610200002"]
    assert [one.text for one in (*tree.iter("userID"), *tree.iter("userKey"))] == [None, None]
    assert "pe-online-1-1.xml" in entry.headers["Content-Disposition"]


def test_an_answer_is_put_on_the_lines_with_the_remedy_and_who_can_mend_it(hr: FlaskClient) -> None:
    send(hr, **COURSE)

    response = answer(hr, f"<Summary>{UNKNOWN.format(4610200002)}{TAKEN.format(4610200001)}</Summary>")

    assert "Antwoord verwerkt: 1 geaccepteerd, 1 geweigerd, 0 onbekend." in read(response)
    assert [row[2] for row in lines(soup(response))] == ["geaccepteerd", "geweigerd"]
    assert "Controleer het registratienummer" in read(response)
    assert "Wie kan dit oplossen: de professional zelf." in read(response)


def test_an_answer_that_refuses_us_as_a_whole_is_told_on_the_page(hr: FlaskClient) -> None:
    send(hr, **COURSE)

    response = answer(hr, "<Summary><Error><errorNR>400</errorNR><errorMsg>nee</errorMsg></Error></Summary>")

    alert = soup(response).select('[role="alert"]')[0].get_text()
    assert "gebruiker en sleutel horen niet bij elkaar" in alert
    assert "Wie kan dit oplossen: wie jullie account bij PE-online beheert." in alert


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("", "Kies eerst het bestand met het antwoord van PE-online."),
        ("naam;nummer\r\nAyse;4610200001", "het is geen XML"),
        ("<Summary><Accepted>", "het eind ontbreekt"),
        ("<html></html>", "het onderdeel Summary ontbreekt"),
        (BOMB, "documenttype"),
        (f"<Summary>{TAKEN.format(4699999999)}</Summary>", "gaat over niemand in dit bestand"),
    ],
)
def test_a_file_that_is_no_answer_of_ours_changes_nothing_and_says_why(
    hr: FlaskClient, session: Session, content: str, says: str
) -> None:
    send(hr, **COURSE)

    response = answer(hr, content)

    assert response.status_code == 422
    assert says in soup(response).select('[role="alert"]')[0].get_text()
    assert states(session) == ["klaar", "klaar"]


def test_rows_of_others_in_an_answer_are_counted_and_put_on_nobody(hr: FlaskClient, session: Session) -> None:
    send(hr, **COURSE)

    response = answer(hr, f"<Summary>{TAKEN.format(4610200001)}{TAKEN.format(4699999999)}</Summary>")

    assert "1 regel van dit antwoord hoort bij niemand in dit bestand." in read(response)
    assert states(session) == ["geaccepteerd", "onbekend"]


def test_a_report_is_taken_back_until_pe_online_has_lines_of_it(hr: FlaskClient, session: Session) -> None:
    send(hr, **COURSE)
    before = soup(hr.get("/leerregister/export")).select('form[action$="terugnemen"]')
    answer(hr, f"<Summary>{TAKEN.format(4610200001)}</Summary>")

    after = soup(hr.get("/leerregister/export"))

    assert len(before) == 1
    assert after.select('form[action$="terugnemen"]') == []
    assert "Staat in PE-online" in after.select("table")[0].get_text()


def test_nobody_else_sees_a_report(hr: FlaskClient, host: Host, session: Session) -> None:
    send(hr, **COURSE)
    make_person(session, "Vera", "Elders", organisation=make_organisation(session, "Ver weg"), roles=("hr",))
    paths = (f"{PAGE}/1", f"{PAGE}/1/nummers.txt", f"{PAGE}/1/1.xml")

    assert [host.client("vera").get(path).status_code for path in paths] == [404, 404, 404]
    assert [host.client("els").get(path).status_code for path in paths] == [403, 403, 403]
    assert hr.get(f"{PAGE}/1/2.xml").status_code == 404


def test_an_error_that_fits_two_lines_is_counted_as_unknown_as_it_stands_with_them(
    hr: FlaskClient, session: Session
) -> None:
    send(hr, **COURSE)
    error = "<Error><errorNR>100</errorNR><errorMsg>Cursus 9471 op regel 9 bestaat niet in PE</errorMsg></Error>"

    said = read(answer(hr, f"<Summary>{error}</Summary>"))

    assert states(session) == ["onbekend", "onbekend"]
    assert "Antwoord verwerkt: 0 geaccepteerd, 0 geweigerd, 2 onbekend." in said
