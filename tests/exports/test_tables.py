"""Every table as a file holds what the page shows, for every role (EX6), and is noted in the trail (EX8)."""

import csv
import io
import json
from datetime import date, time
from decimal import Decimal
from importlib import import_module
from io import BytesIO
from pathlib import Path

import pytest
from bs4 import Tag
from flask.testing import FlaskClient
from openpyxl import load_workbook
from sqlalchemy import select
from sqlalchemy.orm import Session

from register.audit import AuditEntry
from register.current import AMSTERDAM
from register.errors import NotAllowed
from register.exports.training_plan import training_plan
from register.learning.models import Group, GroupMember
from register.learning.planning.change_day import cancel_day
from register.people.models import Membership, Person, Team
from tests.conftest import NOW
from tests.exports.conftest import House
from tests.host import Host
from tests.imports.importing import import_rows
from tests.makers import (
    LONG_AGO,
    TODAY,
    make_crowd,
    make_logged,
    make_person,
    make_registration,
    make_registrations,
    make_team,
    make_viewer,
)
from tests.pages.reading import FIRST_SEARCH, search_for, soup
from tests.planning.making import make_planned_group, plan_days
from tests.workbook_maker import person_row

dutch = import_module("register.blueprints._format")
DAYS = (date(2026, 12, 1), date(2026, 12, 8))


@pytest.fixture
def team(house: House, session: Session) -> Team:
    """A team of 45 that Ron manages, with registrations; Els is in a group."""
    east = make_team(session, "Oost")
    make_person(session, "Ron", "Baas", manages=east)
    members = make_crowd(session, [f"Lid{number:02d}" for number in range(45)], "Berg", team=east)
    make_registrations(session, members)
    make_logged(session, members[-1])
    group = Group(organisation_id=house.organisation_id, name="=Intervisie Oost", kind="intervisie")
    group.members.append(GroupMember(person_id=house.els.id, starts_on=LONG_AGO))
    session.add(group)
    session.commit()
    return east


def shown(client: FlaskClient, path: str) -> list[str]:
    """Return the row headers of every page of a table."""
    page = soup(client.get(path))
    return [" ".join(cell.get_text().split()) for cell in page.select("table tbody th")]


def rows_of(content: bytes) -> list[tuple[object, ...]]:
    return list(load_workbook(BytesIO(content)).worksheets[0].iter_rows(min_row=2, values_only=True))


def cells(client: FlaskClient, path: str) -> list[list[str]]:
    """Return the cells of the table as a person reads them."""
    return [
        [" ".join(cell.get_text().split()) for cell in row.select("th, td")]
        for row in soup(client.get(path)).select("main table tbody tr")
    ]


def said(row: tuple[object, ...]) -> list[str]:
    """Write the cells of a file as the page writes them."""
    return ["–" if value is None else str(value) for value in row]


def words(row: Tag, selector: str) -> str:
    """Return the words of the first that fits."""
    return " ".join(row.select(selector)[0].get_text(" ").split())


def reason_of(item: Tag) -> str:
    """Write a reason of the page as the file does."""
    source = "".join(f" {one.extract().get_text()}." for one in item.select(".rg-opt"))
    sure = "".join(f" ({one.extract().get_text(strip=True).removeprefix('!')})" for one in item.select("[class]"))
    return " ".join(item.get_text().split()) + sure + source


FILTERS: list[dict[str, str]] = [
    {"zoek": "Lid1"}, {"register": "skj-jgp", "per": "100"}, {"zoek": "Niemand"}, {"weg": "1", "per": "100"},
]  # fmt: skip


@pytest.mark.parametrize("filter_", FILTERS)
def test_people_in_the_file_are_those_of_the_filter(team: Team, host: Host, filter_: dict[str, str]) -> None:
    client = host.client("hanneke")
    address = search_for(client, "/mensen", **filter_)

    file = client.get(f"{address}&als=xlsx")

    assert [said(row) for row in rows_of(file.data)] == cells(client, address)


def test_the_file_of_a_team_goes_on_where_the_page_stops(team: Team, host: Host) -> None:
    client = host.client("ron")

    rows = rows_of(client.get("/leerregister/team?als=xlsx").data)

    first, second = cells(client, "/leerregister/team"), cells(client, "/leerregister/team?pagina=2")
    assert [[str(row[0]), str(row[2])] for row in rows] == [[row[0], row[1]] for row in [*first, *second]]
    assert [row[9] for row in rows] == [row[6].split(maxsplit=1)[1] for row in [*first, *second]]


def test_a_filter_on_the_team_holds_in_the_file(team: Team, host: Host) -> None:
    client = host.client("ron")

    assert rows_of(client.get("/leerregister/team?register=rp-sw&als=xlsx").data) == []


def test_an_unknown_norm_is_said_in_words_and_never_zero(
    team: Team, house: House, host: Host, session: Session
) -> None:
    sam = make_person(session, "Sam", "Zoet", team=team)
    make_registration(session, sam, "rp-sw")
    make_logged(session, sam)

    rows = rows_of(host.client("ron").get("/leerregister/team?register=rp-sw&als=xlsx").data)

    assert rows[0][5:7] == ("niet vastgesteld", "niet vastgesteld")


@pytest.mark.parametrize(
    ("who", "names"), [("els", ["=Intervisie Oost"]), ("hanneke", ["=Intervisie Oost"]), ("jan", [])]
)
def test_groups_in_the_file_are_those_that_the_viewer_sees(team: Team, host: Host, who: str, names: list[str]) -> None:
    client = host.client(who)

    file = client.get("/leerregister/groepen?als=xlsx")

    assert [row[0] for row in rows_of(file.data)] == names == shown(client, "/leerregister/groepen")


def test_the_own_dossier_in_a_file_is_the_own(team: Team, host: Host, house: House) -> None:
    client = host.client("els")

    rows = rows_of(client.get("/leerregister/dossier?als=xlsx&jaar=2026").data)

    page = soup(client.get("/leerregister/dossier?jaar=2026"))
    names = [
        " ".join(cell.get_text().split()) for cell in page.select("table tbody th") if "meelopen" in cell.get_text()
    ]
    assert [row[0] for row in rows] == ["=1+1 & <meldcode>", "+1 dag meelopen"]
    assert names == ["+1 dag meelopen"]
    assert rows_of(host.client("jan").get("/leerregister/dossier?als=xlsx").data) == []


def test_the_file_of_the_dossier_has_every_field_of_the_page(house: House, host: Host) -> None:
    client = host.client("els")

    rows = rows_of(client.get("/leerregister/dossier?als=xlsx").data)

    page = soup(client.get("/leerregister/dossier")).select("#regels ~ * table, table")[0]
    assert [
        [row[0], dutch.day(row[1]), f"Waarom {dutch.number(row[4])}?", row[7], row[10], row[11]] for row in rows
    ] == [
        [
            words(line, "th"),
            words(line, '[data-l="Datum"]'),
            words(line, "summary"),
            words(line, ".rg-st").split(maxsplit=1)[1].capitalize(),
            " ".join(reason_of(one) for one in line.select("details li")),
            words(line, "details > p").rpartition(", ")[2].rstrip("."),
        ]
        for line in page.select("tbody tr")
    ]


def test_the_file_of_the_imports_has_every_field_of_the_page(host: Host, session: Session, tmp_path: Path) -> None:
    make_person(session, "Hanneke", "Raad", roles=("hr",), personnel_number="90001")
    import_rows(session, tmp_path, [person_row()])
    client = host.client("hanneke")

    rows = rows_of(client.get("/leerregister/importeren?als=xlsx").data)

    (shown_row,) = cells(client, "/leerregister/importeren")
    assert (
        [
            [f"{row[0]} kenmerk {row[1]}", row[2], dutch.moment(row[3].replace(tzinfo=AMSTERDAM)), *row[4:]]  # type: ignore[attr-defined]
            for row in rows
        ]
        == [[*shown_row[:5], shown_row[5].split(maxsplit=1)[1].capitalize()]]
    )


def test_nobody_gets_a_file_of_a_page_that_is_not_for_them(team: Team, host: Host) -> None:
    assert [
        host.client("els").get(path).status_code
        for path in (
            "/leerregister/mensen?als=xlsx",
            "/leerregister/team?als=csv",
            "/leerregister/importeren?als=csv",
            "/leerregister/export/opleidingsplan",
        )
    ] == [403, 403, 403, 403]


def test_a_table_as_csv_opens_in_columns_in_a_dutch_excel(team: Team, host: Host) -> None:
    answer = host.client("els").get("/leerregister/groepen?als=csv")

    lines = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig")), delimiter=";"))
    assert answer.data.startswith(b"\xef\xbb\xbfGroep;Soort;Leden;Laatste keer\r\n")
    assert lines[1] == ["'=Intervisie Oost", "Intervisie", "1", ""]


def test_a_table_that_was_taken_out_stands_in_the_trail(team: Team, host: Host, house: House, session: Session) -> None:
    client = host.client("hanneke")
    client.get(f"{search_for(client, '/mensen', zoek='Lid1')}&pagina=1&als=csv")

    entry = session.scalars(select(AuditEntry).where(AuditEntry.act == "export.tabel")).one()
    assert entry.actor_id == house.hr.id
    assert json.loads(entry.details) == {"table": "mensen", "form": "csv", "rows": 10, "filter": "zoek", "remarks": 0}


def test_the_link_on_the_page_carries_the_filter(team: Team, host: Host) -> None:
    client = host.client("hanneke")
    page = soup(client.get(f"{search_for(client, '/mensen', zoek='Lid1')}&pagina=1"))

    assert [link["href"] for link in page.select('a[href*="als="]')] == [
        f"/leerregister/mensen?zoek={FIRST_SEARCH}&als=xlsx",
        f"/leerregister/mensen?zoek={FIRST_SEARCH}&als=csv",
    ]


def test_the_training_plan_tells_hr_of_everybody_and_a_manager_of_the_own_team(
    team: Team, house: House, session: Session, host: Host
) -> None:
    ron = rows_of(host.client("ron").get("/leerregister/export/opleidingsplan").data)
    everybody = training_plan(session, house.viewer, on=TODAY).rows

    assert {row[0] for row in ron} == {"Oost"}
    assert {str(row[2]) for row in everybody} - {str(row[2]) for row in ron} == {"Els Berg"}


def test_the_training_plan_has_who_is_in_two_teams_once(house: House, session: Session) -> None:
    before = training_plan(session, house.viewer, on=TODAY).rows
    for name in ("Zwerfteam", "Avondteam"):
        session.add(Membership(person_id=house.els.id, team_id=make_team(session, name).id, starts_on=LONG_AGO))
    session.commit()

    after = training_plan(session, house.viewer, on=TODAY).rows

    assert len(after) == len(before)
    assert "Avondteam, Zwerfteam" in {row[0] for row in after}


def test_the_training_plan_says_what_is_needed_and_when_the_period_ends(house: House, session: Session) -> None:
    rows = training_plan(session, house.viewer, on=date(2026, 11, 22)).rows

    total = next(row for row in rows if row[4] is not None and row[2] == "Els Berg")
    assert (total[1], total[7], total[8]) == ("000101", date(2028, 12, 31), 770)


def test_what_is_planned_tells_hr_who_what_when_and_how_long(house: House, session: Session) -> None:
    group = make_planned_group(session, house.els)
    gone, _ = plan_days(session, house.els, group, *DAYS)
    cancel_day(make_viewer(session, house.els), gone, at=NOW, today=TODAY)

    planned = [row for row in training_plan(session, house.viewer, on=TODAY).rows if row[9] == "gepland"]

    expected = ("Intervisie Oost", date(2026, 12, 8), time(13, 30), Decimal("2.00"))
    assert [(row[1], row[2], row[4], row[11:]) for row in planned] == [("000101", "Els Berg", "Intervisie", expected)]
    assert training_plan(session, house.viewer, on=date(2026, 12, 9)).rows[-1][11:] == (None,) * 4


def test_a_manager_reads_how_much_is_planned_and_not_for_which_group(team: Team, session: Session) -> None:
    lid = session.scalars(select(Person).where(Person.given_name == "Lid00")).one()
    plan_days(session, lid, make_planned_group(session, lid, name="Intervisie West"), *DAYS)
    ron = make_viewer(session, session.scalars(select(Person).where(Person.given_name == "Ron")).one())

    planned = [row for row in training_plan(session, ron, on=TODAY).rows if row[9] == "gepland"]

    assert [(row[2], row[4], row[11:]) for row in planned] == [
        ("Lid00 Berg", "Intervisie", ("2 bijeenkomsten", None, None, Decimal("4.00")))
    ]


def test_who_is_in_two_teams_has_each_planned_day_once(house: House, session: Session) -> None:
    oost, west = make_team(session, "Oost"), make_team(session, "west")
    session.add_all(Membership(person_id=house.els.id, team_id=one.id, starts_on=LONG_AGO) for one in (west, oost))
    session.commit()
    plan_days(session, house.els, make_planned_group(session, house.els), *DAYS)
    ron = make_viewer(session, make_person(session, "Ron", manages=west))

    plans = [
        training_plan(session, house.viewer, on=TODAY),
        training_plan(session, house.viewer, on=TODAY, team_id=oost.id),
        training_plan(session, ron, on=TODAY),
    ]

    planned = [[row[0] for row in plan.rows if row[9] == "gepland"] for plan in plans]
    assert planned == [["Oost, west"] * 2, ["Oost"] * 2, ["west"]]


def test_the_training_plan_is_for_hr_and_managers(house: House, session: Session) -> None:
    with pytest.raises(NotAllowed):
        training_plan(session, make_viewer(session, house.els), on=TODAY)


def test_a_team_of_somebody_else_is_no_plan(team: Team, session: Session, host: Host) -> None:
    west = make_team(session, "West")

    assert host.client("ron").get(f"/leerregister/export/opleidingsplan?team={west.id}").status_code == 404
    assert make_viewer(session, make_person(session, "Lia", manages=west)).managed_team_ids == {west.id}
