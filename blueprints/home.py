"""The first page: what waits for you and what you can do now."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from register.access import current_viewer, requires
from register.current import state
from register.db import session
from register.learning.groups import group_tiles
from register.overview.today import today_page

from ._blueprint import blueprint


@blueprint.get("/")
@requires()
def home() -> ResponseReturnValue:
    """Show today's page (*Vandaag*); `antwoord` is the attendance that was answered a moment ago."""
    viewer, today = current_viewer(), state().today()
    answered_id = _number(request.args.get("antwoord", ""))
    return render_template(
        "register/home.html",
        page=today_page(session(), viewer, today=today, answered_id=answered_id),
        tiles=group_tiles(session(), viewer, today),
    )


def _number(text: str) -> int | None:
    """Read an id from the address; nothing for what no database could hold."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None  # noqa: PLR2004
