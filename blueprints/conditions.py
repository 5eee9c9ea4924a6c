"""Voorwaarden die verlopen: VOG, diploma and other conditions beside points, for HR and for a manager (E4, H1, I1)."""

from flask import render_template
from flask.typing import ResponseReturnValue

from register.access import Role, current_viewer, requires
from register.current import state
from register.exports.organisation_tables import conditions_table
from register.overview.conditions import MONTHS, expiring_conditions
from register.privacy.layers import Audience

from ._blueprint import blueprint
from ._tables import is_file_asked, send_table


@blueprint.get("/organisatie/voorwaarden")
@requires(Role.HR)
def organisation_conditions() -> ResponseReturnValue:
    """Show HR whose VOG, diploma or other condition expires."""
    return _show(Audience.HR)


@blueprint.get("/team/voorwaarden")
@requires(Role.MANAGER)
def team_conditions() -> ResponseReturnValue:
    """Show a manager the same of who opened the list."""
    return _show(Audience.MANAGER)


def _show(audience: Audience) -> ResponseReturnValue:
    page = expiring_conditions(current_viewer(), audience, at=state().now(), on=state().today())
    if is_file_asked():
        return send_table(conditions_table(page.lines))
    return render_template("register/organisation/conditions.html", page=page, months=MONTHS)
