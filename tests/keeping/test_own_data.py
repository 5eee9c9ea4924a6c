"""Everything about one person goes into the own data, and nothing about anybody else (bar PR2)."""

import io
import json
import time
import zipfile
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete
from sqlalchemy.orm import Session

from register.current import state
from register.errors import Conflict, NotFound
from register.jobs.models import Job
from register.jobs.queue import work_off
from register.keeping.own_data import (
    PRIVATE,
    ask_for_data_of,
    ask_for_own_data,
    open_own_data,
    own_data_jobs,
    rows_about,
)
from register.people.models import Person, RoleGrant
from register.privacy.data_inventory import data_inventory
from tests.conftest import NOW
from tests.keeping.filling import canaries, fill
from tests.makers import TODAY, make_logged, make_person, make_viewer

OURS, THEIRS = "kanarie", "vreemde"
on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def els(session: Session) -> Person:
    """The one whose data it is; the first person in the house is somebody else."""
    make_person(session, "Ron")
    return make_person(session, "Els")


def texts(session: Session, person: Person, **how: bool) -> str:
    session.rollback()
    return json.dumps([list(rows_about(session, name, person.id, **how)) for name in data_inventory()])


@on_sqlite
def test_no_table_with_rows_of_somebody_is_left_out(session: Session, els: Person) -> None:
    fill(session, els, OURS)

    empty = [
        name
        for name, facts in data_inventory().items()
        if not facts.nobody and not list(rows_about(session, name, els.id))
    ]

    assert empty == []


@on_sqlite
def test_every_text_of_somebody_is_in_it_but_keys_and_what_is_of_others_too(session: Session, els: Person) -> None:
    fill(session, els, OURS)
    inventory = data_inventory()

    told = texts(session, els)

    missing = {where for where, words in canaries(OURS).items() if words not in told and not inventory[where[0]].nobody}
    kept_back = {(table.name, one.name) for table, one in _columns() if (one.secret or one.sealed) and not table.nobody}
    assert missing == kept_back & set(canaries(OURS))


@on_sqlite
def test_nothing_of_anybody_else_is_in_it(session: Session, els: Person) -> None:
    fill(session, make_person(session, "Bo"), THEIRS)

    assert THEIRS not in texts(session, els)


@on_sqlite
def test_what_is_private_is_not_in_what_hr_gets(session: Session, els: Person) -> None:
    fill(session, els, OURS)
    private = {
        canaries(OURS)[table.name, column.name]
        for table, column in _columns()
        if column.handling.record_class == PRIVATE and (table.name, column.name) in canaries(OURS)
    }

    told = texts(session, els, whole=False)

    assert len(private) > 15
    assert [words for words in private if words in told] == []


def test_whom_somebody_would_rather_not_meet_stays_theirs(session: Session, els: Person) -> None:
    from register.culture.matching.models import MatchExclusion

    bo = make_person(session, "Bo")
    session.add(MatchExclusion(person_id=bo.id, other_id=els.id))
    session.commit()

    assert list(rows_about(session, "register_match_exclusion", els.id)) == []
    assert len(list(rows_about(session, "register_match_exclusion", bo.id))) == 1


def test_a_colleague_in_a_row_has_no_name_there(session: Session, els: Person) -> None:
    ron = make_person(session, "Bo")
    make_logged(session, els, others=(ron,))

    (row,) = rows_about(session, "register_activity", ron.id)

    assert row["Gemaakt door"] == "een collega"


def test_the_file_is_made_as_a_job_within_a_minute(app: Flask, session: Session, els: Person) -> None:
    make_logged(session, els)
    start = time.perf_counter()

    archive = fetched(app, session, els)

    assert time.perf_counter() - start <= 60
    assert {"LEES-MIJ.txt", "uitleg.json", "tabellen/Mensen.json", "tabellen/Deelnames.json"} <= set(archive.namelist())
    (person,) = json.loads(archive.read("tabellen/Mensen.json"))
    assert person["Roepnaam"] == "Els"


def leaves(session: Session, person: Person) -> None:
    person.deactivated_at = NOW
    session.commit()


def test_hr_gets_data_of_who_left_without_what_is_private_and_nobody_else_does(
    app: Flask, session: Session, els: Person
) -> None:
    hanna, bo = make_person(session, "Hanna", roles=("hr",)), make_person(session, "Bo")
    leaves(session, els)
    ask_for_data_of(make_viewer(session, hanna), els.id, form_key="k" * 20, at=NOW)
    work_off(app)

    with pytest.raises(NotFound):
        ask_for_data_of(make_viewer(session, bo), els.id, form_key="l" * 20, at=NOW)
    assert "Wat privé is" in result_of(session, hanna).read("LEES-MIJ.txt").decode()


@pytest.mark.parametrize("last_day", [None, TODAY])
def test_who_works_here_shares_what_they_want_and_hr_gets_no_file_of_them(
    session: Session, els: Person, last_day: date | None
) -> None:
    hanna = make_viewer(session, make_person(session, "Hanna", roles=("hr",)))
    els.employments[0].ends_on = last_day
    session.commit()

    with pytest.raises(Conflict, match="werkt hier nog"):
        ask_for_data_of(hanna, els.id, form_key="k" * 20, at=NOW)


def test_the_day_after_the_last_one_hr_can_ask(session: Session, els: Person) -> None:
    hanna = make_viewer(session, make_person(session, "Hanna", roles=("hr",)))
    els.employments[0].ends_on = TODAY - timedelta(days=1)
    session.commit()

    assert ask_for_data_of(hanna, els.id, form_key="k" * 20, at=NOW) > 0


def test_who_comes_back_before_the_file_is_made_is_left_out_of_it(app: Flask, session: Session, els: Person) -> None:
    hanna = make_person(session, "Hanna", roles=("hr",))
    leaves(session, els)
    ask_for_data_of(make_viewer(session, hanna), els.id, form_key="k" * 20, at=NOW)
    els.deactivated_at = None
    session.commit()

    work_off(app)

    (job,) = own_data_jobs(session, make_viewer(session, hanna), at=state().now())
    assert (job.state, job.file_name) == ("mislukt", None)
    assert "werkt hier nog" in job.message


def test_who_is_hr_no_more_keeps_the_own_file_and_no_one_elses(app: Flask, session: Session, els: Person) -> None:
    hanna = make_person(session, "Hanna", roles=("hr",))
    leaves(session, els)
    theirs = ask_for_data_of(make_viewer(session, hanna), els.id, form_key="k" * 20, at=NOW)
    own = ask_for_own_data(make_viewer(session, hanna), form_key="l" * 20, at=NOW)
    work_off(app)
    session.execute(delete(RoleGrant).where(RoleGrant.person_id == hanna.id))
    session.commit()
    viewer, at = make_viewer(session, hanna), state().now()

    with pytest.raises(NotFound):
        open_own_data(session, viewer, theirs, at=at)
    open_own_data(session, viewer, own, at=at).content.close()
    assert [one.id for one in own_data_jobs(session, viewer, at=at)] == [own]


def test_who_is_hr_no_more_when_the_turn_comes_gets_nothing_of_somebody_else(
    app: Flask, session: Session, els: Person
) -> None:
    hanna = make_person(session, "Hanna", roles=("hr",))
    leaves(session, els)
    job = ask_for_data_of(make_viewer(session, hanna), els.id, form_key="k" * 20, at=NOW)
    session.execute(delete(RoleGrant).where(RoleGrant.person_id == hanna.id))
    session.commit()

    work_off(app)

    assert session.get_one(Job, job, populate_existing=True).state == "mislukt"


def fetched(app: Flask, session: Session, person: Person) -> zipfile.ZipFile:
    ask_for_own_data(make_viewer(session, person), form_key="k" * 20, at=NOW)
    work_off(app)
    return result_of(session, person)


def result_of(session: Session, person: Person) -> zipfile.ZipFile:
    viewer = make_viewer(session, person)
    (job,) = own_data_jobs(session, viewer, at=state().now())
    assert (job.state, job.message) == ("klaar", "")
    with open_own_data(session, viewer, job.id, at=state().now()).content as content:
        return zipfile.ZipFile(io.BytesIO(content.read()))


def _columns() -> Any:
    return [(table, column) for table in data_inventory().values() for column in table.columns.values()]
