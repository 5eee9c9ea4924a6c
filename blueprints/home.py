"""The first page: what waits for you and what you can do now."""

from flask import render_template
from flask.typing import ResponseReturnValue
from register.access import requires

from ._blueprint import blueprint


@blueprint.get("/")
@requires()
def home() -> ResponseReturnValue:
    """Show today's page (*Vandaag*)."""
    return render_template("register/home.html")
