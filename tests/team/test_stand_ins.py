"""Who stands in sees the same team from the first day to the last, and an import leaves them alone."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from register.errors import NotFound
from register.people.models import Person, Team, TeamManager
from register.people.stand_ins import Period, end_stand_in, name_stand_in, resume_stand_in
from tests.host import Host
from tests.imports.importing import import_rows
from tests.makers import NOON, TODAY, make_person, make_team, make_viewer
from tests.pages.reading import PREFIX, forget_request, soup, token
from tests.team.making import UNTIL, make_stand_in
from tests.workbook_maker import person_row

PAGE = "/team/vervanging"


@pytest.fixture
def oost(session: Session) -> Team:
    """Team Oost of Mo, with Anna in it, and Bea who works elsewhere."""
    team = make_team(session, "Team Oost")
    make_person(session, "Mo", "Baas", manages=team)
    make_person(session, "Anna", team=team)
    make_person(session, "Bea")
    return team


def person(session: Session, name: str) -> Person:
    return session.scalars(select(Person).where(Person.given_name == name)).one()


def post(client: FlaskClient, path: str, **fields: object) -> int:
    sent = {"csrf_token": token(client), **fields}
    forget_request()
    return client.post(PREFIX + path, data=sent).status_code


def names(host: Host, subject: str) -> list[str]:
    page = soup(host.client(subject).get(f"{PREFIX}/team"))
    return [one.get_text() for one in page.select("tbody th")]


def test_a_stand_in_sees_exactly_the_same_team_at_the_next_request(host: Host, session: Session, oost: Team) -> None:
    bea = host.client("bea")
    before = bea.get(f"{PREFIX}/team").status_code

    answer = post(
        host.client("mo"), PAGE, team=oost.id, person=person(session, "Bea").id,
        starts_on="22-11-2026", ends_on="5-12-2026",
    )  # fmt: skip

    assert (before, answer) == (403, 302)
    assert names(host, "bea") == names(host, "mo") == ["Anna Vries"]
    assert "Je vervangt de leidinggevende van Team Oost tot en met 5 december 2026." in bea.get(f"{PREFIX}/team").text
    assert (
        "Bea Vries vervangt bij Team Oost tot en met 5 december 2026." in host.client("mo").get(f"{PREFIX}/team").text
    )


@pytest.mark.parametrize(
    ("starts_on", "ends_on"),
    [(TODAY + timedelta(days=1), TODAY + timedelta(days=9)), (date(2026, 11, 1), TODAY - timedelta(days=1))],
)
def test_before_the_first_day_and_after_the_last_there_is_nothing_to_see(
    host: Host, session: Session, oost: Team, starts_on: date, ends_on: date
) -> None:
    make_stand_in(session, person(session, "Mo"), oost, person(session, "Bea"), starts_on=starts_on, ends_on=ends_on)

    assert host.client("bea").get(f"{PREFIX}/team").status_code == 403


def test_stopping_works_at_once_and_can_be_undone(host: Host, session: Session, oost: Team) -> None:
    row = make_stand_in(session, person(session, "Mo"), oost, person(session, "Bea"))
    mo, bea = host.client("mo"), host.client("bea")

    codes = [bea.get(f"{PREFIX}/team").status_code, post(mo, f"{PAGE}/{row.id}/stoppen")]
    codes.append(bea.get(f"{PREFIX}/team").status_code)
    offered = "Ongedaan maken" in mo.get(f"{PREFIX}{PAGE}?gestopt={row.id}").text
    codes += [post(mo, f"{PAGE}/{row.id}/terugzetten"), bea.get(f"{PREFIX}/team").status_code]

    assert codes == [200, 302, 403, 302, 200]
    assert offered


def test_only_who_ended_it_puts_it_back_and_only_that_day_and_for_the_own_team(session: Session, oost: Team) -> None:
    mo, bea = person(session, "Mo"), person(session, "Bea")
    viewer, row = make_viewer(session, mo), make_stand_in(session, mo, oost, bea)
    hr = make_viewer(session, make_person(session, "Ria", roles=("hr",)))
    end_stand_in(viewer, row.id, at=NOON, today=TODAY)
    tomorrow = TODAY + timedelta(days=1)

    with pytest.raises(NotFound):
        resume_stand_in(hr, row.id, at=NOON, today=TODAY)
    with pytest.raises(NotFound):
        resume_stand_in(viewer, row.id, at=NOON + timedelta(days=1), today=tomorrow)
    session.execute(delete(TeamManager).where(TeamManager.person_id == mo.id))
    session.commit()
    with pytest.raises(NotFound):
        resume_stand_in(make_viewer(session, mo), row.id, at=NOON, today=TODAY)


def test_a_naming_of_today_that_is_ended_leaves_no_row_and_comes_back_whole(
    session: Session, host: Host, oost: Team
) -> None:
    mo = make_viewer(session, person(session, "Mo"))
    made = name_stand_in(
        mo, oost.id, person(session, "Bea").id, Period(starts_on=TODAY, ends_on=TODAY), at=NOON, today=TODAY
    )

    end_stand_in(mo, made.stand_in_id, at=NOON, today=TODAY)
    left = session.scalars(select(TeamManager).where(TeamManager.stand_in)).all()
    answer = post(host.client("mo"), f"{PAGE}/{made.stand_in_id}/terugzetten")

    assert left == []
    assert answer == 302
    assert names(host, "bea") == ["Anna Vries"]


def test_a_stand_in_hands_nothing_on_and_ends_nobody(host: Host, session: Session, oost: Team) -> None:
    mo, cas = person(session, "Mo"), make_person(session, "Cas")
    make_stand_in(session, mo, oost, person(session, "Bea"))
    other = make_stand_in(session, mo, oost, cas)

    bea = host.client("bea")
    named = post(bea, PAGE, team=oost.id, person=cas.id, starts_on="22-11-2026", ends_on="23-11-2026")

    assert named == 422
    assert post(bea, f"{PAGE}/{other.id}/stoppen") == 404


@pytest.mark.parametrize(
    ("who", "starts_on", "ends_on", "said"),
    [
        ("Bea", "21-11-2026", "5-12-2026", "De eerste dag is al geweest."),
        ("Bea", "24-11-2026", "23-11-2026", "De laatste dag ligt voor de eerste."),
        ("Bea", "24-11-2026", "25-11-2027", "Vervangen kan hooguit een jaar achter elkaar."),
        ("Mo", "24-11-2026", "25-11-2026", "jezelf vervangen kan niet"),
        ("Cas", "24-11-2026", "25-11-2026", "Deze collega vervangt dit team dan al."),
        ("Bea", "", "25-11-2026", "Vul de eerste dag in"),
    ],
)
def test_what_cannot_be_is_refused_with_the_remedy(
    host: Host, session: Session, oost: Team, *, who: str, starts_on: str, ends_on: str, said: str
) -> None:
    make_stand_in(session, person(session, "Mo"), oost, make_person(session, "Cas"))
    client = host.client("mo")
    sent = {"csrf_token": token(client), "team": oost.id, "person": person(session, who).id, "q": "vr"}
    forget_request()

    answer = client.post(PREFIX + PAGE, data={**sent, "starts_on": starts_on, "ends_on": ends_on})

    assert answer.status_code == 422
    assert said in answer.text


def test_hr_names_a_stand_in_for_any_team_and_a_manager_for_no_other(host: Host, session: Session, oost: Team) -> None:
    make_person(session, "Ria", roles=("hr",))
    west = make_team(session, "Team West")
    bea = person(session, "Bea").id

    by_hr = post(host.client("ria"), PAGE, team=west.id, person=bea, starts_on="22-11-2026", ends_on="23-11-2026")
    by_mo = post(host.client("mo"), PAGE, team=west.id, person=bea, starts_on="24-11-2026", ends_on="25-11-2026")

    assert (by_hr, by_mo) == (302, 422)


def test_an_import_neither_ends_nor_doubles_a_stand_in(session: Session, tmp_path: Path) -> None:
    rows = [person_row("1", Leidinggevende="2"), person_row("2", Roepnaam="Jan", Achternaam="Smit")]
    rows.append(person_row("3", Roepnaam="Bea", Achternaam="Bos"))
    import_rows(session, tmp_path, rows)
    team = session.scalars(select(Team)).one()
    make_stand_in(session, person(session, "Jan"), team, person(session, "Bea"))

    again = import_rows(session, tmp_path, rows)
    by_bea = import_rows(session, tmp_path, [person_row("1", Leidinggevende="3"), *rows[1:]])

    managers = [(one.stand_in, one.ends_on) for one in session.scalars(select(TeamManager).order_by(TeamManager.id))]
    assert not again.changes
    assert by_bea.counts["gewijzigd"] <= 1
    assert managers == [(True, UNTIL), (False, None)]


def test_the_database_keeps_no_stand_in_without_an_end_or_without_who_named_them(session: Session, oost: Team) -> None:
    session.add(TeamManager(person_id=person(session, "Bea").id, team_id=oost.id, starts_on=TODAY, stand_in=True))

    with pytest.raises(IntegrityError):
        session.commit()
    session.rollback()
