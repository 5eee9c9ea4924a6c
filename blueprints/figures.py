"""Normen: the organisation's own figures over the rules of a register (C12); the admin sets them, HR reads them."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from itsdangerous import BadSignature, URLSafeTimedSerializer
from wtforms import BooleanField, Form, IntegerField
from wtforms.validators import InputRequired
from wtforms.widgets import HiddenInput

from register.access import Role, Viewer, current_viewer, requires
from register.current import state
from register.db import session
from register.errors import Conflict, Invalid, NotFound
from register.points.figures import (
    FigureChange,
    FigureLine,
    OwnValue,
    put_back_figure,
    read_figure,
    read_figures,
    remove_figure,
    set_figure,
)
from register.rules.explain import day

from ._blueprint import blueprint
from ._fields import LongText, Number, given, whole_number
from ._rule_version_form import counted_text

_SALT = "leerregister-figure-undo-of-a-version"
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

    def values(self) -> dict[str, Any]:
        """Return what was filled in, as `set_figure` takes it."""
        return {
            "value": given(self.value.data),
            "source": self.source.data,
            "example": self.example.data,
            "version": self.version.data,
        }


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
            change = set_figure(
                viewer, register_id=register_id, rule_version=rule_version, path=path, **form.values(), at=state().now()
            )
        except Invalid as wrong:
            form[wrong.field].errors = [wrong.message]
        else:
            return _done(viewer, change, "is gewijzigd")
    line = read_figure(session(), viewer, register_id, rule_version, path)
    return _form_page(register_id, rule_version, line, form), 422


@blueprint.post("/normen/<register_id>/<rule_version>/<path>/weghalen")
@requires(Role.ADMIN)
def drop_figure(register_id: str, rule_version: str, path: str) -> ResponseReturnValue:
    """Take an own figure away; what the rule file says holds again."""
    viewer = current_viewer()
    change = remove_figure(
        viewer,
        register_id=register_id,
        rule_version=rule_version,
        path=path,
        version=request.form.get("version", type=whole_number),
        at=state().now(),
    )
    return _done(viewer, change, "is weggehaald")


@blueprint.post("/normen/ongedaan")
@requires(Role.ADMIN)
def undo_figure() -> ResponseReturnValue:
    """Put back what stood there before the last change."""
    viewer = current_viewer()
    before = _read_undo(viewer, request.form.get("terug", ""))
    change = put_back_figure(viewer, **before, at=state().now())
    flash(f"Ongedaan gemaakt: {change.label}. {_counted(change)}", "success")
    return redirect(url_for(".figures", register=change.register_id, versie=change.rule_version))


def _done(viewer: Viewer, change: FigureChange, what: str) -> ResponseReturnValue:
    flash(f"{change.label} {what}. {_counted(change)}", "success")
    place: dict[str, Any] = {"register": change.register_id, "versie": change.rule_version}
    return redirect(url_for(".figures", terug=_write_undo(viewer, change), **place))


def _counted(change: FigureChange) -> str:
    """Say what was counted, and from when a version of their own judges instead."""
    names = ", ".join(f"‘{one.name}’" for one in change.on_top)
    first = min((one.applies_from for one in change.on_top if one.applies_from is not None), default=None)
    if first is None:
        return counted_text(change.counted)
    return (
        f"{counted_text(change.counted)} Vanaf {day(first)} oordeelt jullie eigen versie {names}: daar verandert niets."
    )


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
            "version": change.version,
        }
    )


def _read_undo(viewer: Viewer, token: str) -> dict[str, Any]:
    try:
        signed: dict[str, Any] = _serializer().loads(token, max_age=_AN_HOUR)
    except BadSignature:
        raise Conflict("Ongedaan maken kan niet meer. Wijzig het cijfer zelf.") from None
    if signed.pop("by") != viewer.person_id:
        raise NotFound
    return signed | {"value": None if signed["value"] is None else Decimal(signed["value"])}


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
