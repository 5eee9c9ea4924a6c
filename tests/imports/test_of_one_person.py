"""What is of one person stays so: a register number that no accepted row frees, a prefix the file has no column for."""

from datetime import date
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from register.people.models import Person
from tests.imports.importing import import_rows, plan_rows
from tests.imports.test_as_exported import JAN, registered
from tests.imports.test_people import outcomes
from tests.workbook_maker import person_row

PIM = {"Roepnaam": "Pim", "Voorvoegsel": None, "Achternaam": "Vos"}


def test_a_rejected_row_frees_no_register_number(session: Session, tmp_path: Path) -> None:
    here = [person_row("1", **registered("120001234")), person_row("2", **JAN, **registered("120001235"))]
    import_rows(session, tmp_path, [*here, person_row("3", **PIM)])

    rows = [person_row("1", **registered("120001235")), person_row("3", **PIM, **registered("120001234"))]
    plan = plan_rows(session, tmp_path, rows)

    assert [problem.reason for problem in plan.problems] == [
        "Dit registernummer is ook van Jan Bos (2).",
        "Dit registernummer is ook van Els van den Berg (1).",
    ]


def test_a_row_that_is_rejected_for_something_else_frees_no_register_number(session: Session, tmp_path: Path) -> None:
    import_rows(session, tmp_path, [person_row("1", **registered("120001234")), person_row("3", **PIM)])

    backward = {"Datum in dienst": date(2020, 3, 1), "Datum uit dienst": date(2019, 3, 1)}
    rows = [person_row("3", **PIM, **registered("120001234")), person_row("1", **registered("120001235"), **backward)]
    plan = plan_rows(session, tmp_path, rows)

    assert [problem.code for problem in plan.problems] == ["registration-of-other", "employment-backward"]
    assert (plan.inserts, plan.updates) == ((), ())


def test_a_number_of_a_new_period_frees_no_number_of_an_old_one(session: Session, tmp_path: Path) -> None:
    old = registered("120001234", **{"Registratie tot": date(2025, 12, 31)})
    import_rows(session, tmp_path, [person_row("1", **old), person_row("3", **PIM)])

    new = registered("120001235", **{"Registratie van": date(2026, 1, 1)})
    plan = plan_rows(session, tmp_path, [person_row("1", **new), person_row("3", **PIM, **old)])

    assert outcomes(plan) == {"gewijzigd": 1, "afgekeurd": 1}


def test_a_prefix_with_a_capital_is_the_same_prefix(session: Session, tmp_path: Path) -> None:
    import_rows(session, tmp_path, [person_row()])

    rows = [("00101", "Els", "Van den Berg")]
    plan = plan_rows(session, tmp_path, rows, ("Personeelsnummer", "Roepnaam", "Achternaam"))

    assert outcomes(plan) == {"ongewijzigd": 1}


def test_a_prefix_of_a_partner_without_a_column_is_not_doubled_lost_or_left_over(
    session: Session, tmp_path: Path
) -> None:
    header = ("Personeelsnummer", "Roepnaam", "Achternaam", "Voorvoegsel partner", "Achternaam partner", "Naamgebruik")
    import_rows(session, tmp_path, [("1", "Els", "Berg", "van", "Dijk", "partner")], header)

    without = ("Personeelsnummer", "Achternaam", "Achternaam partner")
    for surname in ("Dijk", "van Dijk", "Van Dijk"):
        assert outcomes(plan_rows(session, tmp_path, [("1", "Berg", surname)], without)) == {"ongewijzigd": 1}
    import_rows(session, tmp_path, [("1", "Berg", "Jansen")], without)

    assert session.scalars(select(Person.display_name)).one() == "Els Jansen"


def test_a_row_that_is_accepted_after_all_is_checked_after_all(session: Session, tmp_path: Path) -> None:
    an = {"Roepnaam": "An", "Voorvoegsel": None, "Achternaam": "Dijk"}
    third = {"Register": "rp-sw", "Registratie van": date(2024, 1, 1)}
    import_rows(session, tmp_path, [
        person_row("1", **registered("120001234")),
        person_row("2", **JAN, **registered("120001235")),
        person_row("3", **an, **third, Registernummer="4610200001"),
    ])  # fmt: skip

    backward = {"Datum in dienst": date(2020, 3, 1), "Datum uit dienst": date(2019, 3, 1)}
    plan = plan_rows(session, tmp_path, [
        person_row("1", **registered("120001235")),
        person_row("2", **JAN, **registered("120001234")),
        person_row("1", **third, Roepnaam="Elsa", Registernummer="4610200001"),
        person_row("3", **an, **third, Registernummer="4610200002", **backward),
    ])  # fmt: skip

    assert {problem.row: problem.code for problem in plan.problems} == {
        2: "registration-of-other",
        3: "registration-of-other",
        4: "registration-of-other",
        5: "employment-backward",
    }
    assert (plan.inserts, plan.updates) == ((), ())
