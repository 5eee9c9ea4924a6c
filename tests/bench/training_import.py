"""Learning history in by Excel, beside calamine and the driver's executemany of the same rows into the same tables.

Nobody is in a register here: claims are judged, which the bare side has nothing beside.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

from python_calamine import CalamineWorkbook

from register import db
from register.bulk.rows import no_collecting, table_of
from register.commands._whole_file import LARGEST_IMPORT
from register.db import Base
from register.imports.import_people import Importer
from register.imports.import_training import carry_out_training
from register.imports.models import ImportBatch
from register.imports.tables import TRAINING, digest_of, read_training_table
from register.learning.models import Activity, Attendance, LearningSession
from tests.bench.databases import copy_of, open_driver, open_host
from tests.bench.learning_data import NOW
from tests.bench.side import Figures, cost_of
from tests.makers import make_organisation

_MOMENT = NOW.strftime("%Y-%m-%d %H:%M:%S.%f")
_CONFIRMED = ("confirmed_at", "confirmed_by_id", "confirmed_version", "confirmation_method")


def ours(template: str, workbook: str) -> Figures:
    """Read behind the gate in the child process, plan and write, as the command does."""
    host = open_host(copy_of(template, "ours"))
    with host.app.app_context():
        figures = cost_of(lambda: _import(Path(workbook)))
    host.close()
    return figures


def bare(template: str, workbook: str) -> Figures:
    """Parse and insert, nothing else."""
    path = copy_of(template, "bare").removeprefix("sqlite:///")
    return cost_of(lambda: _insert(path, workbook))


def _import(workbook: Path) -> None:
    with no_collecting():
        table = read_training_table(workbook, max_rows=LARGEST_IMPORT)
    importer = Importer(organisation_id=make_organisation(db.session()).id, actor_id=None)
    with db.transaction() as session:
        batch = ImportBatch(
            organisation_id=importer.organisation_id, kind=TRAINING, file_name=workbook.name,
            sha256=digest_of(workbook), system=table.layout.system, counts={}, plan=None, plan_digest="", made_at=NOW,
        )  # fmt: skip
        session.add(batch)
        session.flush()
        plan = carry_out_training(session, batch, table, importer, expected=None, at=NOW, today=NOW.date())
        if len(plan.activities) != len(table.rows):
            raise SystemExit(f"{len(plan.activities)} of {len(table.rows)} rows were imported")


def _insert(path: str, workbook: str) -> None:
    rows: list[list[Any]] = CalamineWorkbook.from_path(workbook).get_sheet_by_index(0).to_python()[1:]
    connection = open_driver(path)
    connection.execute("BEGIN IMMEDIATE")
    known = dict(connection.execute("SELECT personnel_number, person_id FROM register_employment"))
    numbered = [(place, known[row[0]], row) for place, row in enumerate(rows, 1)]
    connection.executemany(
        _statement(Activity, ("id", "organisation_id", "kind", "title", "import_key", "created_by_id", "created_at")),
        ((place, 1, "training", row[1], str(place), person, _MOMENT) for place, person, row in numbered),
    )
    connection.executemany(
        _statement(LearningSession, ("id", "activity_id", "held_on", "gross_minutes")),
        ((place, place, _day(row[3]), int(row[4] * 60)) for place, _, row in numbered),
    )
    connection.executemany(
        _statement(Attendance, ("id", "session_id", "person_id", *_CONFIRMED)),
        ((place, place, person, _MOMENT, person, 1, "import") for place, person, _ in numbered),
    )
    connection.execute("COMMIT")
    connection.close()


def _statement(model: type[Base], given: Iterable[str]) -> str:
    """Write an insert of these columns; what the model fills in itself stands in it as it is."""
    names = list(given)
    constants = dict(_constants(model, names))
    marks = ", ".join(["?"] * len(names) + list(constants.values()))
    return f"INSERT INTO {table_of(model).name} ({', '.join([*names, *constants])}) VALUES ({marks})"


def _constants(model: type[Base], given: list[str]) -> Iterator[tuple[str, str]]:
    for column in table_of(model).columns:
        default: Any = column.default
        if default is None or column.name in given:
            continue
        value = default.arg if default.is_scalar else "{}"
        yield column.name, f"'{value}'" if isinstance(value, str) else str(int(value))


def _day(value: date | str) -> str:
    return value if isinstance(value, str) else value.isoformat()
