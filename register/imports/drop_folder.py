"""A folder that is watched at night: every file in it is recognised, imported whole, and put away (*nachtelijke map*).

Nobody looks on: what would be asked in the browser (half an export, dates that can be read in two ways) is refused
here, and the file goes to `failed` with the reason beside it. A folder inside it is one export of several files.
"""

import fcntl
import logging
import os
import shutil
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from register.access import Role
from register.current import AMSTERDAM, day_here, state
from register.db import session, transaction
from register.errors import Invalid, RegisterError, Unavailable
from register.faults import without_values
from register.imports.disk import why
from register.imports.error_rows import Errors, rejected_rows, write_errors
from register.imports.import_people import Importer
from register.imports.models import ImportBatch
from register.imports.opening import Opened, open_files
from register.imports.people_plan import Outcome
from register.imports.people_report import SAID
from register.imports.pipelines import PIPELINES, Plan
from register.imports.presets import presets_of
from register.imports.sheets import KeptSheet
from register.imports.staging import clean_name, keep_errors
from register.imports.tables import ATTENDANCE, NUMBERS, PEOPLE, TRAINING, digest_of_all
from register.learning.mail import write_to
from register.people.models import Person, RoleGrant
from register.workbooks.header import Table
from register.workbooks.refused import WorkbookRefused
from register.workbooks.words import number_of

LOCK = ".leerregister.lock"
DONE, FAILED = "done", "failed"
KEPT = timedelta(days=7)
"""How long a file that was put away stays (bar PR12)."""
MOST_ROWS = 1_000_000
_ENDINGS = frozenset({".xlsx", ".xls", ".ods", ".csv", ".txt"})
_REJECTED, _WHY = " - afgekeurd.xlsx", " - waarom.txt"
_ORDER = (PEOPLE, NUMBERS, ATTENDANCE, TRAINING)
_FAULT = "Er ging bij ons iets mis; het staat in het logboek. De andere bestanden zijn gewoon verwerkt."
_REMEDIES = {
    "day_first": "Importeer dit bestand in de browser: daar kies je hoe je de datums leest, en bewaar je dat als eigen "
    "indeling. Een volgende nacht lezen we de datums dan vanzelf zo.",
    "leavers": "Klopt het bestand toch? Importeer het dan in de browser: daar bevestig je wie er uit dienst is.",
}
"""What HR does about what nobody can be asked at night."""
_log = logging.getLogger(__name__)


class Busy(Exception):
    """Another run is at work in this folder."""


class _NothingNew(Exception):
    """Ends the transaction of a file that changes nothing: it leaves no trace."""


@dataclass(frozen=True, kw_only=True)
class Handled:
    """What came of one file, or of one folder with the files of one export."""

    name: str
    kind: str = ""
    counts: tuple[tuple[str, int], ...] = ()
    problem: str = ""
    """Not empty: nothing of it was imported."""
    errors: str = ""
    """The name of the workbook with the rejected rows, if there are any."""
    stuck: str = ""
    """Not empty: it is still where it was, and why."""

    @property
    def needs_somebody(self) -> bool:
        """Whether somebody has to look at it."""
        return bool(self.problem or self.errors or self.stuck)

    @property
    def line(self) -> str:
        """What came of it on one line; nobody's name is in it."""
        if self.problem:
            return f"{self.name}: niet geïmporteerd. {self.problem}" + self._beside
        counts = ", ".join(f"{count} {SAID[Outcome(name)]}" for name, count in self.counts if count)
        return f"{self.name} ({PIPELINES[self.kind].name}): {counts or 'niets gewijzigd'}." + self._beside

    @property
    def _beside(self) -> str:
        beside = f" De afgekeurde rijen staan in {self.errors}." if self.errors else ""
        if self.stuck:
            beside += f" Dit bestand is verwerkt, maar staat er nog: {self.stuck}. Haal het zelf weg."
        return beside


def run_folder(folder: Path, *, organisation_id: int, settle: float, at: datetime) -> tuple[Handled, ...]:
    """Import everything in a folder that is not being written any more, people first, and mail HR what came of it.

    Args:
        folder: the folder; `done` and `failed` are made in it.
        organisation_id: for whom.
        settle: seconds in which a file may not grow; younger ones wait for the next run.
        at: this moment.

    Raises:
        Busy: another run is at work here.
        OSError: the folder cannot be read or written.

    """
    with _alone(folder):
        _forget_old(folder, at=at)
        handled = tuple(_handled(folder, _settled(folder, settle), organisation_id=organisation_id, at=at))
        if handled:
            _tell(organisation_id, handled, at=at)
        return handled


def _handled(
    folder: Path, entries: Sequence[tuple[Path, ...]], *, organisation_id: int, at: datetime
) -> Iterator[Handled]:
    """Handle the files one by one, people first; no two are open at once, so another kind is opened again later."""
    waiting: list[tuple[int, tuple[Path, ...]]] = []
    for files in entries:
        opened, problem = _opened(files, organisation_id)
        if opened is None or opened.kind == _ORDER[0]:
            yield _handle(folder, files, opened, problem, organisation_id=organisation_id, at=at)
        else:
            waiting.append((_ORDER.index(opened.kind), files))
        del opened
    for _, files in sorted(waiting):
        yield _handle(folder, files, *_opened(files, organisation_id), organisation_id=organisation_id, at=at)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Hold the lock of the folder; that of a run that died is free by itself."""
    with (folder / LOCK).open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Busy from None
        lock.write(f"{os.getpid()}\n")
        lock.flush()
        yield


def _settled(folder: Path, settle: float) -> list[tuple[Path, ...]]:
    """Return the files, and per folder inside it the files together, of which none changed in the last seconds."""
    groups = [
        files
        for entry in sorted(folder.iterdir())
        if entry.name not in {DONE, FAILED} and not entry.is_symlink()
        for files in (_files(entry),)
        if files
    ]
    before = {file: _stamp(file) for files in groups for file in files}
    if groups:
        time.sleep(settle)
    return [files for files in groups if all(_stamp(file) == before[file] for file in files)]


def _files(entry: Path) -> tuple[Path, ...]:
    found = sorted(entry.iterdir()) if entry.is_dir() else [entry]
    return tuple(
        one
        for one in found
        if one.suffix.lower() in _ENDINGS
        and not one.name.startswith((".", "~$"))
        and one.is_file()
        and not one.is_symlink()
    )


def _stamp(file: Path) -> tuple[int, int]:
    try:
        found = file.stat()
    except OSError:
        return (0, 0)
    return found.st_size, found.st_mtime_ns


def _opened(files: Sequence[Path], organisation_id: int) -> tuple[Opened | None, str]:
    presets = presets_of(session(), organisation_id)
    try:
        return open_files(files, kind=None, system=None, presets=presets, max_rows=MOST_ROWS), ""
    except WorkbookRefused as refused:
        return None, f"{refused.message_nl} {refused.remedy_nl}"
    except Exception as fault:  # noqa: BLE001 - one bad file keeps none of the others
        _log.exception("%s kon niet gelezen worden", clean_name(files[0].name), exc_info=without_values(fault))
        return None, _FAULT


def _handle(
    folder: Path, files: Sequence[Path], opened: Opened | None, problem: str, *, organisation_id: int, at: datetime
) -> Handled:
    """Import one file or set, and put it away; a fault in one keeps none of the others."""
    entry = files[0] if files[0].parent == folder else files[0].parent
    name = clean_name(entry.name)
    plan: Plan | None = None
    errors = None
    if opened is not None:
        try:
            kept, table = opened.kept(), opened.table()
            plan, problem = _import(opened, files, table, kept, organisation_id=organisation_id, at=at)
            errors = rejected_rows(kept, table, plan) if plan is not None else None
        except WorkbookRefused as refused:
            problem = f"{refused.message_nl} {refused.remedy_nl}"
        except Unavailable:
            raise
        except Invalid as refused:
            problem = " ".join(filter(None, (refused.message, _REMEDIES.get(refused.field))))
        except RegisterError as refused:
            problem = refused.message
        except Exception as fault:  # noqa: BLE001 - one bad file keeps none of the others
            _log.exception("%s kon niet geïmporteerd worden", name, exc_info=without_values(fault))
            problem = _FAULT
    done = Handled(
        name=name,
        kind=opened.kind if opened else "",
        counts=tuple(plan.counts.items()) if plan else (),
        problem=problem,
    )
    try:
        away = _put_away(entry, folder / (FAILED if problem else DONE), name, at=at)
        return replace(done, errors=_laid_beside(away, errors, problem, at=at))
    except OSError as error:
        _log.exception("%s kon niet weggezet worden", name)
        return replace(done, stuck=why(error))


def _laid_beside(away: Path, errors: Errors | None, problem: str, *, at: datetime) -> str:
    """Write what belongs to a file that was put away; returns the name of the workbook with rejected rows."""
    beside = away.with_name(f"{away.name}{_REJECTED}")
    if errors is not None:
        write_errors(beside, errors, made_at=at)
    if problem:
        away.with_name(f"{away.name}{_WHY}").write_text(f"{problem}\n", encoding="utf-8")
    return beside.name if errors is not None else ""


def _import(
    opened: Opened, files: Sequence[Path], table: Table, kept: KeptSheet, *, organisation_id: int, at: datetime
) -> tuple[Plan | None, str]:
    """Carry out one file; returns its plan, and why nothing was imported where that is so.

    It is planned before the write lock, so that nobody waits for that; under the lock only what changed since is.
    """
    pipeline = PIPELINES[opened.kind]
    importer = Importer(organisation_id=organisation_id, actor_id=None)
    today = day_here(at)
    plan: Plan | None = None
    seen = pipeline.plan(session(), table, importer, today=today)
    problem = ""
    with suppress(_NothingNew), transaction() as current:
        batch = ImportBatch(
            organisation_id=organisation_id,
            kind=opened.kind,
            file_name=clean_name(", ".join(file.name for file in files)),
            sha256=digest_of_all(files),
            system=opened.system,
            counts={},
            plan=None,
            plan_digest="",
            made_at=at,
        )
        current.add(batch)
        current.flush()
        plan = pipeline.carry_out(current, batch, table, importer, expected=None, at=at, today=today, seen=seen)
        keep_errors(batch, rejected_rows(kept, table, plan))
        if plan.counts[Outcome.REJECTED.value] == len(plan.rows):
            problem = f"Er is niets over te nemen: {number_of(len(plan.rows), 'rij', 'rijen')} gelezen en afgekeurd."
        if problem or not plan.changes:
            raise _NothingNew
    return plan, problem


def _put_away(entry: Path, folder: Path, name: str, *, at: datetime) -> Path:
    """Move a file or a set out of the way, under its moment and its name; nothing is ever overwritten.

    Returns:
        The place without the ending of the file, for what lies beside it.

    """
    folder.mkdir(mode=0o700, exist_ok=True)
    stem, suffix = (Path(name).stem, Path(name).suffix) if entry.is_file() else (name, "")
    first = f"{at.astimezone(AMSTERDAM):%Y-%m-%d %H%M%S} {stem}"
    away, more = first, 1
    while any((folder / f"{away}{ending}").exists() for ending in ("", suffix, *_ENDINGS, _REJECTED, _WHY)):
        more += 1
        away = f"{first} ({more})"
    entry.rename(folder / f"{away}{suffix}")
    return folder / away


def _forget_old(folder: Path, *, at: datetime) -> None:
    """Delete what was put away longer than seven days ago; the name says when that was."""
    for place in (folder / DONE, folder / FAILED):
        for entry in sorted(place.iterdir()) if place.is_dir() else ():
            with suppress(ValueError, OSError):
                moment = datetime.strptime(entry.name[:17], "%Y-%m-%d %H%M%S").replace(tzinfo=AMSTERDAM)
                if at - moment.astimezone(UTC) > KEPT:
                    _delete(entry)


def _delete(entry: Path) -> None:
    if entry.is_dir() and not entry.is_symlink():
        shutil.rmtree(entry)
    else:
        entry.unlink()


def _tell(organisation_id: int, handled: Sequence[Handled], *, at: datetime) -> None:
    """Put a summary for HR in the outbox."""
    asks = sum(one.needs_somebody for one in handled)
    subject = (
        f"Import van vannacht: {number_of(asks, 'bestand vraagt', 'bestanden vragen')} aandacht"
        if asks
        else f"Import van vannacht: {number_of(len(handled), 'bestand', 'bestanden')} verwerkt"
    )
    settings = state().settings
    page = f"{settings.public_url.rstrip('/')}{settings.url_prefix}/importeren"
    lines = [*(f"- {one.line}" for one in handled), "", f"Bekijk of draai een import terug: {page}"]
    with transaction() as current:
        write_to(
            current, _hr(current, organisation_id, at), kind="import-verslag", subject=subject,
            body="\n".join(lines), at=at,
        )  # fmt: skip


def _hr(current: Session, organisation_id: int, at: datetime) -> Sequence[int]:
    today = day_here(at)
    return current.scalars(
        select(Person.id)
        .join(RoleGrant, RoleGrant.person_id == Person.id)
        .where(
            Person.organisation_id == organisation_id,
            RoleGrant.role == Role.HR,
            RoleGrant.starts_on <= today,
            or_(RoleGrant.ends_on.is_(None), RoleGrant.ends_on >= today),
        )
        .distinct()
    ).all()
