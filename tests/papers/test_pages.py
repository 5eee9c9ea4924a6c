"""The pages around papers: buttons, what is missing, a list for a day to come, and files under clean names (PR6)."""

from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from register.learning.confirm import dispute
from register.learning.models import Activity
from register.people.models import Person, Registration
from tests.conftest import NOW
from tests.host import Host
from tests.makers import make_logged, make_person, make_registration, make_viewer
from tests.pages.reading import PREFIX, open_form, send, soup
from tests.papers.checking import text_of
from tests.papers.conftest import part_of


def get(client: FlaskClient, path: str) -> TestResponse:
    return client.get(PREFIX + path)


def links(page: TestResponse, selector: str) -> dict[str, str]:
    return {link.get_text(): str(link["href"]) for link in soup(page).select(f"{selector} a")}


def test_every_paper_on_the_activity_page_is_a_pdf(host: Host, activity: Activity) -> None:
    client = host.client("els")
    found = links(get(client, f"/activiteiten/{activity.id}"), "#stukken")

    answers = {name: client.get(address) for name, address in found.items() if address.split("?")[0].endswith(".pdf")}

    assert set(answers) == {
        "Presentielijst met ruimte om te tekenen",
        "Presentielijst zonder handtekeningen",
        "Lege presentielijst",
        "Certificaat van deelname",
        "Invulverklaring",
    }
    assert {answer.mimetype for answer in answers.values()} == {"application/pdf"}
    assert {answer.data[:5] for answer in answers.values()} == {b"%PDF-"}
    assert client.get(found["foto van de ingevulde lijst"]).status_code == 200


def test_the_file_has_a_clean_name_and_no_name_of_a_person(host: Host, activity: Activity) -> None:
    answer = get(host.client("els"), f"/activiteiten/{activity.id}/certificaat.pdf")

    assert answer.headers["Content-Disposition"] == f"attachment; filename=certificaat-2026-03-05-{activity.id}.pdf"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_certificate_that_cannot_be_made_yet_says_what_and_who(host: Host, activity: Activity) -> None:
    answer = get(host.client("kim"), f"/activiteiten/{activity.id}/certificaat.pdf")

    page = soup(answer)
    assert answer.status_code == 409
    assert "De aanwezigheid op 5 maart 2026 is nog niet bevestigd." in page.text
    assert f"/activiteiten/{activity.id}" in str(page.select_one("main .rg-btn--1"))


def test_my_dossier_has_both_papers_of_each_registration(
    host: Host, registration: Registration, activity: Activity
) -> None:
    client = host.client("els")
    found = links(get(client, "/dossier"), "main")

    dossier = client.get(found["Dossier als PDF van Jeugd- en gezinsprofessionals (SKJ)"])
    statement = client.get(found["werkgeversverklaring voor Jeugd- en gezinsprofessionals (SKJ)"])

    assert "Intervisie Oost" in text_of(dossier.data)
    assert "Werkgeversverklaring" in text_of(statement.data)


def test_a_dossier_of_a_period_says_so(host: Host, registration: Registration, activity: Activity) -> None:
    path = f"/dossier/registraties/{registration.id}/dossier.pdf?van=2026-04-01&tot=2026-12-31"

    answer = get(host.client("els"), path)

    assert "van 1 april 2026 tot en met 31 december 2026" in text_of(answer.data)


def test_a_period_that_cannot_be_is_refused(host: Host, registration: Registration) -> None:
    client = host.client("els")
    path = f"/dossier/registraties/{registration.id}/dossier.pdf"

    assert get(client, f"{path}?van=2026-04-01&tot=2026-03-01").status_code == 422
    assert get(client, f"{path}?van=gisteren").status_code == 422


def test_a_blank_list_for_a_day_to_come_is_made_and_kept_nowhere(host: Host, els: Person) -> None:
    client = host.client("els")
    form = open_form(client, "/lege-presentielijst", "main form")

    answer = send(
        client, form, "/lege-presentielijst", title="Teamdag", held_on="3-12-2026", starts_at="9.30", rows="8"
    )

    assert answer.mimetype == "application/pdf"
    assert "Teamdag Soort Datum 3 december 2026 Van – tot 09:30 tot …" in text_of(answer.data)


def test_a_date_that_cannot_be_read_keeps_what_was_typed(host: Host, els: Person) -> None:
    client = host.client("els")
    form = open_form(client, "/lege-presentielijst", "main form")

    answer = send(client, form, "/lege-presentielijst", title="Teamdag", held_on="morgen")

    assert answer.status_code == 422
    assert soup(answer).select_one("#title")["value"] == "Teamdag"  # type: ignore[index]
    assert "Schrijf bijvoorbeeld 5-3-2026" in answer.text


def test_hr_finds_the_papers_of_somebody(
    session: Session, host: Host, els: Person, registration: Registration, activity: Activity
) -> None:
    make_person(session, "Hr", roles=("hr",))
    client = host.client("hr")

    page = get(client, f"/mensen/{els.id}/stukken")

    found = links(page, "main")
    assert "1 activiteit, de nieuwste eerst" in page.text
    about = " Intervisie Oost, 5 maart 2026"
    for name in (f"Presentielijst{about}", f"certificaat{about}", f"invulverklaring{about}"):
        assert client.get(found[name]).mimetype == "application/pdf"
    assert client.get(found["werkgeversverklaring voor Jeugd- en gezinsprofessionals (SKJ)"]).status_code == 200


def test_who_has_nothing_yet_is_told_what_will_be_here(session: Session, host: Host) -> None:
    make_person(session, "Hr", roles=("hr",))
    somebody = make_person(session, "Noor")

    page = get(host.client("hr"), f"/mensen/{somebody.id}/stukken")

    assert "Er is nog niets vastgelegd." in page.text
    assert "Geen registratie" in page.text


def test_with_two_registrations_the_statement_asks_for_which(
    session: Session, host: Host, els: Person, jan: Person
) -> None:
    for register_id in ("skj-jgp", "rp-sw"):
        make_registration(session, els, register_id, number="12345")
    activity_id = make_logged(session, els, others=(jan,))
    client = host.client("els")
    path = f"/activiteiten/{activity_id}/invulverklaring.pdf"

    found = links(get(client, path), "main")

    texts = {name: text_of(client.get(address).data) for name, address in found.items()}
    assert sorted(name for name, text in texts.items() if "Technisch-instrumenteel" in text) == [
        "Jeugd- en gezinsprofessionals (SKJ), nummer 12345"
    ]
    assert len(texts) == 3


def test_who_said_klopt_niet_is_offered_no_list(session: Session, host: Host, activity: Activity, jan: Person) -> None:
    dispute(make_viewer(session, jan), part_of(activity, jan).id, reason="", at=NOW)

    found = links(get(host.client("jan"), f"/activiteiten/{activity.id}"), "#stukken")

    assert set(found) == {"Certificaat van deelname", "Invulverklaring"}
