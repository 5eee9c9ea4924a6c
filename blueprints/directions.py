"""Koers: what the organisation is after, kept by HR, read by who makes the inventory."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from register.access import Role, current_viewer, requires
from register.current import state
from register.db import session
from register.errors import Invalid
from register.needs import directions as course
from register.needs.directions import DirectionView
from register.once import as_form_key

from ._blueprint import blueprint
from ._fields import numbers
from ._needs_form import DirectionForm
from ._plan_form import blame

_UNPROCESSABLE = 422


@blueprint.get("/scholing/koers")
@requires(Role.MANAGER, Role.HR)
def directions() -> ResponseReturnValue:
    """Show the course of the organisation; HR adds to it."""
    return _list(DirectionForm(data={"starts_on": state().today()}))


@blueprint.post("/scholing/koers")
@requires(Role.HR)
def add_direction() -> ResponseReturnValue:
    """Add something the organisation is after."""
    form = DirectionForm(request.form)
    key = as_form_key(request.form.get("form_key", ""))
    try:
        course.add_direction(current_viewer(), form.entry(), form_key=key, at=state().now())
    except Invalid as wrong:
        blame(form, wrong)
        return _list(form), _UNPROCESSABLE
    flash("De koers is toegevoegd.", "success")
    return redirect(url_for(".directions"), 303)


@blueprint.get("/scholing/koers/<int:direction_id>")
@requires(Role.HR)
def edit_direction_form(direction_id: int) -> ResponseReturnValue:
    """Show one as it is stored."""
    shown = course.direction_view(session(), current_viewer(), direction_id)
    return _one(DirectionForm(obj=shown), shown)


@blueprint.post("/scholing/koers/<int:direction_id>")
@requires(Role.HR)
def edit_direction(direction_id: int) -> ResponseReturnValue:
    """Save a change of words or dates."""
    shown = course.direction_view(session(), current_viewer(), direction_id)
    form = DirectionForm(request.form)
    version = numbers([form.version.data or ""])
    try:
        course.change_direction(
            current_viewer(), direction_id, form.entry(), version=version[0] if version else 0, at=state().now()
        )
    except Invalid as wrong:
        blame(form, wrong)
        return _one(form, shown), _UNPROCESSABLE
    flash("De koers is gewijzigd.", "success")
    return redirect(url_for(".directions"), 303)


def _list(form: DirectionForm) -> str:
    viewer = current_viewer()
    return render_template(
        "register/needs/directions.html",
        form=form,
        directions=course.directions(session(), viewer),
        may_change=viewer.has(Role.HR),
        form_key=request.form.get("form_key"),
    )


def _one(form: DirectionForm, shown: DirectionView) -> str:
    return render_template("register/needs/direction.html", form=form, shown=shown)
