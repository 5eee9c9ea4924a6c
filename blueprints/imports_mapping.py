"""Kolommen: HR says which column is which, and saves that under a name to use again (G2)."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import Form, SelectField, StringField
from wtforms.validators import InputRequired, Length

from register.access import Role, current_viewer, requires
from register.current import state
from register.db import session
from register.errors import Invalid
from register.imports.presets import (
    LONGEST_TITLE,
    PresetEntry,
    SavedPreset,
    delete_preset,
    find_preset,
    save_preset,
    saved_presets,
)
from register.imports.staging import note_preset, plan_ahead, preview, remap
from register.imports.tables import LAYOUTS
from register.workbooks.layouts import layout_for, title_of

from ._blueprint import blueprint
from .imports import preview_page

_DATES = {
    "": "Vraag het per bestand",
    "dag-maand": "Eerst de dag, dan de maand",
    "maand-dag": "Eerst de maand, dan de dag",
    "excel-getal": "Als dagen die Excel telt",
}


class PresetForm(Form):
    """A saved mapping: its name, and how its dates are read."""

    title = StringField(
        "Naam",
        [
            InputRequired("Geef de indeling een naam."),
            Length(max=LONGEST_TITLE, message=f"Een naam heeft hooguit {LONGEST_TITLE} tekens."),
        ],
    )
    dates = SelectField(
        "Datums waarvan de volgorde niet blijkt", choices=_DATES, invalid_choice_message="Kies een manier uit de lijst."
    )


@blueprint.post("/importeren/<int:batch_id>/kolommen")
@requires(Role.HR)
def map_import(batch_id: int) -> ResponseReturnValue:
    """Read the columns as HR says, and save that under a name if one was given."""
    viewer = current_viewer()
    columns = {name.removeprefix("col-"): value for name, value in request.form.items() if name.startswith("col-")}
    title = request.form.get("title", "").strip()
    try:
        entry = remap(viewer, batch_id, columns)
        if title:
            _save(batch_id, entry, title)
    except Invalid as wrong:
        found = preview(session(), viewer, batch_id, today=state().today())
        return preview_page(found, mapping=wrong.message), 422
    plan_ahead(viewer, batch_id, today=state().today())
    return redirect(url_for(".import_preview", batch_id=batch_id), 303)


@blueprint.get("/importeren/indelingen")
@requires(Role.HR)
def import_presets() -> ResponseReturnValue:
    """List the saved mappings."""
    found = saved_presets(session(), current_viewer().organisation_id)
    return render_template("register/imports/presets.html", presets=found, base=title_of)


@blueprint.get("/importeren/indelingen/<int:preset_id>")
@requires(Role.HR)
def import_preset(preset_id: int) -> ResponseReturnValue:
    """Show a saved mapping to change it."""
    saved = find_preset(session(), current_viewer(), preset_id)
    form = PresetForm(data={"title": saved.preset.title, "dates": saved.preset.dates})
    return _preset_page(saved, form, dict(saved.preset.fields))


@blueprint.post("/importeren/indelingen/<int:preset_id>")
@requires(Role.HR)
def change_import_preset(preset_id: int) -> ResponseReturnValue:
    """Save a mapping again."""
    viewer, form = current_viewer(), PresetForm(request.form)
    saved = find_preset(session(), viewer, preset_id)
    fields = {one.name: request.form.get(f"field-{one.name}", "").strip()[:100] for one in _layout(saved).fields}
    if not form.validate():
        return _preset_page(saved, form, fields), 422
    try:
        entry = PresetEntry(
            title=form.title.data or "",
            kind=saved.kind,
            base=saved.preset.base,
            fields=fields,
            dates=form.dates.data or "",
            name_use=saved.preset.name_use,
        )
        save_preset(viewer, entry, preset_id=preset_id, at=state().now())
    except Invalid as wrong:
        return _preset_page(saved, form, fields, problem=wrong.message), 422
    flash("De indeling is bewaard.", "success")
    return redirect(url_for(".import_presets"), 303)


@blueprint.post("/importeren/indelingen/<int:preset_id>/weggooien")
@requires(Role.HR)
def delete_import_preset(preset_id: int) -> ResponseReturnValue:
    """Delete a saved mapping."""
    title = delete_preset(current_viewer(), preset_id, at=state().now())
    flash(f"De indeling {title} is weggegooid. Wat ermee geïmporteerd is, blijft.", "success")
    return redirect(url_for(".import_presets"), 303)


def _save(batch_id: int, entry: PresetEntry, title: str) -> None:
    values: dict[str, Any] = {name: getattr(entry, name) for name in PresetEntry.__dataclass_fields__}
    save_preset(current_viewer(), PresetEntry(**values | {"title": title}), at=state().now())
    note_preset(current_viewer(), batch_id, " ".join(title.split()))
    flash(f"Bewaard als {title}. Een volgend bestand met deze koppen lezen we vanzelf zo.", "success")


def _layout(saved: SavedPreset) -> Any:  # noqa: ANN401 - a layout
    return layout_for(LAYOUTS[saved.kind], saved.preset.base)


def _preset_page(saved: SavedPreset, form: PresetForm, headers: dict[str, str], *, problem: str = "") -> str:
    return render_template(
        "register/imports/preset.html",
        saved=saved,
        form=form,
        fields=_layout(saved).fields,
        headers=headers,
        problem=problem,
    )
