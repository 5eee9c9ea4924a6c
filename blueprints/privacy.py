"""Privacy: what is kept and why, and everything about oneself as a file (PR1, PR2)."""

from flask import flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from register.access import Role, current_viewer, requires
from register.current import state
from register.db import session
from register.exports.privacy_tables import inventory_table
from register.keeping.inventory_lines import explain, inventory_rows
from register.keeping.own_data import ask_for_data_of, ask_for_own_data, open_own_data, own_data_jobs
from register.keeping.terms import amounts_of
from register.once import as_form_key

from ._blueprint import blueprint
from ._tables import is_file_asked, send_table


@blueprint.get("/privacy/gegevens")
@requires()
def kept_data() -> ResponseReturnValue:
    """Show what is kept, by table: why, on what ground, how long, and who reads it."""
    tables = explain(amounts_of(session(), current_viewer().organisation_id))
    if is_file_asked():
        return send_table(inventory_table(inventory_rows(tables)))
    return render_template("register/privacy/kept.html", tables=tables)


@blueprint.get("/privacy/mijn-gegevens")
@requires()
def own_data() -> ResponseReturnValue:
    """Offer everything about oneself as a file, and show what was asked for."""
    jobs = own_data_jobs(session(), current_viewer(), at=state().now())
    busy = any(one.state in {"wacht", "bezig"} for one in jobs)
    return render_template("register/privacy/own_data.html", jobs=jobs, busy=busy)


@blueprint.post("/privacy/mijn-gegevens")
@requires()
def ask_own_data() -> ResponseReturnValue:
    """Ask for everything about oneself; the work goes on when this page is left."""
    key = as_form_key(request.form.get("form_key", ""))
    ask_for_own_data(current_viewer(), form_key=key, at=state().now())
    flash("We maken je bestand. Je kunt deze pagina verlaten; het komt hieronder te staan.", "success")
    return redirect(url_for(".own_data", _anchor="rg-jobs"))


@blueprint.post("/mensen/<int:person_id>/gegevens")
@requires(Role.HR)
def ask_data_of(person_id: int) -> ResponseReturnValue:
    """Ask for what is kept of somebody else, without what is private."""
    key = as_form_key(request.form.get("form_key", ""))
    ask_for_data_of(current_viewer(), person_id, form_key=key, at=state().now())
    flash("We maken het bestand, zonder wat privé is. Het komt hieronder te staan.", "success")
    return redirect(url_for(".own_data", _anchor="rg-jobs"))


@blueprint.get("/privacy/mijn-gegevens/<int:job_id>/bestand")
@requires()
def own_data_file(job_id: int) -> ResponseReturnValue:
    """Hand out a file that this viewer asked for here."""
    result = open_own_data(session(), current_viewer(), job_id, at=state().now())
    response = send_file(
        result.content, mimetype=result.media_type, as_attachment=True, download_name=result.name, etag=False
    )
    response.content_length = result.size
    return response
