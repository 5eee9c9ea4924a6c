"""Voorwaarden die verlopen: VOG, diploma and other conditions beside points, for HR and for a manager (E4, H1, I1)."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from register.access import Role, current_viewer, requires
from register.current import state
from register.exports.organisation_tables import conditions_table
from register.overview.conditions import MONTHS, expiring_conditions
from register.privacy.layers import Audience

from ._blueprint import blueprint
from ._fields import whole_number
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
    is_file = is_file_asked()
    place = None if is_file else request.args.get("pagina", 1, type=whole_number)
    shown = expiring_conditions(current_viewer(), audience, at=state().now(), on=state().today(), page=place)
    if is_file:
        return send_table(conditions_table(shown.lines))
    return render_template(
        "register/organisation/conditions.html",
        shown=shown,
        months=MONTHS,
        link=lambda pagina: f"{request.path}?pagina={pagina}",
    )
