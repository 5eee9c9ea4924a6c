"""`flask register rules simulate` and `check`, and what the doctor says of a version that no longer loads."""

import json
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import update
from sqlalchemy.orm import Session

from register.access import Viewer
from register.doctor import examine
from register.errors import Unavailable
from register.points.standing import assess_registration
from register.points.versions import content
from register.points.versions.models import OwnRuleVersion
from register.points.versions.reading import version_file
from tests.makers import TODAY
from tests.rules_versions.making import RATE, make_admin, make_draft, make_registered, publish_draft


def run(app: Flask, *typed: str) -> Result:
    return app.test_cli_runner().invoke(args=["register", "rules", *typed])


@pytest.fixture
def admin(session: Session) -> Viewer:
    make_registered(session, "Els")
    return make_admin(session)


def test_a_draft_is_worked_out_by_its_name(app: Flask, session: Session, admin: Viewer) -> None:
    draft = make_draft(session, admin, {RATE: "2", "total.min": "14"})

    told, by_number = run(app, "simulate", "2027-eigen"), run(app, "simulate", str(draft), "--json")

    assert told.exit_code == 0
    assert "1 registratie doorgerekend; bij 1 verandert er iets." in told.output
    found = json.loads(by_number.output)
    assert (found["register"], found["from"]) == ("rp-sw", "2024-01-01")
    assert [str(found[name]) for name in ("changed", "wins", "loses", "short")] == ["1", "1", "1", "0"]


def test_another_first_day_is_tried_out(app: Flask, session: Session, admin: Viewer) -> None:
    make_draft(session, admin, {RATE: "2"})

    told = run(app, "simulate", "2027-eigen", "--register", "rp-sw", "--from", "2027-01-01")

    assert "bij 0 verandert er iets" in told.output


def test_a_file_is_worked_out_and_nothing_of_it_is_kept(
    app: Flask, session: Session, admin: Viewer, tmp_path: Path
) -> None:
    draft = make_draft(session, admin, {RATE: "2"})
    path = tmp_path / "regels.toml"
    path.write_text(version_file(session, admin, draft)[0], "utf-8")

    told, wrong = run(app, "simulate", str(path)), run(app, "simulate", str(path), "--register", "vv")

    assert "Gaan vooruit: 1." in told.output
    assert (wrong.exit_code, "gaat over rp-sw" in wrong.output) == (2, True)


def test_a_file_that_is_wrong_and_a_version_that_is_not_there_are_refused(
    app: Flask, session: Session, admin: Viewer, tmp_path: Path
) -> None:
    path = tmp_path / "regels.toml"
    path.write_text("[register]\nid = 3\n", "utf-8")

    broken, lost = run(app, "simulate", str(path)), run(app, "simulate", "9")

    assert (broken.exit_code, "regels.toml, regel 2" in broken.output) == (2, True)
    assert (lost.exit_code, "Er is geen bestand of eigen versie ‘9’" in lost.output) == (2, True)


def test_a_published_version_that_no_longer_loads_is_named_and_judges_nobody(
    app: Flask, session: Session, admin: Viewer
) -> None:
    els = make_registered(session, "Tom")
    draft = make_draft(session, admin, {RATE: "2"})
    publish_draft(admin, draft)
    sound = run(app, "check")
    session.execute(update(OwnRuleVersion).values(content={"register": {"id": "rp-sw"}}))
    session.commit()
    content.forget_worked_out()

    told = run(app, "check")

    assert (sound.exit_code, told.exit_code) == (0, 2)
    assert "rp-sw, versie 2027-eigen: het veld register.name past niet meer" in told.output
    assert "regelversies" in {one.about for one in examine(app)}
    with pytest.raises(Unavailable, match="niet te gebruiken"):
        assess_registration(session, els, on=TODAY)
