"""What a draft would do (*gevolgen*), and publishing it, taking that back, or withdrawing it."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from register.access import Role, current_viewer, requires
from register.current import state
from register.db import session
from register.exports.effects import effects_table
from register.points.versions.effects import list_effects, show_effects
from register.points.versions.publishing import publish, unpublish
from register.points.versions.reading import read_version
from register.points.versions.simulating import simulate
from register.points.versions.withdrawing import withdraw_version

from ._blueprint import blueprint
from ._fields import whole_number
from ._rule_version_form import counted_text
from ._tables import is_file_asked, send_table


@blueprint.get("/normen/gevolgen/<int:rule_version_id>")
@requires(Role.ADMIN, Role.HR)
def rule_effects(rule_version_id: int) -> ResponseReturnValue:
    """Show what a draft would do: totals for the admin, names for HR."""
    if is_file_asked():
        return send_table(effects_table(list_effects(current_viewer(), rule_version_id, at=state().now())))
    place = request.args.get("pagina", 1, type=whole_number)
    page = show_effects(current_viewer(), rule_version_id, page=place, at=state().now())
    return render_template("register/rules/effects.html", page=page, link=_link(rule_version_id))


@blueprint.post("/normen/gevolgen/<int:rule_version_id>")
@requires(Role.ADMIN)
def work_out_effects(rule_version_id: int) -> ResponseReturnValue:
    """Work out what a draft would do."""
    if simulate(current_viewer(), rule_version_id, at=state().now()) is not None:
        flash("We rekenen de versie door. Je kunt deze pagina verlaten; de gevolgen komen hier te staan.", "success")
    return redirect(url_for(".rule_effects", rule_version_id=rule_version_id))


@blueprint.post("/normen/publiceren/<int:rule_version_id>")
@requires(Role.ADMIN)
def publish_rule_version(rule_version_id: int) -> ResponseReturnValue:
    """Let a draft judge from now on."""
    counted = publish(current_viewer(), rule_version_id, version=_version(), at=state().now())
    flash(f"De versie is gepubliceerd. {counted_text(counted)}", "success")
    return redirect(url_for(".rule_version", rule_version_id=rule_version_id))


@blueprint.post("/normen/terughalen/<int:rule_version_id>")
@requires(Role.ADMIN)
def unpublish_rule_version(rule_version_id: int) -> ResponseReturnValue:
    """Make a draft again of what was published today."""
    counted = unpublish(current_viewer(), rule_version_id, version=_version(), at=state().now())
    flash(f"De versie is weer een concept. {counted_text(counted)}", "success")
    return redirect(url_for(".rule_version", rule_version_id=rule_version_id))


@blueprint.get("/normen/intrekken/<int:rule_version_id>")
@requires(Role.ADMIN)
def withdraw_rule_version_form(rule_version_id: int) -> ResponseReturnValue:
    """Say what withdrawing does, and ask once."""
    page = read_version(session(), current_viewer(), rule_version_id, at=state().now())
    return render_template("register/rules/withdraw.html", page=page)


@blueprint.post("/normen/intrekken/<int:rule_version_id>")
@requires(Role.ADMIN)
def withdraw_rule_version(rule_version_id: int) -> ResponseReturnValue:
    """Let a published version judge no more."""
    counted = withdraw_version(current_viewer(), rule_version_id, version=_version(), at=state().now())
    flash(f"De versie is ingetrokken. {counted_text(counted)}", "success")
    return redirect(url_for(".rule_version", rule_version_id=rule_version_id))


def _version() -> int | None:
    return request.form.get("version", type=whole_number)


def _link(rule_version_id: int) -> object:
    return lambda **more: url_for(".rule_effects", rule_version_id=rule_version_id, **more)
