"""Line 3: people in by Excel, beside calamine and the driver's executemany of the same rows into the same tables."""

from datetime import date
from pathlib import Path
from typing import Any

from python_calamine import CalamineWorkbook

from register import db
from register.bulk.rows import no_collecting
from register.commands._whole_file import LARGEST_IMPORT
from register.imports.import_people import Importer, carry_out, plan_import
from register.imports.models import ImportBatch
from register.imports.tables import PEOPLE, digest_of, read_people_table
from register.people.names import Name
from register.points.judges import rule_book
from tests.bench.databases import copy_of, open_driver, open_host
from tests.bench.learning_data import NOW
from tests.bench.side import Figures, cost_of
from tests.makers import make_organisation

_PERSON = """INSERT INTO register_person (id, organisation_id, given_name, initials, prefix, family_name,
partner_prefix, partner_family_name, name_use, display_name, sort_key, search_key, email, version)
VALUES (?, 1, ?, ?, ?, ?, '', '', 'eigen', ?, ?, ?, ?, 1)"""
_EMPLOYMENT = """INSERT INTO register_employment (organisation_id, person_id, personnel_number, sequence, starts_on,
ends_on, job_title, location, hours_per_week, version) VALUES (1, ?, ?, 1, ?, ?, ?, '', ?, 1)"""
_TEAM = "INSERT INTO register_team (id, organisation_id, name, version) VALUES (?, 1, ?, 1)"
_MEMBERSHIP = "INSERT INTO register_membership (person_id, team_id, starts_on) VALUES (?, ?, '2026-11-22')"
_MANAGER = """INSERT INTO register_team_manager (person_id, team_id, starts_on, stand_in)
VALUES (?, ?, '2026-11-22', 0)"""


def ours(template: str, workbook: str) -> Figures:
    """Read behind the gate in the child process, dry run, then compare again under the lock and apply.

    The app runs already, as it does for whoever imports in the browser: its start, and the rule sets that it reads
    once, are no part of an import.
    """
    host = open_host(copy_of(template, "ours"))
    with host.app.app_context():
        rule_book()
        organisation_id = make_organisation(db.session()).id
        figures = cost_of(lambda: _import(Path(workbook), organisation_id))
    host.close()
    return figures


def bare(template: str, workbook: str) -> Figures:
    """Parse and insert, nothing else."""
    path = copy_of(template, "bare").removeprefix("sqlite:///")
    return cost_of(lambda: _insert(path, workbook))


def ours_again(template: str, workbook: str) -> Figures:
    """The same file once more, on a database that holds it already."""
    return ours(template, workbook)


def bare_again(template: str, workbook: str) -> Figures:
    """Parse, and select the keys that are there."""
    path = copy_of(template, "bare").removeprefix("sqlite:///")

    def parse_and_select() -> None:
        known = set(open_driver(path).execute("SELECT personnel_number FROM register_employment").fetchall())
        new = [row for row in _parse(workbook) if (row[0],) not in known]
        if new:
            raise SystemExit("the file was not imported before")

    return cost_of(parse_and_select)


def fill(template: str, workbook: str) -> None:
    """Import a file for good, so that it can be imported again."""
    host = open_host(template)
    with host.app.app_context():
        _import(Path(workbook), make_organisation(db.session()).id)
    host.close()


def _import(workbook: Path, organisation_id: int) -> None:
    with no_collecting():
        _plan_and_carry_out(workbook, Importer(organisation_id=organisation_id, actor_id=None))


def _plan_and_carry_out(workbook: Path, importer: Importer) -> None:
    table = read_people_table(workbook, system="generic", max_rows=LARGEST_IMPORT)
    seen = plan_import(db.session(), table, importer, today=NOW.date())
    with db.transaction() as session:
        batch = ImportBatch(
            organisation_id=importer.organisation_id,
            kind=PEOPLE,
            file_name=workbook.name,
            sha256=digest_of(workbook),
            system=table.layout.system,
            counts={},
            plan=None,
            plan_digest="",
            made_at=NOW,
        )
        session.add(batch)
        session.flush()
        carry_out(session, batch, table, importer, expected=seen.digest, at=NOW, today=NOW.date(), seen=seen)


def _parse(workbook: str) -> list[list[Any]]:
    return CalamineWorkbook.from_path(workbook).get_sheet_by_index(0).to_python()[1:]


def _insert(path: str, workbook: str) -> None:
    rows = _parse(workbook)
    teams = {name: number for number, name in enumerate(dict.fromkeys(row[7] for row in rows), 1)}
    places = {row[0]: place for place, row in enumerate(rows, 1)}
    led = {row[7]: places[row[8]] for row in rows if row[8]}
    connection = open_driver(path)
    connection.execute("BEGIN IMMEDIATE")
    connection.execute("INSERT OR IGNORE INTO register_organisation (id, name) VALUES (1, 'Welzijn Noord')")
    connection.executemany(_PERSON, [_person(place, row) for place, row in enumerate(rows, 1)])
    connection.executemany(
        _EMPLOYMENT,
        [(place, row[0], _day(row[9]), _day(row[10]), row[6], row[11] or None) for place, row in enumerate(rows, 1)],
    )
    connection.executemany(_TEAM, [(number, name) for name, number in teams.items()])
    connection.executemany(_MEMBERSHIP, [(place, teams[row[7]]) for place, row in enumerate(rows, 1)])
    connection.executemany(_MANAGER, [(person, teams[name]) for name, person in led.items()])
    connection.execute("COMMIT")
    connection.close()


def _person(place: int, row: list[Any]) -> tuple[Any, ...]:
    name = Name(given_name=row[1], family_name=row[4], prefix=row[3])
    return (place, row[1], row[2], row[3], row[4], name.display, name.sort_key, name.search_key, row[5])


def _day(value: Any) -> str | None:
    return value.isoformat() if isinstance(value, date) else None
