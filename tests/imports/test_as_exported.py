"""People in files as HR systems and colleagues really export them: nothing is lost or taken apart by a guess."""

from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook
from sqlalchemy import select
from sqlalchemy.orm import Session

from register.exports.tables import people_table
from register.imports.drafts import said
from register.imports.import_people import Importer, plan_import
from register.imports.opening import open_files
from register.imports.tables import NUMBERS, PEOPLE, read_people_table
from register.people.directory import PeopleQuery, read_people_page
from register.people.models import Membership, Person, Registration, Team, TeamManager
from register.workbooks.refused import WorkbookRefused
from tests.imports.importing import import_rows, plan_rows
from tests.imports.test_people import outcomes
from tests.makers import TODAY, make_organisation
from tests.workbook_maker import PEOPLE_HEADER, person_row, write_rows
from tests.workbooks.exports import write_hr_core

WITH_SEQUENCE = (*PEOPLE_HEADER, "Volgnummer")
NEXT_YEAR = date(2027, 1, 1)
JAN = {"Roepnaam": "Jan", "Voorvoegsel": None, "Achternaam": "Bos"}


def teams_of(session: Session) -> list[tuple[str, date, date | None]]:
    """Every membership there is."""
    query = select(Team.name, Membership.starts_on, Membership.ends_on).join(Team, Membership.team_id == Team.id)
    return [(name, first, last) for name, first, last in session.execute(query.order_by(Membership.id))]


def test_a_file_without_a_column_for_the_prefix_takes_no_prefix_away(session: Session, tmp_path: Path) -> None:
    import_rows(session, tmp_path, [person_row()])

    for surname in ("Berg", "van den Berg"):
        plan = plan_rows(session, tmp_path, [("00101", "Els", surname)], ("Personeelsnummer", "Roepnaam", "Achternaam"))
        assert outcomes(plan) == {"ongewijzigd": 1}


def test_another_surname_without_a_column_for_the_prefix_is_the_whole_surname(session: Session, tmp_path: Path) -> None:
    import_rows(session, tmp_path, [person_row()])

    header = ("Personeelsnummer", "Roepnaam", "Achternaam")
    import_rows(session, tmp_path, [("00101", "Els", "Jansen")], header)

    assert session.scalars(select(Person.display_name)).one() == "Els Jansen"


def test_a_whole_name_that_we_know_is_no_surname(session: Session, tmp_path: Path) -> None:
    import_rows(session, tmp_path, [person_row(), person_row("00102", **JAN)])

    rows = [("00101", "Berg, van den, Els"), ("00102", "Jan Bos")]
    plan = plan_rows(session, tmp_path, rows, ("Personeelsnummer", "Naam"))

    assert outcomes(plan) == {"ongewijzigd": 2}


def test_a_whole_name_that_we_would_have_to_take_apart_is_asked_back(session: Session, tmp_path: Path) -> None:
    import_rows(session, tmp_path, [person_row("00102", **JAN)])

    rows = [("00102", "Jan Bos-Vis"), ("00103", "Pietersen, P."), ("00104", "de Vries")]
    plan = plan_rows(session, tmp_path, rows, ("Personeelsnummer", "Naam"))

    assert outcomes(plan) == {"nieuw": 1, "afgekeurd": 2}
    assert {problem.code for problem in plan.problems} == {"whole-name"}
    assert any("geen kolom met de roepnaam" in notice for notice in plan.notices)


def test_a_prefix_behind_the_surname_is_read_as_the_prefix(session: Session, tmp_path: Path) -> None:
    import_rows(session, tmp_path, [person_row()])
    header = ("Personeelsnummer", "Roepnaam", "Achternaam", "Achternaam partner")

    assert outcomes(plan_rows(session, tmp_path, [("00101", "Els", "Berg, van den", None)], header)) == {
        "ongewijzigd": 1
    }
    rows = [("2", "Jan", "Hoen, van 't", None), ("3", "An", "Bos", "Dijk, Van der")]
    assert [row.name for row in import_rows(session, tmp_path, rows, header).rows] == ["Jan van 't Hoen", "An Bos"]

    assert session.scalars(select(Person.display_name).order_by(Person.id)).all()[1:] == ["Jan van 't Hoen", "An Bos"]
    partner = session.scalars(select(Person).where(Person.given_name == "An")).one()
    assert (partner.partner_prefix, partner.partner_family_name) == ("Van der", "Dijk")
    plan = plan_rows(session, tmp_path, [("3", "An", "Bos", "Dijk, de")], header)
    assert [change.field for row in plan.rows for change in row.changes] == ["Voorvoegsel partner"]


def test_a_surname_with_something_else_behind_it_is_asked_back(session: Session, tmp_path: Path) -> None:
    rows = [("2", "Jan", "Berg, van den, Jan"), ("3", "Jan", "Bos, Jan"), ("4", "Jan", "Vos,")]
    plan = plan_rows(session, tmp_path, rows, ("Personeelsnummer", "Roepnaam", "Achternaam"))

    assert [problem.code for problem in plan.problems] == ["whole-name"] * 3
    both = ("Personeelsnummer", "Roepnaam", "Voorvoegsel", "Achternaam")
    plan = plan_rows(session, tmp_path, [("5", "Jan", "van", "Berg, de"), ("6", "Jan", "de", "Berg, de")], both)
    assert [(problem.row, problem.code) for problem in plan.problems] == [(2, "whole-name")]


def test_a_team_of_an_employment_to_come_is_joined_on_its_first_day(session: Session, tmp_path: Path) -> None:
    import_rows(session, tmp_path, [person_row()])
    here = person_row(**{"Datum uit dienst": date(2026, 12, 31)})
    later = person_row(Team="Team West", **{"Datum in dienst": NEXT_YEAR})

    plan = import_rows(session, tmp_path, [(*here, 1), (*later, 2)], WITH_SEQUENCE)

    told = [change.new for row in plan.rows for change in row.changes if change.field == "Team"]
    assert told == ["Team Oost, Team West (vanaf 1-1-2027)"]
    assert teams_of(session) == [("Team Oost", date(2020, 3, 1), None), ("Team West", NEXT_YEAR, None)]


def test_nobody_loses_a_team_before_the_employment_to_come_begins(session: Session, tmp_path: Path) -> None:
    import_rows(session, tmp_path, [person_row()])
    later = [(*person_row(Team="Team West", **{"Datum in dienst": NEXT_YEAR}), 2)]
    import_rows(session, tmp_path, later, WITH_SEQUENCE)

    assert outcomes(plan_rows(session, tmp_path, later, WITH_SEQUENCE)) == {"ongewijzigd": 1}
    assert [last for _, _, last in teams_of(session)] == [None, None]

    import_rows(session, tmp_path, later, WITH_SEQUENCE, today=date(2027, 1, 5))

    assert [last for _, _, last in teams_of(session)] == [date(2027, 1, 4), None]


def test_who_comes_back_later_is_in_a_team_from_that_day(session: Session, tmp_path: Path) -> None:
    import_rows(session, tmp_path, [person_row()])
    import_rows(session, tmp_path, [person_row(**{"Datum uit dienst": date(2026, 10, 31)})])

    import_rows(session, tmp_path, [person_row(**{"Datum in dienst": NEXT_YEAR})])

    assert [first for _, first, _ in teams_of(session)] == [date(2020, 3, 1), NEXT_YEAR]
    assert TODAY < NEXT_YEAR


def test_an_own_address_is_nobody_elses_when_the_zeros_of_the_number_are_lost(session: Session, tmp_path: Path) -> None:
    address = {"E-mail werk": "els@voorbeeld.example"}
    import_rows(session, tmp_path, [person_row("00101", **address)])

    plan = plan_rows(session, tmp_path, [person_row("101", **address)])

    assert outcomes(plan) == {"ongewijzigd": 1}
    assert [problem.code for problem in plan.problems] == ["number-without-zeros"]


def test_who_has_an_address_already_is_named_and_keeps_it(session: Session, tmp_path: Path) -> None:
    address = {"E-mail werk": "team@voorbeeld.example"}
    import_rows(session, tmp_path, [person_row("00101", **address)])

    plan = import_rows(session, tmp_path, [person_row("00101", **address), person_row("00102", **JAN, **address)])

    told = {problem.row: problem.reason + " " + problem.remedy for problem in plan.problems}
    assert "hoort ook bij Jan Bos (00102)" in told[2]
    assert "blijft dit adres staan" in told[2]
    assert "hoort ook bij Els van den Berg (00101)" in told[3]
    assert session.scalars(select(Person.email).order_by(Person.id)).all() == ["team@voorbeeld.example", None]


def test_who_comes_back_with_a_new_number_is_asked_about_by_name(session: Session, tmp_path: Path) -> None:
    address = {"E-mail werk": "els@voorbeeld.example"}
    import_rows(session, tmp_path, [person_row("00101", **address)])

    plan = plan_rows(session, tmp_path, [person_row("00202", **address)])

    assert "Is dit dezelfde persoon? Geef deze rij dan nummer 00101" in plan.problems[0].remedy


def test_english_headers_of_a_workbook_without_a_preset_are_known(session: Session, tmp_path: Path) -> None:
    header = ("Employee ID", "First Name", "Prefix", "Last Name", "Department", "Work Email", "Start Date", "End Date")
    row = ("00101", "Els", "van den", "Berg", "Team Oost", "els@voorbeeld.example", date(2020, 3, 1), "9999")

    import_rows(session, tmp_path, [row], header)

    found = session.scalars(select(Person)).one()
    assert (found.display_name, found.email) == ("Els van den Berg", "els@voorbeeld.example")
    assert [(one.starts_on, one.ends_on) for one in found.employments] == [(date(2020, 3, 1), None)]
    assert teams_of(session) == [("Team Oost", date(2020, 3, 1), None)]


def test_a_sheet_like_the_one_that_is_read_is_named_with_what_to_do(session: Session, tmp_path: Path) -> None:
    book = Workbook()
    for title in ("2025", "2026"):
        sheet = book.create_sheet(title)
        sheet.append(PEOPLE_HEADER)
        sheet.append(person_row())
    book.save(tmp_path / "twee.xlsx")

    table = read_people_table(tmp_path / "twee.xlsx", system=None, max_rows=100)

    assert table.sheet == "2025"
    assert any("'2026' is niet gelezen" in notice and "noem daarbij dit blad" in notice for notice in table.notices)


def test_of_a_csv_or_a_set_of_files_no_sheet_can_be_named_and_it_says_what_to_choose(tmp_path: Path) -> None:
    csv = tmp_path / "mensen.csv"
    csv.write_text("Personeelsnummer;Achternaam\n1;Berg\n", "utf-8")

    with pytest.raises(WorkbookRefused) as of_csv:
        open_files([csv], kind=PEOPLE, system=None, presets=(), max_rows=10, sheet="2026")
    with pytest.raises(WorkbookRefused) as of_set:
        open_files(write_hr_core(tmp_path), kind=PEOPLE, system=None, presets=(), max_rows=10, sheet="2026")

    assert of_csv.value.message_nl == "Een tekstbestand (csv of txt) heeft geen bladen, dus ook geen blad '2026'."
    assert "Laat ‘Welk blad?’ leeg" in of_csv.value.remedy_nl
    assert of_set.value.message_nl == "Je koos 6 bestanden: een blad kiezen kan alleen bij één bestand."
    assert "kies alleen het bestand met blad '2026'" in of_set.value.remedy_nl


def registered(number: str, **given: object) -> dict[str, object]:
    """The cells of a registration with this number."""
    return {"Register": "skj-jgp", "Registernummer": number, "Registratie van": date(2024, 1, 1), **given}


def test_a_register_number_of_two_people_in_one_file_is_nobodys(session: Session, tmp_path: Path) -> None:
    rows = [person_row("1", **registered("120001234")), person_row("2", **JAN, **registered("120001234"))]

    plan = plan_rows(session, tmp_path, rows)

    assert outcomes(plan) == {"afgekeurd": 2}
    assert [problem.reason for problem in plan.problems] == [
        "Dit registernummer is ook van Jan Bos in rij 3.",
        "Dit registernummer is ook van Els van den Berg in rij 2.",
    ]


def test_a_register_number_of_somebody_here_is_not_given_to_another(session: Session, tmp_path: Path) -> None:
    import_rows(session, tmp_path, [person_row("1", **registered("120001234")), person_row("2", **JAN)])

    header = ("Personeelsnummer", "Register", "Registernummer", "Registratie van")
    path = write_rows(tmp_path / "n.xlsx", header, [("2", "skj-jgp", "120001234", date(2024, 1, 1))])
    importer = Importer(organisation_id=make_organisation(session).id, actor_id=None)
    table = open_files([path], kind=NUMBERS, system=None, presets=(), max_rows=10).table()
    plan = plan_import(session, table, importer, today=TODAY)

    assert outcomes(plan) == {"afgekeurd": 1}
    assert "is ook van Els van den Berg (1)" in plan.problems[0].reason


def test_register_numbers_that_were_swapped_can_be_put_right(session: Session, tmp_path: Path) -> None:
    wrong = [person_row("1", **registered("120001234")), person_row("2", **JAN, **registered("120001235"))]
    import_rows(session, tmp_path, wrong)

    right = [person_row("1", **registered("120001235")), person_row("2", **JAN, **registered("120001234"))]
    plan = import_rows(session, tmp_path, right)

    assert outcomes(plan) == {"gewijzigd": 2}
    assert session.scalars(select(Registration.number).order_by(Registration.person_id)).all() == [
        "120001235",
        "120001234",
    ]


def test_a_register_number_stays_the_own_one_when_the_zeros_of_the_number_are_lost(
    session: Session, tmp_path: Path
) -> None:
    import_rows(session, tmp_path, [person_row("00101", **registered("120001234"))])

    assert outcomes(plan_rows(session, tmp_path, [person_row("101", **registered("120001234"))])) == {"ongewijzigd": 1}


def managers_of(session: Session) -> list[tuple[str, date, date | None]]:
    """Everybody who manages or managed a team."""
    query = select(Person.given_name, TeamManager.starts_on, TeamManager.ends_on).order_by(TeamManager.id)
    found = session.execute(query.join(Person, Person.id == TeamManager.person_id))
    return [(name, first, last) for name, first, last in found]


def test_a_manager_who_begins_later_manages_from_that_day_and_the_old_one_until_then(
    session: Session, tmp_path: Path
) -> None:
    old, new = person_row("1", Leidinggevende="1"), person_row("1", Leidinggevende="2")
    later = person_row("2", **JAN, **{"Datum in dienst": NEXT_YEAR})
    import_rows(session, tmp_path, [old])

    plan = import_rows(session, tmp_path, [new, later])

    told = [change.new for row in plan.rows for change in row.changes if "Leidinggevende" in change.field]
    assert told == ["Els van den Berg, Jan Bos (vanaf 1-1-2027)"]
    assert managers_of(session) == [("Els", TODAY, None), ("Jan", NEXT_YEAR, None)]
    assert outcomes(plan_rows(session, tmp_path, [new, later])) == {"ongewijzigd": 2}

    import_rows(session, tmp_path, [new, later], today=date(2027, 1, 5))

    assert [last for _, _, last in managers_of(session)] == [date(2027, 1, 4), None]


def test_a_manager_who_comes_back_later_manages_from_that_day(session: Session, tmp_path: Path) -> None:
    els, jan = person_row("1", Leidinggevende="1"), person_row("2", **JAN, Team="Team West")
    import_rows(session, tmp_path, [els, jan])
    import_rows(session, tmp_path, [els, person_row("2", **JAN, **{"Datum uit dienst": date(2026, 10, 31)})])

    back = person_row("2", **JAN, Team="Team West", **{"Datum in dienst": NEXT_YEAR})
    rows = [person_row("1", Leidinggevende="2"), back]
    import_rows(session, tmp_path, rows)

    assert managers_of(session) == [("Els", TODAY, None), ("Jan", NEXT_YEAR, None)]
    assert outcomes(plan_rows(session, tmp_path, rows)) == {"ongewijzigd": 2}


def test_a_new_manager_of_whom_an_employment_is_over_manages_from_the_next(session: Session, tmp_path: Path) -> None:
    import_rows(session, tmp_path, [person_row("1", Leidinggevende="1")])
    over = person_row("2", **JAN, **{"Datum uit dienst": date(2026, 10, 31)})
    next_one = person_row("2", **JAN, **{"Datum in dienst": NEXT_YEAR})

    rows = [(*person_row("1", Leidinggevende="2"), 1), (*over, 1), (*next_one, 2)]
    import_rows(session, tmp_path, rows, WITH_SEQUENCE)

    assert managers_of(session) == [("Els", TODAY, None), ("Jan", NEXT_YEAR, None)]


@pytest.mark.parametrize("other", [date(2027, 2, 1), date(2026, 12, 1)])
def test_a_start_that_moves_takes_the_team_and_the_management_along(
    session: Session, tmp_path: Path, other: date
) -> None:
    old, new = person_row("1", Leidinggevende="1"), person_row("1", Leidinggevende="2")
    import_rows(session, tmp_path, [old])
    import_rows(session, tmp_path, [new, person_row("2", **JAN, Team="Team West", **{"Datum in dienst": NEXT_YEAR})])

    rows = [new, person_row("2", **JAN, Team="Team West", **{"Datum in dienst": other})]
    plan = import_rows(session, tmp_path, rows)

    assert teams_of(session)[1] == ("Team West", other, None)
    assert managers_of(session) == [("Els", TODAY, None), ("Jan", other, None)]
    told = {change.field: change[1:] for row in plan.rows for change in row.changes}
    assert told["Team"] == ("Team West (vanaf 1-1-2027)", f"Team West (vanaf {said(other)})")
    assert told["Leidinggevende van Team Oost"][1] == f"Els van den Berg, Jan Bos (vanaf {said(other)})"
    assert outcomes(plan_rows(session, tmp_path, rows)) == {"ongewijzigd": 2}


def test_until_a_postponed_start_the_present_manager_stays(session: Session, tmp_path: Path) -> None:
    old, new = person_row("1", Leidinggevende="1"), person_row("1", Leidinggevende="2")
    import_rows(session, tmp_path, [old])
    import_rows(session, tmp_path, [new, person_row("2", **JAN, **{"Datum in dienst": NEXT_YEAR})])
    rows = [new, person_row("2", **JAN, **{"Datum in dienst": date(2027, 2, 1)})]
    import_rows(session, tmp_path, rows)

    import_rows(session, tmp_path, rows, today=date(2027, 1, 5))

    assert [last for _, _, last in managers_of(session)] == [None, None]


def test_a_start_that_becomes_today_lets_the_new_manager_take_over(session: Session, tmp_path: Path) -> None:
    old, new = person_row("1", Leidinggevende="1"), person_row("1", Leidinggevende="2")
    import_rows(session, tmp_path, [old])
    import_rows(session, tmp_path, [new, person_row("2", **JAN, **{"Datum in dienst": NEXT_YEAR})])

    rows = [new, person_row("2", **JAN, **{"Datum in dienst": date(2026, 11, 1)})]
    import_rows(session, tmp_path, rows)

    assert managers_of(session) == [("Jan", TODAY, None)]
    assert outcomes(plan_rows(session, tmp_path, rows)) == {"ongewijzigd": 2}


def test_of_a_manager_who_leaves_it_is_shown_which_team_is_left(session: Session, tmp_path: Path) -> None:
    rows = [person_row("1", Leidinggevende="2"), person_row("2", **JAN)]
    import_rows(session, tmp_path, rows)

    plan = plan_rows(session, tmp_path, [rows[0], person_row("2", **JAN, **{"Datum uit dienst": date(2026, 10, 31)})])

    assert ("Geeft leiding aan", "Team Oost", "(leeg)") in [tuple(one) for row in plan.rows for one in row.changes]
    assert [problem.code for problem in plan.problems] == ["manager-left"]


def test_the_table_of_people_as_exported_changes_nothing_when_it_is_imported(session: Session, tmp_path: Path) -> None:
    import_rows(session, tmp_path, [
        (*person_row(), 1), (*person_row(Team="Team West"), 2), (*person_row("00102", **JAN, Team=None), 1),
    ], WITH_SEQUENCE)  # fmt: skip
    here = make_organisation(session).id
    page = read_people_page(session, here, PeopleQuery(left=True), today=TODAY, registers={})
    shown = people_table(page.lines)

    plan = plan_rows(session, tmp_path, shown.rows, [column.header for column in shown.columns])

    assert [row[2] for row in shown.rows] == ["Team Oost, Team West", None]
    assert outcomes(plan) == {"ongewijzigd": 2}
    assert (plan.problems, plan.teams) == ((), ())


def test_a_list_of_teams_in_one_cell_is_no_new_team(session: Session, tmp_path: Path) -> None:
    import_rows(session, tmp_path, [person_row(), person_row("00102", **JAN, Team="Team West")])

    plan = plan_rows(session, tmp_path, [person_row(Team="Team Oost, team west"), person_row("3", Team="Oost, Noord")])

    assert [(problem.row, problem.code) for problem in plan.problems] == [(2, "unit-several")]
    assert plan.teams == ("Oost, Noord",)


def test_a_dash_is_no_team(session: Session, tmp_path: Path) -> None:
    import_rows(session, tmp_path, [person_row()])

    plan = plan_rows(session, tmp_path, [person_row(Team="-")])

    assert outcomes(plan) == {"ongewijzigd": 1}
    assert [problem.code for problem in plan.problems] == ["unit-sign"]
    assert plan.teams == ()
