"""An import is there whole or not at all, once, and leaves nothing behind (DU13, CO4, CO5, PR12, XL15, XL18)."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from functools import partial
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Barrier, Thread
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event, func, select
from sqlalchemy.orm import Session

from register import db
from register.errors import RegisterError
from register.imports.history import forget_old
from register.imports.models import ImportBatch, ImportChange
from register.imports.opening import open_files
from register.imports.people_plan import Outcome
from register.imports.staging import apply_batch, errors_of, preview, stage
from register.people.models import Employment, Person, Team
from tests.conftest import NOW
from tests.imports.importing import import_and_plan_again, import_rows, plan_rows
from tests.makers import TODAY, make_person, make_viewer
from tests.security.test_edit_against_confirm import at_once
from tests.workbook_maker import PEOPLE_HEADER, person_row, write_rows

TABLES = (Person, Employment, Team, ImportChange)


class _Failed(Exception):
    """What the database says when it fails."""


@contextmanager
def failing_at(session: Session, number: int) -> Iterator[list[int]]:
    """Let the statement with this number fail, counted from the beginning of the block; gives the count."""
    seen = [0]

    def fail(*_: object) -> None:
        seen[0] += 1
        if seen[0] == number:
            raise _Failed

    engine = session.get_bind()
    event.listen(engine, "before_cursor_execute", fail)
    try:
        yield seen
    finally:
        event.remove(engine, "before_cursor_execute", fail)


def counted(session: Session) -> list[int | None]:
    """How many rows each table has, read anew."""
    session.rollback()
    return [session.scalar(select(func.count()).select_from(model)) for model in TABLES]


def staged(session: Session, folder: Path, rows: list[tuple[Any, ...]]) -> tuple[Any, int]:
    """HR, and an upload of these rows."""
    hr = make_person(session, "Hanneke", "Raad", roles=("hr",), personnel_number="90001")
    viewer = make_viewer(session, hr)
    path = write_rows(folder / "m.xlsx", PEOPLE_HEADER, rows)
    opened = open_files([path], kind=None, system=None, presets=(), max_rows=1_000)
    return viewer, stage(viewer, opened, paths=[path], file_name="m.xlsx", at=NOW)


STAFF = [person_row(str(number), Achternaam=f"Berg{number}") for number in range(1, 4)]


def test_whichever_statement_fails_nothing_of_the_import_is_there(session: Session, tmp_path: Path) -> None:
    viewer, batch_id = staged(session, tmp_path, STAFF)
    before = counted(session)
    torn = []

    for number in range(1, 100):
        digest = preview(session, viewer, batch_id, today=TODAY).plan.digest  # type: ignore[union-attr]
        session.rollback()
        with failing_at(session, number) as seen:
            try:
                apply_batch(viewer, batch_id, digest=digest, at=NOW, today=TODAY)
            except _Failed:
                torn += [number] if counted(session) != before else []
                continue
        break

    assert torn == []
    assert (number > 10, seen[0] < number) == (True, True)
    assert counted(session)[0] == 4


def test_two_who_apply_one_preview_at_once_import_it_once(app: Flask, session: Session, tmp_path: Path) -> None:
    viewer, batch_id = staged(session, tmp_path, STAFF)
    digest = preview(session, viewer, batch_id, today=TODAY).plan.digest  # type: ignore[union-attr]
    session.rollback()
    together = Barrier(2)
    done: list[object] = []

    def apply() -> None:
        with app.app_context():
            together.wait()
            try:
                done.append(apply_batch(viewer, batch_id, digest=digest, at=NOW, today=TODAY)[1])
            except RegisterError as refused:
                done.append(type(refused).__name__)
            finally:
                db.session().remove()  # type: ignore[attr-defined]

    threads = [Thread(target=apply) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(map(str, done)) == ["False", "True"]
    assert counted(session)[0] == 4


def test_one_file_that_two_upload_at_once_is_one_batch(app: Flask, session: Session, tmp_path: Path) -> None:
    viewer = make_viewer(session, make_person(session, "Hanneke", "Raad", roles=("hr",), personnel_number="90001"))
    path = write_rows(tmp_path / "m.xlsx", PEOPLE_HEADER, STAFF)
    opened = open_files([path], kind=None, system=None, presets=(), max_rows=1_000)
    upload = partial(stage, viewer, opened, paths=[path], file_name="m.xlsx", at=NOW)
    session.rollback()

    ended = at_once(app, upload, upload, upload)

    session.rollback()
    assert ended == ["gelukt"] * 3
    assert session.scalar(select(func.count()).select_from(ImportBatch)) == 1


def test_one_cell_changed_is_one_change(session: Session, tmp_path: Path) -> None:
    import_rows(session, tmp_path, STAFF)

    plan = plan_rows(session, tmp_path, [*STAFF[:2], person_row("3", Achternaam="Berg3", Roepnaam="Elsje")])

    assert [(row.outcome, len(row.changes)) for row in plan.rows] == [
        (Outcome.UNCHANGED, 0), (Outcome.UNCHANGED, 0), (Outcome.CHANGED, 1),
    ]  # fmt: skip


def test_staged_rows_and_rejected_rows_are_gone_after_seven_days(session: Session, tmp_path: Path) -> None:
    viewer, applied = staged(session, tmp_path, [*STAFF, person_row("9", Register="geen")])
    digest = preview(session, viewer, applied, today=TODAY).plan.digest  # type: ignore[union-attr]
    session.rollback()
    apply_batch(viewer, applied, digest=digest, at=NOW, today=TODAY)
    _, errors = errors_of(session, viewer, applied, today=TODAY)
    session.rollback()
    path = write_rows(tmp_path / "n.xlsx", PEOPLE_HEADER, STAFF)
    stage(
        viewer, open_files([path], kind=None, system=None, presets=(), max_rows=10), paths=[path],
        file_name="n.xlsx", at=NOW,
    )  # fmt: skip

    with db.transaction() as current:
        forget_old(current, at=NOW + timedelta(days=7, minutes=1))
    left = session.execute(select(ImportBatch.plan, ImportBatch.errors, ImportBatch.has_errors)).all()

    assert len(errors["rows"]) == 1
    assert [tuple(row) for row in left] == [(None, None, False), (None, None, False)]


def test_every_message_says_where_what_why_and_what_to_do(session: Session, tmp_path: Path) -> None:
    plan = plan_rows(
        session, tmp_path,
        [
            person_row("1", Register="geen"),
            person_row("2", **{"E-mail werk": "geen adres"}),
            person_row("3", **{"Datum in dienst": "31-02-2020"}),
            person_row("4", Rol="baas"),
        ],
    )  # fmt: skip

    assert len(plan.problems) == 4
    assert [all((one.row, one.column, one.cell, one.value, one.reason, one.remedy)) for one in plan.problems] == [
        True, True, True, True,
    ]  # fmt: skip


_NAMES = st.text(st.characters(codec="utf-8", categories=("Lu", "Ll")), min_size=1, max_size=12)
_PEOPLE = st.lists(
    st.fixed_dictionaries(
        {
            "Roepnaam": _NAMES,
            "Voorvoegsel": st.sampled_from(["", "van", "van der", "'t", "de"]),
            "Achternaam": _NAMES,
            "Team": st.sampled_from([None, "Team Oost", "Team Wést"]),
            "Datum in dienst": st.dates(date(1990, 1, 1), date(2026, 10, 1)),
        }
    ),
    min_size=1,
    max_size=6,
)


_NUMBERS = count(1)


def _round_trip(session: Session, people: list[dict[str, Any]]) -> set[Outcome]:
    """Import people, and plan the same file again."""
    rows = [person_row(f"{next(_NUMBERS):07d}", **values) for values in people]
    with TemporaryDirectory() as folder:
        path = write_rows(Path(folder) / "p.xlsx", PEOPLE_HEADER, rows)
        table = open_files([path], kind=None, system=None, presets=(), max_rows=100).table()
    return {row.outcome for row in import_and_plan_again(session, table).rows}


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], database=None)
@given(people=_PEOPLE)
def test_what_was_imported_is_unchanged_the_next_time(session: Session, people: list[dict[str, Any]]) -> None:
    assert _round_trip(session, people) == {Outcome.UNCHANGED}


@pytest.mark.slow
@settings(max_examples=1_000, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], database=None)
@given(people=_PEOPLE)
def test_of_a_thousand_random_files_none_changes_anything_the_next_time(
    session: Session, people: list[dict[str, Any]]
) -> None:
    assert _round_trip(session, people) == {Outcome.UNCHANGED}
