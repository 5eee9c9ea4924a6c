"""`flask register assess` and `flask register rules`: stable for administrators and tests."""

import json
from pathlib import Path
from typing import Any

from click.testing import Result
from flask import Flask
from sqlalchemy.orm import Session

from tests.makers import make_logged, make_organisation, make_person, make_registration


def run(app: Flask, *arguments: str) -> Result:
    return app.test_cli_runner().invoke(args=["register", *arguments])


def document(app: Flask, *arguments: str) -> Any:
    result = run(app, *arguments, "--json")
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def test_assess_tells_where_somebody_stands_with_reasons(app: Flask, session: Session) -> None:
    els = make_person(session, "Els", personnel_number="00123")
    make_registration(session, els)
    make_logged(session, els)

    told = document(app, "assess", "00123", "--on", "2026-11-22")

    registration = told["registrations"][0]
    reflection = next(track for track in registration["tracks"] if track["track"] == "reflectie")
    claim = registration["claims"][0]
    assert (told["person"]["personnel_number"], told["on"]) == ("00123", "2026-11-22")
    assert (registration["register"], registration["version"]) == ("skj-jgp", "2018-01-01")
    assert len(registration["digest"]) == 64
    assert registration["period"] == {"from": "2024-01-01", "to": "2028-12-31"}
    assert (reflection["logged"], reflection["countable"], reflection["needed"], reflection["minimum"]) == (
        "2",
        "2",
        "58",
        "60",
    )
    assert (claim["date"], claim["minutes"], claim["track"], claim["points"], claim["counted"], claim["state"]) == (
        "2026-03-05",
        120,
        "reflectie",
        "2",
        "2",
        "klaar",
    )
    assert claim["reasons"]
    assert all(isinstance(reason, str) for reason in claim["reasons"])
    assert {condition["met"] for condition in registration["conditions"]} == {None}


def test_an_unknown_norm_is_null_and_never_zero(app: Flask, session: Session) -> None:
    els = make_person(session, "Els", personnel_number="00123")
    make_registration(session, els, "rp-sw")
    make_logged(session, els)

    total = document(app, "assess", "00123")["registrations"][0]["total"]

    assert (total["minimum"], total["needed"], total["minimum_known"]) == (None, None, False)


def test_the_day_decides_what_counts(app: Flask, session: Session) -> None:
    els = make_person(session, "Els", personnel_number="00123")
    make_registration(session, els)
    make_logged(session, els)

    before = document(app, "assess", "00123", "--on", "2026-03-04")

    assert before["registrations"][0]["claims"][0]["counted"] == "0"


def test_without_json_it_is_readable_dutch(app: Flask, session: Session) -> None:
    els = make_person(session, "Els", personnel_number="00123")
    make_registration(session, els)

    told = run(app, "assess", "00123").output

    assert "Els Vries, 22 november 2026" in told
    assert "nog 25 maanden, tot en met 31 december 2028" in told
    assert "Reflectie: 0 van 60, nog 60 nodig" in told


def test_an_unknown_number_is_refused_on_standard_error(app: Flask, session: Session) -> None:
    make_person(session, "Els", personnel_number="00123")

    result = run(app, "assess", "99999")

    assert result.exit_code == 2
    assert result.stdout == ""
    assert "Personeelsnummer 99999 kennen we niet" in result.stderr


def test_a_number_of_another_organisation_is_unknown_here(app: Flask, session: Session) -> None:
    make_person(session, "Els", personnel_number="00123", organisation=make_organisation(session, "Mijn organisatie"))
    make_person(session, "Piet", personnel_number="00777", organisation=make_organisation(session, "Zorg Zuid"))
    make_person(session, "Bo", personnel_number="00123", organisation=make_organisation(session, "Zorg Zuid"))

    assert document(app, "assess", "00123")["person"]["name"] == "Els Vries"
    assert run(app, "assess", "00777").exit_code == 2


def test_somebody_without_a_registration_has_an_empty_list(app: Flask, session: Session) -> None:
    make_person(session, "Bo", personnel_number="00124")

    assert document(app, "assess", "00124")["registrations"] == []


def test_the_shipped_rules_are_in_order(app: Flask) -> None:
    result = run(app, "rules", "check")

    assert result.exit_code == 0, result.stderr
    assert "regelbestanden zijn in orde" in result.output


def test_a_wrong_rule_file_is_refused_with_where_and_how(app: Flask, tmp_path: Path) -> None:
    path = tmp_path / "mis.toml"
    path.write_text('[register]\nid = "mis"\n', encoding="utf-8")

    result = run(app, "rules", "check", str(path))

    assert result.exit_code == 2
    assert "mis.toml" in result.stderr


def test_the_list_names_every_register_with_its_versions(app: Flask) -> None:
    told = run(app, "rules", "list").output

    assert all(register in told for register in ("rp-sw\t", "skj-jgp\t", "skj-jzw\t", "vv\t", "rp-mzm\t"))
    assert "niet vastgesteld" in told
