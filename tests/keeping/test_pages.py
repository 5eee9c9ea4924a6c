"""The pages of privacy: what is kept, the own data, keeping and erasing, checking."""

import re
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from register.jobs.models import Job
from register.keeping.holds import Hold, set_hold
from register.keeping.models import Erasure, LegalHold, RetentionTerm
from register.people.models import Person
from register.privacy.data_inventory import data_inventory
from tests.conftest import NOW
from tests.host import Host
from tests.keeping.making import things_of
from tests.makers import TODAY, make_person, make_viewer
from tests.pages.reading import forget_request, token


@pytest.fixture
def people(session: Session) -> dict[str, Person]:
    """Els with what is kept of her, HR and the administrator."""
    els = make_person(session, "Els")
    things_of(session, els)
    make_person(session, "Hanna", roles=("hr",))
    make_person(session, "Ad", roles=("admin",))
    return {"els": els}


def page(client: FlaskClient, path: str) -> BeautifulSoup:
    answer = client.get(f"/leerregister{path}")
    assert answer.status_code == 200
    return BeautifulSoup(answer.text, "html.parser")


def send(client: FlaskClient, path: str, **fields: str) -> str:
    sent = {"csrf_token": token(client), **fields}
    forget_request()
    answer = client.post(f"/leerregister{path}", data=sent, follow_redirects=True)
    assert answer.status_code == 200
    return " ".join(BeautifulSoup(answer.text, "html.parser").get_text(" ").split())


def test_everybody_reads_of_every_column_why_it_is_there(host: Host, people: dict[str, Person]) -> None:
    found = page(host.client("els"), "/privacy/gegevens")

    titles = [one.get_text(strip=True) for one in found.select("details > summary")]
    labels = len(found.select("details li"))
    assert titles == [one.title for one in data_inventory().values()]
    assert labels == sum(len(one.columns) for one in data_inventory().values())
    assert "24 maanden na de laatste werkdag" in found.get_text()


def test_whose_employment_goes_on_is_shown_apart_and_has_a_tick_of_its_own(
    host: Host, session: Session, people: dict[str, Person]
) -> None:
    people["els"].deactivated_at = NOW - timedelta(days=800)
    kept = make_person(session, "Kees")
    kept.deactivated_at = NOW - timedelta(days=800)
    session.commit()
    hanna = make_viewer(session, session.scalars(select(Person).where(Person.subject == "hanna")).one())
    set_hold(hanna, kept.id, Hold(reference="Z-1"), at=NOW, today=TODAY)

    plan, one = (page(host.client("hanna"), path).get_text() for path in ("/privacy/bewaren", "/mensen/1/bewaren"))
    form = page(host.client("ad"), "/privacy/bewaren").select("#rg-run input[type=checkbox]")

    assert plan.count("Toegang gestopt op 13 september 2024. Het hele dossier gaat weg.") == 2
    assert "bewaarplicht" in plan
    assert "Toegang gestopt op 13 september 2024. Het dienstverband loopt nog volgens het bestand van HR." in one
    assert [box["name"] for box in form] == ["seen", "still_employed"]


def test_the_inventory_is_a_file_with_a_row_per_column(host: Host, people: dict[str, Person]) -> None:
    answer = host.client("els").get("/leerregister/privacy/gegevens?als=csv")

    rows = [line for line in answer.data.decode("utf-8-sig").splitlines() if line.count(";") >= 6]
    assert len(rows) == 1 + sum(len(one.columns) for one in data_inventory().values())


def test_somebody_fetches_the_own_data_and_nobody_else_does(host: Host, people: dict[str, Person]) -> None:
    link = page(host.client("els"), "/privacy/mijn-gegevens").select_one("#rg-jobs a[download]")

    assert link is not None
    with host.client("els").get(str(link["href"])) as answer:
        assert answer.data == b"bytes"
    assert host.client("hanna").get(str(link["href"])).status_code == 404


def test_hr_asks_and_the_administrator_erases(host: Host, session: Session, people: dict[str, Person]) -> None:
    row = session.scalars(select(Erasure)).one()
    seen_by_hr = page(host.client("hanna"), "/privacy/bewaren")

    slipped = send(host.client("ad"), f"/privacy/wissen/{row.id}/uitvoeren")
    said = send(host.client("ad"), f"/privacy/wissen/{row.id}/uitvoeren", seen="1")

    assert "Zet eerst het vinkje: wissen kan niet terug. Er is niets gewist." in slipped
    assert "Intrekken" in seen_by_hr.get_text()
    assert not seen_by_hr.select(f'form[action$="/wissen/{row.id}/uitvoeren"]')
    assert "Wat ook van anderen is, staat nu op naam van Oud-collega 1." in said


def test_the_administrator_sees_counts_and_hr_sees_names(host: Host, people: dict[str, Person]) -> None:
    admin, hr = (page(host.client(one), "/privacy/bewaren").get_text() for one in ("ad", "hanna"))

    assert "Bewaarplichten" in hr
    assert "Bewaarplichten" not in admin
    assert "Nu uitvoeren" in admin
    assert "Nu uitvoeren" not in hr


def test_hr_holds_somebody_and_lets_go(host: Host, session: Session, people: dict[str, Person]) -> None:
    els = people["els"].id

    said = send(host.client("hanna"), f"/mensen/{els}/bewaarplicht", reference="Z-12", until_on="5-3-2027")
    row = session.scalars(select(LegalHold).where(LegalHold.person_id == els)).one()
    after = send(host.client("hanna"), f"/privacy/bewaarplicht/{row.id}/beeindigen")

    assert "Kenmerk Z-12" in said
    assert "De bewaarplicht is beëindigd." in after


def test_a_term_without_a_reason_is_refused_at_its_field(
    host: Host, session: Session, people: dict[str, Person]
) -> None:
    client = host.client("ad")

    sent = {"csrf_token": token(client), "amount": "12", "reason": "ja"}
    forget_request()
    wrong = client.post("/leerregister/privacy/bewaren/termijn/dossier", data=sent)
    send(client, "/privacy/bewaren/termijn/dossier", amount="12", reason="Afgesproken met de OR.", version="0")

    assert wrong.status_code == 422
    assert "Schrijf waarom, in een zin." in wrong.text
    assert session.scalars(select(RetentionTerm.amount)).all() == [12]


def test_hr_sees_who_leaves_and_whether_the_dossier_was_offered(host: Host, people: dict[str, Person]) -> None:
    found = page(host.client("hanna"), "/privacy/vertrek").get_text(" ")

    assert re.search(
        r"Bewaar\d+ Vries\s+Laatste werkdag 13 oktober 2026\s+!\s+niet aangeboden", " ".join(found.split())
    )


def test_the_administrator_checks_the_trail(host: Host, people: dict[str, Person]) -> None:
    said = send(host.client("ad"), "/privacy/controle")

    assert "Alles klopt." in said
    assert NOW.year == 2026


def test_a_run_is_asked_for_once_somebody_saw_what_goes(
    host: Host, session: Session, people: dict[str, Person]
) -> None:
    unseen = send(host.client("ad"), "/privacy/bewaren/uitvoeren")
    before = session.scalars(select(Job.kind)).all()
    seen = send(host.client("ad"), "/privacy/bewaren/uitvoeren", seen="1")

    assert "Er is niets gewist." in unseen
    assert "bewaartermijnen" not in before
    assert "De bewaartermijnen worden uitgevoerd." in seen
