"""The goals of the own development plan (J7): set, change, reach, and which activities serve them."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from register.access import current_viewer, requires
from register.culture.plan import goals as setting
from register.culture.plan import linking
from register.culture.plan.change_plan import ChangedMeanwhile
from register.culture.plan.page import GoalView, goal_view
from register.culture.plan.rights import own_plan
from register.current import state
from register.db import session
from register.errors import Invalid
from register.learning.labels.methods import methods_of
from register.once import as_form_key
from register.privacy.guarded import KEPT_ANYWAY, ClientData

from ._blueprint import blueprint
from ._compare import Difference
from ._fields import numbers, whole_number
from ._plan_form import GoalForm, blame, goal_differs, stored_goal

_UNPROCESSABLE, _CONFLICT = 422, 409


@blueprint.get("/dossier/ontwikkelplan/<int:plan_id>/leerdoelen")
@requires()
def add_goal_form(plan_id: int) -> ResponseReturnValue:
    """Ask what somebody wants to learn."""
    own_plan(session(), current_viewer(), plan_id)
    return _form(GoalForm(), plan_id=plan_id)


@blueprint.post("/dossier/ontwikkelplan/<int:plan_id>/leerdoelen")
@requires()
def add_goal(plan_id: int) -> ResponseReturnValue:
    """Put a goal in the plan."""
    own_plan(session(), current_viewer(), plan_id)
    form = _filled(None)
    key = as_form_key(request.form.get("form_key", ""))
    try:
        setting.add_goal(
            current_viewer(), plan_id, form.entry(), kept_anyway=_kept_anyway(), form_key=key, at=state().now(),
            today=state().today(),
        )  # fmt: skip
    except Invalid as wrong:
        return _refused(form, wrong, plan_id=plan_id)
    flash("Je leerdoel staat in je plan.")
    return redirect(url_for(".plan", plan_id=plan_id))


@blueprint.get("/dossier/leerdoelen/<int:goal_id>")
@requires()
def edit_goal_form(goal_id: int) -> ResponseReturnValue:
    """Show a goal as it is stored."""
    goal = goal_view(session(), current_viewer(), goal_id)
    return _form(GoalForm(data=stored_goal(goal)), goal=goal)


@blueprint.post("/dossier/leerdoelen/<int:goal_id>")
@requires()
def edit_goal(goal_id: int) -> ResponseReturnValue:
    """Save a goal; where another tab was first, show both."""
    goal = goal_view(session(), current_viewer(), goal_id)
    form = _filled(goal)
    version = numbers([form.version.data or ""])
    try:
        plan_id = setting.change_goal(
            current_viewer(), goal_id, form.entry(), version=version[0] if version else 0,
            kept_anyway=_kept_anyway(), today=state().today(),
        )  # fmt: skip
    except ChangedMeanwhile:
        form.version.data = str(goal.version)
        return _form(form, goal=goal, differences=goal_differs(form, goal), status=_CONFLICT)
    except Invalid as wrong:
        return _refused(form, wrong, goal=goal)
    flash("Je leerdoel is gewijzigd.")
    return redirect(url_for(".plan", plan_id=plan_id))


@blueprint.post("/dossier/leerdoelen/<int:goal_id>/bereikt")
@requires()
def reach_goal(goal_id: int) -> ResponseReturnValue:
    """Say that a goal is reached, or not yet."""
    reached = request.form.get("reached") == "1"
    plan_id = setting.set_reached(current_viewer(), goal_id, on=state().today() if reached else None)
    flash("Bereikt. Vergissing? Kies bij het leerdoel ‘Toch niet bereikt’." if reached else "Weer open gezet.")
    return redirect(url_for(".plan", plan_id=plan_id))


@blueprint.post("/dossier/leerdoelen/<int:goal_id>/weghalen")
@requires()
def remove_goal(goal_id: int) -> ResponseReturnValue:
    """Take a goal away."""
    plan_id = setting.remove_goal(current_viewer(), goal_id)
    flash("Het leerdoel is weg. Je activiteiten staan er nog.")
    return redirect(url_for(".plan", plan_id=plan_id))


@blueprint.post("/dossier/leerdoelen/<int:goal_id>/koppelen")
@requires()
def link_goal(goal_id: int) -> ResponseReturnValue:
    """Say that an activity serves a goal."""
    activity_id = _activity()
    plan_id = linking.link_activity(current_viewer(), goal_id, activity_id)
    flash("De activiteit hoort nu bij je leerdoel.")
    return _back(plan_id, activity_id)


@blueprint.post("/dossier/leerdoelen/<int:goal_id>/loskoppelen")
@requires()
def unlink_goal(goal_id: int) -> ResponseReturnValue:
    """Take the link away."""
    activity_id = _activity()
    plan_id = linking.unlink_activity(current_viewer(), goal_id, activity_id)
    flash("De activiteit hoort niet meer bij je leerdoel.")
    return _back(plan_id, activity_id)


def _activity() -> int:
    return request.form.get("activity", 0, type=whole_number)


def _back(plan_id: int, activity_id: int) -> ResponseReturnValue:
    """Return to where the button was: the activity, or the plan."""
    if request.form.get("terug") == "activiteit":
        return redirect(url_for(".activity", activity_id=activity_id, _anchor="leerdoelen"))
    return redirect(url_for(".plan", plan_id=plan_id))


def _kept_anyway() -> str:
    return request.form.get(KEPT_ANYWAY, "")


def _filled(goal: GoalView | None) -> GoalForm:
    form = GoalForm(request.form)
    _offer(form, goal)
    return form


def _offer(form: GoalForm, goal: GoalView | None) -> None:
    also = goal.method_id if goal else None
    form.offer(methods_of(session(), current_viewer(), today=state().today(), also=also))


def _refused(form: GoalForm, wrong: Invalid, *, plan_id: int = 0, goal: GoalView | None = None) -> ResponseReturnValue:
    if isinstance(wrong, ClientData):
        return _form(form, plan_id=plan_id, goal=goal, warned=wrong, status=_UNPROCESSABLE)
    blame(form, wrong)
    return _form(form, plan_id=plan_id, goal=goal, status=_UNPROCESSABLE)


def _form(
    form: GoalForm,
    *,
    plan_id: int = 0,
    goal: GoalView | None = None,
    warned: ClientData | None = None,
    differences: tuple[Difference, ...] = (),
    status: int = 200,
) -> ResponseReturnValue:
    _offer(form, goal)
    return render_template(
        "register/plan/goal.html",
        form=form,
        plan_id=plan_id or (goal.plan_id if goal else 0),
        goal=goal,
        warned=warned,
        differences=differences,
        form_key=request.form.get("form_key"),
    ), status
