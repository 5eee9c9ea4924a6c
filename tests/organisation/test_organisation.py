"""The overview of the organisation says in SQL what the team page says in Python, and asks the same few queries."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from register.access import Viewer
from register.errors import NotFound
from register.overview.organisation import SORTS, Line, OrganisationPage, Wanted, organisation_page
from register.overview.organisation_query import count_query
from register.overview.status import Stand, Status, status_of
from register.people.models import Membership, Person
from tests.bench.learning_data import fill_team
from tests.bench.pages import count_queries
from tests.host import Host
from tests.makers import (
    LONG_AGO,
    TODAY,
    make_logged,
    make_organisation,
    make_person,
    make_registration,
    make_team,
    make_viewer,
)
from tests.organisation.making import stand
from tests.pages.reading import PREFIX, soup


@pytest.fixture
def hanna(session: Session) -> Viewer:
    """HR of the organisation."""
    return make_viewer(session, make_person(session, "Hanna", "Aalbers", roles=("hr",)))


def plan(session: Session, statement: Any) -> list[str]:
    """What SQLite says that it does for a statement."""
    shown = statement.compile(session.get_bind())
    cursor = session.connection().connection.cursor()
    said = cursor.execute(f"EXPLAIN QUERY PLAN {shown}", [None] * len(shown.positiontup or ()))
    return [row[3] for row in said or ()]


def ending(session: Session, name: str, ends_on: date, **given: Any) -> None:
    person = make_person(session, name, **given)
    stand(session, make_registration(session, person), "60", "60", ends_on=ends_on)


def asked(session: Session, viewer: Viewer, **given: object) -> OrganisationPage:
    return organisation_page(session, viewer, replace(Wanted(), **given), on=TODAY)  # type: ignore[arg-type]


def names(lines: tuple[Line, ...]) -> list[str]:
    return [line.name for line in lines]


def test_the_database_gives_every_status_that_the_rule_gives(session: Session, hanna: Viewer) -> None:
    drawn = Random(6)
    expected = {}
    for place in range(120):
        person = make_person(session, f"M{place:03d}")
        registration = make_registration(session, person)
        starts_on = TODAY - timedelta(days=drawn.randrange(-40, 2000))
        ends_on = starts_on + timedelta(days=drawn.choice((364, 1094, 1825)))
        countable = Decimal(drawn.randrange(0, 12_000_000)) / 100_00
        needed = drawn.choice((None, Decimal(0), *[Decimal(drawn.randrange(1, 12_000_000)) / 100_00] * 6))
        stand(
            session,
            registration,
            str(countable),
            None if needed is None else str(needed),
            starts_on=starts_on,
            ends_on=ends_on,
        )
        kept = Stand(countable=countable, needed=needed, starts_on=starts_on, ends_on=ends_on)
        expected[person.display_name] = status_of(kept, on=TODAY)

    page = asked(session, hanna, size=500)

    assert {line.name: line.status for line in page.lines} == expected
    assert set(expected.values()) > {Status.OVER, Status.SOON, Status.TALK, Status.ON_COURSE}
    assert dict(page.statuses)[Status.TALK] == list(expected.values()).count(Status.TALK)


@pytest.mark.parametrize(
    ("countable", "needed", "status"),
    [("42", "58", Status.ON_COURSE), ("41.9999", "58.0001", Status.TALK), ("58", None, Status.UNKNOWN)],
)
def test_exactly_a_tenth_behind_is_on_course(
    session: Session, hanna: Viewer, countable: str, needed: str | None, status: Status
) -> None:
    half = TODAY - timedelta(days=520)
    els = make_registration(session, make_person(session, "Els"))
    stand(session, els, countable, needed, starts_on=half, ends_on=half + timedelta(days=999))

    assert asked(session, hanna).lines[0].status is status


def test_what_expires_is_counted_and_shown_soonest_first(session: Session, hanna: Viewer) -> None:
    ending(session, "Over", date(2026, 11, 21))
    ending(session, "Vandaag", date(2026, 11, 22))
    ending(session, "Februari", date(2027, 2, 21))
    ending(session, "Mei", date(2027, 5, 21))
    ending(session, "Juni", date(2027, 5, 22))
    ending(session, "Later", date(2027, 11, 22))

    page = asked(session, hanna, within=6)

    assert names(page.lines) == ["Vandaag Vries", "Februari Vries", "Mei Vries"]
    assert page.expiring == ((3, 2), (6, 3), (12, 4))
    assert (page.found, page.all) == (3, 6)


def test_a_team_is_shown_with_every_team_below_it(session: Session, hanna: Viewer) -> None:
    oost = make_team(session, "Oost")
    below = make_team(session, "Oost 2", parent_id=oost.id)
    deepest = make_team(session, "Oost 2 avond", parent_id=below.id)
    ending(session, "Anna", date(2028, 1, 1), team=oost)
    ending(session, "Bram", date(2028, 1, 2), team=deepest)
    ending(session, "Carla", date(2028, 1, 3), team=make_team(session, "West"))

    page = asked(session, hanna, team_id=oost.id)

    assert names(page.lines) == ["Anna Vries", "Bram Vries"]
    assert [(one.name, one.depth) for one in page.teams] == [
        ("Oost", 0),
        ("Oost 2", 1),
        ("Oost 2 avond", 2),
        ("West", 0),
    ]


def works_at(session: Session, name: str, place: str, *, until: date | None = None) -> None:
    person = session.scalars(select(Person).where(Person.given_name == name)).one()
    person.employments[0].location, person.employments[0].ends_on = place, until
    session.commit()


def test_hr_filters_by_the_location_of_the_file_of_hr(session: Session, hanna: Viewer) -> None:
    for name in ("Anna", "Bram", "Carla"):
        ending(session, name, date(2028, 1, 1))
    make_person(session, "Ver", organisation=make_organisation(session, "Elders"))
    works_at(session, "Anna", "Buurthuis De Brug")
    works_at(session, "Bram", "Wijkcentrum Zuid")
    works_at(session, "Carla", "Buurthuis De Brug", until=date(2026, 11, 1))
    works_at(session, "Ver", "Elders")

    codes = {name: code for code, name in asked(session, hanna).locations.items()}
    page = asked(session, hanna, location=codes["Buurthuis De Brug"])

    assert list(codes) == ["Buurthuis De Brug", "Wijkcentrum Zuid"]
    assert (names(page.lines), page.found, page.all) == (["Anna Vries"], 1, 1)
    with pytest.raises(NotFound):
        asked(session, hanna, location="Buurthuis De Brug")


def test_a_former_team_another_organisation_and_who_left_are_not_in_it(
    session: Session, hanna: Viewer, now: datetime
) -> None:
    oost = make_team(session, "Oost")
    elsewhere = make_organisation(session, "Elders")
    moved = make_person(session, "Moved")
    session.add(Membership(person_id=moved.id, team_id=oost.id, starts_on=LONG_AGO, ends_on=date(2026, 11, 21)))
    make_registration(session, moved)
    ending(session, "Ver", date(2028, 1, 1), organisation=elsewhere)
    ending(session, "Weg", date(2028, 1, 1), deactivated_at=now)

    assert names(asked(session, hanna).lines) == ["Moved Vries"]
    assert asked(session, hanna, team_id=oost.id).lines == ()
    with pytest.raises(NotFound):
        asked(session, hanna, team_id=make_team(session, "Verre", organisation=elsewhere).id)


def test_of_several_cycles_the_one_of_today_counts(session: Session, hanna: Viewer) -> None:
    els, jan = make_person(session, "Els"), make_person(session, "Jan")
    for person, starts_on, ends_on in (
        (els, date(2018, 1, 1), date(2022, 12, 31)),
        (els, date(2023, 1, 1), date(2027, 12, 31)),
        (els, date(2028, 1, 1), date(2032, 12, 31)),
        (jan, date(2027, 1, 1), date(2031, 12, 31)),
        (jan, date(2032, 1, 1), date(2036, 12, 31)),
    ):
        registration = make_registration(session, person, cycle_starts_on=starts_on)
        stand(session, registration, starts_on=starts_on, ends_on=ends_on)

    assert [line.ends_on for line in asked(session, hanna).lines] == [date(2027, 12, 31), date(2031, 12, 31)]


def test_who_has_no_registration_is_counted_apart(session: Session, hanna: Viewer) -> None:
    make_registration(session, make_person(session, "Els"), "rp-sw")
    make_person(session, "Bram")

    page = asked(session, hanna)
    without = asked(session, hanna, status="geen registratie", sort="naam")

    assert page.statuses == ((Status.UNKNOWN, 1), (Status.NONE, 2))
    assert (names(page.lines), page.found, page.all) == (["Els Vries"], 1, 1)
    assert (names(without.lines), without.found) == (["Hanna Aalbers", "Bram Vries"], 2)


def test_registers_orders_and_pages_come_from_the_same_lines(session: Session, hanna: Viewer) -> None:
    els, jan = make_person(session, "Els"), make_person(session, "Jan")
    stand(session, make_registration(session, els, "rp-sw"), "1", None, ends_on=date(2027, 1, 1))
    stand(session, make_registration(session, jan, "skj-jgp"), "1", ends_on=date(2026, 12, 31))

    assert names(asked(session, hanna, register_id="rp-sw").lines) == ["Els Vries"]
    assert names(asked(session, hanna, sort="naam", descending=True).lines) == ["Jan Vries", "Els Vries"]
    assert names(asked(session, hanna, sort="register").lines) == ["Els Vries", "Jan Vries"]
    assert names(asked(session, hanna, size=1, page=2).lines) == ["Els Vries"]
    assert asked(session, hanna, size=1, page=99).page == 2
    assert asked(session, hanna, status="onzin").found == 0


@pytest.mark.parametrize("people", [2, 60])
def test_the_page_asks_as_much_for_two_people_as_for_sixty(host: Host, session: Session, people: int) -> None:
    fill_team(session, people=people, activities=2)
    make_person(session, "Hanna", roles=("hr",))

    assert count_queries(host, "/organisatie", "hanna") == 4
    assert count_queries(host, "/organisatie?team=1&register=skj-jgp&sorteer=-naam", "hanna") == 4


def test_the_page_and_its_file_show_the_same(host: Host, session: Session, hanna: Viewer) -> None:
    els = make_person(session, "Els", team=make_team(session, "Oost"))
    make_registration(session, els)
    make_logged(session, els, title="Kanarie")
    client = host.client("hanna")

    page = soup(client.get(f"{PREFIX}/organisatie"))
    file = client.get(f"{PREFIX}/organisatie?als=csv").text

    shown = [[" ".join(cell.text.split()) for cell in row.select("th, td")] for row in page.select("tbody tr")]
    assert shown == [
        [
            "Els Vries Oost",
            "Jeugd- en gezinsprofessionals (SKJ)",
            "2 van 120",
            "118",
            "31 december 2028",
            "! gesprek nodig",
        ]
    ]
    assert "Els Vries;Oost;Jeugd- en gezinsprofessionals (SKJ);2;120;118;31-12-2028;gesprek nodig" in file
    assert "Kanarie" not in page.text + file


def test_hr_sees_at_home_where_what_expires_is(host: Host, session: Session, hanna: Viewer) -> None:
    ending(session, "Mei", date(2027, 5, 21))
    ending(session, "Later", date(2028, 5, 21))

    home = soup(host.client("hanna").get(f"{PREFIX}/"))
    link = home.find("a", string="Wat verloopt binnen zes maanden")

    assert link is not None
    assert "Mei Vries" in host.client("hanna").get(link["href"]).text
    assert "Wat verloopt" not in host.client("mei").get(f"{PREFIX}/").text


@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize("sort", SORTS)
def test_pages_together_are_the_whole_list_whatever_it_is_sorted_by(
    session: Session, hanna: Viewer, sort: str, descending: bool
) -> None:
    for place, months in enumerate((-20, -1, 40, 80, 80, 150, 150, 300, 500, 500, 900)):
        person = make_person(session, f"M{place * 7 % 11:02d}")
        register = ("skj-jgp", "skj-jm", "agogisch")[place % 3]
        registration = make_registration(session, person, register)
        stand(session, registration, "60", "60" if place % 2 else "0", ends_on=TODAY + timedelta(days=months))
    make_registration(session, make_person(session, "Onbekend"))
    make_registration(session, make_person(session, "Anders onbekend"), "skj-jm")

    whole = asked(session, hanna, sort=sort, descending=descending, size=500).lines
    pages = [asked(session, hanna, sort=sort, descending=descending, size=2, page=page).lines for page in range(1, 8)]

    assert [line for page in pages for line in page] == list(whole)
    assert len(whole) == 13


def test_a_filter_by_status_finds_who_stands_so_whatever_it_is_sorted_by(session: Session, hanna: Viewer) -> None:
    ending(session, "Over", date(2026, 11, 21))
    ending(session, "Bijna", date(2027, 2, 1))
    make_registration(session, make_person(session, "Onbekend"))
    make_person(session, "Niemand")

    found = {
        (status, sort): names(asked(session, hanna, status=status, sort=sort).lines)
        for status in (Status.OVER, Status.SOON, Status.UNKNOWN)
        for sort in SORTS
    }

    assert {one for (status, _), lines in found.items() if status is Status.OVER for one in lines} == {"Over Vries"}
    assert {tuple(lines) for (status, _), lines in found.items() if status is Status.SOON} == {("Bijna Vries",)}
    assert {tuple(lines) for (status, _), lines in found.items() if status is Status.UNKNOWN} == {("Onbekend Vries",)}


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_everybody_is_counted_by_id_from_indexes_alone(session: Session) -> None:
    steps = plan(session, count_query(by_team=False, by_place=False))

    assert "COVERING INDEX ix_register_person_organisation_id_working" in steps[0]
    assert "COVERING INDEX ix_register_registration_person_id" in steps[1]
