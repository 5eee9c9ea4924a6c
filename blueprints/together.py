"""Learning together: the page from which experiments, methods, questions, learnings and meetings are reached."""

from flask import render_template
from flask.typing import ResponseReturnValue

from register.access import current_viewer, requires
from register.culture.hub import tiles
from register.current import state
from register.db import session

from ._blueprint import blueprint


@blueprint.get("/samen-leren")
@requires()
def together() -> ResponseReturnValue:
    """Show what colleagues try, know and ask (*samen leren*)."""
    shown = tiles(session(), current_viewer(), today=state().today())
    return render_template("register/together/hub.html", tiles=shown)
