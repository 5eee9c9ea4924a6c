"""Export: evidence out as a workbook, for HR and for everybody about themselves (F1, H5)."""

from io import BytesIO

from flask import Response, flash, render_template, request, send_file
from flask.typing import ResponseReturnValue

from register.access import Role, current_viewer, requires
from register.current import state
from register.db import session
from register.errors import NotFound
from register.evidence.export import EvidenceFilter, export_evidence
from register.exports.deliver import deliveries
from register.exports.target import targets
from register.people.directory import search_people
from register.points.judges import rule_book

from ._blueprint import blueprint
from ._fields import whole_number
from ._searching import searched

_SHORTENED = "teksten pasten niet in een cel en zijn ingekort: zoek in het bestand naar [ingekort]."
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@blueprint.get("/export")
@requires(Role.HR)
def exports() -> ResponseReturnValue:
    """Show what can be exported; a person is looked up by name or number."""
    viewer, asked = current_viewer(), searched("zoek")
    found = search_people(session(), viewer.organisation_id, asked, state().today())
    return render_template(
        "register/exports/exports.html",
        asked=asked,
        found=found,
        registers=[(info.id, info.label) for info in rule_book().registers()],
        targets=tuple(targets().values()),
        deliveries=deliveries(session(), viewer),
    )


@blueprint.post("/export/bewijs.xlsx")
@requires(Role.HR)
def export_all() -> ResponseReturnValue:
    """Hand out the evidence of everybody or of one person, of every register or of one."""
    register_id = request.form.get("register") or None
    if register_id is not None and register_id not in rule_book().infos:
        raise NotFound
    return _workbook(EvidenceFilter(person_id=request.form.get("person", type=whole_number), register_id=register_id))


@blueprint.get("/dossier/bewijs.xlsx")
@requires()
def own_evidence() -> ResponseReturnValue:
    """Hand out one's own evidence."""
    return _workbook(EvidenceFilter(person_id=current_viewer().person_id))


def _workbook(what: EvidenceFilter) -> Response:
    out = BytesIO()
    done = export_evidence(current_viewer(), what, out, at=state().now())
    if done.shortened:
        flash(f"Het bestand is gemaakt. {done.shortened} {_SHORTENED}", "success")
    out.seek(0)
    name = "bewijs" if what.person_id is None else f"bewijs-{state().today().isoformat()}"
    return send_file(out, _XLSX, as_attachment=True, download_name=f"{name}.xlsx")
