"""Bewaren en wissen: terms, holds, who leaves, erasure, and the checks of the trail (PR3, PR4, OP11)."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from register.access import Role, current_viewer, requires
from register.current import state
from register.db import session
from register.errors import Invalid, NotFound
from register.jobs.asking import own_jobs
from register.keeping.erase import ask_to_erase, carry_out, withdraw_request
from register.keeping.holds import Hold, end_hold, set_hold
from register.keeping.retention import KIND, ask_for_run
from register.keeping.retention_page import leavers_for, person_keeping, retention_page
from register.keeping.terms import TermLine, set_term, terms
from register.keeping.verify import last_anchor, last_checks, verify_now
from register.once import as_form_key

from ._blueprint import blueprint
from ._retention_forms import EraseForm, HoldForm, RunForm, TermForm


@blueprint.get("/privacy/bewaren")
@requires(Role.HR, Role.ADMIN)
def retention() -> ResponseReturnValue:
    """Show every term, what a run would do now, who is held, and who is waiting to be erased."""
    viewer, at = current_viewer(), state().now()
    page = retention_page(session(), viewer, at=at, today=state().today())
    jobs = own_jobs(session(), viewer, at=at, kind=KIND)
    return render_template(
        "register/privacy/retention.html", page=page, jobs=jobs, run=RunForm(), is_admin=viewer.has(Role.ADMIN)
    )


@blueprint.post("/privacy/bewaren/uitvoeren")
@requires(Role.ADMIN)
def run_retention_now() -> ResponseReturnValue:
    """Let go of what is past its term, as a job, once somebody said to have seen what goes."""
    form = RunForm(request.form)
    if not form.validate():
        flash("Kijk eerst wat er weggaat, en zet het vinkje. Er is niets gewist.", "error")
        return redirect(url_for(".retention", _anchor="rg-run"))
    key, still_employed = as_form_key(request.form.get("form_key", "")), bool(form.still_employed.data)
    ask_for_run(current_viewer(), form_key=key, at=state().now(), still_employed=still_employed)
    flash("De bewaartermijnen worden uitgevoerd. Ververs deze pagina om de stand te zien.", "success")
    return redirect(url_for(".retention"))


@blueprint.get("/privacy/bewaren/termijn/<record_class>")
@requires(Role.ADMIN)
def term_form(record_class: str) -> ResponseReturnValue:
    """Show the form of one term."""
    line = _term(record_class)
    return _term_page(line, TermForm(amount=line.amount, version=line.version))


@blueprint.post("/privacy/bewaren/termijn/<record_class>")
@requires(Role.ADMIN)
def save_term(record_class: str) -> ResponseReturnValue:
    """Set a term, with a reason."""
    form = TermForm(request.form)
    if not form.validate():
        return _term_page(_term(record_class), form), 422
    try:
        set_term(current_viewer(), record_class, **form.values(), at=state().now())
    except Invalid as wrong:
        form[wrong.field].errors = [wrong.message]
        return _term_page(_term(record_class), form), 422
    flash("De termijn is gewijzigd.", "success")
    return redirect(url_for(".retention"))


@blueprint.get("/privacy/vertrek")
@requires(Role.HR)
def leaving() -> ResponseReturnValue:
    """Show who leaves, and whether the dossier was offered."""
    lines = leavers_for(session(), current_viewer(), today=state().today())
    return render_template("register/privacy/leaving.html", lines=lines, today=state().today())


@blueprint.get("/mensen/<int:person_id>/bewaren")
@requires(Role.HR)
def person_retention(person_id: int) -> ResponseReturnValue:
    """Show what is kept of one person until when, with a hold and a request to erase."""
    return _person_page(person_id, HoldForm(), EraseForm())


@blueprint.post("/mensen/<int:person_id>/bewaarplicht")
@requires(Role.HR)
def hold_person(person_id: int) -> ResponseReturnValue:
    """Keep everything of somebody for now."""
    form = HoldForm(request.form)
    if not form.validate():
        return _person_page(person_id, form, EraseForm()), 422
    hold = Hold(reference=form.reference.data or "", until_on=form.until_on.data)
    try:
        set_hold(current_viewer(), person_id, hold, at=state().now(), today=state().today())
    except Invalid as wrong:
        form[wrong.field].errors = [wrong.message]
        return _person_page(person_id, form, EraseForm()), 422
    flash("Vastgelegd: van deze persoon wordt nu niets gewist.", "success")
    return redirect(url_for(".person_retention", person_id=person_id))


@blueprint.post("/privacy/bewaarplicht/<int:hold_id>/beeindigen")
@requires(Role.HR)
def end_hold_now(hold_id: int) -> ResponseReturnValue:
    """Let a hold end."""
    end_hold(current_viewer(), hold_id, at=state().now())
    flash("De bewaarplicht is beëindigd.", "success")
    return redirect(url_for(".retention"))


@blueprint.post("/mensen/<int:person_id>/wissen")
@requires(Role.HR)
def ask_erasure(person_id: int) -> ResponseReturnValue:
    """Ask to erase somebody."""
    form = EraseForm(request.form)
    if not form.validate():
        return _person_page(person_id, HoldForm(), form), 422
    reference = form.reference.data or ""
    ask_to_erase(current_viewer(), person_id, reference=reference, at=state().now(), today=state().today())
    flash("Gevraagd. De beheerder voert het uit, of jij trekt het in.", "success")
    return redirect(url_for(".retention"))


@blueprint.post("/privacy/wissen/<int:erasure_id>/intrekken")
@requires(Role.HR, Role.ADMIN)
def withdraw_erasure(erasure_id: int) -> ResponseReturnValue:
    """Take a request to erase back."""
    withdraw_request(current_viewer(), erasure_id, at=state().now())
    flash("Het verzoek is ingetrokken.", "success")
    return redirect(url_for(".retention"))


@blueprint.post("/privacy/wissen/<int:erasure_id>/uitvoeren")
@requires(Role.ADMIN)
def carry_out_erasure(erasure_id: int) -> ResponseReturnValue:
    """Erase somebody, as another asked, once the administrator said to know that it cannot be undone."""
    sure, at, today = RunForm(request.form).validate(), state().now(), state().today()
    try:
        done = carry_out(current_viewer(), erasure_id, sure=sure, at=at, today=today, settings=state().settings)
    except Invalid as unsure:
        flash(unsure.message, "error")
        return redirect(url_for(".retention"))
    flash(f"Gewist. Wat ook van anderen is, staat nu op naam van {done.pseudonym}.", "success")
    return redirect(url_for(".retention"))


@blueprint.get("/privacy/controle")
@requires(Role.ADMIN)
def checks() -> ResponseReturnValue:
    """Show what came of the last checks of trail and points."""
    viewer = current_viewer()
    return render_template(
        "register/privacy/checks.html",
        checks=last_checks(session(), viewer),
        anchor=last_anchor(state().settings, viewer.organisation_id),
    )


@blueprint.post("/privacy/controle")
@requires(Role.ADMIN)
def check_now() -> ResponseReturnValue:
    """Check trail and points now."""
    found = verify_now(current_viewer(), at=state().now())
    flash(
        "Alles klopt." if found.whole else "Er klopt iets niet. Zie hieronder.", "success" if found.whole else "error"
    )
    return redirect(url_for(".checks"))


def _term(code: str) -> TermLine:
    for one in terms(session(), current_viewer().organisation_id):
        if one.record_class.id == code:
            return one
    raise NotFound


def _term_page(line: TermLine, form: Any) -> str:  # noqa: ANN401 - a form
    return render_template("register/privacy/term.html", line=line, form=form)


def _person_page(person_id: int, hold: HoldForm, erase: EraseForm) -> str:
    page = person_keeping(session(), current_viewer(), person_id, today=state().today())
    return render_template("register/privacy/person.html", page=page, hold=hold, erase=erase)
