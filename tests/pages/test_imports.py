"""Importing in the browser: upload, preview that adds up, apply once; errors in Dutch at once."""

import re
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient
from openpyxl import Workbook
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from register.errors import NotFound
from register.imports.models import ImportBatch
from register.imports.staging import answer, errors_of
from register.learning.models import Activity
from register.people.models import Person
from tests.host import Host
from tests.makers import TODAY, make_organisation, make_person, make_viewer
from tests.pages.reading import soup
from tests.workbook_maker import PEOPLE_HEADER, TRAINING_HEADER, person_row, training_row, workbook_bytes

IMPORTS = "/leerregister/importeren"


def hr_client(host: Host, session: Session) -> FlaskClient:
    """HR, signed in."""
    make_person(session, "Hanneke", "Raad", roles=("hr",), personnel_number="90001")
    return host.client("hanneke")


def csrf(client: FlaskClient) -> str:
    """A token of this session."""
    field = soup(client.get(IMPORTS)).select_one("input[name=csrf_token]")
    assert field is not None
    return str(field["value"])


def upload(
    client: FlaskClient, content: BytesIO, *, name: str = "medewerkers.xlsx", kind: str = "mensen", sheet: str = ""
) -> TestResponse:
    """Send a workbook by the form."""
    values: dict[str, Any] = {"kind": kind, "system": "", "sheet": sheet, "workbook": (content, name)}
    values["csrf_token"] = csrf(client)
    return client.post(IMPORTS, data=values, content_type="multipart/form-data")


def press(client: FlaskClient, page: BeautifulSoup, label: str) -> TestResponse:
    """Press a button of a page: send its form."""
    button = page.find("button", string=label)
    assert button is not None, page.text
    form = button.find_parent("form")
    assert form is not None
    values = {str(field["name"]): str(field.get("value", "")) for field in form.select("input[name]")}
    return client.post(str(form["action"]), data=values)


def two_years() -> BytesIO:
    """One person on the sheet of 2025, two on that of 2026."""
    book, content = Workbook(), BytesIO()
    for title, numbers in (("2025", "1"), ("2026", "12")):
        sheet = book.create_sheet(title)
        sheet.append(PEOPLE_HEADER)
        for number in numbers:
            sheet.append(person_row(number, **{"E-mail werk": f"{number}@noord.example"}))
    book.remove(book.worksheets[0])
    book.save(content)
    content.seek(0)
    return content


def test_another_sheet_of_a_workbook_is_read_when_it_is_named(host: Host, session: Session) -> None:
    client = hr_client(host, session)

    first = soup(client.get(upload(client, two_years()).headers["Location"]))
    named = soup(client.get(upload(client, two_years(), sheet=" 2026 ").headers["Location"]))

    assert "Blad '2026' is niet gelezen" in first.text
    assert "noem daarbij dit blad" in first.text
    assert "Nieuw: 1" in first.text
    assert "Nieuw: 2" in named.text
    assert "is niet gelezen" not in named.text


def test_of_two_sheets_of_one_file_the_one_that_was_not_shown_last_is_not_carried_out(
    host: Host, session: Session
) -> None:
    client, book = hr_client(host, session), two_years().getvalue()
    first = soup(client.get(upload(client, BytesIO(book)).headers["Location"]))
    upload(client, BytesIO(book), sheet="2026")

    answered = press(client, first, "Importeren")

    page = soup(answered)
    assert answered.status_code == 409
    assert "Blad ‘2026’" in page.text
    assert "Nieuw: 2" in page.text
    assert session.scalar(select(func.count(Person.id))) == 1


def test_a_sheet_that_is_not_there_is_answered_with_those_that_are(host: Host, session: Session) -> None:
    answered = upload(hr_client(host, session), two_years(), sheet="2027")

    page = soup(answered)
    assert answered.status_code == 422
    assert "Blad '2027' staat niet in het bestand. De bladen heten '2025', '2026'." in page.text
    assert page.select_one("details[open] input[name=sheet][value='2027']") is not None


def test_a_workbook_is_previewed_and_then_imported_in_five_clicks(host: Host, session: Session) -> None:
    client = hr_client(host, session)

    sent = upload(
        client, workbook_bytes(PEOPLE_HEADER, [person_row("1"), person_row("2", Roepnaam="Jan", Achternaam="Bos")])
    )
    page = soup(client.get(sent.headers["Location"]))

    assert "2 rijen" in page.text
    assert "Nieuw: 2" in page.text
    assert session.scalar(select(func.count(Person.id))) == 1

    done = soup(client.get(press(client, page, "Importeren").headers["Location"]))

    assert "Geïmporteerd: 2 nieuw." in done.text
    assert session.scalar(select(func.count(Person.id))) == 3


def test_importing_twice_does_it_once(host: Host, session: Session) -> None:
    client = hr_client(host, session)
    sent = upload(client, workbook_bytes(PEOPLE_HEADER, [person_row()]))
    page = soup(client.get(sent.headers["Location"]))
    press(client, page, "Importeren")

    again = soup(client.get(press(client, page, "Importeren").headers["Location"]))

    assert "was al geïmporteerd" in again.text
    assert session.scalar(select(func.count(Person.id))) == 2


def test_an_import_is_refused_when_the_data_changed_since_the_preview(host: Host, session: Session) -> None:
    client = hr_client(host, session)
    make_person(session, "Els", "Berg", prefix="van den", personnel_number="00101")
    sent = upload(client, workbook_bytes(PEOPLE_HEADER, [person_row(Roepnaam="Elsje")]))
    page = soup(client.get(sent.headers["Location"]))
    session.scalars(select(Person).where(Person.given_name == "Els")).one().email = "nieuw@voorbeeld.example"
    person = session.scalars(select(Person).where(Person.given_name == "Els")).one()
    person.given_name = "Elisabeth"
    session.commit()

    answer = press(client, page, "Importeren")

    assert answer.status_code == 409
    assert "Er is niets geïmporteerd" in answer.text
    session.expire_all()
    assert session.scalars(select(Person.given_name).where(Person.family_name == "Berg")).one() == "Elisabeth"


def test_changed_fields_are_shown_old_and_new(host: Host, session: Session) -> None:
    client = hr_client(host, session)
    make_person(session, "Els", "Berg", prefix="van den", personnel_number="00101")
    row = person_row(Roepnaam="Elsje", Team=None, **{"Datum in dienst": None})

    sent = upload(client, workbook_bytes(PEOPLE_HEADER, [row]))
    page = soup(client.get(sent.headers["Location"]))

    assert [(old.text, new.text) for old, new in zip(page.select("del"), page.select("ins"), strict=True)] == [
        ("Els", "Elsje")
    ]


def test_what_changes_or_is_rejected_comes_before_what_stays_as_it_is(host: Host, session: Session) -> None:
    client = hr_client(host, session)
    rows = [person_row("1"), person_row("2", Roepnaam="Jan", Achternaam="Bos")]
    press(
        client, soup(client.get(upload(client, workbook_bytes(PEOPLE_HEADER, rows)).headers["Location"])), "Importeren"
    )
    rows = [*rows, person_row("3", Roepnaam="Mo", Achternaam="Smit", **{"E-mail werk": "geen adres"})]

    page = soup(client.get(upload(client, workbook_bytes(PEOPLE_HEADER, rows)).headers["Location"]))

    table = page.select_one("[aria-label='Rijen van het bestand']")
    assert [cell.text for cell in table.select("tbody td[data-l=Rij]")] == ["4", "2", "3"]  # type: ignore[union-attr]
    assert table.text.count("geen adres") == 1  # type: ignore[union-attr]


def test_what_is_no_workbook_is_refused_on_the_same_page(host: Host, session: Session) -> None:
    client = hr_client(host, session)

    answer = upload(client, BytesIO(b"%PDF-1.7 nee"), name="lijst.pdf")

    assert answer.status_code == 422
    assert "Dit is een PDF" in soup(answer).select_one("[role=alert]").text  # type: ignore[union-attr]
    assert session.scalar(select(func.count(ImportBatch.id))) == 0


def test_no_file_is_said_on_the_same_page(host: Host, session: Session) -> None:
    client = hr_client(host, session)

    answer = client.post(IMPORTS, data={"csrf_token": csrf(client), "kind": "mensen"})

    assert answer.status_code == 422
    assert "Er is nog niets gelezen" in answer.text
    assert "Kies eerst een bestand" in answer.text


def test_hr_does_not_make_an_administrator_by_workbook(host: Host, session: Session) -> None:
    client = hr_client(host, session)

    sent = upload(client, workbook_bytes(PEOPLE_HEADER, [person_row(Rol="Beheerder")]))
    page = client.get(sent.headers["Location"])

    assert "kan alleen een beheerder geven" in page.text
    assert "‘Beheerder’" in page.text


def test_a_role_that_somebody_has_already_is_no_question(host: Host, session: Session) -> None:
    client = hr_client(host, session)
    make_person(session, "Els", "Berg", prefix="van den", personnel_number="00101", roles=("admin",))

    sent = upload(client, workbook_bytes(PEOPLE_HEADER, [person_row(Rol="Beheerder")]))
    page = client.get(sent.headers["Location"])

    assert "kan alleen een beheerder geven" not in page.text


def test_the_numbers_of_a_bsn_column_are_found_nowhere_afterwards(
    host: Host, session: Session, tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    temporary = tmp_path / "tijdelijk"
    temporary.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(temporary))
    client = hr_client(host, session)
    rows = [(*person_row(str(place)), number) for place, number in enumerate(("111222333", "123456782"))]

    sent = upload(client, workbook_bytes((*PEOPLE_HEADER, "BSN-nummer"), rows), name="export 111222333.xlsx")
    page = client.get(sent.headers["Location"])
    press(client, soup(page), "Importeren")
    stored = "".join(map(str, session.execute(select(ImportBatch.plan, ImportBatch.file_name)).all()))
    kept = b"".join(file.read_bytes() for file in tmp_path.rglob("*") if file.is_file())

    assert "BSN-nummer" in page.text
    assert list(temporary.rglob("*")) == []
    assert re.search("111222333|123456782", page.text + stored + caplog.text) is None
    assert re.search(b"111222333|123456782", kept) is None


def test_somebody_who_is_not_hr_cannot_open_an_import(host: Host, session: Session) -> None:
    make_person(session, "Els")

    assert host.client("els").get(IMPORTS).status_code == 403


def test_another_organisations_import_is_not_there(host: Host, session: Session) -> None:
    sent = upload(hr_client(host, session), workbook_bytes(PEOPLE_HEADER, [person_row()]))
    elsewhere = make_organisation(session, "Elders")
    make_person(session, "Olga", organisation=elsewhere, roles=("hr",), email="olga@elders.example")

    assert host.client("olga").get(sent.headers["Location"]).status_code == 404


def test_the_same_upload_twice_is_one_preview(host: Host, session: Session) -> None:
    client = hr_client(host, session)
    content = workbook_bytes(PEOPLE_HEADER, [person_row()]).getvalue()

    first, second = upload(client, BytesIO(content)), upload(client, BytesIO(content))

    assert first.headers["Location"] == second.headers["Location"]


def test_an_unwanted_preview_is_thrown_away_with_its_rows(host: Host, session: Session) -> None:
    client = hr_client(host, session)
    sent = upload(client, workbook_bytes(PEOPLE_HEADER, [person_row()]))

    press(client, soup(client.get(sent.headers["Location"])), "Niet importeren")

    batch = session.scalars(select(ImportBatch)).one()
    assert (batch.state, batch.plan) == ("vervallen", None)


def test_unclear_dates_are_asked_once_and_then_imported(host: Host, session: Session) -> None:
    client = hr_client(host, session)
    sent = upload(client, workbook_bytes(PEOPLE_HEADER, [person_row(**{"Datum in dienst": "01/02/2020"})]))
    page = soup(client.get(sent.headers["Location"]))
    assert page.find("button", string="Importeren") is None

    page = soup(client.get(press(client, page, "Zo lezen").headers["Location"]))

    assert press(client, page, "Importeren").status_code == 303


def test_learning_history_goes_the_same_way(host: Host, session: Session) -> None:
    client = hr_client(host, session)
    make_person(session, "Els", "Berg", personnel_number="00101")

    sent = upload(client, workbook_bytes(TRAINING_HEADER, [training_row()]), kind="scholing")
    press(client, soup(client.get(sent.headers["Location"])), "Importeren")

    assert session.scalars(select(Activity.title)).all() == ["Meldcode in de praktijk"]


def test_the_template_comes_down_and_goes_up_again(host: Host, session: Session) -> None:
    client = hr_client(host, session)

    template = client.get(f"{IMPORTS}/sjabloon.xlsx")
    answer = upload(client, BytesIO(template.data))

    assert template.headers["Content-Disposition"].startswith("attachment")
    assert answer.status_code == 422
    assert "staat geen enkele rij" in answer.text


def test_what_an_import_does_not_have_is_not_found(host: Host, session: Session) -> None:
    client = hr_client(host, session)
    sent = upload(client, workbook_bytes(PEOPLE_HEADER, [person_row()]))
    page = soup(client.get(sent.headers["Location"]))
    batch = session.scalars(select(ImportBatch)).one()
    by_hr = make_viewer(session, session.get_one(Person, batch.made_by_id))
    press(client, page, "Niet importeren")

    with pytest.raises(NotFound):
        errors_of(session, by_hr, batch.id, today=TODAY)
    assert client.get(f"{IMPORTS}/{batch.id}/afgekeurd.xlsx").status_code == 404
    assert client.get(f"{IMPORTS}/sjabloon.xlsx?soort=onzin").status_code == 404


@pytest.mark.parametrize(("field", "choice"), [("onzin", "dag-maand"), ("starts_on", "onzin")])
def test_an_answer_about_dates_that_nobody_asked_for_is_not_kept(
    host: Host, session: Session, field: str, choice: str
) -> None:
    upload(hr_client(host, session), workbook_bytes(PEOPLE_HEADER, [person_row()]))
    batch = session.scalars(select(ImportBatch)).one()
    by_hr = make_viewer(session, session.get_one(Person, batch.made_by_id))

    with pytest.raises(NotFound):
        answer(by_hr, batch.id, field=field, choice=choice)
