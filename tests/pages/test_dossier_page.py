"""Mijn dossier as its owner sees it (E1, C9, C10, C11)."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient
from sqlalchemy import Engine, event, select
from sqlalchemy.orm import Session

from register.people.models import ConditionRecord, Person
from register.points.figures import set_figure
from register.points.models import Claim
from tests.host import Host
from tests.makers import NOON, make_logged, make_person, make_registration, make_viewer
from tests.pages.reading import form_values, soup

ROOT = "/leerregister"


@contextmanager
def counted(engine: Engine) -> Iterator[list[str]]:
    """Every question that goes to the database."""
    seen: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        seen.extend([statement] * statement.startswith(("SELECT", "WITH", "INSERT", "UPDATE", "DELETE")))

    event.listen(engine, "before_cursor_execute", note)
    yield seen
    event.remove(engine, "before_cursor_execute", note)


@pytest.fixture
def els(session: Session) -> Person:
    person = make_person(session, "Els")
    make_registration(session, person, number="110012345")
    return person


def page_of(client: FlaskClient, query: str = "") -> BeautifulSoup:
    answer = client.get(f"{ROOT}/dossier{query}")
    assert answer.status_code == 200, answer.text
    return soup(answer)


def words(page: BeautifulSoup) -> str:
    return " ".join(page.select_one("main").get_text(" ").split())  # type: ignore[union-attr]


def many(session: Session, person: Person, how_many: int) -> None:
    """Copies of one real claim, each with an attendance number of its own."""
    make_logged(session, person)
    first = session.scalars(select(Claim)).one()
    same = {column.name: getattr(first, column.name) for column in Claim.__table__.columns if column.name != "id"}
    session.add_all(Claim(**(same | {"attendance_id": 10_000 + number})) for number in range(how_many - 1))
    session.commit()


def test_it_says_where_i_stand_in_words_before_any_bar(host: Host, session: Session, els: Person) -> None:
    make_logged(session, els)

    text = words(page_of(host.client("els")))

    assert "Nummer 110012345" in text
    assert "nog 25 maanden, tot en met 31 december 2028" in text
    assert "Reflectie 2 van 60" in text
    assert "2 vastgelegd, 2 telt mee, nog 58 nodig" in text
    assert "1 van 1 regel" in text


def test_an_unknown_norm_is_said_with_where_hr_finds_it(host: Host, session: Session) -> None:
    make_registration(session, make_person(session, "Jan"), "rp-sw")

    text = words(page_of(host.client("jan")))

    assert "Totaal 0, norm niet vastgesteld" in text
    assert "HR leest die in het registratiereglement" in text
    assert "van 0" not in text


def test_an_example_figure_says_so_beside_the_figure_and_the_point(host: Host, session: Session) -> None:
    jan = make_person(session, "Jan")
    make_registration(session, jan, "rp-sw")
    make_logged(session, jan)
    ada = make_viewer(session, make_person(session, "Ada", roles=("admin",)))
    set_figure(
        ada,
        register_id="rp-sw",
        rule_version="2018",
        path="activities.intervisie.points_per_hour",
        value=Decimal("0.75"),
        source="Verzonnen",
        example=True,
        at=NOON,
    )
    session.commit()

    page = page_of(host.client("jan"))

    cell = page.select_one("td.rg-why")
    assert cell is not None
    assert "Waarom 1,5?" in cell.text
    assert "voorbeeld, niet vastgesteld" in cell.text
    assert "Bron: Verzonnen" in cell.text


def test_every_line_explains_itself_with_rule_version_and_source(host: Host, session: Session, els: Person) -> None:
    make_logged(session, els)

    cell = page_of(host.client("els")).select_one("td.rg-why details")

    assert cell is not None
    assert cell.select_one("summary").text == "Waarom 2?"  # type: ignore[union-attr]
    assert "2 uur" in cell.text
    assert "Bron: " in cell.text
    assert "versie 2018-01-01" in cell.text


def test_without_a_registration_it_tells_how_to_get_one_and_shows_learning_hours(host: Host, session: Session) -> None:
    make_logged(session, make_person(session, "Bo"), kind="meelopen", minutes=90)

    text = words(page_of(host.client("bo")))

    assert "Vraag HR om die toe te voegen" in text
    assert "Je leeruren in 2026" in text
    assert "1 uur en 30 minuten" in text


@pytest.mark.parametrize("how_many", [10, 1000])
def test_the_page_asks_the_database_seven_times_whatever_the_amount_of_data(
    host: Host, session: Session, els: Person, how_many: int
) -> None:
    many(session, els, how_many)
    client = host.client("els")
    client.get(f"{ROOT}/")

    with counted(host.database.engine) as seen:
        page = page_of(client)

    assert len(seen) == 7, "\n".join(seen)
    assert f"{how_many} van {how_many} regels" in page.text


def test_the_list_is_filtered_sorted_and_paged_by_the_address(host: Host, session: Session, els: Person) -> None:
    make_logged(session, els, held_on=date(2025, 2, 1), title="Aap")
    make_logged(session, els, held_on=date(2026, 2, 1), title="Zebra")
    client = host.client("els")

    filtered = page_of(client, "?jaar=2025")
    by_title = page_of(client, "?op=activiteit&oplopend=1")
    nothing = page_of(client, "?stand=toegekend")

    assert "1 van 2 regels" in filtered.text
    assert [row.text for row in filtered.select("tbody th a")] == ["Aap"]
    assert [row.text for row in by_title.select("tbody th a")] == ["Aap", "Zebra"]
    assert by_title.select_one("th[aria-sort]")["aria-sort"] == "ascending"  # type: ignore[index]
    assert filtered.select_one(".rg-chips a").text.startswith("2025")  # type: ignore[union-attr]
    assert "Geen regel past bij deze keuze" in nothing.text


def test_pages_of_twenty_five_and_a_page_too_far_is_the_last(host: Host, session: Session, els: Person) -> None:
    many(session, els, 30)
    client = host.client("els")

    assert len(page_of(client).select("tbody tr")) == 25
    assert len(page_of(client, "?pagina=2").select("tbody tr")) == 5
    assert "Bladzijde 2 van 2" in page_of(client, "?pagina=99").text
    assert len(page_of(client, "?aantal=100").select("tbody tr")) == 30


@pytest.mark.parametrize(
    "query", ["?pagina=-1&aantal=7&op=x&jaar=y&stand=z", "?jaar=99999999999999999999", "?pagina=1e9"]
)
def test_an_address_that_makes_no_sense_still_shows_the_page(
    host: Host, session: Session, els: Person, query: str
) -> None:
    assert host.client("els").get(f"{ROOT}/dossier{query}").status_code == 200


def test_a_line_goes_from_ready_to_granted_and_back_the_same_day(host: Host, session: Session, els: Person) -> None:
    make_logged(session, els)
    claim = session.scalars(select(Claim.id)).one()
    client = host.client("els")
    path = f"{ROOT}/dossier/regels/{claim}"

    client.post(f"{path}/ingevoerd", data=form_values(soup(client.get(path)), "form[action$=ingevoerd]"))
    decided = form_values(soup(client.get(path)), "form[action$=uitslag]") | {"to": "toegekend", "granted": "1,5"}
    granted = client.post(f"{path}/uitslag", data=decided)
    text = words(page_of(client))
    client.post(f"{path}/ongedaan", data=form_values(soup(client.get(path)), "form[action$=ongedaan]"))

    assert granted.status_code == 302
    assert "2 geclaimd, 1,5 toegekend" in text
    assert "1,5 toegekend" in text
    session.expire_all()
    assert session.scalars(select(Claim.state)).one() == "ingevoerd"


def test_points_that_cannot_be_come_back_with_the_error_at_the_field(host: Host, session: Session, els: Person) -> None:
    make_logged(session, els)
    claim = session.scalars(select(Claim.id)).one()
    client = host.client("els")
    path = f"{ROOT}/dossier/regels/{claim}"
    client.post(f"{path}/ingevoerd", data=form_values(soup(client.get(path)), "form[action$=ingevoerd]"))

    values = form_values(soup(client.get(path)), "form[action$=uitslag]") | {"to": "toegekend"}
    empty = client.post(f"{path}/uitslag", data=values | {"granted": ""})
    wrong = client.post(f"{path}/uitslag", data=values | {"granted": "veel"})

    assert (empty.status_code, wrong.status_code) == (422, 422)
    assert "hoeveel punten het register heeft toegekend" in empty.text
    assert "geen getal" in wrong.text
    assert 'value="veel"' in wrong.text


def test_a_stale_form_is_a_conflict(host: Host, session: Session, els: Person) -> None:
    make_logged(session, els)
    claim = session.scalars(select(Claim.id)).one()
    client = host.client("els")
    path = f"{ROOT}/dossier/regels/{claim}"
    values = form_values(soup(client.get(path)), "form[action$=ingevoerd]")

    first = client.post(f"{path}/ingevoerd", data=values)
    second = client.post(f"{path}/ingevoerd", data=values)

    assert (first.status_code, second.status_code) == (302, 409)


def test_somebody_elses_line_and_one_that_does_not_exist_look_the_same(
    host: Host, session: Session, els: Person
) -> None:
    make_logged(session, els)
    claim = session.scalars(select(Claim.id)).one()
    make_person(session, "Bo", roles=("hr", "admin"))
    client = host.client("bo")

    foreign, missing = client.get(f"{ROOT}/dossier/regels/{claim}"), client.get(f"{ROOT}/dossier/regels/999999")

    assert (foreign.status_code, missing.status_code) == (404, 404)
    assert foreign.data == missing.data


def test_a_condition_is_recorded_with_its_dates_and_taken_back(host: Host, session: Session) -> None:
    jan = make_person(session, "Jan")
    registration = make_registration(session, jan, "rp-sw").id
    client = host.client("jan")
    path = f"{ROOT}/dossier/registraties/{registration}/voorwaarden/vog"
    values = form_values(soup(client.get(path)), "main form")

    client.post(path, data=values | {"met": "ja", "issued_on": "2026-01-05", "expires_on": "2030-01-05"})
    text = words(page_of(client))
    client.post(path, data=values | {"met": "weg"})

    assert "in orde van 5 januari 2026 geldig tot en met 5 januari 2030" in text
    assert session.scalars(select(ConditionRecord)).all() == []


def test_hr_records_a_condition_for_somebody_and_a_colleague_may_not(host: Host, session: Session) -> None:
    jan = make_person(session, "Jan")
    registration = make_registration(session, jan, "rp-sw").id
    make_person(session, "Hans", roles=("hr",))
    make_person(session, "Bo")
    path = f"{ROOT}/dossier/registraties/{registration}/voorwaarden/vog"

    assert host.client("hans").get(path).status_code == 200
    assert host.client("bo").get(path).status_code == 404
