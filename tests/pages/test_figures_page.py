"""Normen: the admin sets figures with their source, HR reads them, others do not come in (C12)."""

from decimal import Decimal

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from register.points.models import OwnFigureRow
from tests.host import Host
from tests.makers import make_person, make_registration
from tests.pages.reading import form_values, soup

ROOT = "/leerregister/normen"
FIGURE = f"{ROOT}/rp-sw/2018/total.min"


@pytest.fixture
def ada(session: Session) -> None:
    make_registration(session, make_person(session, "Els"), "rp-sw")
    make_person(session, "Ada", roles=("admin",))


@pytest.mark.usefixtures("ada")
def test_the_admin_sets_a_figure_and_undoes_it(host: Host, session: Session) -> None:
    client = host.client("ada")
    values = form_values(soup(client.get(FIGURE)), "main form")

    saved = client.post(FIGURE, data=values | {"value": "40,5", "source": "Reglement 2024, artikel 4", "example": ""})
    page = soup(client.get(saved.location))
    stored = session.scalars(select(OwnFigureRow)).one()
    undone = client.post(f"{ROOT}/ongedaan", data=form_values(page, "form[action$=ongedaan]"))

    assert stored.value == Decimal("40.5")
    assert "1 registratie is opnieuw berekend" in page.select_one("[role=status]").text  # type: ignore[union-attr]
    assert "Reglement 2024, artikel 4" in page.text
    assert "Ada Vries" in page.text
    assert undone.status_code == 302
    assert session.scalars(select(OwnFigureRow.id)).all() == []


@pytest.mark.usefixtures("ada")
def test_a_figure_taken_away_comes_back_as_it_was(host: Host, session: Session) -> None:
    client = host.client("ada")
    values = form_values(soup(client.get(FIGURE)), "main form") | {"value": "40", "source": "Bron", "example": "y"}
    client.post(FIGURE, data=values)

    gone = client.post(f"{FIGURE}/weghalen", data=form_values(soup(client.get(FIGURE)), "form[action$=weghalen]"))
    client.post(f"{ROOT}/ongedaan", data=form_values(soup(client.get(gone.location)), "form[action$=ongedaan]"))

    session.expire_all()
    stored = session.scalars(select(OwnFigureRow)).one()
    assert (stored.value, stored.source, stored.example) == (Decimal(40), "Bron", True)


@pytest.mark.usefixtures("ada")
def test_an_example_shows_as_an_example(host: Host) -> None:
    client = host.client("ada")
    values = form_values(soup(client.get(FIGURE)), "main form") | {"value": "40", "source": "Bron", "example": "y"}

    page = client.get(client.post(FIGURE, data=values).location)

    assert "voorbeeld, niet vastgesteld" in page.text


@pytest.mark.usefixtures("ada")
@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"value": "", "source": "x"}, "Vul het getal in"),
        ({"value": "veel", "source": "x"}, "geen getal"),
        ({"value": "-1", "source": "x"}, "0 of meer"),
        ({"value": "1", "source": " "}, "waar je dit cijfer hebt gelezen"),
    ],
)
def test_a_wrong_figure_comes_back_with_the_error_at_the_field(
    host: Host, session: Session, given: dict[str, str], why: str
) -> None:
    client = host.client("ada")

    answer = client.post(FIGURE, data=form_values(soup(client.get(FIGURE)), "main form") | given)

    assert answer.status_code == 422
    assert why in answer.text
    assert session.scalars(select(OwnFigureRow.id)).all() == []


@pytest.mark.usefixtures("ada")
def test_an_undo_of_somebody_else_or_tampered_with_does_nothing(host: Host, session: Session) -> None:
    make_person(session, "Bob", roles=("admin",))
    client = host.client("ada")
    values = form_values(soup(client.get(FIGURE)), "main form") | {"value": "40", "source": "Bron"}
    undo = form_values(soup(client.get(client.post(FIGURE, data=values).location)), "form[action$=ongedaan]")

    tampered = client.post(f"{ROOT}/ongedaan", data=undo | {"terug": undo["terug"] + "x"})
    with client.session_transaction() as cookie:
        cookie["subject"] = "bob"
    foreign = client.post(f"{ROOT}/ongedaan", data=undo)

    assert (foreign.status_code, tampered.status_code) == (404, 409)
    assert session.scalars(select(OwnFigureRow.value)).one() == Decimal(40)


@pytest.mark.usefixtures("ada")
def test_hr_reads_and_finds_no_button_and_others_stay_out(host: Host, session: Session) -> None:
    make_person(session, "Hans", roles=("hr",))
    hr, els = host.client("hans"), host.client("els")

    page = hr.get(f"{ROOT}?register=rp-sw")

    assert page.status_code == 200
    assert "niet vastgesteld" in page.text
    assert soup(page).select('a[href*="total.min"]') == []
    assert hr.get(FIGURE).status_code == 403
    assert els.get(ROOT).status_code == 403


@pytest.mark.usefixtures("ada")
@pytest.mark.parametrize("path", ["?register=onzin", "?register=rp-sw&versie=1900", "/rp-sw/2018/onzin", "/x/y/z"])
def test_a_register_or_figure_that_does_not_exist_is_not_found(host: Host, path: str) -> None:
    assert host.client("ada").get(f"{ROOT}{path}").status_code == 404
