"""Undoing and the history in the browser, and half an export that lets nobody leave unasked."""

from datetime import date
from io import BytesIO

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from register.people.models import Person, RoleGrant
from tests.host import Host
from tests.makers import make_person
from tests.pages.reading import soup
from tests.pages.test_imports import IMPORTS, hr_client, press, upload
from tests.workbook_maker import PEOPLE_HEADER, person_row, workbook_bytes


def test_an_import_is_undone_in_three_clicks_after_showing_what_stays(host: Host, session: Session) -> None:
    client = hr_client(host, session)
    rows = [person_row("1"), person_row("2", Roepnaam="Jan", Achternaam="Bos")]
    sent = upload(client, workbook_bytes(PEOPLE_HEADER, rows))
    place = sent.headers["Location"]
    press(client, soup(client.get(place)), "Importeren")
    jan = session.scalars(select(Person).where(Person.given_name == "Jan")).one()
    session.add(RoleGrant(person_id=jan.id, role="hr", starts_on=date(2026, 11, 22)))
    session.commit()

    link = soup(client.get(place)).find("a", string="Terugdraaien")
    assert link is not None
    shown = soup(client.get(str(link["href"])))
    done = soup(client.get(press(client, shown, "Import terugdraaien").headers["Location"]))

    assert "1 rij wordt weer zoals die was" in shown.text
    assert "Er is intussen mee verdergewerkt." in shown.text
    assert "Teruggedraaid: 1 teruggezet, 1 gebleven." in done.text
    assert "Jan van den Bos" in done.text
    assert set(session.scalars(select(Person.given_name))) == {"Hanneke", "Jan"}


def test_the_history_says_who_when_which_file_and_what_came_of_it(host: Host, session: Session) -> None:
    client = hr_client(host, session)
    sent = upload(client, workbook_bytes(PEOPLE_HEADER, [person_row("1")]), name="november.xlsx")
    press(client, soup(client.get(sent.headers["Location"])), "Importeren")

    table = soup(client.get(IMPORTS)).select_one("table")

    assert table is not None
    cells = [" ".join(cell.text.split()) for cell in table.select("tbody th, tbody td")]
    assert cells[0].startswith("november.xlsx ")
    assert cells[1:] == ["Medewerkers", "22 november 2026, 10:00", "Hanneke Raad", "1 nieuw", "✓ geïmporteerd"]


def test_a_preview_has_nothing_to_undo(host: Host, session: Session) -> None:
    client = hr_client(host, session)
    place = upload(client, workbook_bytes(PEOPLE_HEADER, [person_row("1")])).headers["Location"]

    answer = client.get(f"{place}/terugdraaien")

    assert (answer.status_code, answer.headers["Location"]) == (302, place)


def test_half_an_export_lets_nobody_leave_until_somebody_says_so(host: Host, session: Session) -> None:
    client = hr_client(host, session)
    make_person(session, "Els", "Berg", prefix="van den", personnel_number="00101")
    make_person(session, "Piet", "Vos")
    row = person_row("00101", **{"Datum uit dienst": date(2026, 10, 31)})
    place = upload(client, workbook_bytes(PEOPLE_HEADER, [row])).headers["Location"]

    asked = soup(client.get(place))
    box = asked.select_one("#leavers")
    assert box is not None
    box.extract()
    refused = press(client, asked, "Importeren")
    page = soup(refused)

    assert refused.status_code == 422
    assert "In dit bestand staat 1 van de 3 mensen die nu in dienst zijn" in page.text
    assert session.scalar(select(func.count(Person.id)).where(Person.deactivated_at.is_not(None))) == 0

    press(client, page, "Importeren")

    assert session.scalar(select(func.count(Person.id)).where(Person.deactivated_at.is_not(None))) == 1


def test_a_file_that_cannot_be_read_puts_the_reader_at_the_message(host: Host, session: Session) -> None:
    answer = upload(hr_client(host, session), BytesIO(b"%PDF-1.4"))

    assert answer.status_code == 422
    assert len(soup(answer).select("[autofocus]#rg-errors")) == len(soup(answer).select("[autofocus]")) == 1
