"""An uploaded workbook: kept as a table until it is carried out or dropped, at most seven days (*klaarzetten*)."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from register import audit
from register.access import Role, Viewer
from register.bulk.rows import no_collecting
from register.db import session as current_session
from register.db import transaction
from register.errors import Conflict, Invalid, NotFound
from register.imports import sheets
from register.imports.error_rows import Errors
from register.imports.history import forget_old
from register.imports.import_people import Importer, one_import_at_a_time
from register.imports.models import ImportBatch
from register.imports.opening import OWN, Opened
from register.imports.pipelines import Plan
from register.imports.presets import PresetEntry, as_preset
from register.imports.staged import Staged, planned_of
from register.imports.tables import PEOPLE, digest_of_all
from register.workbooks.bsn import mask
from register.workbooks.dates import DateChoice
from register.workbooks.layouts import Field
from register.workbooks.mapping import SeenColumn
from register.workbooks.presets import Preset
from register.workbooks.refused import WorkbookRefused

_NOT_IN_NAME = re.compile(r"[^\w .,()+-]+")


@dataclass(frozen=True, kw_only=True)
class Preview:
    """What an upload would do now; `plan` is empty once it was carried out or dropped, and while a column misses."""

    batch: ImportBatch
    plan: Plan | None
    skipped: tuple[str, ...] = ()
    """Headers of columns that were refused: never stored."""
    columns: tuple[SeenColumn, ...] = ()
    """Every column of the file with the field of ours that it fills."""
    fields: tuple[Field, ...] = ()
    """The fields that a column can fill."""
    masked: tuple[str, ...] = ()
    """Letters of columns in which something looks like a BSN: it was not kept, and is shown as stars."""
    missing: str = ""
    """Why there is no plan yet: a column that we need is not there."""
    sheet: str = ""
    """The sheet that the rows come from; empty for a file of text and a set of files, which have none."""


def stage(
    viewer: Viewer, opened: Opened, *, paths: Sequence[Path], file_name: str, at: datetime, today: date | None = None
) -> int:
    """Keep the sheet for a preview; the same file again is the same preview (bar CO4). Returns the batch's id.

    With `today` what it would do is planned at once, and kept for as long as nothing changes.

    Raises:
        WorkbookRefused: there is no sheet in it that we can show.

    """
    _refuse_unless_mappable(opened)
    written = sheets.to_json(opened.kept()) | {"answers": {}, "preset": _plain(opened.preset)}
    if today is not None:
        draft = ImportBatch(kind=opened.kind, system=opened.system, plan=written)
        written |= planned_of(draft, importer_for(viewer), today=today)
    with transaction() as session:
        forget_old(session, at=at)
        one_import_at_a_time(session, viewer.organisation_id)
        sha256 = digest_of_all(paths)
        batch = session.scalar(
            select(ImportBatch).where(
                ImportBatch.organisation_id == viewer.organisation_id,
                ImportBatch.kind == opened.kind,
                ImportBatch.sha256 == sha256,
                ImportBatch.state == "voorbeeld",
            )
        )
        if batch is None:
            batch = ImportBatch(
                organisation_id=viewer.organisation_id, kind=opened.kind, sha256=sha256, counts={}, plan_digest=""
            )
            session.add(batch)
        batch.file_name, batch.system = clean_name(file_name), opened.system
        batch.plan, batch.made_by_id, batch.made_at = written, viewer.person_id, at
        session.flush()
        return batch.id


def _refuse_unless_mappable(opened: Opened) -> None:
    """Refuse what nobody can mend on the page: only columns can be pointed out there, where they have headers."""
    try:
        opened.table()
    except WorkbookRefused as refused:
        if refused.code not in {"column-missing", "header-missing"}:
            raise


def preview(session: Session, viewer: Viewer, batch_id: int, *, today: date) -> Preview:
    """Plan an upload against the data of this moment; writes nothing.

    Raises:
        NotFound: no such upload in this organisation.

    """
    batch = find_upload(session, viewer, batch_id)
    if batch.plan is None:
        return Preview(batch=batch, plan=None)
    staged = Staged(batch)
    plan: Plan | None = None
    missing = ""
    try:
        table = staged.table()
        columns = table.seen
        plan = staged.plan(session, importer_for(viewer), today=today)
    except WorkbookRefused as refused:
        missing, columns = f"{refused.message_nl} {refused.remedy_nl}", sheets.columns_of(staged.kept, staged.layout)
    return Preview(
        batch=batch,
        plan=plan,
        skipped=tuple(header for header, _ in staged.kept.blocked),
        columns=columns,
        fields=staged.layout.fields,
        masked=staged.kept.masked,
        missing=missing,
        sheet=sheets.sheet_shown(staged.kept.name),
    )


def answer(viewer: Viewer, batch_id: int, *, field: str, choice: str) -> None:
    """Keep the person's answer about how the dates of one column are read.

    Raises:
        NotFound: no such upload, no such column in it, or no such way to read dates.

    """
    with transaction() as session:
        batch = find_upload(session, viewer, batch_id)
        known = batch.plan is not None and any(field == one.name for one in Staged(batch).layout.fields)
        if batch.plan is None or not known or choice not in set(DateChoice):
            raise NotFound
        batch.plan = batch.plan | {"answers": batch.plan["answers"] | {field: choice}}


def plan_ahead(viewer: Viewer, batch_id: int, *, today: date) -> None:
    """Plan an upload that is read otherwise from now on, and keep that for as long as nothing changes."""
    batch = find_upload(current_session(), viewer, batch_id)
    if batch.plan is None:
        return
    planned = planned_of(batch, importer_for(viewer), today=today)
    with transaction() as session:
        batch = find_upload(session, viewer, batch_id, afresh=True)
        if batch.plan is not None:
            batch.plan = batch.plan | planned


def remap(viewer: Viewer, batch_id: int, columns: Mapping[str, str]) -> PresetEntry:
    """Say which column fills which field, by its letter; a field of an empty name: not read.

    Returns:
        The mapping, to save under a name.

    Raises:
        NotFound: no such upload in this organisation.
        Invalid: two columns for one field, or one that is needed left out.

    """
    with transaction() as session:
        batch = find_upload(session, viewer, batch_id)
        if batch.plan is None:
            raise Conflict("Dit voorbeeld is vervallen. Kies het bestand opnieuw.")
        staged = Staged(batch)
        entry = _mapping(staged, columns)
        try:
            staged = replace(staged, preset=as_preset(entry))
            staged.table()
        except WorkbookRefused as refused:
            raise Invalid("columns", f"{refused.message_nl} {refused.remedy_nl}") from None
        batch.plan = batch.plan | {"preset": _plain(staged.preset)}
        return entry


def note_preset(viewer: Viewer, batch_id: int, title: str) -> None:
    """Remember that an upload is read by a mapping that was saved under this name."""
    with transaction() as session:
        find_upload(session, viewer, batch_id).system = f"{OWN}{title}"


def errors_of(session: Session, viewer: Viewer, batch_id: int, *, today: date) -> tuple[ImportBatch, Errors]:
    """Return the rejected rows of an upload or of an import of the last seven days.

    Raises:
        NotFound: no such upload, or nothing of it was rejected.

    """
    batch = find_upload(session, viewer, batch_id)
    found = batch.errors
    if batch.plan is not None:
        staged = Staged(batch)
        found = staged.rejected(staged.plan(session, importer_for(viewer), today=today))
    if found is None:
        raise NotFound
    return batch, found


def apply_batch(
    viewer: Viewer, batch_id: int, *, digest: str, at: datetime, today: date, allow_leavers: bool = False
) -> tuple[ImportBatch, bool]:
    """Carry out what the person saw, once.

    Returns:
        The batch, and whether this call did the work; a second click finds it done.

    Raises:
        Conflict: the data changed since the preview, or the upload was dropped.
        Invalid: the file names few people, and nobody said that who leaves really leaves.

    """
    with no_collecting(), transaction() as session:
        one_import_at_a_time(session, viewer.organisation_id)
        batch = find_upload(session, viewer, batch_id, afresh=True)
        if batch.state in {"toegepast", "teruggedraaid"}:
            return batch, False
        if batch.plan is None:
            raise Conflict("Dit voorbeeld is vervallen. Kies het bestand opnieuw.")
        staged = Staged(batch)
        more = {"allow_leavers": allow_leavers} if batch.kind == PEOPLE else {}
        plan = staged.carry_out(session, importer_for(viewer), expected=digest, at=at, today=today, **more)
        keep_errors(batch, staged.rejected(plan))
        return batch, True


def keep_errors(batch: ImportBatch, errors: Errors | None) -> None:
    """Keep the rejected rows with their import, for seven days."""
    batch.errors, batch.has_errors = errors, errors is not None


def drop(viewer: Viewer, batch_id: int, *, at: datetime) -> None:
    """Forget an upload that is not wanted."""
    with transaction() as session:
        batch = find_upload(session, viewer, batch_id)
        if batch.state != "voorbeeld":
            return
        batch.state, batch.plan = "vervallen", None
        audit.record(
            session,
            organisation_id=viewer.organisation_id,
            actor_id=viewer.person_id,
            act="import.vervallen",
            object_kind="import_batch",
            object_id=batch.id,
            at=at,
        )


def importer_for(viewer: Viewer) -> Importer:
    """Return what this viewer may do by import: only an admin makes admins."""
    roles = frozenset(Role) if viewer.has(Role.ADMIN) else frozenset(Role) - {Role.ADMIN}
    return Importer(organisation_id=viewer.organisation_id, actor_id=viewer.person_id, may_grant=roles)


def clean_name(file_name: str) -> str:
    """Return a file name to show: its last part, ordinary signs only, nothing that looks like a BSN."""
    last = file_name.replace("\\", "/").rpartition("/")[2]
    return mask(_NOT_IN_NAME.sub(" ", last)).strip()[:150] or "werkboek.xlsx"


def find_upload(session: Session, viewer: Viewer, batch_id: int, *, afresh: bool = False) -> ImportBatch:
    """Return an upload or import of the viewer's organisation; `afresh`: as it stands in the database now.

    Raises:
        NotFound: somebody else's, not there, or not for this viewer.

    """
    batch = session.get(ImportBatch, batch_id, populate_existing=afresh)
    if batch is None or batch.organisation_id != viewer.organisation_id or not viewer.has(Role.HR):
        raise NotFound
    return batch


def _mapping(staged: Staged, columns: Mapping[str, str]) -> PresetEntry:
    seen = {one.letter: one for one in sheets.columns_of(staged.kept, staged.layout)}
    titles = {one.name: one.title for one in staged.layout.fields}
    fields = dict.fromkeys(titles, "")
    for letter, name in columns.items():
        if not name or letter not in seen or name not in titles:
            continue
        if fields[name]:
            raise Invalid("columns", f"{titles[name]} kan maar uit één kolom komen. Kies voor de andere iets anders.")
        fields[name] = seen[letter].header
    missing = [one.title for one in staged.layout.fields if one.required and not fields[one.name]]
    if missing:
        raise Invalid("columns", f"Kies nog een kolom voor: {', '.join(missing)}.")
    answers = set(staged.written["answers"].values())
    return PresetEntry(
        title=staged.layout.title,
        kind=staged.batch.kind,
        base=staged.base,
        fields=fields,
        name_use=dict(staged.layout.name_use),
        dates=answers.pop() if len(answers) == 1 and answers <= set(DateChoice) else staged.layout.dates,
    )


def _plain(preset: Preset | None) -> dict[str, Any] | None:
    if preset is None:
        return None
    return {name: dict(value) if isinstance(value, Mapping) else value for name, value in asdict(preset).items()}
