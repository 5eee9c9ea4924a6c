"""The employer's approval (*goedkeuren*, H2): all that waits in the team at once, and taking it back."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from register.access import Role, current_viewer, requires
from register.current import state
from register.points import approvals as use

from ._blueprint import blueprint


@blueprint.get("/team/goedkeuren")
@requires(Role.MANAGER)
def approvals() -> ResponseReturnValue:
    """Show what waits for the viewer's approval."""
    page = use.show_approvals(current_viewer(), at=state().now(), on=state().today())
    return render_template("register/team/approvals.html", page=page)


@blueprint.post("/team/goedkeuren")
@requires(Role.MANAGER)
def approve_claims() -> ResponseReturnValue:
    """Approve what was ticked, or all that was shown."""
    keys = request.form.getlist("shown" if request.form.get("everything") else "claim")
    done = use.approve(current_viewer(), keys, at=state().now(), on=state().today())
    flash(f"Goedgekeurd: {done}. Terugnemen kan hieronder." if done else "Er was niets aangevinkt. Kies eerst wat.")
    return redirect(url_for(".approvals"))


@blueprint.post("/team/goedkeuren/terugnemen")
@requires(Role.MANAGER)
def take_back_approvals() -> ResponseReturnValue:
    """Take approvals of one's own back."""
    keys = request.form.getlist("shown" if request.form.get("everything") else "claim")
    done = use.take_back(current_viewer(), keys, at=state().now(), on=state().today())
    flash(f"Teruggenomen: {done}." if done else "Er was niets aangevinkt. Kies eerst wat.")
    return redirect(url_for(".approvals"))
