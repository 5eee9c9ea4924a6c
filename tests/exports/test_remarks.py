"""Nothing is cut in silence: after a download HR hears how many texts stand differently, and where (bar EX3)."""

from io import BytesIO

from openpyxl import load_workbook
from sqlalchemy import text
from sqlalchemy.orm import Session

from register.exports.remarks import look_over, said
from register.workbooks.write import Column
from register.workbooks.write_csv import Dialect
from tests.exports.conftest import House
from tests.exports.test_results_page import send
from tests.host import Host
from tests.pages.reading import soup

EXPORT = "/leerregister/export"
TWO = (Column(header="Naam"), Column(header="Titel"))
LONG = "é" * 32_768


def lengthen(session: Session, house: House, title: str) -> None:
    """Give the first activity a title that no form would take."""
    session.execute(
        text("UPDATE register_activity SET title = :title WHERE id = :id"), {"title": title, "id": house.first}
    )
    session.commit()


def test_a_workbook_says_which_texts_were_cut_or_cleaned() -> None:
    found = look_over(TWO, [("Els", "=1+1"), ("Jan", LONG), ("B\x07o", "goed")], None)

    assert [(one.place, one.what.name) for one in found] == [("rij 3, Titel", "CUT"), ("rij 4, Naam", "CLEANED")]


def test_a_csv_says_which_texts_got_an_apostrophe_or_lost_a_sign() -> None:
    found = look_over(TWO, [("Els", "=1+1"), ("a;b", "goed")], Dialect(quotes=False))

    assert [(one.place, one.what.name) for one in found] == [("rij 2, Titel", "GUARDED"), ("rij 3, Naam", "CHANGED")]


def test_the_sentence_counts_and_names_five_places() -> None:
    found = look_over((Column(header="Titel"),), [(LONG,)] * 7, None)

    assert said(found).startswith("7 teksten staan er ingekort tot 32.767 tekens")
    assert said(found).endswith("(rij 2, Titel; rij 3, Titel; rij 4, Titel; rij 5, Titel; rij 6, Titel en nog 2).")


def test_after_a_delivery_the_page_and_the_history_say_it(house: House, host: Host) -> None:
    client = host.client("hanneke")
    send(client, f"{EXPORT}/resultaten/generiek-csv")

    page = soup(client.get(EXPORT))

    told = "2 teksten staan er met een apostrof ervoor"
    assert told in page.select('.rg-flash[role="status"]')[0].get_text()
    assert told in page.select("td details")[0].get_text()


def test_a_delivery_that_holds_everything_says_nothing(house: House, host: Host) -> None:
    client = host.client("hanneke")
    send(client, f"{EXPORT}/resultaten/generiek-xlsx")

    page = soup(client.get(EXPORT))

    assert (page.select(".rg-flash"), page.select("td details")) == ([], [])


def test_a_table_in_excel_gets_a_sheet_that_explains(house: House, host: Host, session: Session) -> None:
    lengthen(session, house, "Dag\x07boek")
    session.execute(text("UPDATE register_claim SET title = (SELECT title FROM register_activity WHERE id = 1)"))
    session.commit()
    client = host.client("els")

    book = load_workbook(BytesIO(client.get("/leerregister/dossier?als=xlsx").data))

    assert book.sheetnames == ["Mijn dossier", "Toelichting"]
    assert [row[0] for row in book["Toelichting"].iter_rows(min_row=2, values_only=True)] == [
        "rij 2, Activiteit",
        "rij 3, Activiteit",
    ]
    assert "zonder onzichtbare tekens" in soup(client.get("/leerregister/")).select(".rg-flash")[0].get_text()
