"""The pages about people: found, filtered, mended by hand, and only by HR of the same organisation."""

from datetime import date
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from register.audit import AuditEntry
from register.imports.name_by_hand import NameEntry, change_name
from register.people.models import Person, Registration, RegistrationPause
from tests.conftest import NOW
from tests.host import Host
from tests.imports.importing import plan_rows
from tests.makers import make_crowd, make_organisation, make_person, make_registration, make_team, make_viewer
from tests.pages.reading import FIRST_SEARCH, forget_request, form_values, search_for, soup, token
from tests.workbook_maker import PEOPLE_HEADER

PEOPLE = "/leerregister/mensen"


def hr_client(host: Host, session: Session) -> FlaskClient:
    """HR, signed in."""
    make_person(session, "Hanneke", "Raad", roles=("hr",), personnel_number="90001")
    return host.client("hanneke")


def names(client: FlaskClient, query: str = "") -> list[str]:
    """The people on the list."""
    return [cell.text.strip() for cell in soup(client.get(f"{PEOPLE}?{query}")).select("th[scope=row]")]


def test_the_list_is_in_dutch_order_and_counts_first(host: Host, session: Session) -> None:
    client = hr_client(host, session)
    make_person(session, "Els", "Berg", prefix="van den")
    make_person(session, "Aad", "Zomer")

    assert names(client) == ["Els van den Berg", "Hanneke Raad", "Aad Zomer"]
    assert "3 van 3 medewerkers" in client.get(PEOPLE).text


def test_a_register_has_its_name_on_the_list_and_in_the_filter(host: Host, session: Session) -> None:
    client = hr_client(host, session)
    make_registration(session, make_person(session, "Els", "Berg"), "rp-sw")

    page = soup(client.get(f"{PEOPLE}?register=rp-sw"))

    assert [cell.text for cell in page.select("td[data-l=Registers]")] == ["Register Sociaal Werkers"]
    assert "Register: Register Sociaal Werkers" in page.select_one("[aria-label='Gekozen filters']").text  # type: ignore[union-attr]


def found(client: FlaskClient, words: str) -> list[str]:
    """Search on the list, and return whom it shows."""
    return names(client, search_for(client, "/mensen", zoek=words).partition("?")[2])


def test_filters_stand_in_the_address_and_who_is_searched_for_does_not(host: Host, session: Session) -> None:
    client = hr_client(host, session)
    team = make_team(session)
    els = make_person(session, "Els", "Berg", prefix="van den", team=team)
    make_person(session, "Jan", "Smit", team=team)
    make_registration(session, els, "skj-jgp")

    assert found(client, "vandenberg") == ["Els van den Berg"]
    address = search_for(client, "/mensen", zoek="vandenberg", team=str(team.id))
    assert address == f"{PEOPLE}?zoek={FIRST_SEARCH}&team={team.id}"
    assert found(client, "jan") == ["Jan Smit"]
    assert names(client, f"zoek={FIRST_SEARCH}") == ["Els van den Berg"]
    assert names(client, f"team={team.id}") == ["Els van den Berg", "Jan Smit"]
    assert names(client, f"team={team.id}&register=skj-jgp") == ["Els van den Berg"]
    assert "Niemand past bij dit filter" in client.get(search_for(client, "/mensen", zoek="%")).text


def test_a_search_that_is_no_longer_known_is_asked_again_and_never_becomes_everybody(
    host: Host, session: Session
) -> None:
    client = hr_client(host, session)
    team = make_team(session)

    lost = client.get(f"{PEOPLE}?zoek=9&team={team.id}&pagina=2&als=xlsx")

    assert (lost.status_code, lost.location) == (302, f"{PEOPLE}?team={team.id}")
    assert "Je zoekwoorden zijn niet meer bekend. Zoek opnieuw." in client.get(lost.location).text


def test_typing_letter_by_letter_pushes_no_search_of_another_tab_out(host: Host, session: Session) -> None:
    client = hr_client(host, session)
    make_person(session, "Els", "Berg", prefix="van den")
    first = search_for(client, "/mensen", zoek="vandenberg")
    typed = {"csrf_token": token(client), "naar": "/leerregister/mensen"}

    for end in range(1, 13):
        client.post(
            "/leerregister/zoeken", data=typed | {"zoek": "abcdefghijklm"[:end]}, headers={"HX-Request": "true"}
        )

    assert names(client, first.partition("?")[2]) == ["Els van den Berg"]
    assert search_for(client, "/mensen", zoek="jan") == f"{PEOPLE}?zoek={FIRST_SEARCH + 1}"


def test_a_long_list_has_pages_of_25(host: Host, session: Session) -> None:
    client = hr_client(host, session)
    make_crowd(session, [f"Persoon{place:02d}" for place in range(30)], "Aa")

    assert len(names(client)) == 25
    assert len(names(client, "pagina=2")) == 6
    assert len(names(client, "per=100")) == 31


def test_somebody_is_added_by_hand(host: Host, session: Session) -> None:
    client = hr_client(host, session)
    values = form_values(soup(client.get(f"{PEOPLE}/nieuw")), "main form")

    answer = client.post(
        f"{PEOPLE}/nieuw", data=values | {"personnel_number": "7", "given_name": "Olaf", "family_name": "Dam"}
    )

    assert answer.status_code == 303
    assert "Olaf Dam is toegevoegd" in client.get(answer.headers["Location"]).text


def test_a_number_that_is_taken_keeps_what_was_typed(host: Host, session: Session) -> None:
    client = hr_client(host, session)
    values = form_values(soup(client.get(f"{PEOPLE}/nieuw")), "main form")

    answer = client.post(
        f"{PEOPLE}/nieuw", data=values | {"personnel_number": "090001", "given_name": "Olaf", "family_name": "Dam"}
    )

    assert answer.status_code == 422
    assert "al van iemand" in answer.text
    assert form_values(soup(answer), "main form")["given_name"] == "Olaf"


def test_a_registration_is_added_changed_and_paused(host: Host, session: Session) -> None:
    client = hr_client(host, session)
    els = make_person(session, "Els", "Berg")
    new = f"{PEOPLE}/{els.id}/registraties/nieuw"
    values = form_values(soup(client.get(new)), "main form")

    added = client.post(
        new, data=values | {"register_id": "skj-jgp", "number": "130011", "cycle_starts_on": "1-1-2024"}
    )
    registration = session.scalars(select(Registration)).one()
    edit = f"{PEOPLE}/{els.id}/registraties/{registration.id}"
    values = form_values(soup(client.get(edit)), "main form")
    changed = client.post(edit, data=values | {"level": "hbo"})
    paused = client.post(
        f"{edit}/pauzes",
        data={"csrf_token": values["csrf_token"], "starts_on": "2025-01-01", "ends_on": "2025-03-31"},
    )

    assert [added.status_code, changed.status_code, paused.status_code] == [303, 303, 303]
    session.expire_all()
    assert session.scalars(select(Registration.level)).one() == "hbo"
    assert session.scalars(select(RegistrationPause.ends_on)).one() == date(2025, 3, 31)


def test_a_registration_of_a_lifetime_is_a_year_typed_wrong(host: Host, session: Session) -> None:
    client = hr_client(host, session)
    new = f"{PEOPLE}/{make_person(session, 'Els', 'Berg').id}/registraties/nieuw"
    values = form_values(soup(client.get(new)), "main form") | {"register_id": "skj-jgp"}

    long = client.post(new, data=values | {"cycle_starts_on": "2025-01-01", "cycle_ends_on": "2092-12-31"})

    assert long.status_code == 422
    assert "meer dan 20 jaar. Kijk naar het jaar." in long.text


def test_a_pause_outside_the_registration_is_refused_and_an_end_that_was_filled_in_stays(
    host: Host, session: Session
) -> None:
    client = hr_client(host, session)
    filled_in = make_registration(session, make_person(session, "Els", "Berg"), cycle_ends_on=date(2028, 12, 31))
    edit = f"{PEOPLE}/{filled_in.person_id}/registraties/{filled_in.id}"
    page = client.get(edit)
    sent = {"csrf_token": form_values(soup(page), "main form")["csrf_token"], "ends_on": "2029-03-31"}

    outside = client.post(f"{edit}/pauzes", data=sent | {"starts_on": "2029-01-01"})
    inside = client.post(f"{edit}/pauzes", data=sent | {"starts_on": "2028-12-01"})

    assert (outside.status_code, inside.status_code) == (422, 303)
    assert "De pauze valt buiten de registratie (01-01-2024 tot en met 31-12-2028)." in outside.text
    assert "De laatste dag is ingevuld, 31 december 2028: een pauze of verlenging verandert die niet." in page.text


def test_a_wrong_registration_number_is_said_beside_its_field(host: Host, session: Session) -> None:
    client = hr_client(host, session)
    els = make_person(session, "Els", "Berg")
    new = f"{PEOPLE}/{els.id}/registraties/nieuw"
    values = form_values(soup(client.get(new)), "main form")

    answer = client.post(new, data=values | {"register_id": "rp-sw", "number": "##", "cycle_starts_on": "2024-01-01"})

    assert answer.status_code == 422
    assert soup(answer).select_one("#number-e")


def test_no_register_is_chosen_for_somebody_and_all_that_is_wrong_is_said_at_once(host: Host, session: Session) -> None:
    client = hr_client(host, session)
    new = f"{PEOPLE}/{make_person(session, 'Els', 'Berg').id}/registraties/nieuw"
    values = form_values(soup(client.get(new)), "main form")

    nothing = soup(client.post(new, data=values))
    wrong = soup(client.post(new, data=values | {"register_id": "rp-sw", "number": "12"}))

    assert {one["href"] for one in nothing.select("#rg-errors a")} == {"#register_id", "#cycle_starts_on"}
    assert {one["href"] for one in wrong.select("#rg-errors a")} == {"#number", "#cycle_starts_on"}


def test_the_second_save_of_an_old_version_is_refused(host: Host, session: Session) -> None:
    client = hr_client(host, session)
    registration = make_registration(session, make_person(session, "Els", "Berg"))
    edit = f"{PEOPLE}/{registration.person_id}/registraties/{registration.id}"
    values = form_values(soup(client.get(edit)), "main form")
    client.post(edit, data=values | {"level": "hbo"})

    assert client.post(edit, data=values | {"level": "mbo"}).status_code == 409


def test_access_is_stopped_and_given_back(host: Host, session: Session) -> None:
    client = hr_client(host, session)
    els = make_person(session, "Els", "Berg")
    page = f"{PEOPLE}/{els.id}"

    client.post(f"{page}/actief", data=form_values(soup(client.get(page)), "main form"))
    stopped = host.client("els").get("/leerregister/").status_code
    client.post(f"{page}/actief", data=form_values(soup(client.get(page)), "main form"))

    assert stopped == 401
    assert host.client("els").get("/leerregister/").status_code == 200


def test_a_name_is_changed_with_its_parts_and_found_by_the_new_one(host: Host, session: Session) -> None:
    client = hr_client(host, session)
    els = make_person(session, "Els", "Berg", prefix="van den", personnel_number="00101")
    page = f"{PEOPLE}/{els.id}/naam"
    values = form_values(soup(client.get(page)), "main form")
    married = {"partner_prefix": "de", "partner_family_name": "Vries", "name_use": "partner-eigen", "email": "E@x.nl"}

    saved = client.post(page, data=values | married)

    session.expire_all()
    assert saved.status_code == 303
    assert (els.display_name, els.email) == ("Els de Vries-van den Berg", "e@x.nl")
    assert found(client, "devries") == ["Els de Vries-van den Berg"]
    assert session.scalars(select(AuditEntry.details).where(AuditEntry.act == "persoon.gewijzigd")).all() == [
        '{"fields": "partner_prefix, partner_family_name, name_use, email"}'
    ]


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"family_name": ""}, "family_name"),
        ({"name_use": "partner"}, "partner_family_name"),
        ({"email": "hanneke@voorbeeld.example"}, "email"),
        ({"email": "geen adres"}, "email"),
    ],
)
def test_a_name_that_cannot_be_is_said_beside_its_field(
    host: Host, session: Session, typed: dict[str, str], field: str
) -> None:
    client = hr_client(host, session)
    els = make_person(session, "Els", "Berg")
    page = f"{PEOPLE}/{els.id}/naam"

    answer = client.post(page, data=form_values(soup(client.get(page)), "main form") | typed)

    assert answer.status_code == 422
    assert soup(answer).select_one(f"#{field}-e")
    assert els.display_name == "Els Berg"


def test_a_name_that_somebody_else_changed_meanwhile_is_shown_before_it_is_overwritten(
    host: Host, session: Session
) -> None:
    client = hr_client(host, session)
    els = make_person(session, "Els", "Berg")
    page = f"{PEOPLE}/{els.id}/naam"
    values = form_values(soup(client.get(page)), "main form")
    client.post(page, data=values | {"family_name": "Dal"})

    refused = client.post(page, data=values | {"family_name": "Bos"})
    again = client.post(page, data=form_values(soup(refused), "main form"))

    assert (refused.status_code, again.status_code) == (409, 303)
    assert "Nu staat er: Els Dal" in soup(refused).select("[role=alert]")[0].text
    session.expire_all()
    assert els.display_name == "Els Bos"


def test_an_import_shows_a_name_that_was_changed_by_hand_as_any_other_field(
    host: Host, session: Session, tmp_path: Path
) -> None:
    els = make_person(session, "Els", "Berg", prefix="van den", personnel_number="00101")
    hr = make_viewer(session, make_person(session, "Hanneke", "Raad", roles=("hr",), personnel_number="90001"))
    change_name(hr, els.id, NameEntry(given_name="Els", prefix="van der", family_name="Berg"), version=1, at=NOW)

    plan = plan_rows(session, tmp_path, [("00101", "Els", "van den", "Berg")], PEOPLE_HEADER[:4])

    assert [change for row in plan.rows for change in row.changes] == [("Voorvoegsel", "van der", "van den")]


def test_a_person_of_another_organisation_is_not_there(host: Host, session: Session) -> None:
    client = hr_client(host, session)
    stranger = make_person(session, "Olga", organisation=make_organisation(session, "Elders"))

    assert client.get(f"{PEOPLE}/{stranger.id}").status_code == 404
    assert client.get(f"{PEOPLE}/{stranger.id}/naam").status_code == 404
    assert client.get(f"{PEOPLE}/999999").status_code == 404


def test_a_number_that_no_database_has_room_for_is_not_there(host: Host, session: Session) -> None:
    assert hr_client(host, session).get(f"{PEOPLE}/{2**63}").status_code == 404


def test_only_hr_opens_the_list(host: Host, session: Session) -> None:
    make_person(session, "Els")

    assert host.client("els").get(PEOPLE).status_code == 403


def test_a_posted_field_that_the_form_does_not_have_changes_nothing(host: Host, session: Session) -> None:
    client = hr_client(host, session)
    values = form_values(soup(client.get(f"{PEOPLE}/nieuw")), "main form")
    foreign = {"organisation_id": "99", "subject": "admin", "deactivated_at": "2020-01-01", "roles": "admin", "id": "1"}

    client.post(
        f"{PEOPLE}/nieuw",
        data=values | foreign | {"personnel_number": "7", "given_name": "Olaf", "family_name": "Dam"},
    )

    olaf = session.scalars(select(Person).where(Person.given_name == "Olaf")).one()
    assert (olaf.subject, olaf.deactivated_at, olaf.organisation_id) == (None, None, make_organisation(session).id)


def test_who_signs_in_after_somebody_else_in_the_same_browser_finds_no_words_of_theirs(
    host: Host, session: Session
) -> None:
    client = hr_client(host, session)
    make_person(session, "Bo", roles=("hr",))
    address = search_for(client, "/mensen", zoek="Karel")

    with client.session_transaction() as kept:
        kept["subject"] = "bo"
    forget_request()
    page = client.get(address, follow_redirects=True)

    assert "Karel" not in page.text
    assert "Je zoekwoorden zijn niet meer bekend" in page.text


def test_only_filters_go_along_in_the_address(host: Host, session: Session) -> None:
    client = hr_client(host, session)

    assert search_for(client, "/mensen", zoek="", weg="1", wachtwoord="geheim") == f"{PEOPLE}?weg=1"
