"""Importeren: a workbook in, a preview that adds up, and then carried out (G1, G3)."""

import tempfile
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

from flask import flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import FileStorage
from wtforms import Form, RadioField, SelectField
from wtforms.validators import AnyOf

from register.access import Role, current_viewer, requires
from register.current import state
from register.db import session
from register.errors import Conflict, Invalid, NotFound
from register.exports.tables import imports_table
from register.imports.error_rows import write_errors
from register.imports.following import followed, how_far
from register.imports.history import KIND_NAMES, find_import, history_for
from register.imports.import_people import leavers_question
from register.imports.opening import OWN, open_files, system_name
from register.imports.people_plan import Outcome, PeoplePlan
from register.imports.people_report import SAID
from register.imports.pipelines import PIPELINES
from register.imports.presets import presets_of
from register.imports.staging import (
    Preview,
    answer,
    apply_batch,
    clean_name,
    drop,
    errors_of,
    plan_ahead,
    preview,
    stage,
)
from register.imports.tables import PEOPLE
from register.imports.templates import write_template
from register.imports.undo import may_undo
from register.imports.undo_plan import left_of
from register.imports.undo_report import left_lines
from register.workbooks.fileset import MAX_FILES
from register.workbooks.layouts import systems, title_of
from register.workbooks.refused import WorkbookRefused

from ._blueprint import blueprint
from ._fields import Text, whole_number
from ._tables import is_file_asked, send_table

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_MIB = 1024 * 1024
_PAGE = 100
_ENDINGS = frozenset({".xlsx", ".xls", ".ods", ".csv", ".txt"})


class UploadForm(Form):
    """Which workbook, and what is in it."""

    kind = RadioField(
        "Wat staat erin?",
        [AnyOf(["", *PIPELINES], "Kies wat er in het bestand staat.")],
        choices={"": "Zelf herkennen"} | {one.kind: one.name for one in PIPELINES.values()},
        default="",
        validate_choice=False,
    )
    system = SelectField(
        "Uit welk HR-systeem?",
        description="Meestal herkennen we dat zelf aan de koppen.",
        choices={},
        default="",
        invalid_choice_message="Kies een systeem uit de lijst.",
    )
    sheet = Text("Welk blad?", description="De naam, zoals onderaan in Excel. Leeg: het blad dat het beste past.")

    def __init__(self, *args: Any, own: Sequence[str] = (), **kwargs: Any) -> None:  # noqa: ANN401 - WTForms' own
        super().__init__(*args, **kwargs)
        mine = {f"{OWN}{title}": f"Eigen indeling: {title}" for title in own}
        self.system.choices = {"": "Zelf herkennen"} | mine | {one: title_of(one) for one in systems()}


@blueprint.get("/importeren")
@requires(Role.HR)
def imports() -> ResponseReturnValue:
    """Show the upload form and what was imported before."""
    if is_file_asked():
        return send_table(
            imports_table(
                history_for(session(), current_viewer()),
                kinds=KIND_NAMES,
                said={outcome.value: name for outcome, name in SAID.items()},
            )
        )
    return _page(_form())


@blueprint.post("/importeren")
@requires(Role.HR)
def upload_import() -> ResponseReturnValue:
    """Read a workbook and go on to its preview; the file itself is thrown away at once."""
    form = _form(request.form)
    if not form.validate():
        return _page(form), 422
    try:
        with followed(current_viewer()):
            batch_id = _read_and_stage(form)
    except WorkbookRefused as refused:
        return _page(form, problem=f"{refused.message_nl} {refused.remedy_nl}"), 422
    except Invalid as wrong:
        return _page(form, problem=wrong.message, heading="Er is nog niets gelezen"), 422
    return redirect(url_for(".import_preview", batch_id=batch_id), 303)


@blueprint.get("/importeren/sjabloon.xlsx")
@requires(Role.HR)
def import_template() -> ResponseReturnValue:
    """Hand out the workbook to fill in, for one kind of import (G10)."""
    kind = request.args.get("soort", PEOPLE)
    if kind not in PIPELINES:
        raise NotFound
    out = BytesIO()
    write_template(session(), out, kind=kind, organisation_id=current_viewer().organisation_id)
    out.seek(0)
    name = KIND_NAMES[kind].lower()
    return send_file(out, XLSX, as_attachment=True, download_name=f"leerregister-{name}.xlsx")


@blueprint.get("/importeren/<int:batch_id>/afgekeurd.xlsx")
@requires(Role.HR)
def import_errors(batch_id: int) -> ResponseReturnValue:
    """Hand out the rejected rows with why, to correct and offer again (G4)."""
    batch, errors = errors_of(session(), current_viewer(), batch_id, today=state().today())
    out = BytesIO()
    write_errors(out, errors, made_at=batch.made_at)
    out.seek(0)
    name = f"afgekeurd {Path(batch.file_name).stem}.xlsx"
    return send_file(out, XLSX, as_attachment=True, download_name=name)


@blueprint.get("/importeren/<int:batch_id>")
@requires(Role.HR)
def import_preview(batch_id: int) -> ResponseReturnValue:
    """Show what an upload would do: counts first, then row by row."""
    viewer = current_viewer()
    with followed(viewer):
        found = preview(session(), viewer, batch_id, today=state().today())
    return preview_page(found)


@blueprint.get("/importeren/voortgang.txt")
@requires(Role.HR)
def import_progress() -> ResponseReturnValue:
    """Say in a few words how far the viewer's own import is; empty when none is under way."""
    return how_far(current_viewer()), {"Content-Type": "text/plain; charset=utf-8"}


@blueprint.post("/importeren/<int:batch_id>/datums")
@requires(Role.HR)
def answer_import(batch_id: int) -> ResponseReturnValue:
    """Take the answer to how the dates of a column are read."""
    field, choice = request.form.get("field", ""), request.form.get("order", "")
    answer(current_viewer(), batch_id, field=field, choice=choice)
    plan_ahead(current_viewer(), batch_id, today=state().today())
    return redirect(url_for(".import_preview", batch_id=batch_id), 303)


@blueprint.post("/importeren/<int:batch_id>/doorvoeren")
@requires(Role.HR)
def apply_import(batch_id: int) -> ResponseReturnValue:
    """Carry out what the preview showed, once."""
    viewer, now, today = current_viewer(), state().now(), state().today()
    digest, leavers = request.form.get("digest", ""), "leavers" in request.form
    try:
        with followed(viewer):
            batch, done = apply_batch(viewer, batch_id, digest=digest, at=now, today=today, allow_leavers=leavers)
    except Invalid as wrong:
        if wrong.field != "leavers":
            raise
        return preview_page(preview(session(), viewer, batch_id, today=today), unanswered=True), 422
    except Conflict as changed:
        return preview_page(preview(session(), viewer, batch_id, today=today), problem=changed.message), 409
    flash(_said(batch.counts) if done else "Dit bestand was al geïmporteerd. Er is niets dubbel gedaan.", "success")
    return redirect(url_for(".import_preview", batch_id=batch_id), 303)


@blueprint.post("/importeren/<int:batch_id>/weggooien")
@requires(Role.HR)
def drop_import(batch_id: int) -> ResponseReturnValue:
    """Forget an upload."""
    drop(current_viewer(), batch_id, at=state().now())
    flash("Het voorbeeld is weggegooid. Er is niets geïmporteerd.", "success")
    return redirect(url_for(".imports"), 303)


def _form(values: Any = None) -> UploadForm:  # noqa: ANN401 - a request's form, or nothing
    own = presets_of(session(), current_viewer().organisation_id)
    return UploadForm(values, own=[one.title for one in own])


def _read_and_stage(form: UploadForm) -> int:
    uploads = [one for one in request.files.getlist("workbook") if one.filename]
    if not uploads:
        raise Invalid("workbook", "Kies eerst een bestand.")
    if len(uploads) > MAX_FILES:
        raise Invalid("workbook", f"Kies hooguit {MAX_FILES} bestanden: samen één export.")
    viewer = current_viewer()
    with tempfile.TemporaryDirectory(prefix="leerregister-") as folder:
        paths = [_received(upload, Path(folder) / str(place)) for place, upload in enumerate(uploads)]
        opened = open_files(
            paths,
            kind=form.kind.data or None,
            system=form.system.data or None,
            presets=presets_of(session(), viewer.organisation_id),
            max_rows=state().settings.import_max_rows,
            sheet=form.sheet.data or "",
        )
        names = ", ".join(clean_name(upload.filename or "") for upload in uploads)
        return stage(viewer, opened, paths=paths, file_name=names, at=state().now(), today=state().today())


def _received(upload: FileStorage, folder: Path) -> Path:
    """Write an upload to a folder of its own, under its own name where that is one of a workbook."""
    folder.mkdir(mode=0o700)
    name = clean_name(upload.filename or "").lstrip(".")
    path = folder / (name if Path(name).suffix.lower() in _ENDINGS else "werkboek.xlsx")
    with upload.stream:
        _receive(upload, path)
    return path


def _receive(upload: FileStorage, path: Path) -> None:
    """Write the upload to a file that only we can read, up to the limit."""
    left = state().settings.upload_limit_mb * _MIB
    with path.open("wb") as file:
        path.chmod(0o600)
        while piece := upload.stream.read(_MIB):
            left -= len(piece)
            if left < 0:
                limit = state().settings.upload_limit_mb
                raise Invalid("workbook", f"Dit bestand is groter dan {limit} MB. Splits het in kleinere bestanden.")
            file.write(piece)


def _page(form: UploadForm, *, problem: str = "", heading: str = "Dit bestand kunnen we niet lezen") -> str:
    return render_template(
        "register/imports/imports.html",
        form=form,
        problem=problem,
        heading=heading,
        batches=history_for(session(), current_viewer()),
        said=SAID,
        kinds=KIND_NAMES,
    )


def preview_page(found: Preview, *, unanswered: bool = False, problem: str = "", mapping: str = "") -> str:
    """Draw a preview; `problem`: why nothing was imported, `mapping`: why the columns cannot be read so."""
    if found.batch.plan is None:
        return _done_page(found.batch.id)
    plan_rows = found.plan.rows if found.plan is not None else ()
    chosen, page = request.args.get("uitkomst", ""), max(request.args.get("pagina", 1, type=whole_number), 1)
    rows = [row for row in plan_rows if not chosen or row.outcome.value == chosen]
    rows.sort(key=lambda row: row.outcome is Outcome.UNCHANGED)
    pages = max(1, -(-len(rows) // _PAGE))
    page = min(page, pages)
    return render_template(
        "register/imports/preview.html",
        found=found,
        kind=PIPELINES[found.batch.kind].name,
        system=system_name(found.batch.system),
        own=found.batch.system.startswith(OWN),
        chosen=chosen,
        rows=rows[(page - 1) * _PAGE : page * _PAGE],
        total=len(rows),
        page=page,
        pages=pages,
        said={outcome.value: name for outcome, name in SAID.items()},
        rejected=Outcome.REJECTED.value,
        leavers=leavers_question(found.plan) if isinstance(found.plan, PeoplePlan) else "",
        unanswered=unanswered,
        problem=problem,
        mapping=mapping,
        typed=request.form,
    )


def _done_page(batch_id: int) -> str:
    """Show an import that was carried out, undone or dropped."""
    found = find_import(session(), current_viewer().organisation_id, batch_id)
    undone = found.undone or {"left": [], "total": 0, "counts": {}}
    return render_template(
        "register/imports/done.html",
        found=found,
        said={outcome.value: name for outcome, name in SAID.items()},
        may_undo=may_undo(found, at=state().now()),
        undone=undone,
        lines=left_lines(session(), left_of(undone)),
    )


def _said(counts: dict[str, int]) -> str:
    parts = [f"{count} {SAID[Outcome(name)]}" for name, count in counts.items() if count]
    return f"Geïmporteerd: {', '.join(parts)}."
