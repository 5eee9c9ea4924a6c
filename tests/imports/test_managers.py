"""Managers as HR systems write them: a department, several at once, the surname first (G7)."""

from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from register.people.models import Person, Team, TeamManager
from tests.imports.importing import import_rows
from tests.workbook_maker import person_row

AN = person_row("00201", Roepnaam="An", Voorvoegsel=None, Achternaam="Smit", Team="Kantoor")
BO = person_row("00202", Roepnaam="Bo", Voorvoegsel="van der", Achternaam="Vos", Team="Kantoor")
CAS = person_row("3", Roepnaam="Cas", Achternaam="Bos", Team="Team West", Leidinggevende="00201")


def managers(session: Session) -> list[tuple[str, str]]:
    found = session.execute(
        select(Team.name, Person.given_name)
        .join(TeamManager, TeamManager.team_id == Team.id)
        .join(Person, Person.id == TeamManager.person_id)
        .where(TeamManager.ends_on.is_(None))
    )
    return sorted((row[0], row[1]) for row in found)


@pytest.mark.parametrize(
    ("written", "names"),
    [
        ("Smit, An", ["An"]),
        ("Vos, Bo van der", ["Bo"]),
        ("van der Vos, Bo", ["Bo"]),
        ("Bo van der Vos (00202)", ["Bo"]),
        ("vos, bo van der (202)", ["Bo"]),
        ("(00202)", ["Bo"]),
        ("An Smit (00201) en Bo van der Vos (00202)", ["An", "Bo"]),
        ("00201; 202", ["An", "Bo"]),
        ("00201, 00202", ["An", "Bo"]),
        ("An Smit en Bo van der Vos", ["An", "Bo"]),
        ("Smit, An / Vos, Bo van der", ["An", "Bo"]),
    ],
)
def test_a_manager_is_found_however_a_system_writes_it(
    session: Session, tmp_path: Path, written: str, names: list[str]
) -> None:
    rows = [AN, BO, person_row("1", Leidinggevende=written)]
    plan = import_rows(session, tmp_path, rows)

    again = import_rows(session, tmp_path, rows)

    assert managers(session) == [("Team Oost", name) for name in names]
    assert (plan.problems, again.changes) == ((), False)


def test_a_department_as_manager_means_who_manages_that_department(session: Session, tmp_path: Path) -> None:
    rows = [person_row("1", Leidinggevende="team west"), AN, CAS]

    import_rows(session, tmp_path, rows)
    again = import_rows(session, tmp_path, rows[:1])

    assert managers(session) == [("Team Oost", "An"), ("Team West", "An")]
    assert not again.changes


def test_a_department_that_nobody_manages_is_a_message(session: Session, tmp_path: Path) -> None:
    plan = import_rows(session, tmp_path, [person_row("1", Leidinggevende="Kantoor"), AN])

    (problem,) = plan.problems
    assert (problem.code, problem.reason) == ("manager-of-department", "We weten niet wie Kantoor leidt.")
    assert managers(session) == []


def test_one_unknown_of_several_managers_keeps_those_there_were(session: Session, tmp_path: Path) -> None:
    import_rows(session, tmp_path, [AN, BO, person_row("1", Leidinggevende="00201")])

    plan = import_rows(session, tmp_path, [person_row("1", Leidinggevende="00202; 00999")])

    (problem,) = plan.problems
    assert (problem.code, problem.reason) == ("manager-unknown", "Deze leidinggevende kennen we niet: 00999.")
    assert managers(session) == [("Team Oost", "An")]


def test_of_several_with_their_numbers_the_unknown_one_is_named(session: Session, tmp_path: Path) -> None:
    plan = import_rows(session, tmp_path, [AN, person_row("1", Leidinggevende="Zorg / An Smit (00201)")])

    (problem,) = plan.problems
    assert (problem.code, problem.reason) == ("manager-unknown", "Deze leidinggevende kennen we niet: Zorg.")


@pytest.mark.parametrize(
    "written", ["An Smit (00202)", "Kantoor (202)", "Zorg en welzijn (00202)", "Zorg (202); An Smit (00201)"]
)
def test_a_number_behind_something_else_than_its_owner_gives_nobody_rights(
    session: Session, tmp_path: Path, written: str
) -> None:
    plan = import_rows(session, tmp_path, [AN, BO, person_row("1", Leidinggevende=written)])

    (problem,) = plan.problems
    assert problem.code == "manager-ambiguous"
    assert problem.reason == "Nummer 00202 is van Bo van der Vos, maar die naam staat er niet voor."
    assert managers(session) == []


def test_a_team_with_a_number_in_its_name_is_that_team(session: Session, tmp_path: Path) -> None:
    led = person_row("3", Roepnaam="Cas", Achternaam="Bos", Team="Kantoor (202)", Leidinggevende="00201")

    plan = import_rows(session, tmp_path, [AN, BO, led, person_row("1", Leidinggevende="kantoor (202)")])

    assert plan.problems == ()
    assert managers(session) == [("Kantoor (202)", "An"), ("Team Oost", "An")]
