"""The databases and workbooks that the lines ask for, each made once."""

from collections.abc import Callable
from contextlib import ExitStack
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from register import db
from tests.bench import carry_out, people_import
from tests.bench.databases import copy_of, finish, new_postgresql, new_sqlite, open_host, quick_session, server
from tests.bench.learning_data import fill_team
from tests.bench.lines import PEOPLE_IN_TEAM, PEOPLE_WITH_HISTORY, Line
from tests.bench.organisation_data import fill_organisation
from tests.bench.simulation import fill_judged
from tests.bench.workbooks import write_employees, write_trainings


class Data:
    """Makes what is needed at first use, below one folder that vanishes afterwards."""

    def __init__(self, folder: Path, stack: ExitStack) -> None:
        self._folder = folder
        self._stack = stack
        self._server = cache(lambda: stack.enter_context(server(folder / "pg")))
        self._team_url = cache(self._make_team)
        self._organisation_url = cache(self._make_organisation)
        self._judged_url = cache(self._make_judged)
        self._workbook = cache(self._make_workbook)
        self._history = cache(self._make_history)
        self._template = cache(self._make_template)
        self._uploads = cache(self._make_uploads)

    def has_postgresql(self) -> bool:
        """Whether a PostgreSQL server can be started here."""
        return self._server() is not None

    def task(self, line: Line, database: str, size: int) -> dict[str, Any]:
        """Return what both sides of a line get."""
        urls = {"team": self._team_url, "organisation": self._organisation_url, "judged": self._judged_url}
        if line.data == "rows":
            return {"rows": size}
        if line.data in urls:
            return {"url": urls[line.data](database, size), "size": size, **line.asked}
        if line.data == "history":
            return {"template": self._template(PEOPLE_WITH_HISTORY, again=True), "workbook": str(self._history(size))}
        if line.data in {"upload", "registered"}:
            return self._uploads(database, size, registered=line.data == "registered")
        return {
            "template": self._template(size, again=line.data == "people-again"),
            "workbook": str(self._workbook(size)),
        }

    def _make_team(self, database: str, size: int) -> str:
        def fill(session: Session) -> None:
            fill_team(session, people=PEOPLE_IN_TEAM, activities=size)

        return self._filled(database, f"team-{size}", fill)

    def _make_organisation(self, database: str, size: int) -> str:
        return self._written(database, f"organisation-{size}", fill_organisation, size)

    def _make_judged(self, database: str, size: int) -> str:
        return self._written(database, f"judged-{size}", fill_judged, size)

    def _written(self, database: str, name: str, fill: Callable[..., None], people: int) -> str:
        url = self._new(database, name)
        with quick_session(url) as session:
            fill(session, people=people)
        finish(url)
        return url

    def _new(self, database: str, name: str) -> str:
        if database == "SQLite":
            return new_sqlite(self._folder / f"{name}.sqlite")
        return new_postgresql(self._server() or "", name.replace("-", "_"))

    def _filled(self, database: str, name: str, fill: Callable[[Session], None]) -> str:
        url = self._new(database, name)
        host = open_host(url)
        with host.app.app_context():
            fill(db.session())
        host.close()
        finish(url)
        return url

    def _make_workbook(self, size: int) -> Path:
        path = self._folder / f"medewerkers-{size}.xlsx"
        write_employees(path, size)
        return path

    def _make_history(self, size: int) -> Path:
        path = self._folder / f"scholing-{size}.xlsx"
        write_trainings(path, size, people=PEOPLE_WITH_HISTORY)
        return path

    def _make_uploads(self, database: str, size: int, *, registered: bool) -> dict[str, str]:
        """Make a database with an upload that waits, and one in which it was carried out."""
        name = f"upload-{size}-{'registered' if registered else 'plain'}"
        path = self._folder / f"{name}.xlsx"
        write_employees(path, size, registered=registered)
        ready = self._new(database, name)
        carry_out.put_ready(ready, path)
        done = copy_of(ready, "done")
        carry_out.carry_out_for_good(done)
        return {"ready": ready, "done": done}

    def _make_template(self, size: int, *, again: bool) -> str:
        url = new_sqlite(self._folder / f"people-{size}-{'full' if again else 'empty'}.sqlite")
        if again:
            people_import.fill(url, str(self._workbook(size)))
            finish(url)
        return url
