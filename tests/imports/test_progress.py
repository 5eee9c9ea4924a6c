"""Long work says how far it is, in numbers: to a terminal, to a log, and to the page that waits for it."""

from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from register.access import Role, Viewer
from register.commands._progress import FEW, _Line, shown_progress
from register.imports.following import followed, how_far
from register.imports.people_plan import PeoplePlan
from register.workbooks.progress import Step, counted, listening, tell
from tests.host import Host
from tests.imports.importing import import_rows
from tests.makers import make_organisation, make_person
from tests.workbook_maker import person_row

HOW_FAR = "/leerregister/importeren/voortgang.txt"


def hr(person_id: int) -> Viewer:
    """Somebody who imports."""
    return Viewer(person_id=person_id, organisation_id=1, name="Hanneke Raad", roles=frozenset({Role.HR}))


def test_a_step_reads_as_a_sentence_in_dutch_numbers() -> None:
    assert Step(12_000, 20_000, "rijen vergeleken").said == "12.000 van 20.000 rijen vergeleken"
    assert Step(500, None, "rijen gelezen").said == "500 rijen gelezen"


def test_whoever_listens_hears_every_thousand_and_nobody_else_does() -> None:
    heard: list[Step] = []

    with listening(heard.append):
        first = list(counted(range(2_500), "rijen vergeleken"))
    tell(1, 1, "rijen vergeleken")

    assert len(first) == 2_500
    assert [step.said for step in heard] == [
        "1.000 van 2.500 rijen vergeleken",
        "2.000 van 2.500 rijen vergeleken",
    ]


def test_an_import_tells_what_was_read_and_what_was_stored(session: Session, tmp_path: Path) -> None:
    make_organisation(session)
    heard: list[Step] = []

    with listening(heard.append):
        plan: PeoplePlan = import_rows(session, tmp_path, [person_row("1"), person_row("2", Achternaam="Bos")])

    assert len(plan.people) == 2
    said = [step.said for step in heard]
    assert said[0] == "3 rijen gelezen"
    assert "2 van 2 mensen bewaard" in said
    assert said[-1].endswith("wijzigingen bewaard")


def test_a_log_gets_a_line_a_tenth_and_of_a_small_file_none(capsys: pytest.CaptureFixture[str]) -> None:
    with shown_progress():
        tell(FEW - 1, None, "rijen gelezen")
        for done in range(5_000, 200_001, 5_000):
            tell(done, 200_000, "mensen bewaard")

    lines = capsys.readouterr().err.splitlines()
    assert lines[:2] == ["5.000 van 200.000 mensen bewaard", "20.000 van 200.000 mensen bewaard"]
    assert lines[-1] == "200.000 van 200.000 mensen bewaard"
    assert len(lines) == 11


def test_a_terminal_gets_one_line_that_changes(capsys: pytest.CaptureFixture[str]) -> None:
    line = _Line(on_terminal=True)

    line(Step(5_000, 20_000, "mensen bewaard"))
    line(Step(10_000, 20_000, "mensen bewaard"))
    line.end()

    written = capsys.readouterr().err
    assert written.count("\r") == 2
    assert written.count("\n") == 1
    assert "10.000 van 20.000 mensen bewaard" in written


def test_the_page_that_waits_hears_how_far_the_own_import_is(host: Host, session: Session) -> None:
    mine = make_person(session, "Hanneke", "Raad", roles=("hr",), personnel_number="90001").id
    other = make_person(session, "Hugo", "Raad", roles=("hr",), personnel_number="90002").id
    session.commit()
    client, colleague = host.client("hanneke"), host.client("hugo")

    with host.app.app_context(), followed(hr(mine)):
        tell(12_000, 20_000, "mensen bewaard")
        during, elsewhere = client.get(HOW_FAR), colleague.get(HOW_FAR)
        assert how_far(hr(other)) == ""
    after = client.get(HOW_FAR)

    assert (during.status_code, during.mimetype) == (200, "text/plain")
    assert during.text == "12.000 van 20.000 mensen bewaard"
    assert (elsewhere.text, after.text) == ("", "")


def test_an_import_goes_on_where_its_progress_cannot_be_kept(host: Host, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir(exist_ok=True)
    (tmp_path / "data" / "voortgang").write_text("")

    with host.app.app_context(), followed(hr(1)):
        tell(1, 2, "mensen bewaard")
        assert how_far(hr(1)) == ""
