"""The pages of groups: make one, see who is in it, add and let go."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from register.learning.models import Group, GroupMember
from tests.host import Host
from tests.makers import make_person, make_team
from tests.pages.reading import PREFIX, form_values, open_form, search_for, send, soup, token

MAIN = "main form"


def test_a_group_is_made_with_ticked_colleagues_of_the_own_team(host: Host, session: Session) -> None:
    team = make_team(session)
    make_person(session, "Els", team=team)
    jan = make_person(session, "Jan", team=team)
    els = host.client("els")

    answer = send(
        els, open_form(els, "/groepen/nieuw", MAIN), "/groepen/nieuw", name="Intervisie Oost", member=[jan.id]
    )
    page = soup(els.get(answer.headers["Location"]))

    assert [cell.text for cell in page.select("tbody th")] == ["Els Vries", "Jan Vries"]
    assert session.scalars(select(Group.minutes)).one() == 120


def test_a_wrong_length_keeps_name_and_ticks(host: Host, session: Session) -> None:
    team = make_team(session)
    make_person(session, "Els", team=team)
    jan = make_person(session, "Jan", team=team)
    els = host.client("els")
    values = open_form(els, "/groepen/nieuw", MAIN)

    answer = send(els, values, "/groepen/nieuw", name="Oost", duration="lang", member=[jan.id])

    kept = form_values(soup(answer), MAIN)
    assert answer.status_code == 422
    assert (kept["name"], kept["duration"], kept["member"]) == ("Oost", "lang", [str(jan.id)])


def test_a_key_that_another_form_used_gets_a_clear_page_and_makes_no_group(host: Host, session: Session) -> None:
    make_person(session, "Els")
    els = host.client("els")
    key = str(open_form(els, "/vastleggen")["form_key"])
    send(els, open_form(els, "/vastleggen"), form_key=key)

    answer = send(els, open_form(els, "/groepen/nieuw", MAIN), "/groepen/nieuw", name="Intervisie Oost", form_key=key)

    assert answer.status_code == 409
    assert "Dit formulier is al gebruikt voor iets anders. Er is niets opgeslagen." in answer.text
    assert session.scalars(select(Group.id)).all() == []


def make_oost(host: Host) -> str:
    els = host.client("els")
    answer = send(els, open_form(els, "/groepen/nieuw", MAIN), "/groepen/nieuw", name="Intervisie Oost")
    return str(answer.headers["Location"]).removeprefix(PREFIX)


def test_a_colleague_from_elsewhere_is_found_and_added(host: Host, session: Session) -> None:
    make_person(session, "Els")
    make_person(session, "Jan", "Berg", prefix="van den")
    path = make_oost(host)
    els = host.client("els")

    found = soup(els.get(search_for(els, path, q="berg")))
    button = found.select_one("#rg-found button")
    send(els, {"csrf_token": token(els), "person": button["value"]}, f"{path}/leden")  # type: ignore[index]

    assert "Jan van den Berg" in els.get(PREFIX + path).text


def test_the_page_of_a_group_is_not_there_for_others(host: Host, session: Session) -> None:
    make_person(session, "Els")
    make_person(session, "Mo")
    path = make_oost(host)

    assert host.client("mo").get(PREFIX + path).status_code == 404
    assert host.client("mo").get(f"{PREFIX}{path}/vastleggen").status_code == 404


def test_without_groups_the_page_tells_the_next_step(host: Host, session: Session) -> None:
    make_person(session, "Els")

    page = soup(host.client("els").get(f"{PREFIX}/groepen"))

    assert "Je zit nog niet in een groep." in page.select_one("main").text  # type: ignore[union-attr]
    assert page.find("a", string="Nieuwe groep")


def test_foreign_fields_change_nothing_about_a_group(host: Host, session: Session) -> None:
    els = make_person(session, "Els")
    jan = make_person(session, "Jan")
    make_oost(host)
    client = host.client("els")
    foreign = {
        "id": "99", "organisation_id": "2", "group_id": "9", "team_id": "1", "ended_on": "2020-01-01", "minutes": "1",
        "members": str(jan.id), "coordinates": "1", "person_id": str(jan.id), "starts_on": "2020-01-01",
        "ends_on": "2020-01-01", "role": "voorzitter", "created_at": "x", "created_by_id": "9", "deactivated_at": "x",
        "roles": "admin", "points": "9", "state": "x", "subject": "x", "email": "x", "title": "x", "track": "x",
        "origin": "import", "import_key": "x", "content_version": "9",
    }  # fmt: skip

    path = f"/groepen/{session.scalars(select(Group.id)).one()}/wijzigen"
    send(client, open_form(client, path, MAIN), path, **foreign)

    group = session.scalars(select(Group)).one()
    member = session.scalars(select(GroupMember)).one()
    assert len(foreign) == 25
    assert (group.minutes, group.team_id, group.ended_on, member.person_id, member.ends_on) == (
        120,
        None,
        None,
        els.id,
        None,
    )
