"""The knowledge map of a team (*kenniskaart*, H6), and the own choice of what others see."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from register.access import current_viewer, requires
from register.culture.knowledge import choices as use
from register.current import state
from register.db import session
from register.errors import Invalid
from register.exports.team_tables import knowledge_table
from register.overview.knowledge import knowledge_map

from ._blueprint import blueprint
from ._fields import whole_number
from ._tables import is_file_asked, send_table

_UNPROCESSABLE = 422


@blueprint.get("/team/kennis")
@requires()
def knowledge() -> ResponseReturnValue:
    """Show who can help with what in the teams that the viewer sits in or manages."""
    team_id = request.args.get("team", type=whole_number)
    page = knowledge_map(session(), current_viewer(), today=state().today(), team_id=team_id)
    if is_file_asked():
        return send_table(knowledge_table(page.subjects))
    return render_template("register/team/knowledge.html", page=page)


@blueprint.get("/team/kennis/mijn-keuze")
@requires()
def shown_knowledge() -> ResponseReturnValue:
    """Show what others see of the viewer (*wat anderen van mij zien*)."""
    return _choices()


@blueprint.post("/team/kennis/mijn-keuze")
@requires()
def choose_knowledge() -> ResponseReturnValue:
    """Keep the choice."""
    form = request.form
    try:
        shown = use.choose(
            current_viewer(), form.getlist("shown"), offered=form.getlist("offered"), at=state().now(),
            today=state().today(),
        )  # fmt: skip
    except Invalid as wrong:
        return _choices(wrong)
    flash(f"Bewaard. Collega's van je team zien nu {shown} van deze onderwerpen bij jouw naam.")
    return redirect(url_for(".shown_knowledge"))


def _choices(wrong: Invalid | None = None) -> ResponseReturnValue:
    found = use.own_choices(session(), current_viewer(), today=state().today())
    groups = [(head, [one for one in found if one.source == source]) for source, head in use.SOURCES.items()]
    page = render_template("register/team/shown.html", groups=[one for one in groups if one[1]], wrong=wrong)
    return page, _UNPROCESSABLE if wrong else 200
