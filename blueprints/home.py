"""The first page: what waits for you and what you can do now."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from register.access import current_viewer, requires
from register.culture.followup.questions import questions_for
from register.culture.today import together_today
from register.current import state
from register.db import session
from register.learning.groups import group_tiles
from register.learning.planning.planned import own_plan
from register.overview.today import today_page

from ._blueprint import blueprint


@blueprint.get("/")
@requires()
def home() -> ResponseReturnValue:
    """Show today's page (*Vandaag*); `antwoord` and `terugblik` are what was answered a moment ago."""
    viewer, today = current_viewer(), state().today()
    answered_id = _number(request.args.get("antwoord", ""))
    tiles = group_tiles(session(), viewer, today)
    return render_template(
        "register/home.html",
        page=today_page(session(), viewer, today=today, answered_id=answered_id),
        tiles=tiles,
        planned=own_plan(session(), viewer, today=today) if tiles else None,
        together=together_today(session(), viewer, at=state().now(), today=today),
        followup=questions_for(session(), viewer, today=today, answered_id=_number(request.args.get("terugblik", ""))),
    )


def _number(text: str) -> int | None:
    """Read an id from the address; nothing for what no database could hold."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None  # noqa: PLR2004
