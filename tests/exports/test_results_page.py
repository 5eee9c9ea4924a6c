"""The page of a system: what goes, what stays behind and why, and the file in one more click (H10)."""

from datetime import date
from io import BytesIO

from bs4 import BeautifulSoup, Tag
from flask.testing import FlaskClient
from openpyxl import load_workbook
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from register.exports.models import Delivery
from register.people.models import Membership
from tests.exports.conftest import House
from tests.host import Host
from tests.makers import LONG_AGO, make_logged, make_team
from tests.pages.reading import form_values, soup
from tests.pages.test_imports import upload

EXPORT = "/leerregister/export"


def first(page: BeautifulSoup, selector: str) -> Tag:
    """Return the first that fits; a page without one fails the test."""
    found = page.select_one(selector)
    assert found is not None
    return found


def send(browser: FlaskClient, path: str, **given: str) -> TestResponse:
    """Fill in the page's form and send it."""
    return browser.post(path, data=form_values(soup(browser.get(path)), "main form") | given)


def test_every_system_is_one_click_from_the_export_page(house: House, host: Host) -> None:
    page = soup(host.client("hanneke").get(EXPORT))

    links = [link.get_text() for link in page.select('a[href*="/export/resultaten/"]')]
    assert links == [
        "Excel (algemeen)",
        "CSV (algemeen)",
        "AFAS Profit",
        "Visma Nmbrs",
        "SDB HR",
        "LearnLinq",
        "Coachview",
        "SAP SuccessFactors",
        "Totara",
    ]


def test_the_page_counts_before_anything_is_written(house: House, host: Host, session: Session) -> None:
    page = soup(host.client("hanneke").get(f"{EXPORT}/resultaten/nmbrs"))

    said = " ".join(first(page, '[role="status"]').get_text().split())
    assert said.startswith("2 resultaten in dit bestand. 2 nieuw. 1 deelname is nog niet bevestigd")
    assert session.scalars(select(Delivery)).all() == []


def test_the_file_comes_and_the_delivery_stands_in_the_list(house: House, host: Host) -> None:
    client = host.client("hanneke")

    answer = send(client, f"{EXPORT}/resultaten/nmbrs", passed="ja")

    rows = list(load_workbook(BytesIO(answer.data)).worksheets[0].iter_rows(min_row=2, values_only=True))
    assert [row[0] for row in rows] == ["000101", "000101"]
    assert first(soup(client.get(EXPORT)), "table th[scope=row]").get_text() == "nmbrs-2026-11-22.xlsx"


def test_what_was_filled_in_is_there_the_next_time(house: House, host: Host) -> None:
    client = host.client("hanneke")
    send(client, f"{EXPORT}/resultaten/sdb", client="K1", code="INT")

    values = form_values(soup(client.get(f"{EXPORT}/resultaten/sdb")), "main form")

    assert (values["client"], values["code"]) == ("K1", "INT")


def test_a_missing_setting_is_said_beside_its_field(house: House, host: Host) -> None:
    answer = send(host.client("hanneke"), f"{EXPORT}/resultaten/sdb", code="INT")

    page = soup(answer)
    assert answer.status_code == 422
    assert first(page, "#client-e").get_text() == "Vul 'Klant' in."


def test_nothing_to_deliver_is_said_and_remembers_nothing(house: House, host: Host, session: Session) -> None:
    answer = send(host.client("hanneke"), f"{EXPORT}/resultaten/generiek-csv", since="2026-11-01")

    assert answer.status_code == 422
    assert "Er is niets te leveren" in first(soup(answer), '[role="alert"]').get_text()
    assert session.scalars(select(Delivery)).all() == []


def test_the_filter_is_counted_first(house: House, host: Host) -> None:
    page = soup(host.client("hanneke").get(f"{EXPORT}/resultaten/generiek-csv?kind=training"))

    assert first(page, '[role="status"] strong').get_text() == "1 resultaat in dit bestand."


def test_a_delivery_is_taken_back_with_one_button(house: House, host: Host) -> None:
    client = host.client("hanneke")
    send(client, f"{EXPORT}/resultaten/sdb", client="K1", code="INT")
    form = first(soup(client.get(EXPORT)), 'form[action$="terugnemen"]')

    client.post(str(form["action"]), data={"csrf_token": str(form.select("[name=csrf_token]")[0]["value"])})

    assert "teruggenomen" in first(soup(client.get(EXPORT)), "table").get_text()


def test_the_history_names_team_register_and_kind_and_no_codes(house: House, host: Host, session: Session) -> None:
    east = make_team(session, "Oost")
    session.add(Membership(person_id=house.els.id, team_id=east.id, starts_on=LONG_AGO))
    session.commit()
    client = host.client("hanneke")
    send(
        client,
        f"{EXPORT}/resultaten/sdb",
        client="K1",
        code="INT",
        team=str(east.id),
        register="skj-jgp",
        kind="training",
    )

    row = first(soup(client.get(EXPORT)), '[data-l="Filter"]').get_text()

    assert row == "team Oost, register Jeugd- en gezinsprofessionals (SKJ), soort Training of cursus"


def test_when_nothing_is_left_the_filter_stands_open(house: House, host: Host) -> None:
    client = host.client("hanneke")
    send(client, f"{EXPORT}/resultaten/generiek-csv")

    page = soup(client.get(f"{EXPORT}/resultaten/generiek-csv"))

    assert first(page, "details.rg-fold").has_attr("open")
    assert "2 al geleverd" in first(page, '[role="status"]:has(strong)').get_text()


def test_our_own_import_takes_the_generic_file_back_whole(house: House, host: Host, session: Session) -> None:
    make_logged(session, house.jan, kind="training", title="Zonder register", held_on=date(2026, 5, 4))
    client = host.client("hanneke")

    answer = send(client, f"{EXPORT}/resultaten/generiek-xlsx")

    rows = list(load_workbook(BytesIO(answer.data)).worksheets[0].iter_rows(min_row=2, values_only=True))
    assert {row[11] for row in rows if row[17] is None} == {"Afgerond"}
    page = soup(client.get(upload(client, BytesIO(answer.data), kind="scholing").headers["Location"]))
    assert "Er verandert niets: alles in dit bestand stond er al." in page.text
