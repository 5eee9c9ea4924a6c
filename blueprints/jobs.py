"""Exporten: ask for the evidence of the whole organisation, see how far it is, and fetch it (D7)."""

from flask import flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from register.access import Role, current_viewer, requires
from register.current import state
from register.db import session
from register.evidence.organisation_choice import READINESS, SERVICE, Selection
from register.evidence.organisation_pack import ask_for_organisation_pack
from register.jobs.asking import open_result, own_jobs
from register.once import as_form_key
from register.people.models import Team
from register.points.judges import rule_book

from ._blueprint import blueprint
from ._organisation_form import OrganisationPackForm


@blueprint.get("/export/organisatie")
@requires(Role.HR)
def organisation_pack() -> ResponseReturnValue:
    """Show the choice of whose evidence, and what was asked for earlier."""
    return _page(_form(None))


@blueprint.post("/export/organisatie")
@requires(Role.HR)
def ask_organisation_pack() -> ResponseReturnValue:
    """Ask for the evidence of the organisation; the work goes on when this page is left."""
    form = _form(request.form)
    if not form.validate():
        return _page(form), 422
    what = Selection(
        register_id=form.register.data or "",
        team_id=int(form.team.data) if form.team.data else None,
        readiness=form.readiness.data or "",
        since=form.since.data,
        until=form.until.data,
        service=form.service.data or "",
    )
    key = as_form_key(request.form.get("form_key", ""))
    ask_for_organisation_pack(current_viewer(), what, form_key=key, at=state().now())
    flash("We maken het pakket. Je kunt deze pagina verlaten; het bestand komt hieronder te staan.", "success")
    return redirect(url_for(".organisation_pack", _anchor="rg-jobs"))


@blueprint.get("/export/organisatie/<int:job_id>/bestand")
@requires(Role.HR)
def job_result(job_id: int) -> ResponseReturnValue:
    """Hand out the file of one's own job."""
    result = open_result(session(), current_viewer(), job_id, at=state().now())
    response = send_file(
        result.content, mimetype=result.media_type, as_attachment=True, download_name=result.name, etag=False
    )
    response.content_length = result.size
    return response


def _form(sent: object) -> OrganisationPackForm:
    form = OrganisationPackForm(sent)
    form.register.choices = [("", "Alle registers"), *((one.id, one.name) for one in rule_book().registers())]
    teams = session().execute(
        select(Team.id, Team.name).where(Team.organisation_id == current_viewer().organisation_id).order_by(Team.name)
    )
    form.team.choices = [("", "Alle teams"), *((str(row.id), row.name) for row in teams)]
    form.readiness.choices = list(READINESS.items())
    form.service.choices = list(SERVICE.items())
    return form


def _page(form: OrganisationPackForm) -> str:
    jobs = own_jobs(session(), current_viewer(), at=state().now())
    busy = any(one.state in {"wacht", "bezig"} for one in jobs)
    return render_template("register/exports/organisation.html", form=form, jobs=jobs, busy=busy)
