"""Scholing: the yearly inventory of what is to be learnt, made by managers and settled by HR."""

from datetime import MAXYEAR, MINYEAR

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from register.access import Role, current_viewer, requires
from register.current import state
from register.db import session
from register.errors import Invalid
from register.exports.needs_table import needs_table
from register.needs import change_need as changing
from register.needs.directions import directions
from register.needs.freeze import REASONS, freeze, unfreeze
from register.needs.page import InventoryPage, NeedLine, inventory_page, need_line
from register.needs.propose import Proposed, propose
from register.needs.rights import may_change_team, teams_to_plan_for, usual_year
from register.once import as_form_key
from register.privacy.guarded import KEPT_ANYWAY, ClientData

from ._blueprint import blueprint
from ._fields import numbers, whole_number
from ._needs_form import NeedForm, stored_need
from ._plan_form import blame
from ._tables import is_file_asked, send_table

_UNPROCESSABLE = 422
_PLANS = (Role.MANAGER, Role.HR)


@blueprint.get("/scholing")
@requires(*_PLANS)
def needs() -> ResponseReturnValue:
    """Show the inventory of a year (*inventarisatie scholingsbehoefte*)."""
    page = _page()
    if is_file_asked():
        return send_table(needs_table(page))
    return render_template("register/needs/needs.html", page=page, reasons=REASONS)


@blueprint.post("/scholing/voorstel")
@requires(*_PLANS)
def propose_needs() -> ResponseReturnValue:
    """Fill the inventory with what wishes, points and expiries ask for."""
    year = _year()
    done = propose(current_viewer(), year, at=state().now(), today=state().today())
    flash(_told(done), "success")
    return redirect(url_for(".needs", jaar=year), 303)


@blueprint.post("/scholing/vaststellen")
@requires(Role.HR)
def freeze_needs() -> ResponseReturnValue:
    """Settle the inventory: nobody changes it from now on."""
    year = _year()
    outside = freeze(current_viewer(), year, at=state().now())
    without = f" Van {outside} {'wens' if outside == 1 else 'wensen'} staat er geen regel in." if outside else ""
    flash(f"De inventarisatie van {year} is vastgesteld. Niemand kan haar nu nog wijzigen.{without}", "success")
    return redirect(url_for(".needs", jaar=year), 303)


@blueprint.post("/scholing/openen")
@requires(Role.HR)
def unfreeze_needs() -> ResponseReturnValue:
    """Open it again, with a reason."""
    year = _year()
    try:
        unfreeze(current_viewer(), year, reason=request.form.get("reason", ""), at=state().now())
    except Invalid as wrong:
        flash(wrong.message, "error")
    else:
        flash(f"De inventarisatie van {year} is weer open.", "success")
    return redirect(url_for(".needs", jaar=year), 303)


@blueprint.get("/scholing/regels")
@requires(*_PLANS)
def add_need_form() -> ResponseReturnValue:
    """Ask for a line of one's own."""
    return _form(NeedForm(data={"team": request.args.get("team", "")}))


@blueprint.post("/scholing/regels")
@requires(*_PLANS)
def add_need() -> ResponseReturnValue:
    """Add a line."""
    form, year = NeedForm(request.form), _year()
    _offer(form)
    try:
        changing.add_need(
            current_viewer(), year, form.entry(), kept_anyway=request.form.get(KEPT_ANYWAY, ""),
            form_key=as_form_key(request.form.get("form_key", "")), at=state().now(), today=state().today(),
        )  # fmt: skip
    except Invalid as wrong:
        return _refused(form, wrong)
    flash("De regel staat in de inventarisatie.", "success")
    return redirect(url_for(".needs", jaar=year), 303)


@blueprint.get("/scholing/regels/<int:need_id>")
@requires(*_PLANS)
def edit_need_form(need_id: int) -> ResponseReturnValue:
    """Show a line as it is stored."""
    line = need_line(session(), current_viewer(), need_id)
    return _form(NeedForm(data=stored_need(line)), line)


@blueprint.post("/scholing/regels/<int:need_id>")
@requires(*_PLANS)
def edit_need(need_id: int) -> ResponseReturnValue:
    """Save a line."""
    line, form = need_line(session(), current_viewer(), need_id), NeedForm(request.form)
    _offer(form, line)
    version = numbers([form.version.data or ""])
    try:
        changing.change_need(
            current_viewer(), need_id, form.entry(), version=version[0] if version else 0,
            kept_anyway=request.form.get(KEPT_ANYWAY, ""), at=state().now(), today=state().today(),
        )  # fmt: skip
    except Invalid as wrong:
        return _refused(form, wrong, line)
    flash("De regel is gewijzigd.", "success")
    return redirect(url_for(".needs", jaar=_year()), 303)


@blueprint.post("/scholing/regels/<int:need_id>/weglaten")
@requires(*_PLANS)
def drop_need(need_id: int) -> ResponseReturnValue:
    """Leave a line out."""
    year = changing.drop_need(current_viewer(), need_id, at=state().now())
    flash("De regel is weggelaten. Onderaan zet je hem terug.", "success")
    return redirect(url_for(".needs", jaar=year), 303)


@blueprint.post("/scholing/regels/<int:need_id>/terugzetten")
@requires(*_PLANS)
def restore_need(need_id: int) -> ResponseReturnValue:
    """Take a line up again."""
    year = changing.restore_need(current_viewer(), need_id, at=state().now())
    flash("De regel staat er weer in.", "success")
    return redirect(url_for(".needs", jaar=year), 303)


def _page() -> InventoryPage:
    asked = request.args
    return inventory_page(
        session(),
        current_viewer(),
        year=asked.get("jaar", type=whole_number),
        team_id=asked.get("team", type=whole_number),
        today=state().today(),
    )


def _told(done: Proposed) -> str:
    """Say what a proposal did."""
    told = ["Er kwam 1 regel bij." if done.added == 1 else f"Er kwamen {done.added} regels bij."]
    if done.counted:
        told.append(f"Bij {done.counted} {'regel' if done.counted == 1 else 'regels'} is het aantal mensen bijgewerkt.")
    if done.gone:
        told.append(
            f"Weg: {done.gone} {'regel die' if done.gone == 1 else 'regels die'} over niemand meer ging"
            f"{'' if done.gone == 1 else 'en'}."
        )
    return " ".join(told)


def _year() -> int:
    """Read the year from the form or the address."""
    return request.values.get("jaar", usual_year(state().today()), type=whole_number)


def _offer(form: NeedForm, line: NeedLine | None = None) -> None:
    """Put the lists in; what the line has already stays to be chosen, even if it holds no more in that year."""
    viewer = current_viewer()
    now = directions(session(), viewer, year=min(max(_year(), MINYEAR), MAXYEAR))
    own = {line.direction_id: line.direction} if line and line.direction_id else {}
    form.offer(
        teams_to_plan_for(session(), viewer),
        {one.id: one.words for one in now} | own,
        may_be_whole=may_change_team(viewer, None),
    )


def _refused(form: NeedForm, wrong: Invalid, line: NeedLine | None = None) -> ResponseReturnValue:
    if isinstance(wrong, ClientData):
        return _form(form, line, warned=wrong), _UNPROCESSABLE
    blame(form, wrong)
    return _form(form, line), _UNPROCESSABLE


def _form(form: NeedForm, line: NeedLine | None = None, *, warned: ClientData | None = None) -> str:
    _offer(form, line)
    key = request.form.get("form_key")
    return render_template("register/needs/need.html", form=form, line=line, warned=warned, year=_year(), form_key=key)
