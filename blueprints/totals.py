"""Totalen: what the organisation learnt in a year, for everybody and the works council first, without people."""

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from register.access import current_viewer, requires
from register.council.switches import registers_that_ask, switches
from register.current import state
from register.db import session
from register.errors import NotFound
from register.exports.organisation_tables import totals_table
from register.overview.totals import WAYS, totals_page
from register.privacy.groups import FEWEST

from ._blueprint import blueprint
from ._fields import whole_number
from ._tables import is_file_asked, send_table

_NAMES = {"soort": "Uren per soort", "team": "Mensen per team", "register": "Registraties per register"}


@blueprint.get("/totalen")
@requires()
def totals() -> ResponseReturnValue:
    """Show the totals of a year, divided in one way (*Totalen*)."""
    by, year = request.args.get("per", WAYS[0]), request.args.get("jaar", "")
    asked = request.args.get("jaar", type=whole_number)
    if year and asked is None:
        raise NotFound
    page = totals_page(session(), current_viewer(), year=asked, by=by, on=state().today())
    if is_file_asked():
        return send_table(totals_table(page))
    return render_template(
        "register/totals/totals.html",
        page=page,
        ways=_NAMES,
        fewest=FEWEST,
        here=url_for(".totals"),
    )


@blueprint.get("/totalen/or")
@requires()
def totals_switches() -> ResponseReturnValue:
    """Show the works council every switch with its state and who can change it."""
    approving = registers_that_ask(session(), current_viewer())
    shown = switches(state().settings, approving=approving)
    return render_template("register/totals/switches.html", switches=shown)
