"""Undo an import: what would go back and what stays, then the button (G5)."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from register.access import Role, Viewer, current_viewer, requires
from register.current import state
from register.db import session
from register.imports.history import find_import
from register.imports.undo import Undoer, may_undo, undo_import, undo_preview
from register.imports.undo_report import left_lines

from ._blueprint import blueprint

_SHOWN = 500


@blueprint.get("/importeren/<int:batch_id>/terugdraaien")
@requires(Role.HR)
def undo_import_form(batch_id: int) -> ResponseReturnValue:
    """Show what undoing would do: counts first, then what stays and why."""
    undoer, at = _undoer(current_viewer()), state().now()
    if not may_undo(find_import(session(), undoer.organisation_id, batch_id), at=at):
        return redirect(url_for(".import_preview", batch_id=batch_id))
    batch, plan = undo_preview(undoer, batch_id, at=at)
    lines = left_lines(session(), plan.left[:_SHOWN])
    return render_template("register/imports/undo.html", batch=batch, plan=plan, lines=lines)


@blueprint.post("/importeren/<int:batch_id>/terugdraaien")
@requires(Role.HR)
def undo_import_now(batch_id: int) -> ResponseReturnValue:
    """Put back what the page showed, once."""
    seen = request.form.get("digest", "")
    _, plan = undo_import(_undoer(current_viewer()), batch_id, expected=seen, at=state().now())
    if plan is None:
        flash("Deze import was al teruggedraaid. Er is niets dubbel gedaan.", "success")
    else:
        flash(f"Teruggedraaid: {plan.counts['teruggezet']} teruggezet, {plan.counts['blijft']} gebleven.", "success")
    return redirect(url_for(".import_preview", batch_id=batch_id), 303)


def _undoer(viewer: Viewer) -> Undoer:
    return Undoer(organisation_id=viewer.organisation_id, actor_id=viewer.person_id)
