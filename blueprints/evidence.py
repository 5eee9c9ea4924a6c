"""Evidence of an activity: add it with the camera, read it, take it away (D1, A5)."""

from typing import BinaryIO, cast

from flask import flash, make_response, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from register.access import current_viewer, requires
from register.current import state
from register.db import session
from register.errors import Invalid, NotFound
from register.evidence import files
from register.evidence.content import TooLarge
from register.evidence.images import thumbnail
from register.evidence.recent import EvidencePage, evidence_page, recent_activities
from register.once import as_form_key

from ._blueprint import blueprint
from ._fields import whole_number

UNREADABLE_HERE = {
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
"""Whatever slipped through: it is saved, never shown, and runs nothing (bar UP2)."""


@blueprint.get("/bewijs")
@requires()
def loose_evidence() -> ResponseReturnValue:
    """Choose an activity and a photo in one form (P8)."""
    return _loose(200)


@blueprint.post("/bewijs")
@requires()
def add_loose_evidence() -> ResponseReturnValue:
    """Add a file to the activity that was chosen."""
    activity_id = request.form.get("activity", type=whole_number) or 0
    try:
        name = _store(activity_id)
    except Invalid as refused:
        return _loose(_status(refused), error=refused.message, chosen=activity_id)
    return _added(name, activity_id)


@blueprint.get("/activiteiten/<int:activity_id>/bewijs")
@requires()
def evidence_list(activity_id: int) -> ResponseReturnValue:
    """Show the evidence of one activity and the form to add to it."""
    return render_template("register/evidence/list.html", page=_page(activity_id), error="")


@blueprint.post("/activiteiten/<int:activity_id>/bewijs")
@requires()
def add_evidence(activity_id: int) -> ResponseReturnValue:
    """Add a file to this activity."""
    try:
        name = _store(activity_id)
    except Invalid as refused:
        page = _page(activity_id)
        return render_template("register/evidence/list.html", page=page, error=refused.message), _status(refused)
    return _added(name, activity_id)


@blueprint.get("/bewijs/<int:evidence_id>")
@requires()
def open_evidence(evidence_id: int) -> ResponseReturnValue:
    """Hand out the file: always to save, under its cleaned name, with nothing that a browser would run."""
    opened = files.open_evidence(session(), current_viewer(), evidence_id, settings=state().settings)
    response = send_file(
        opened.content, mimetype=opened.media_type, as_attachment=True, download_name=opened.name, etag=False
    )
    response.headers.update(UNREADABLE_HERE)
    response.content_length = opened.size
    return response


@blueprint.get("/bewijs/<int:evidence_id>/klein")
@requires()
def evidence_thumbnail(evidence_id: int) -> ResponseReturnValue:
    """Show a photo small, drawn anew; anything else has no picture."""
    opened = files.open_evidence(session(), current_viewer(), evidence_id, settings=state().settings)
    with opened.content as file:
        if not opened.media_type.startswith("image/"):
            raise NotFound
        response = make_response(thumbnail(file.read(), opened.media_type))
    response.headers.update(UNREADABLE_HERE)
    response.mimetype = "image/jpeg"
    return response


@blueprint.post("/bewijs/<int:evidence_id>/weghalen")
@requires()
def remove_evidence(evidence_id: int) -> ResponseReturnValue:
    """Take a file away; the page offers to put it back."""
    evidence = files.remove_evidence(current_viewer(), evidence_id, at=state().now())
    activity_id, name = evidence.activity_id, evidence.name
    flash(f"{name} is weggehaald.", "success")
    return redirect(url_for(".evidence_list", activity_id=activity_id, weg=evidence_id))


@blueprint.post("/bewijs/<int:evidence_id>/terugzetten")
@requires()
def restore_evidence(evidence_id: int) -> ResponseReturnValue:
    """Put back what was taken away."""
    evidence = files.restore_evidence(current_viewer(), evidence_id, at=state().now())
    activity_id, name = evidence.activity_id, evidence.name
    flash(f"{name} staat er weer.", "success")
    return redirect(url_for(".evidence_list", activity_id=activity_id))


def _store(activity_id: int) -> str:
    """Keep the chosen file once, however often the button was pressed; return its cleaned name."""
    upload = request.files.get("evidence")
    if upload is None or not upload.filename:
        raise Invalid("evidence", "Kies eerst een foto of pdf.")
    return files.store_evidence(
        current_viewer(),
        activity_id,
        cast("BinaryIO", upload.stream),
        upload.filename,
        form_key=as_form_key(request.form.get("form_key", "")),
        at=state().now(),
        settings=state().settings,
    ).name


def _added(name: str, activity_id: int) -> ResponseReturnValue:
    flash(f"{name} is toegevoegd als bewijs.", "success")
    return redirect(url_for(".evidence_list", activity_id=activity_id))


def _page(activity_id: int) -> EvidencePage:
    removed = request.args.get("weg", type=whole_number)
    return evidence_page(session(), current_viewer(), activity_id, just_removed=removed)


def _loose(status: int, *, error: str = "", chosen: int | None = None) -> ResponseReturnValue:
    recent = recent_activities(session(), current_viewer(), today=state().today())
    page = render_template(
        "register/evidence/loose.html",
        recent=recent,
        error=error,
        chosen=chosen or request.args.get("activiteit", type=whole_number),
    )
    return page, status


def _status(refused: Invalid) -> int:
    return 413 if isinstance(refused, TooLarge) else 422
