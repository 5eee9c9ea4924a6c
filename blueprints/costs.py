"""Kosten: hours and costs of learning that the employer pays or asks for, with the split of the cao; for HR."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import BooleanField, Form

from register.access import Role, current_viewer, requires
from register.costs import record as recording
from register.costs.record import BEARERS, CostEntry, CostPage
from register.current import state
from register.db import session
from register.errors import Invalid
from register.exports.costs_table import costs_table
from register.overview.costs import WAYS, costs_overview

from ._blueprint import blueprint
from ._fields import Ticks, numbers, pick, whole_number
from ._needs_form import Euro
from ._plan_form import blame, refuse_unreadable
from ._tables import is_file_asked, send_table

_UNPROCESSABLE = 422


class CostForm(Form):
    """What holds for the participants that are ticked."""

    people = Ticks("Voor wie?")
    bearer = pick("Wie betaalt?", {"": "Niet gezegd", **BEARERS})
    amount = Euro("Kosten per persoon, in euro", description="Weet je het niet, laat het dan leeg.")
    mandatory = BooleanField("Verplicht door de werkgever")
    in_work_time = pick("In werktijd?", {"": "Niet gezegd", "ja": "Ja", "nee": "Nee"})

    def entry(self) -> CostEntry:
        """Turn the form into an entry.

        Raises:
            Invalid: a field cannot be read; every such field carries its own error already.

        """
        refuse_unreadable(self)
        return CostEntry(
            in_work_time={"ja": True, "nee": False}.get(self.in_work_time.data),
            mandatory=self.mandatory.data,
            bearer=self.bearer.data or None,
            amount=self.amount.data,
        )


@blueprint.get("/kosten")
@requires(Role.HR)
def costs() -> ResponseReturnValue:
    """Show hours and costs of a year (*Kosten*)."""
    asked = request.args
    page = costs_overview(
        session(),
        current_viewer(),
        year=asked.get("jaar", type=whole_number),
        by=asked.get("per", WAYS[0]),
        on=state().today(),
    )
    if is_file_asked():
        return send_table(costs_table(page))
    return render_template("register/costs/costs.html", page=page, here=url_for(".costs"))


@blueprint.get("/kosten/activiteiten")
@requires(Role.HR)
def cost_activities() -> ResponseReturnValue:
    """List the activities of a year whose costs HR keeps."""
    year = min(request.args.get("jaar", state().today().year, type=whole_number), 9998) or 1
    place = request.args.get("pagina", 1, type=whole_number)
    shown = recording.cost_list(session(), current_viewer(), year=year, page=place)

    def link(**change: Any) -> str:  # noqa: ANN401 - numbers and texts of an address
        return url_for(".cost_activities", jaar=year, **change)

    return render_template("register/costs/activities.html", shown=shown, link=link)


@blueprint.get("/kosten/activiteiten/<int:activity_id>")
@requires(Role.HR)
def cost_form(activity_id: int) -> ResponseReturnValue:
    """Show what holds for everybody in an activity."""
    page = recording.open_cost_page(session(), current_viewer(), activity_id, at=state().now())
    return _form(CostForm(data=_usual(page)), page)


@blueprint.post("/kosten/activiteiten/<int:activity_id>")
@requires(Role.HR)
def set_costs(activity_id: int) -> ResponseReturnValue:
    """Keep what was filled in for the people that are ticked."""
    page, form = recording.cost_page(session(), current_viewer(), activity_id), CostForm(request.form)
    seen = {part.person_id: request.form.get(f"seen-{part.person_id}", 0, type=whole_number) for part in page.parts}
    try:
        done = recording.set_costs(
            current_viewer(), activity_id, numbers(form.people.data or ()), form.entry(), seen=seen, at=state().now()
        )
    except Invalid as wrong:
        blame(form, wrong)
        return _form(form, page), _UNPROCESSABLE
    flash(f"Vastgelegd voor {done} {'persoon' if done == 1 else 'mensen'}.", "success")
    return redirect(url_for(".cost_form", activity_id=activity_id), 303)


def _usual(page: CostPage) -> dict[str, Any]:
    """Fill the form with what holds for the first, everybody ticked for whom it holds too."""
    first = page.parts[0] if page.parts else None
    if first is None:
        return {}
    return {
        "people": tuple(str(part.person_id) for part in page.parts if part.entry == first.entry),
        "bearer": first.bearer or "",
        "amount": first.amount,
        "mandatory": first.mandatory,
        "in_work_time": {True: "ja", False: "nee", None: ""}[first.in_work_time],
    }


def _form(form: CostForm, page: CostPage) -> str:
    return render_template("register/costs/activity.html", form=form, page=page, bearers=BEARERS)
