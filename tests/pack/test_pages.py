"""The pages: own pack, the choice for HR, verifying, taking along; with what can go wrong said in Dutch."""

import io
import zipfile

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from register.access import Role
from register.evidence.pack.keys import signing_key
from register.evidence.pack.limit import MOST
from register.people.models import Person
from register.privacy.layers import Audience, Layer, open_layer
from register.settings import Settings
from tests.conftest import NOW
from tests.evidence import samples
from tests.host import Host
from tests.makers import make_person, make_viewer
from tests.pack import tampering
from tests.pack.making import flip_a_bit, pack_of

ROOT = "/leerregister"


@pytest.fixture
def browser(host: Host, els: Person) -> FlaskClient:
    host.app.config["WTF_CSRF_ENABLED"] = False
    return host.client("els")


@pytest.fixture
def pack(session: Session, els: Person, registration: int, settings: Settings) -> bytes:
    return pack_of(session, els, settings, registration_id=registration)[0].getvalue()


def said(answer: TestResponse) -> str:
    return " ".join(BeautifulSoup(answer.get_data(), "lxml").select("#rg-main")[0].get_text(" ").split())


def handed_in(
    browser: FlaskClient, content: bytes, field: str = "pack", path: str = "/bewijs-controleren"
) -> TestResponse:
    return browser.post(f"{ROOT}{path}", data={field: (io.BytesIO(content), "map.zip")})


def test_the_own_pack_is_downloaded_as_a_file_nobody_may_keep(browser: FlaskClient, registration: int) -> None:
    with browser.post(f"{ROOT}/bewijsmap", data={"registration": str(registration)}) as answer:
        content = answer.get_data()

    assert (answer.status_code, answer.mimetype) == (200, "application/zip")
    assert answer.headers["Content-Disposition"] == "attachment; filename=bewijsmap-skj-jgp-2026-11-22.zip"
    assert answer.headers["Cache-Control"] == "no-store"
    names, folder = zipfile.ZipFile(io.BytesIO(content)).namelist(), "01_2026-03-05_intervisie-over-grenzen"
    assert names[:4] == [
        "00-dossier.pdf", "index.xlsx", f"{folder}/certificaat.pdf", f"{folder}/invulverklaring.pdf",
    ]  # fmt: skip


def test_a_pack_of_everything_states_nothing_to_a_register(browser: FlaskClient) -> None:
    with browser.post(f"{ROOT}/bewijsmap", data={"registration": "0"}) as answer:
        names = zipfile.ZipFile(io.BytesIO(answer.get_data())).namelist()

    assert any(name.endswith("/certificaat.pdf") for name in names)
    assert [name for name in names if name.endswith("/invulverklaring.pdf")] == []


def test_a_period_the_wrong_way_round_is_refused(browser: FlaskClient) -> None:
    data = {"registration": "0", "since": "1-5-2026", "until": "1-4-2026"}

    answer = browser.post(f"{ROOT}/bewijsmap", data=data)

    assert answer.status_code == 422
    assert "De laatste dag ligt voor de eerste. Wissel ze om." in said(answer)


def test_a_damaged_file_gives_a_clear_page_and_a_way_on(browser: FlaskClient, settings: Settings) -> None:
    flip_a_bit(settings, samples.pdf())

    refused = browser.post(f"{ROOT}/bewijsmap", data={"registration": "0"})
    with browser.post(f"{ROOT}/bewijsmap", data={"registration": "0", "without_damaged": "y"}) as without:
        pass

    assert (refused.status_code, without.status_code) == (409, 200)
    assert "‘lijst.pdf’ bij ‘Intervisie over grenzen’" in said(refused)
    assert "Maak de bewijsmap zonder bestanden die beschadigd zijn" in said(refused)


def test_hr_is_told_how_to_ask_and_gets_it_once_it_is_opened(
    session: Session, host: Host, browser: FlaskClient, els: Person
) -> None:
    make_person(session, "Helen", roles=(Role.HR,))
    helen, address = host.client("helen"), f"{ROOT}/mensen/{els.id}/bewijsmap"

    closed = helen.get(address)
    open_layer(make_viewer(session, els), Audience.HR, Layer.EVIDENCE, at=NOW)
    opened = helen.get(address)
    with helen.post(address, data={"registration": "0"}) as handed:
        pass

    assert (closed.status_code, opened.status_code, handed.status_code) == (403, 200, 200)
    assert "Vraag Els de Vries om zelf een bewijsmap te maken" in said(closed)
    assert "Wie ziet wat" in said(browser.get(f"{ROOT}/bewijsmap"))


def test_anybody_can_verify_a_pack(host: Host, browser: FlaskClient, pack: bytes) -> None:
    stranger = host.client()

    good, bad = handed_in(stranger, pack), handed_in(stranger, tampering.swapped(pack))

    assert (good.status_code, bad.status_code) == (200, 200)
    assert "In orde. Alle 9 bestanden zijn zoals ze zijn ondertekend, door deze organisatie." in said(good)
    assert "Niet in orde." in said(bad)
    assert f"{tampering.LIST} is gewijzigd: het is nu de inhoud van {tampering.PHOTO}." in said(bad)


def test_the_page_says_what_a_signature_does_not_prove_and_shows_the_key(
    host: Host, browser: FlaskClient, settings: Settings
) -> None:
    page = said(host.client().get(f"{ROOT}/bewijs-controleren"))

    assert "Niet dat dit een gekwalificeerde elektronische handtekening is (eIDAS)." in page
    key = signing_key(settings).public
    assert key.id in page
    loaded = host.client().get(f"{ROOT}/bewijs-controleren/sleutels/{key.id}.pem")
    assert loaded.get_data(as_text=True) == key.pem


def test_an_unknown_key_and_a_path_as_key_are_not_found(browser: FlaskClient) -> None:
    assert browser.get(f"{ROOT}/bewijs-controleren/sleutels/0123456789abcdef.pem").status_code == 404
    assert browser.get(f"{ROOT}/bewijs-controleren/sleutels/current.pem").status_code == 404


def test_nothing_chosen_is_said(browser: FlaskClient) -> None:
    answer = browser.post(f"{ROOT}/bewijs-controleren")

    assert answer.status_code == 422
    assert "Kies een bewijsmap: het ZIP-bestand dat je kreeg." in said(answer)


def test_verifying_too_often_is_refused_for_a_while(host: Host, browser: FlaskClient) -> None:
    codes = [handed_in(browser, b"geen zip").status_code for _ in range(MOST + 1)]

    assert codes == [200] * MOST + [429]


def test_a_dossier_goes_along_and_comes_in_again_without_doubling(browser: FlaskClient) -> None:
    with browser.post(f"{ROOT}/dossier-meenemen") as taken:
        content = taken.get_data()
    looked = handed_in(browser, content, "dossier", "/dossier-meenemen/bekijken")

    assert taken.headers["Content-Disposition"] == "attachment; filename=mijn-dossier-2026-11-22.zip"
    assert looked.status_code == 200
    assert "meegebracht van Welzijn Noord" in said(looked)
    assert "2 activiteiten blijven achter" in said(looked)


def test_a_pack_for_a_register_cannot_be_read_in(browser: FlaskClient, pack: bytes) -> None:
    answer = handed_in(browser, pack, "dossier", "/dossier-meenemen/bekijken")

    assert answer.status_code == 422
    assert "Dit is een bewijsmap voor een register, geen dossier om mee te nemen." in said(answer)


def test_a_ticket_of_somebody_else_opens_nothing(browser: FlaskClient) -> None:
    answer = browser.post(f"{ROOT}/dossier-meenemen/inlezen", data={"ticket": "verzonnen"})

    assert answer.status_code == 422
    assert "Het bestand is niet meer te vinden. Kies het opnieuw." in said(answer)
