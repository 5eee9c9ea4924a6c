"""Versies van de regels (C12): which there are, making one by copying or from a file, its figures one by one."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import Form

from register.access import Role, current_viewer, requires
from register.current import state
from register.db import session
from register.errors import Invalid
from register.once import as_form_key
from register.points.versions.drafts import (
    NewFigure,
    change_draft,
    copy_version,
    discard_draft,
    reset_draft_figure,
    set_draft_figure,
)
from register.points.versions.reading import (
    STATE_WORDS,
    VersionFigure,
    VersionPage,
    read_version,
    read_version_figure,
    read_versions,
    version_file,
)
from register.points.versions.uploading import LARGEST, FileRefused, upload_version

from ._blueprint import blueprint
from ._fields import given, whole_number
from ._rule_version_form import DraftFigureForm, VersionForm


@blueprint.get("/normen/versies")
@requires(Role.ADMIN, Role.HR)
def rule_versions() -> ResponseReturnValue:
    """Show the versions of a register: shipped, own, who published them and when, and what they judged."""
    page = read_versions(session(), current_viewer(), request.args.get("register"))
    return render_template("register/rules/versions.html", page=page, words=STATE_WORDS)


@blueprint.get("/normen/versie-maken")
@requires(Role.ADMIN)
def rule_version_form() -> ResponseReturnValue:
    """Show the form that copies a version."""
    return _making(VersionForm())


@blueprint.post("/normen/versie-maken")
@requires(Role.ADMIN)
def make_rule_version() -> ResponseReturnValue:
    """Copy a version into a draft."""
    form = VersionForm(request.form)
    if form.validate():
        try:
            made = copy_version(
                current_viewer(),
                register_id=request.form.get("register", ""),
                copied=request.form.get("van", ""),
                name=form.name.data,
                applies_from=given(form.applies_from.data),
                form_key=as_form_key(request.form.get("form_key", "")),
                at=state().now(),
            )
        except Invalid as wrong:
            _tell(form, wrong)
        else:
            return redirect(url_for(".rule_version", rule_version_id=made))
    return _making(form), 422


@blueprint.post("/normen/versie-uit-bestand")
@requires(Role.ADMIN)
def upload_rule_version() -> ResponseReturnValue:
    """Make a draft of a rule file."""
    upload = request.files.get("regels")
    if upload is None or not upload.filename:
        return _making(VersionForm(), ("Kies eerst een regelbestand.",)), 422
    name, content = upload.filename, upload.stream.read(LARGEST + 1)
    key = as_form_key(request.form.get("form_key", ""))
    try:
        made = upload_version(current_viewer(), name, content, form_key=key, at=state().now())
    except FileRefused as refused:
        return _making(VersionForm(), refused.problems), 422
    except Invalid as wrong:
        return _making(VersionForm(), (wrong.message,)), 422
    flash("Het bestand is een concept geworden. Reken het door voordat je het publiceert.", "success")
    return redirect(url_for(".rule_version", rule_version_id=made))


@blueprint.get("/normen/versies/<int:rule_version_id>")
@requires(Role.ADMIN, Role.HR)
def rule_version(rule_version_id: int) -> ResponseReturnValue:
    """Show an own version: its state, its history and its figures."""
    page = read_version(session(), current_viewer(), rule_version_id, at=state().now())
    return _page(page, VersionForm(obj=page))


@blueprint.post("/normen/versies/<int:rule_version_id>")
@requires(Role.ADMIN)
def change_rule_version(rule_version_id: int) -> ResponseReturnValue:
    """Give a draft another name or first day."""
    form, viewer = VersionForm(request.form), current_viewer()
    if form.validate():
        try:
            change_draft(
                viewer,
                rule_version_id,
                name=form.name.data,
                applies_from=given(form.applies_from.data),
                version=form.version.data,
                at=state().now(),
            )
        except Invalid as wrong:
            _tell(form, wrong)
        else:
            return redirect(url_for(".rule_version", rule_version_id=rule_version_id))
    return _page(read_version(session(), viewer, rule_version_id, at=state().now()), form), 422


@blueprint.get("/normen/versie-bestand/<int:rule_version_id>")
@requires(Role.ADMIN, Role.HR)
def rule_version_file(rule_version_id: int) -> ResponseReturnValue:
    """Hand out a version as a rule file."""
    text, name = version_file(session(), current_viewer(), rule_version_id)
    disposition = f'attachment; filename="{name}"'
    return text, {"Content-Type": "application/toml; charset=utf-8", "Content-Disposition": disposition}


@blueprint.get("/normen/versies/<int:rule_version_id>/cijfer/<path>/wijzigen")
@requires(Role.ADMIN)
def draft_figure_form(rule_version_id: int, path: str) -> ResponseReturnValue:
    """Show the form of one figure of a draft."""
    page, figure = read_version_figure(session(), current_viewer(), rule_version_id, path, at=state().now())
    known = {"version": page.version} | ({"value": figure.slot.value} if figure.own else {})
    return _figure_page(page, figure, DraftFigureForm(obj=figure.own, data=known))


@blueprint.post("/normen/versies/<int:rule_version_id>/cijfer/<path>/wijzigen")
@requires(Role.ADMIN)
def save_draft_figure(rule_version_id: int, path: str) -> ResponseReturnValue:
    """Change one figure of a draft."""
    form, viewer, at = DraftFigureForm(request.form), current_viewer(), state().now()
    if form.validate():
        try:
            figure = NewFigure(path=path, **form.values())
            set_draft_figure(viewer, rule_version_id, figure, version=form.version.data, at=at)
        except Invalid as wrong:
            _tell(form, wrong)
        else:
            return redirect(url_for(".rule_version", rule_version_id=rule_version_id))
    return _figure_page(*read_version_figure(session(), viewer, rule_version_id, path, at=at), form), 422


@blueprint.post("/normen/versies/<int:rule_version_id>/cijfer/<path>/terugzetten")
@requires(Role.ADMIN)
def reset_figure(rule_version_id: int, path: str) -> ResponseReturnValue:
    """Let a figure be as it was copied."""
    version = request.form.get("version", type=whole_number)
    reset_draft_figure(current_viewer(), rule_version_id, path, version=version, at=state().now())
    return redirect(url_for(".rule_version", rule_version_id=rule_version_id))


@blueprint.post("/normen/weggooien/<int:rule_version_id>")
@requires(Role.ADMIN)
def discard_rule_version(rule_version_id: int) -> ResponseReturnValue:
    """Throw a draft away."""
    version = request.form.get("version", type=whole_number)
    register_id = discard_draft(current_viewer(), rule_version_id, version=version, at=state().now())
    flash("Het concept is weggegooid.", "success")
    return redirect(url_for(".rule_versions", register=register_id))


def _making(form: VersionForm, problems: tuple[str, ...] = ()) -> str:
    page = read_versions(session(), current_viewer(), request.values.get("register"), counted=False)
    copied = request.values.get("van") or page.lines[0].name
    return render_template("register/rules/make.html", page=page, copied=copied, form=form, problems=problems)


def _page(page: VersionPage, form: VersionForm) -> str:
    everything = request.args.get("alles") == "1"
    shown = [one for one in page.figures if everything or one.own or one.slot.value is not None or not one.slot.known]
    groups: dict[str, list[VersionFigure]] = {}
    for figure in shown:
        groups.setdefault(figure.slot.group, []).append(figure)
    return render_template(
        "register/rules/version.html",
        page=page,
        form=form,
        groups=groups,
        shown=len(shown),
        everything=everything,
        words=STATE_WORDS,
    )


def _figure_page(page: VersionPage, figure: VersionFigure, form: Form) -> str:
    return render_template("register/rules/figure.html", page=page, figure=figure, form=form)


def _tell(form: Form, wrong: Invalid) -> None:
    """Show what was refused beside its field, or beside the first where the form has none of that name."""
    field: Any = form[wrong.field] if wrong.field in form else next(iter(form))
    field.errors = [wrong.message]
