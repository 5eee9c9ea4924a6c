"""Columns said by hand, saved under a name, used by itself; sets of files; the rejected rows as a workbook (G2, G4)."""

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient
from openpyxl import load_workbook
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from register.imports.models import ImportBatch, ImportPreset
from register.people.models import Person
from tests.host import Host
from tests.pages.reading import soup
from tests.pages.test_imports import IMPORTS, csrf, hr_client, press, upload
from tests.workbook_maker import PEOPLE_HEADER, person_row, workbook_bytes
from tests.workbooks.exports import write_hr_core

STRANGE = ("Nr.", "Naam van de collega", "Wijkteam", "E-mail werk")
ROWS = [("1", "Berg", "Oost", "els@example.org"), ("2", "Bos", "West", "jan@example.org")]


def send(client: FlaskClient, files: Sequence[tuple[BytesIO, str]]) -> TestResponse:
    """Upload several files at once, without saying what they are."""
    values: dict[str, Any] = {"csrf_token": csrf(client), "kind": "", "system": "", "workbook": list(files)}
    return client.post(IMPORTS, data=values, content_type="multipart/form-data")


def open_page(client: FlaskClient, answer: TestResponse) -> BeautifulSoup:
    """The page that a redirect leads to."""
    assert answer.status_code == 303, answer.text
    return soup(client.get(answer.headers["Location"]))


def say(client: FlaskClient, page: BeautifulSoup, columns: dict[str, str], title: str = "") -> TestResponse:
    """Send the form of columns."""
    form = page.select_one("#kolommen form")
    assert form is not None
    values = {"csrf_token": csrf(client), "title": title} | {f"col-{letter}": name for letter, name in columns.items()}
    return client.post(str(form["action"]), data=values)


MAPPED = {"A": "personnel_number", "B": "surname", "C": "unit", "D": "email"}


def test_a_file_with_strange_headers_is_mapped_saved_and_read_by_itself_the_next_time(
    host: Host, session: Session
) -> None:
    client = hr_client(host, session)
    asked = open_page(client, send(client, [(workbook_bytes(STRANGE, ROWS), "lijst.xlsx")]))

    page = open_page(client, say(client, asked, MAPPED, "Onze lijst"))
    next_time = open_page(client, send(client, [(workbook_bytes(STRANGE, ROWS[:1]), "lijst2.xlsx")]))

    assert "gevonden koppen: Nr., Naam van de collega, Wijkteam, E-mail werk" in asked.text
    assert "Nieuw: 2" in page.text
    assert "gelezen met eigen indeling Onze lijst" in " ".join(next_time.text.split())
    assert session.scalars(select(ImportPreset.title)).all() == ["Onze lijst"]


def test_a_file_of_which_no_header_is_known_is_mapped_too(host: Host, session: Session) -> None:
    client = hr_client(host, session)
    file = workbook_bytes(("Stamnr.", "Wie", "Groep", "Sinds"), [("1", "Berg", "Oost", "43891")])
    asked = open_page(client, send(client, [(file, "lijst.xlsx")]))

    mapped = {"A": "personnel_number", "B": "surname", "C": "unit", "D": "employed_from"}
    page = open_page(client, say(client, asked, mapped, "Stamlijst"))

    assert "Stamnr." in asked.text
    assert "gelezen met eigen indeling Stamlijst" in " ".join(page.text.split())
    assert "43891 is 1 maart 2020" in page.text


def test_a_file_without_headers_is_refused_and_not_mapped(host: Host, session: Session) -> None:
    client = hr_client(host, session)

    answer = send(client, [(workbook_bytes(("1", "Berg", "Oost"), [("2", "Bos", "West")]), "lijst.xlsx")])

    assert answer.status_code == 422
    assert "herkennen we geen enkele kolomkop" in answer.text


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        ({"A": "personnel_number", "B": "surname", "C": "surname"}, "Achternaam kan maar uit één kolom komen"),
        ({"A": "personnel_number"}, "Kies nog een kolom voor: Achternaam"),
    ],
)
def test_a_mapping_that_cannot_be_is_refused_and_stays_as_typed(
    host: Host, session: Session, columns: dict[str, str], said: str
) -> None:
    client = hr_client(host, session)
    asked = open_page(client, send(client, [(workbook_bytes(STRANGE, ROWS), "lijst.xlsx")]))

    answer = say(client, asked, columns)

    assert answer.status_code == 422
    assert said in answer.text
    assert soup(answer).select_one("select[name=col-A] option[selected]")["value"] == "personnel_number"  # type: ignore[index]


def test_a_column_that_was_read_wrongly_is_put_right_before_anything_is_imported(host: Host, session: Session) -> None:
    client = hr_client(host, session)
    header = ("Personeelsnummer", "Achternaam", "Afdeling", "Wijk")
    page = open_page(client, send(client, [(workbook_bytes(header, [("1", "Berg", "Zorg", "Oost")]), "m.xlsx")]))

    page = open_page(client, say(client, page, {"A": "personnel_number", "B": "surname", "D": "unit"}))

    assert "Nieuwe teams: Oost." in page.text


def test_a_column_with_one_bsn_can_be_chosen_and_only_that_row_is_rejected(host: Host, session: Session) -> None:
    client = hr_client(host, session)
    header = ("Personeelsnummer", "Achternaam", "Notitie")
    rows = [("1", "Berg", "bsn 123456782"), ("2", "Bos", "Wijkcoach")]
    page = open_page(client, send(client, [(workbook_bytes(header, rows), "m.xlsx")]))
    stored = str(session.scalars(select(ImportBatch.plan)).all())

    mapped = open_page(client, say(client, page, {"A": "personnel_number", "B": "surname", "C": "job_title"}))

    assert "bsn *********" in stored
    assert "Dat hebben we niet bewaard" in page.text
    assert "Nieuw: 1" in mapped.text
    assert "Hier staat iets dat op een BSN lijkt; dat bewaren we niet. Haal het BSN weg" in " ".join(
        mapped.text.split()
    )
    assert "123456782" not in page.text + mapped.text + stored


def test_a_column_that_as_a_whole_looks_like_bsns_cannot_be_chosen(host: Host, session: Session) -> None:
    client = hr_client(host, session)
    header = ("Personeelsnummer", "Achternaam", "Kenmerk")
    rows = [("1", "Berg", "123456782"), ("2", "Bos", "111222333"), ("3", "Vos", "100000009")]
    page = open_page(client, send(client, [(workbook_bytes(header, rows), "m.xlsx")]))

    answer = say(client, page, {"A": "personnel_number", "B": "surname", "C": "job_title"})
    stored = str(session.scalars(select(ImportBatch.plan)).all())

    assert page.select_one("select[name=col-C]") is None
    assert answer.status_code == 303
    assert not [one for one in ("123456782", "111222333", "100000009") if one in page.text + stored]


def test_a_number_of_nine_figures_that_was_starred_can_be_had_by_a_saved_mapping(host: Host, session: Session) -> None:
    client = hr_client(host, session)
    header, rows = ("Nr.", "Wie", "Team"), [("123456782", "Berg", "Oost"), ("123456783", "Bos", "West")]
    page = open_page(client, send(client, [(workbook_bytes(header, rows), "m.xlsx")]))

    asked = open_page(client, say(client, page, {"A": "personnel_number", "B": "surname"}, "Onze lijst"))
    again = open_page(client, send(client, [(workbook_bytes(header, rows), "m.xlsx")]))

    assert "Bewaar deze kolommen dan als eigen indeling" in asked.text
    assert "Nieuw: 1" in asked.text
    assert "Nieuw: 2" in again.text


def test_the_files_of_hr_core_are_one_import(host: Host, session: Session, tmp_path: Path) -> None:
    client = hr_client(host, session)
    files = [(BytesIO(path.read_bytes()), path.name) for path in write_hr_core(tmp_path)]

    page = open_page(client, send(client, files))

    assert "herkend als" in page.text
    assert page.text.count("leverde:") == len(files)


def test_rejected_rows_are_had_before_and_after_importing(host: Host, session: Session) -> None:
    client = hr_client(host, session)
    rows = [person_row("1"), person_row("2", Achternaam="Bos", Register="geen")]
    page = open_page(client, upload(client, workbook_bytes(PEOPLE_HEADER, rows)))
    link = str(page.find("a", string=lambda text: "afgekeurde rij" in (text or ""))["href"])  # type: ignore[index]

    before = load_workbook(BytesIO(client.get(link).data)).worksheets[0]
    done = open_page(client, press(client, page, "Importeren"))
    after = load_workbook(BytesIO(client.get(link).data)).worksheets[0]

    assert "Haal de afgekeurde rijen op" in done.text
    assert [row[3].value for row in before.iter_rows()] == ["Achternaam", "Bos"]
    assert list(before.values) == list(after.values)


def test_a_date_question_shows_three_examples_and_is_asked_once(host: Host, session: Session) -> None:
    client = hr_client(host, session)
    days = ("03/04/2020", "05/06/2021", "01/02/2022")
    rows = [
        person_row(str(number), Achternaam=f"Berg{number}", **{"Datum in dienst": day})
        for number, day in enumerate(days)
    ]
    page = open_page(client, upload(client, workbook_bytes(PEOPLE_HEADER, rows)))

    answered = open_page(client, press(client, page, "Zo lezen"))

    assert [label.text.count(",") for label in page.select(".rg-ask label")][:2] == [3, 3]
    assert answered.select(".rg-ask") == []
    assert "Nieuw: 3" in answered.text


def test_a_preview_that_is_out_of_date_is_shown_again_and_nothing_is_imported(host: Host, session: Session) -> None:
    client = hr_client(host, session)
    page = open_page(client, upload(client, workbook_bytes(PEOPLE_HEADER, [person_row("1")])))
    form = page.find("button", string="Importeren").find_parent("form")  # type: ignore[union-attr]

    answer = client.post(str(form["action"]), data={"csrf_token": csrf(client), "digest": "0" * 64})  # type: ignore[index]

    assert answer.status_code == 409
    assert "Bekijk het nieuwe voorbeeld" in answer.text
    assert "Nieuw: 1" in answer.text
    assert session.scalar(select(func.count(Person.id))) == 1


def test_a_saved_mapping_is_changed_and_thrown_away(host: Host, session: Session) -> None:
    client = hr_client(host, session)
    asked = open_page(client, send(client, [(workbook_bytes(STRANGE, ROWS), "lijst.xlsx")]))
    say(client, asked, MAPPED, "Onze lijst")
    preset_id = session.scalars(select(ImportPreset.id)).one()
    path = f"{IMPORTS}/indelingen/{preset_id}"
    values = {
        "csrf_token": csrf(client),
        "dates": "dag-maand",
        "field-personnel_number": "Nr.",
        "field-surname": "Naam",
    }

    wrong = client.post(path, data=values | {"title": "Onze lijst", "field-surname": "Nr."})
    changed = open_page(client, client.post(path, data=values | {"title": "Andere lijst"}))
    gone = open_page(client, client.post(f"{path}/weggooien", data={"csrf_token": csrf(client)}))

    assert (wrong.status_code, "voor twee velden" in wrong.text) == (422, True)
    assert "Andere lijst" in changed.text
    assert "Er is nog geen eigen indeling" in gone.text


@pytest.mark.parametrize("kind", ["mensen", "scholing", "aanwezigheid", "registernummers"])
def test_every_kind_has_a_template_with_choices_that_is_recognised_and_holds_nobody(
    host: Host, session: Session, kind: str
) -> None:
    client = hr_client(host, session)

    template = client.get(f"{IMPORTS}/sjabloon.xlsx?soort={kind}")
    book = load_workbook(BytesIO(template.data))
    answer = send(client, [(BytesIO(template.data), "sjabloon.xlsx")])

    assert book.sheetnames[1:] == ["Keuzes", "Uitleg"]
    assert book.worksheets[0].data_validations.count > 0
    assert (answer.status_code, "geen enkele rij" in answer.text) == (422, True)
