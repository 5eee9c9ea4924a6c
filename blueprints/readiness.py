"""Klaar voor een steekproef: what the own open activities miss, and who can mend it."""

from flask import render_template
from flask.typing import ResponseReturnValue

from register.access import current_viewer, requires
from register.db import session
from register.evidence.readiness import dossier_readiness

from ._blueprint import blueprint


@blueprint.get("/dossier/compleet")
@requires()
def readiness() -> ResponseReturnValue:
    """List what a spot check of the own dossier would miss."""
    return render_template("register/readiness/page.html", page=dossier_readiness(session(), current_viewer()))
