"""The own development plan (J7): its period, what is in it, and that it is a condition of a register."""

from io import BytesIO

from flask import flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from register.access import current_viewer, requires
from register.culture.plan import change_plan as changing
from register.culture.plan.as_condition import record_as_condition
from register.culture.plan.page import PlanPage, own_plans, plan_page
from register.culture.plan.paper import make_plan_paper
from register.current import state
from register.db import session
from register.errors import Invalid
from register.once import as_form_key

from ._blueprint import blueprint
from ._compare import Difference
from ._fields import numbers, whole_number
from ._plan_form import PlanForm, blame, plan_differs, stored_plan

_UNPROCESSABLE, _CONFLICT = 422, 409


@blueprint.get("/dossier/ontwikkelplan")
@requires()
def plans() -> ResponseReturnValue:
    """List the own plans."""
    shown = own_plans(session(), current_viewer(), today=state().today())
    return render_template("register/plan/list.html", plans=shown)


@blueprint.get("/dossier/ontwikkelplan/nieuw")
@requires()
def new_plan_form() -> ResponseReturnValue:
    """Ask for the period of a new plan."""
    return _form(PlanForm(data={"starts_on": state().today()}))


@blueprint.post("/dossier/ontwikkelplan/nieuw")
@requires()
def make_plan() -> ResponseReturnValue:
    """Make a plan; its page asks for the goals."""
    form = PlanForm(request.form)
    key = as_form_key(request.form.get("form_key", ""))
    try:
        plan_id = changing.make_plan(current_viewer(), form.period(), form_key=key, at=state().now())
    except Invalid as wrong:
        blame(form, wrong)
        return _form(form, status=_UNPROCESSABLE)
    flash("Je plan is gemaakt. Zet er nu in wat je wilt leren.")
    return redirect(url_for(".plan", plan_id=plan_id))


@blueprint.get("/dossier/ontwikkelplan/<int:plan_id>")
@requires()
def plan(plan_id: int) -> ResponseReturnValue:
    """Show a plan, also to print."""
    return render_template("register/plan/page.html", page=_page(plan_id))


def _page(plan_id: int) -> PlanPage:
    return plan_page(session(), current_viewer(), plan_id, today=state().today())


@blueprint.get("/dossier/ontwikkelplan/<int:plan_id>/ontwikkelplan.pdf")
@requires()
def plan_pdf(plan_id: int) -> ResponseReturnValue:
    """Hand out the own plan as PDF."""
    paper = make_plan_paper(current_viewer(), plan_id, at=state().now(), today=state().today())
    return send_file(
        BytesIO(paper.content), "application/pdf", as_attachment=True, download_name=paper.name, etag=False
    )


@blueprint.get("/dossier/ontwikkelplan/<int:plan_id>/wijzigen")
@requires()
def edit_plan_form(plan_id: int) -> ResponseReturnValue:
    """Show the period that is stored."""
    page = _page(plan_id)
    return _form(PlanForm(data=stored_plan(page)), page=page)


@blueprint.post("/dossier/ontwikkelplan/<int:plan_id>/wijzigen")
@requires()
def edit_plan(plan_id: int) -> ResponseReturnValue:
    """Move the period; where another tab was first, show both."""
    page, form = _page(plan_id), PlanForm(request.form)
    version = numbers([form.version.data or ""])
    try:
        changing.change_plan(current_viewer(), plan_id, form.period(), version=version[0] if version else 0)
    except changing.ChangedMeanwhile:
        form.version.data = str(page.version)
        return _form(form, page=page, differences=plan_differs(form, page), status=_CONFLICT)
    except Invalid as wrong:
        blame(form, wrong)
        return _form(form, page=page, status=_UNPROCESSABLE)
    flash("De periode van je plan is gewijzigd.")
    return redirect(url_for(".plan", plan_id=plan_id))


@blueprint.post("/dossier/ontwikkelplan/<int:plan_id>/weghalen")
@requires()
def remove_plan(plan_id: int) -> ResponseReturnValue:
    """Take a plan away with its goals."""
    changing.remove_plan(current_viewer(), plan_id)
    flash("Je plan is weg, met de leerdoelen erin. Je activiteiten staan er nog.")
    return redirect(url_for(".plans"))


@blueprint.post("/dossier/ontwikkelplan/<int:plan_id>/voorwaarde")
@requires()
def plan_as_condition(plan_id: int) -> ResponseReturnValue:
    """Record that the condition of a register is met by this plan."""
    asked = request.form.get("registration", 0, type=whole_number)
    name = record_as_condition(current_viewer(), plan_id, asked, at=state().now(), today=state().today())
    flash(f"Vastgelegd bij {name}: je hebt een ontwikkelplan. Bij ‘Aanpassen’ wijzig je dat weer.")
    return redirect(url_for(".plan", plan_id=plan_id))


def _form(
    form: PlanForm, *, page: PlanPage | None = None, differences: tuple[Difference, ...] = (), status: int = 200
) -> ResponseReturnValue:
    return render_template(
        "register/plan/form.html",
        form=form,
        page=page,
        differences=differences,
        form_key=request.form.get("form_key"),
    ), status
