"""What waits is found without reading the rest, and the flag for it agrees with the versions."""

from datetime import datetime

from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from register.learning.change_activity import change_activity
from register.learning.confirm import confirm, reopen
from register.learning.entry import Participant
from register.learning.lapsed import lapsed_wrongly
from register.learning.waiting import _asked, waiting_cards
from register.people.models import Person
from tests.bench.learning_data import fill_team
from tests.confirm.reading import attendance_of
from tests.learning.making import make_entry
from tests.makers import TODAY, make_logged, make_person, make_viewer

EXPLAIN = {"sqlite": "EXPLAIN QUERY PLAN ", "postgresql": "EXPLAIN "}


def lapse(session: Session, now: datetime) -> tuple[Person, int]:
    """Anna confirms what Els logged, and Els changes it; returns Anna and her part."""
    els, anna = make_person(session, "Els"), make_person(session, "Anna")
    activity_id = make_logged(session, els, others=(anna,))
    part = attendance_of(session, activity_id, anna)
    confirm(make_viewer(session, anna), part.id, content_version=1, method="kaart", at=now)
    people = (Participant(person_id=els.id), Participant(person_id=anna.id))
    version = attendance_of(session, activity_id, anna).session.activity.version
    entry = make_entry(participants=people, minutes=30)
    change_activity(make_viewer(session, els), activity_id, entry, version=version, at=now, today=TODAY)
    return anna, part.id


def flags(session: Session) -> list[bool]:
    return [bool(row[0]) for row in session.execute(text("SELECT lapsed FROM register_attendance ORDER BY id"))]


def test_a_change_makes_a_confirmation_lapse_and_not_that_of_who_changed_it(session: Session, now: datetime) -> None:
    lapse(session, now)

    assert flags(session) == [False, True]
    assert lapsed_wrongly(session) == []


def test_confirming_the_new_version_ends_it(session: Session, now: datetime) -> None:
    anna, part_id = lapse(session, now)

    confirm(make_viewer(session, anna), part_id, content_version=2, method="kaart", at=now)

    assert flags(session) == [False, False]


def test_taking_the_answer_back_ends_it_and_the_question_stands(session: Session, now: datetime) -> None:
    anna, part_id = lapse(session, now)

    reopen(make_viewer(session, anna), part_id, at=now)

    (card,) = waiting_cards(session, make_viewer(session, anna)).waiting
    assert flags(session) == [False, False]
    assert (card.attendance_id, card.changed) == (part_id, False)


def test_the_doctor_sees_a_flag_that_is_wrong_and_the_command_mends_it(
    app: Flask, session: Session, now: datetime
) -> None:
    lapse(session, now)
    session.execute(text("UPDATE register_attendance SET lapsed = NOT lapsed"))
    session.commit()
    run = app.test_cli_runner().invoke

    sick, mended, well = (run(args=["register", *what]) for what in (["doctor"], ["db", "mend"], ["doctor"]))

    assert "Bij 2 deelnames klopt niet of de bevestiging vervallen is" in sick.stderr
    assert mended.stdout == "Hersteld: 2 deelnames.\n"
    assert "bevestigingen" not in well.stderr
    assert flags(session) == [False, True]


def test_what_waits_is_found_by_its_own_index(session: Session) -> None:
    fill_team(session, people=2, activities=400)
    session.execute(text("ANALYZE"))
    dialect = session.get_bind().dialect
    asked = select(_asked().c.id).params(person=1, organisation=1)
    written = str(asked.compile(dialect=dialect, compile_kwargs={"literal_binds": True}))

    plan = session.execute(text(EXPLAIN[dialect.name] + written)).all()

    assert "ix_register_attendance_waiting" in str(plan)
