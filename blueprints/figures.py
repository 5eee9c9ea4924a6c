"""Normen: the organisation's own figures over the rules of a register (C12); the admin sets them, HR reads them."""

from collections.abc import Sequence
from typing import Any

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from itsdangerous import BadSignature, URLSafeTimedSerializer
from wtforms import BooleanField, Form, IntegerField
from wtforms.validators import InputRequired
from wtforms.widgets import HiddenInput

from register.access import Role, Viewer, current_viewer, requires
from register.current import state
from register.db import session, transaction
from register.errors import Conflict, Invalid, NotFound
from register.points.figures import (
    FigureChange,
    FigureLine,
    OwnValue,
    read_figure,
    read_figures,
    remove_figure,
    set_figure,
)

from ._blueprint import blueprint
from ._fields import LongText, Number, given

_SALT = "leerregister-figure-undo"
_AN_HOUR = 3600


class FigureForm(Form):
    """A figure with where it was read."""

    version = IntegerField(widget=HiddenInput(), default=0)
    value = Number("Waarde", [InputRequired("Vul het getal in.")], description="Bijvoorbeeld 40 of 1,5.")
    source = LongText(
        "Waar staat dat?",
        [InputRequired("Schrijf op waar je dit cijfer hebt gelezen.")],
        description="Document, paragraaf en datum. Dit staat straks bij elke uitleg.",
    )
    example = BooleanField("Dit is een voorbeeld: niemand heeft het vastgesteld")


@blueprint.get("/normen")
@requires(Role.ADMIN, Role.HR)
def figures() -> ResponseReturnValue:
    """Show the figures of a register: what is shipped, what is unknown, what is our own."""
    page = read_figures(session(), current_viewer(), request.args.get("register"), request.args.get("versie"))
    everything = request.args.get("alles") == "1"
    shown = [
        line for line in page.lines if everything or line.own or line.slot.value is not None or not line.slot.known
    ]
    return render_template(
        "register/figures/figures.html",
        page=page,
        shown=shown,
        groups=_grouped(shown),
        everything=everything,
        undo=request.args.get("terug", ""),
    )


@blueprint.get("/normen/<register_id>/<rule_version>/<path>")
@requires(Role.ADMIN)
def figure_form(register_id: str, rule_version: str, path: str) -> ResponseReturnValue:
    """Show the form of one figure."""
    line = read_figure(session(), current_viewer(), register_id, rule_version, path)
    form = FigureForm(obj=line.own) if line.own else FigureForm()
    return _form_page(register_id, rule_version, line, form)


@blueprint.post("/normen/<register_id>/<rule_version>/<path>")
@requires(Role.ADMIN)
def save_figure(register_id: str, rule_version: str, path: str) -> ResponseReturnValue:
    """Set a figure and count everybody in the register again."""
    form, viewer = FigureForm(request.form), current_viewer()
    if form.validate():
        try:
            with transaction() as current:
                change = set_figure(
                    current,
                    viewer,
                    register_id=register_id,
                    rule_version=rule_version,
                    path=path,
                    value=given(form.value.data),
                    source=form.source.data,
                    example=form.example.data,
                    version=form.version.data,
                    at=state().now(),
                )
        except Invalid as wrong:
            form[wrong.field].errors = [wrong.message]
        else:
            return _done(viewer, change, "is gewijzigd")
    return _form_page(
        register_id, rule_version, read_figure(session(), viewer, register_id, rule_version, path), form
    ), 422


@blueprint.post("/normen/<register_id>/<rule_version>/<path>/weghalen")
@requires(Role.ADMIN)
def drop_figure(register_id: str, rule_version: str, path: str) -> ResponseReturnValue:
    """Take an own figure away; what the rule file says holds again."""
    viewer = current_viewer()
    with transaction() as current:
        change = remove_figure(
            current,
            viewer,
            register_id=register_id,
            rule_version=rule_version,
            path=path,
            version=request.form.get("version", type=int),
            at=state().now(),
        )
    return _done(viewer, change, "is weggehaald")


@blueprint.post("/normen/ongedaan")
@requires(Role.ADMIN)
def undo_figure() -> ResponseReturnValue:
    """Put back what stood there before the last change."""
    viewer = current_viewer()
    before = _read_undo(viewer, request.form.get("terug", ""))
    place = {name: before[name] for name in ("register_id", "rule_version", "path")}
    with transaction() as current:
        if before["value"] is None:
            change = remove_figure(current, viewer, **place, at=state().now())
        else:
            form = FigureForm(value=None)
            form.value.process_formdata([before["value"]])
            change = set_figure(
                current,
                viewer,
                **place,
                value=given(form.value.data),
                source=before["source"],
                example=before["example"],
                at=state().now(),
            )
    flash(f"Ongedaan gemaakt: {change.label}. {_counted(change)}", "success")
    return redirect(url_for(".figures", register=change.register_id, versie=change.rule_version))


def _done(viewer: Viewer, change: FigureChange, what: str) -> ResponseReturnValue:
    flash(f"{change.label} {what}. {_counted(change)}", "success")
    place: dict[str, Any] = {"register": change.register_id, "versie": change.rule_version}
    return redirect(url_for(".figures", terug=_write_undo(viewer, change), **place))


def _counted(change: FigureChange) -> str:
    one = change.recounted == 1
    return f"{change.recounted} {'registratie is' if one else 'registraties zijn'} opnieuw berekend."


def _write_undo(viewer: Viewer, change: FigureChange) -> str:
    """Sign what stood there before, for this admin and an hour."""
    before: OwnValue | None = change.before
    return _serializer().dumps(
        {
            "by": viewer.person_id,
            "register_id": change.register_id,
            "rule_version": change.rule_version,
            "path": change.path,
            "value": None if before is None else str(before.value),
            "source": "" if before is None else before.source,
            "example": before is not None and before.example,
        }
    )


def _read_undo(viewer: Viewer, token: str) -> dict[str, Any]:
    try:
        before: dict[str, Any] = _serializer().loads(token, max_age=_AN_HOUR)
    except BadSignature:
        raise Conflict("Ongedaan maken kan niet meer. Wijzig het cijfer zelf.") from None
    if before["by"] != viewer.person_id:
        raise NotFound
    return before


def _serializer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(str(current_app.secret_key), salt=_SALT)


def _form_page(register_id: str, rule_version: str, line: FigureLine, form: Form) -> str:
    return render_template(
        "register/figures/form.html", register_id=register_id, rule_version=rule_version, line=line, form=form
    )


def _grouped(lines: Sequence[FigureLine]) -> dict[str, list[FigureLine]]:
    """Put figures of the same heading together, in the order of the rules."""
    groups: dict[str, list[FigureLine]] = {}
    for line in lines:
        groups.setdefault(line.slot.group, []).append(line)
    return groups
