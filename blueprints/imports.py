"""Importeren: a workbook in, a preview that adds up, and then carried out (G1, G3)."""

import tempfile
from io import BytesIO
from pathlib import Path
from typing import Any

from flask import flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import FileStorage
from wtforms import Form, RadioField, SelectField
from wtforms.validators import InputRequired

from register.access import ROLE_NAMES, Role, current_viewer, requires
from register.current import state
from register.db import session
from register.errors import Invalid
from register.exports.tables import imports_table
from register.imports.history import KIND_NAMES, find_import, history_for
from register.imports.import_people import leavers_question
from register.imports.people_plan import Outcome, PeoplePlan
from register.imports.people_report import SAID
from register.imports.staging import Preview, answer, apply_batch, drop, preview, read_upload, stage
from register.imports.tables import PEOPLE, TRAINING
from register.imports.undo import may_undo
from register.imports.undo_plan import left_of
from register.imports.undo_report import left_lines
from register.people.directory import team_names
from register.points.judges import rule_book
from register.workbooks.layouts import people_layout, systems
from register.workbooks.refused import WorkbookRefused

from ._blueprint import blueprint
from ._fields import whole_number
from ._tables import is_file_asked, send_table

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_MIB = 1024 * 1024
_PAGE = 100


class UploadForm(Form):
    """Which workbook, and what is in it."""

    kind = RadioField(
        "Wat staat erin?",
        [InputRequired("Kies wat er in het bestand staat.")],
        choices={PEOPLE: "Medewerkers", TRAINING: "Scholing van vroeger"},
        default=PEOPLE,
    )
    system = SelectField(
        "Uit welk HR-systeem?",
        description="Meestal herkennen we dat zelf aan de koppen.",
        choices={},
        default="",
        invalid_choice_message="Kies een systeem uit de lijst.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - WTForms' own
        super().__init__(*args, **kwargs)
        self.system.choices = {"": "Zelf herkennen"} | {one: people_layout(one).title for one in systems()}


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
    return _page(UploadForm())


@blueprint.post("/importeren")
@requires(Role.HR)
def upload_import() -> ResponseReturnValue:
    """Read a workbook and go on to its preview; the file itself is thrown away at once."""
    form = UploadForm(request.form)
    if not form.validate():
        return _page(form), 422
    try:
        batch_id = _read_and_stage(form)
    except WorkbookRefused as refused:
        return _page(form, problem=f"{refused.message_nl} {refused.remedy_nl}"), 422
    except Invalid as wrong:
        return _page(form, problem=wrong.message), 422
    return redirect(url_for(".import_preview", batch_id=batch_id), 303)


@blueprint.get("/importeren/sjabloon.xlsx")
@requires(Role.HR)
def import_template() -> ResponseReturnValue:
    """Hand out the workbook to fill in (G10)."""
    from register.workbooks.template import write_people_template

    out = BytesIO()
    write_people_template(
        out,
        teams=team_names(session(), current_viewer().organisation_id),
        registers=[(info.id, info.name) for info in rule_book().registers()],
        roles=list(ROLE_NAMES.values()),
    )
    out.seek(0)
    return send_file(out, _XLSX, as_attachment=True, download_name="leerregister-medewerkers.xlsx")


@blueprint.get("/importeren/<int:batch_id>")
@requires(Role.HR)
def import_preview(batch_id: int) -> ResponseReturnValue:
    """Show what an upload would do: counts first, then row by row."""
    return _preview_page(preview(session(), current_viewer(), batch_id, today=state().today()))


@blueprint.post("/importeren/<int:batch_id>/datums")
@requires(Role.HR)
def answer_import(batch_id: int) -> ResponseReturnValue:
    """Take the answer to how the dates of a column are read."""
    day_first = request.form.get("order") != "mdj"
    answer(current_viewer(), batch_id, field=request.form.get("field", ""), day_first=day_first)
    return redirect(url_for(".import_preview", batch_id=batch_id), 303)


@blueprint.post("/importeren/<int:batch_id>/doorvoeren")
@requires(Role.HR)
def apply_import(batch_id: int) -> ResponseReturnValue:
    """Carry out what the preview showed, once."""
    viewer, now, today = current_viewer(), state().now(), state().today()
    digest, leavers = request.form.get("digest", ""), "leavers" in request.form
    try:
        batch, done = apply_batch(viewer, batch_id, digest=digest, at=now, today=today, allow_leavers=leavers)
    except Invalid as wrong:
        if wrong.field != "leavers":
            raise
        return _preview_page(preview(session(), viewer, batch_id, today=today), unanswered=True), 422
    flash(_said(batch.counts) if done else "Dit bestand was al geïmporteerd. Er is niets dubbel gedaan.", "success")
    return redirect(url_for(".import_preview", batch_id=batch_id), 303)


@blueprint.post("/importeren/<int:batch_id>/weggooien")
@requires(Role.HR)
def drop_import(batch_id: int) -> ResponseReturnValue:
    """Forget an upload."""
    drop(current_viewer(), batch_id, at=state().now())
    flash("Het voorbeeld is weggegooid. Er is niets geïmporteerd.", "success")
    return redirect(url_for(".imports"), 303)


def _read_and_stage(form: UploadForm) -> int:
    upload = request.files.get("workbook")
    if upload is None or not upload.filename:
        raise Invalid("workbook", "Kies eerst een bestand.")
    with tempfile.TemporaryDirectory(prefix="leerregister-") as folder:
        path = Path(folder) / "werkboek.xlsx"  # openpyxl, the second reader, judges by the name
        with upload.stream:
            _receive(upload, path)
        table = read_upload(
            path, kind=form.kind.data, system=form.system.data or None, max_rows=state().settings.import_max_rows
        )
        return stage(
            current_viewer(), table, kind=form.kind.data, path=path, file_name=upload.filename, at=state().now()
        )


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


def _page(form: UploadForm, *, problem: str = "") -> str:
    return render_template(
        "register/imports/imports.html",
        form=form,
        problem=problem,
        batches=history_for(session(), current_viewer()),
        said=SAID,
        kinds=KIND_NAMES,
    )


def _preview_page(found: Preview, *, unanswered: bool = False) -> str:
    if found.plan is None:
        return _done_page(found.batch.id)
    chosen, page = request.args.get("uitkomst", ""), max(request.args.get("pagina", 1, type=whole_number), 1)
    rows = [row for row in found.plan.rows if not chosen or row.outcome.value == chosen]
    pages = max(1, -(-len(rows) // _PAGE))
    page = min(page, pages)
    return render_template(
        "register/imports/preview.html",
        found=found,
        chosen=chosen,
        rows=rows[(page - 1) * _PAGE : page * _PAGE],
        total=len(rows),
        page=page,
        pages=pages,
        said={outcome.value: name for outcome, name in SAID.items()},
        rejected=Outcome.REJECTED.value,
        leavers=leavers_question(found.plan) if isinstance(found.plan, PeoplePlan) else "",
        unanswered=unanswered,
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
