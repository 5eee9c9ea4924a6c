"""What is typed wrongly is refused in Dutch, with exit code 2 and the way to the help; the doctor reads the trail."""

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from tests.keeping.tamper import tamper
from tests.makers import make_logged, make_person


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        (["asses"], "De opdracht 'asses' bestaat niet. Kijk wat kan met:"),
        (["people", "inport"], "De opdracht 'inport' bestaat niet. Kijk wat kan met:"),
        (["assess"], "Er ontbreekt iets: PERSONEELSNUMMER. Kijk wat kan met:"),
        (["people", "import"], "Er ontbreekt iets: BESTAND. Kijk wat kan met:"),
        (["imports", "run"], "Er ontbreekt iets: MAP. Kijk wat kan met:"),
        (["export", "results"], "Er ontbreekt iets: SYSTEEM. Kijk wat kan met:"),
        (["assess", "1", "--vandaag"], "De optie --vandaag bestaat niet. Kijk wat kan met:"),
        (["assess", "1", "2"], "Er staat te veel achter de opdracht: 2. Kijk wat kan met:"),
        (["assess", "1", "--on", "gisteren"], "De waarde van --on kan niet. Schrijf een datum als 2026-03-05."),
        (["--snel"], "De optie --snel bestaat niet. Kijk wat kan met:"),
    ],
)
def test_a_command_that_is_typed_wrongly_is_refused_in_dutch(app: Flask, typed: list[str], says: str) -> None:
    run = app.test_cli_runner().invoke(args=["register", *typed])

    assert run.exit_code == 2
    assert run.stderr.startswith(says)
    assert run.stderr.rstrip().endswith("--help.")


def test_a_question_that_nobody_answers_is_refused_in_dutch(app: Flask) -> None:
    run = app.test_cli_runner().invoke(args=["register", "accounts", "create-admin"], input="")

    assert run.exit_code == 2
    assert run.stderr.startswith("Afgebroken: er is niets gedaan.")


def test_the_doctor_sees_a_trail_that_somebody_changed(app: Flask, session: Session) -> None:
    make_logged(session, make_person(session, "Els"))
    whole = app.test_cli_runner().invoke(args=["register", "doctor"])
    tamper(session, "UPDATE register_audit_entry SET act = 'iets anders' WHERE seq = 1")

    changed = app.test_cli_runner().invoke(args=["register", "doctor"])

    assert "spoor" not in whole.stderr
    assert "In het spoor van Welzijn Noord klopt regel 1 niet" in changed.stderr
