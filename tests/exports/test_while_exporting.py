"""An export keeps nobody from writing, and shows one moment however long it takes (bar CO8)."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from io import BytesIO
from statistics import quantiles
from threading import Event, Thread, current_thread

import pytest
from flask import Flask
from openpyxl import load_workbook
from sqlalchemy import event, func, select
from sqlalchemy.orm import Session

from register import db
from register.errors import Invalid
from register.evidence.export import EvidenceFilter, export_evidence
from register.exports.deliver import Order, deliver
from register.exports.models import DeliveredLine
from register.exports.tables import Table, hand_out
from register.learning.models import Activity
from register.people.models import Person
from register.workbooks.write import Column
from tests.conftest import NOW
from tests.makers import TODAY, make_logged, make_person, make_registration, make_viewer

LONG = 20
MINUTE = 60
LONGEST = 1.0


class Exporting(Thread):
    """An export that stops in the middle until it may go on."""

    def __init__(self, app: Flask, work: object) -> None:
        super().__init__(daemon=True)
        self.halfway, self.go_on = Event(), Event()
        self._app, self._work = app, work

    def run(self) -> None:
        """Export, in a request of its own."""
        with self._app.app_context():
            self._work()  # type: ignore[operator]
            db.session().remove()  # type: ignore[attr-defined]

    def stop(self) -> None:
        """Wait halfway, the first time."""
        if not self.halfway.is_set():
            self.halfway.set()
            self.go_on.wait(LONG + MINUTE)


class Slow(BytesIO):
    """A file on a slow disk."""

    def write(self, content: object) -> int:
        """Write, once the export may go on."""
        thread = current_thread()
        if isinstance(thread, Exporting):
            thread.stop()
        return super().write(content)  # type: ignore[arg-type]


@contextmanager
def stopping_after_a_statement(session: Session) -> Iterator[None]:
    """Let an export stop after the first thing that it reads."""

    def stop(*sent: object) -> None:
        thread = current_thread()
        if isinstance(thread, Exporting) and str(sent[2]).startswith("SELECT"):
            thread.stop()

    engine = session.get_bind()
    event.listen(engine, "after_cursor_execute", stop)
    try:
        yield
    finally:
        event.remove(engine, "after_cursor_execute", stop)


def written_meanwhile(session: Session, exporting: Exporting) -> str:
    """Log an activity while an export is halfway; its name."""
    els = make_person(session, "Els", "Berg", personnel_number="00101", subject="els2")
    make_registration(session, els, "skj-jgp")
    session.commit()
    exporting.start()
    assert exporting.halfway.wait(LONG)
    make_logged(session, els, title="Intussen vastgelegd")
    exporting.go_on.set()
    exporting.join(LONG)
    session.rollback()
    return session.scalars(select(Activity.title).order_by(Activity.id.desc()).limit(1)).one()


def logging_for(seconds: float, session: Session, person: Person) -> Iterator[float]:
    """Log one activity after another; how long each took."""
    until, day = time.monotonic() + seconds, TODAY
    while (began := time.monotonic()) < until:
        day -= timedelta(days=1)
        make_logged(session, person, title="Intussen vastgelegd", held_on=day)
        yield time.monotonic() - began


@pytest.mark.parametrize("where", ["between statements", "while writing"])
def test_somebody_logs_while_evidence_is_exported_and_the_file_shows_the_moment_before(
    app: Flask, session: Session, where: str
) -> None:
    hr = make_viewer(session, make_person(session, "Hanneke", "Raad", roles=("hr",)))
    out = BytesIO() if where == "between statements" else Slow()
    exporting = Exporting(app, lambda: export_evidence(hr, EvidenceFilter(), out, at=NOW))

    with stopping_after_a_statement(session):
        title = written_meanwhile(session, exporting)

    book = load_workbook(out)
    assert title == "Intussen vastgelegd"
    assert [sheet.max_row for sheet in book.worksheets[:2]] == [1, 1]


@pytest.mark.slow
def test_for_a_minute_nobody_waits_for_an_export(app: Flask, session: Session) -> None:
    hr = make_viewer(session, make_person(session, "Hanneke", "Raad", roles=("hr",)))
    els = make_person(session, "Els", "Berg", personnel_number="00101", subject="els2")
    session.commit()
    out = BytesIO()
    exporting = Exporting(app, lambda: export_evidence(hr, EvidenceFilter(), out, at=NOW))

    with stopping_after_a_statement(session):
        exporting.start()
        assert exporting.halfway.wait(LONG)
        waited = list(logging_for(MINUTE, session, els))
        exporting.go_on.set()
        exporting.join(LONG)

    print(f"{len(waited)} written, p99 {quantiles(waited, n=100)[98]:.3f} s")  # noqa: T201
    assert quantiles(waited, n=100)[98] <= LONGEST
    assert [sheet.max_row for sheet in load_workbook(out).worksheets[:2]] == [1, 1]


def test_somebody_logs_while_a_table_is_written(app: Flask, session: Session) -> None:
    hr = make_viewer(session, make_person(session, "Hanneke", "Raad", roles=("hr",)))
    out = Slow()
    table = Table(name="proef", title="Proef", columns=(Column(header="Naam"),), rows=[("Els",)])
    exporting = Exporting(app, lambda: hand_out(hr, table, "csv", out, asked={}, at=NOW))

    assert written_meanwhile(session, exporting) == "Intussen vastgelegd"
    assert b"Els" in out.getvalue()


def test_somebody_logs_while_results_are_delivered(app: Flask, session: Session) -> None:
    hanneke = make_person(session, "Hanneke", "Raad", roles=("hr",), personnel_number="00100")
    make_logged(session, hanneke, title="Van tevoren")
    hr, out = make_viewer(session, hanneke), Slow()
    exporting = Exporting(app, lambda: deliver(hr, "generiek-csv", Order(), {}, out, at=NOW))

    assert written_meanwhile(session, exporting) == "Intussen vastgelegd"
    assert b"Van tevoren" in out.getvalue()
    assert b"Intussen" not in out.getvalue()


def test_two_deliveries_at_once_deliver_a_result_once(app: Flask, session: Session) -> None:
    hanneke = make_person(session, "Hanneke", "Raad", roles=("hr",), personnel_number="00100")
    make_logged(session, hanneke, title="Van tevoren")
    hr, refused = make_viewer(session, hanneke), []

    def second() -> None:
        try:
            deliver(hr, "generiek-csv", Order(), {}, Slow(), at=NOW)
        except Invalid as wrong:
            refused.append(wrong.field)

    exporting = Exporting(app, second)
    exporting.start()
    assert exporting.halfway.wait(LONG)
    deliver(hr, "generiek-csv", Order(), {}, BytesIO(), at=NOW)
    exporting.go_on.set()
    exporting.join(LONG)

    session.rollback()
    assert refused == ["filter"]
    assert session.scalar(select(func.count(DeliveredLine.id))) == 1
