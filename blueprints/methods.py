"""Methods of the organisation (*werkmethoden*, J2): the list, a page each, add, change, stop."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from register.access import current_viewer, requires
from register.culture.ambassadors.listing import list_methods
from register.culture.ambassadors.own_work import WAYS
from register.culture.ambassadors.page import method_page
from register.current import state
from register.db import session
from register.errors import Invalid
from register.exports.method_tables import methods_table
from register.learning.labels import change_methods as use
from register.learning.labels.competences import competences
from register.learning.labels.methods import KEEPERS, find_method, refuse_others
from register.once import as_form_key
from register.privacy.guarded import KEPT_ANYWAY, ClientData

from ._blueprint import blueprint
from ._compare import Difference
from ._method_form import CONFLICT, UNPROCESSABLE, MethodForm, show_method, stored_method
from ._refused import beside, blame_at, version_of
from ._tables import is_file_asked, send_table


@blueprint.get("/samen-leren/werkmethoden")
@requires()
def methods() -> ResponseReturnValue:
    """List the methods, with who stands for each."""
    lines = list_methods(session(), current_viewer(), today=state().today())
    if is_file_asked():
        return send_table(methods_table(lines))
    return render_template(
        "register/methods/list.html",
        lines=[one for one in lines if one.ended_on is None],
        ended=[one for one in lines if one.ended_on is not None],
        may_keep=current_viewer().has(*KEEPERS),
        ways=WAYS.values(),
    )


@blueprint.get("/samen-leren/werkmethoden/nieuw")
@requires(*KEEPERS)
def new_method_form() -> ResponseReturnValue:
    """Show the form of a new method."""
    return _form(MethodForm())


@blueprint.post("/samen-leren/werkmethoden/nieuw")
@requires(*KEEPERS)
def add_method() -> ResponseReturnValue:
    """Add the method to the list."""
    form = MethodForm(request.form)
    try:
        method_id = use.add_method(
            current_viewer(), form.entry(), form_key=as_form_key(request.form.get("form_key", "")),
            at=state().now(), today=state().today(), kept_anyway=request.form.get(KEPT_ANYWAY, ""),
        )  # fmt: skip
    except Invalid as wrong:
        return _refused(form, wrong)
    flash("De werkmethode staat in de lijst. Benoem hieronder wie er ambassadeur van is.")
    return redirect(url_for(".method", method_id=method_id))


@blueprint.get("/samen-leren/werkmethoden/<int:method_id>")
@requires()
def method(method_id: int) -> ResponseReturnValue:
    """Show one method."""
    return show_method(method_id)


@blueprint.get("/samen-leren/werkmethoden/<int:method_id>/wijzigen")
@requires(*KEEPERS)
def edit_method_form(method_id: int) -> ResponseReturnValue:
    """Show the form with what is stored."""
    return _form(MethodForm(data=_stored(method_id)), method_id=method_id)


def _stored(method_id: int) -> dict[str, Any]:
    return stored_method(method_page(session(), current_viewer(), method_id, today=state().today()))


@blueprint.post("/samen-leren/werkmethoden/<int:method_id>/wijzigen")
@requires(*KEEPERS)
def edit_method(method_id: int) -> ResponseReturnValue:
    """Save a change; where somebody was first, show both versions and keep what was typed."""
    find_method(session(), current_viewer(), method_id)
    refuse_others(current_viewer())
    form = MethodForm(request.form)
    try:
        _change(method_id, form)
    except use.MethodChangedMeanwhile:
        return _form(form, method_id=method_id, differences=beside(form, _stored(method_id)), status=CONFLICT)
    except Invalid as wrong:
        return _refused(form, wrong, method_id=method_id)
    flash("De werkmethode is gewijzigd.")
    return redirect(url_for(".method", method_id=method_id))


def _change(method_id: int, form: MethodForm) -> None:
    use.change_method(
        current_viewer(),
        method_id,
        form.entry(),
        version=version_of(form),
        at=state().now(),
        today=state().today(),
        kept_anyway=request.form.get(KEPT_ANYWAY, ""),
    )


@blueprint.post("/samen-leren/werkmethoden/<int:method_id>/stoppen")
@requires(*KEEPERS)
def end_method(method_id: int) -> ResponseReturnValue:
    """Stop a method; "Toch doorgaan" on its page undoes it."""
    name = use.end_method(current_viewer(), method_id, at=state().now(), today=state().today())
    flash(f"{name} is gestopt. Wat ermee is vastgelegd, blijft staan.")
    return redirect(url_for(".method", method_id=method_id))


@blueprint.post("/samen-leren/werkmethoden/<int:method_id>/hervatten")
@requires(*KEEPERS)
def resume_method(method_id: int) -> ResponseReturnValue:
    """Take a stopped method up again."""
    name = use.resume_method(current_viewer(), method_id, at=state().now())
    flash(f"{name} staat weer in de lijst.")
    return redirect(url_for(".method", method_id=method_id))


def _refused(form: MethodForm, wrong: Invalid, *, method_id: int | None = None) -> ResponseReturnValue:
    if isinstance(wrong, ClientData):
        return _form(form, method_id=method_id, warned=wrong, status=UNPROCESSABLE)
    blame_at(form, wrong, "name")
    return _form(form, method_id=method_id, status=UNPROCESSABLE)


def _form(
    form: MethodForm,
    *,
    method_id: int | None = None,
    warned: ClientData | None = None,
    differences: tuple[Difference, ...] = (),
    status: int = 200,
) -> ResponseReturnValue:
    return render_template(
        "register/methods/form.html",
        form=form,
        method_id=method_id,
        warned=warned,
        differences=differences,
        groups=competences(),
        most=use.MOST_OF_A_METHOD,
        form_key=request.form.get("form_key"),
    ), status
