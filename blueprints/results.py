"""Results back to the HR system (F6, H10): choose a system, see how many rows, take the file."""

from io import BytesIO

from flask import flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from register.access import Role, current_viewer, requires
from register.current import state
from register.db import session
from register.errors import Invalid
from register.exports.deliver import deliver, last_settings, offer, revoke
from register.exports.packing import MIME
from register.exports.target import Target, target_of
from register.exports.training_plan import training_plan
from register.people.directory import teams_of
from register.points.judges import rule_book

from ._blueprint import blueprint
from ._fields import whole_number
from ._result_form import FilterForm, delivery_form
from ._tables import send_table, tell

UNPROCESSABLE = 422


@blueprint.get("/export/resultaten/<target>")
@requires(Role.HR)
def results(target: str) -> ResponseReturnValue:
    """Show what would go to a system, with what was filled in the last time."""
    chosen = target_of(target)
    form = _form(chosen)
    form.process(request.args or None, data=last_settings(session(), current_viewer(), target))
    return _page(chosen, form)


@blueprint.post("/export/resultaten/<target>")
@requires(Role.HR)
def deliver_results(target: str) -> ResponseReturnValue:
    """Make the file, hand it out and remember what went."""
    chosen = target_of(target)
    form = _form(chosen)
    form.process(request.form)
    out = BytesIO()
    if not form.validate():
        return _page(chosen, form), UNPROCESSABLE
    try:
        done = deliver(current_viewer(), target, form.order(), form.settings(chosen), out, at=state().now())
    except Invalid as wrong:
        if wrong.field not in form:
            return _page(chosen, form, problem=wrong.message), UNPROCESSABLE
        form[wrong.field].errors = [wrong.message]
        return _page(chosen, form), UNPROCESSABLE
    tell(done.packed)
    return send_file(out, MIME[done.packed.suffix], as_attachment=True, download_name=done.file_name)


@blueprint.get("/export/opleidingsplan")
@requires(Role.HR, Role.MANAGER)
def training_plan_file() -> ResponseReturnValue:
    """Hand out the training plan: of everybody for HR, of the own teams for a manager."""
    team_id = request.args.get("team", type=whole_number)
    return send_table(training_plan(session(), current_viewer(), on=state().today(), team_id=team_id))


@blueprint.post("/export/leveringen/<int:delivery_id>/terugnemen")
@requires(Role.HR)
def revoke_delivery(delivery_id: int) -> ResponseReturnValue:
    """Forget a delivery that was never read in."""
    name = revoke(current_viewer(), delivery_id, at=state().now())
    flash(f"{name} telt niet meer mee. De regels gaan met de volgende levering weer mee.", "success")
    return redirect(url_for(".exports"), 303)


def _form(target: Target) -> FilterForm:
    form = delivery_form(target)()
    form.offer_choices(
        teams_of(session(), current_viewer().organisation_id),
        [(info.id, info.label) for info in rule_book().registers()],
    )
    return form


def _page(target: Target, form: FilterForm, *, problem: str = "") -> str:
    found = None
    if form.validate() or not form.errors.keys() & {"since", "until", "team", "register", "kind"}:
        found = offer(session(), current_viewer(), target, form.order(), form.settings(target))
    if request.method == "GET":
        for field in form:
            field.errors = []
    return render_template("register/exports/results.html", target=target, form=form, offer=found, problem=problem)
