"""Voorwaarden die verlopen: VOG, diploma and other conditions beside points, for HR and for a manager (E4, H1, I1)."""

from collections.abc import Callable
from urllib.parse import urlencode

from flask import render_template, request
from flask.typing import ResponseReturnValue

from register.access import Role, current_viewer, requires
from register.current import state
from register.exports.organisation_tables import conditions_table
from register.overview.conditions import MONTHS, SIZES, expiring_conditions
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
    asked = request.args.get("per", type=whole_number)
    size = asked if asked in SIZES else SIZES[0]
    shown = expiring_conditions(current_viewer(), audience, at=state().now(), on=state().today(), page=place, size=size)
    if is_file:
        return send_table(conditions_table(shown.lines))
    return render_template(
        "register/organisation/conditions.html",
        shown=shown,
        months=MONTHS,
        sizes=SIZES,
        link=_link(size),
    )


def _link(size: int) -> Callable[..., str]:
    """Return a maker of links to this list; another size starts at page 1."""

    def link(*, pagina: int = 1, per: int = size) -> str:
        asked = {"pagina": pagina if pagina > 1 else None, "per": per if per != SIZES[0] else None}
        told = urlencode({name: value for name, value in asked.items() if value})
        return f"{request.path}?{told}" if told else request.path

    return link
