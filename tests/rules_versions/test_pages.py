"""The pages of versions: an admin goes from copy to publishing, HR reads along, others do not come in (C12, B3, B4)."""

import json
from decimal import Decimal
from io import BytesIO

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from register.audit import AuditEntry
from register.jobs.queue import work_off
from register.points.versions.drafts import change_draft
from register.points.versions.models import OwnRuleVersion, OwnVersionFigure
from register.points.versions.simulating import simulate
from register.rules.reading import read_file
from tests.host import Host
from tests.makers import NOON, TODAY, make_organisation, make_person, make_registration
from tests.pages.reading import form_values, soup
from tests.rules_versions.making import (
    RATE,
    claim_of,
    make_admin,
    make_draft,
    make_many,
    make_registered,
    publish_draft,
)

ROOT = "/leerregister/normen"


def press(client: FlaskClient, page: BeautifulSoup, action: str, **more: str) -> BeautifulSoup:
    """Send the form that leads there, and read the page that it brings."""
    form = f"form[method=post][action*='{action}']"
    address = str(page.select(form)[0]["action"])
    return soup(client.post(address, data=form_values(page, form) | more, follow_redirects=True))


def upload(client: FlaskClient, content: bytes, name: str = "mijn.toml") -> TestResponse:
    """Bring a rule file back."""
    form = form_values(soup(client.get(f"{ROOT}/versie-maken")), "form[action$=versie-uit-bestand]")
    sent = form | {"regels": (BytesIO(content), name)}
    return client.post(f"{ROOT}/versie-uit-bestand", data=sent, follow_redirects=True)


def test_from_a_copy_to_a_published_version(host: Host, session: Session) -> None:
    els = make_registered(session, "Els")
    make_admin(session)
    client = host.client("ada")

    made = press(
        client, soup(client.get(f"{ROOT}/versie-maken?register=rp-sw")), "versie-maken",
        name="2027-eigen", applies_from="1-1-2024",
    )  # fmt: skip
    figure = soup(client.get(str(made.select(f"a[href*='{RATE}']")[0]["href"])))
    changed = press(client, figure, "wijzigen", value="2", source="Reglement 2027, artikel 3", source_on="1-11-2026")
    effects = press(client, changed, "gevolgen")
    published = press(client, effects, "publiceren")

    assert "hetzelfde" in made.text
    assert "Reglement 2027, artikel 3 (1 november 2026)" in changed.text
    assert "1 registratie" in effects.text
    assert "gepubliceerd. 1 registratie is opnieuw berekend" in published.select_one("[role=status]").text  # type: ignore[union-attr]
    assert claim_of(session, els).rule_version == "2027-eigen"


def test_the_list_says_who_published_when_and_what_a_version_judged(host: Host, session: Session) -> None:
    make_registered(session, "Els")
    admin = make_admin(session)
    publish_draft(admin, make_draft(session, admin, {RATE: "2"}))
    make_person(session, "Hans", roles=("hr",))

    page = soup(host.client("hans").get(f"{ROOT}/versies?register=rp-sw"))

    rows = [row.text.split() for row in page.select("tbody tr")]
    assert rows[0][:2] == ["2027-eigen", "gepubliceerd"]
    assert "Ada Vries" in page.text
    assert [row[-2:] for row in rows] == [["1", "0"], ["0", "0"]]
    assert page.select("a[href*='versie-maken']") == []


def test_a_version_comes_back_from_a_file_as_it_went(host: Host, session: Session) -> None:
    admin = make_admin(session)
    draft = make_draft(session, admin, {"tracks.overig.max": "40"})
    client = host.client("ada")
    text = client.get(f"{ROOT}/versie-bestand/{draft}").text
    changed = text.replace('version = "2027-eigen"', 'version = "2028-eigen"').replace("value = 40", "value = 45")

    answer = upload(client, changed.encode())

    session.expire_all()
    stored = session.scalars(select(OwnRuleVersion).where(OwnRuleVersion.name == "2028-eigen")).one()
    assert read_file(text).versions[0].version == "2027-eigen"
    assert (stored.state, stored.copied_from) == ("concept", "een bestand")
    assert "45" in soup(answer).text
    assert session.scalars(select(OwnVersionFigure.id).where(OwnVersionFigure.rule_version_id == stored.id)).all() == []


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("value = 40", 'value = "veel"', "Dit is geen getal"),
        ('id = "rp-sw"', 'id = "rp-xx"', "kennen we niet"),
        ('selected_by = "period_start"', 'selected_by = "period_end"', "Het register zelf verandert niet"),
        ("valid_from = 2024-01-01\n", "", "Dit veld ontbreekt"),
        ('version = "2027-eigen"', 'version = "2027-eigen', "schrijfwijze"),
    ],
)
def test_a_file_that_is_wrong_says_on_which_line(host: Host, session: Session, old: str, new: str, says: str) -> None:
    admin = make_admin(session)
    draft = make_draft(session, admin, {"tracks.overig.max": "40"})
    client = host.client("ada")
    text = client.get(f"{ROOT}/versie-bestand/{draft}").text.replace(old, new)

    answer = upload(client, text.encode())

    said = soup(answer).select_one("#rg-problems").text  # type: ignore[union-attr]
    assert answer.status_code == 422
    assert says in said
    assert "mijn.toml, regel " in said


def test_a_file_that_is_not_chosen_and_one_that_is_no_text_are_refused(host: Host, session: Session) -> None:
    make_admin(session)
    client = host.client("ada")

    empty, picture = upload(client, b"", ""), upload(client, b"\x89PNG\xff", "plaatje.png")

    assert (empty.status_code, picture.status_code) == (422, 422)
    assert soup(empty).select_one("#rg-problems li").text == "Kies eerst een regelbestand."  # type: ignore[union-attr]
    assert "geen UTF-8" in picture.text


@pytest.mark.parametrize("address", [ROOT, f"{ROOT}/versies"])
def test_the_register_that_most_people_are_in_comes_first(host: Host, session: Session, address: str) -> None:
    make_admin(session)
    make_registration(session, make_person(session, "Bo"), "skj-jgp")
    elsewhere = make_organisation(session, "Elders")
    for name in ("Ver", "Weg"):
        make_registration(session, make_person(session, name, organisation=elsewhere), "rp-sw")

    page = soup(host.client("ada").get(address))

    assert next(one["value"] for one in page.select("#rg-main select option[selected]")) == "skj-jgp"


def test_only_hr_gets_names_and_the_file(host: Host, session: Session) -> None:
    make_registered(session, "Els")
    admin = make_admin(session)
    draft = make_draft(session, admin, {RATE: "2"})
    make_person(session, "Hans", roles=("hr",))
    ada, hans = host.client("ada"), host.client("hans")
    press(ada, soup(ada.get(f"{ROOT}/versies/{draft}")), "gevolgen")

    for_admin, for_hr = ada.get(f"{ROOT}/gevolgen/{draft}"), hans.get(f"{ROOT}/gevolgen/{draft}")
    files = [client.get(f"{ROOT}/gevolgen/{draft}?als=csv") for client in (ada, hans)]

    assert ("Els Vries" in for_admin.text, "Els Vries" in for_hr.text) == (False, True)
    assert "minder dan vijf mensen" in for_admin.text
    assert "Wie al in een periode zit, houdt de regels van toen." in for_admin.text
    assert [one.status_code for one in files] == [403, 200]
    assert "gaat vooruit" in files[1].text


def test_a_job_that_works_a_version_out_shows_how_far_it_is(host: Host, session: Session) -> None:
    admin = make_admin(session)
    make_many(session, admin.organisation_id)
    draft = make_draft(session, admin, {"total.min": "12"})
    client = host.client("ada")

    waiting = press(client, soup(client.get(f"{ROOT}/versies/{draft}")), "gevolgen")
    session.rollback()
    work_off(host.app)
    done = soup(client.get(f"{ROOT}/gevolgen/{draft}"))

    assert "wacht op zijn beurt" in waiting.select("#rg-jobs")[0].text
    assert done.select("#rg-jobs") == []
    assert "210 registraties" in done.text


def test_a_figure_under_an_own_version_says_which_version_judges(host: Host, session: Session) -> None:
    els = make_registered(session, "Els")
    admin = make_admin(session)
    draft = make_draft(session, admin, {RATE: "2"})
    publish_draft(admin, draft)
    client = host.client("ada")
    form = form_values(soup(client.get(f"{ROOT}/rp-sw/2018/{RATE}")), "main form")

    saved = client.post(f"{ROOT}/rp-sw/2018/{RATE}", data=form | {"value": "9", "source": "Reglement"})
    page = soup(client.get(saved.location))

    said = page.select_one("[role=status]").text  # type: ignore[union-attr]
    assert "Vanaf 1 januari 2024 oordeelt jullie eigen versie ‘2027-eigen’: daar verandert niets." in said
    assert page.select(f"a[href$='/normen/versies/{draft}']")
    assert claim_of(session, els).points == Decimal(4)


def test_after_a_job_that_failed_a_version_can_be_worked_out_again(host: Host, session: Session) -> None:
    admin = make_admin(session)
    make_many(session, admin.organisation_id)
    draft = make_draft(session, admin, {"total.min": "12"})
    client = host.client("ada")
    press(client, soup(client.get(f"{ROOT}/versies/{draft}")), "gevolgen")
    change_draft(admin, draft, name="2028-eigen", applies_from=TODAY, version=None, at=NOON)
    session.rollback()
    work_off(host.app)

    page = soup(client.get(f"{ROOT}/gevolgen/{draft}"))

    assert "is niet gelukt" in page.select("#rg-jobs")[0].text
    assert page.select("form[action*='/gevolgen/'] button")[0].text == "Doorrekenen"


def test_a_file_of_effects_leaves_one_line_in_the_trail(host: Host, session: Session) -> None:
    for name in ("Els", "Tom", "Kim"):
        make_registered(session, name)
    admin = make_admin(session)
    draft = make_draft(session, admin, {RATE: "2"})
    simulate(admin, draft, at=NOON)
    make_person(session, "Hans", roles=("hr",))

    told = host.client("hans").get(f"{ROOT}/gevolgen/{draft}?als=csv")

    looks = session.scalars(select(AuditEntry).where(AuditEntry.act == "regelversie.gevolgen-bekeken")).all()
    assert told.text.count("gaat vooruit") == 3
    assert [json.loads(one.details)["named"] for one in looks] == [3]
