"""The development of the own team in charts (*ontwikkeling van het team*), with the numbers as tables and files."""

from urllib.parse import urlencode

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from register.access import Role, current_viewer, requires
from register.current import state
from register.db import session
from register.errors import NotFound
from register.exports.team_tables import chart_table
from register.overview.team_charts import Development, development

from ._blueprint import blueprint
from ._tables import is_file_asked, send_table


@blueprint.get("/team/ontwikkeling")
@requires(Role.MANAGER)
def team_development() -> ResponseReturnValue:
    """Show how all teams of the viewer develop."""
    return _answer()


@blueprint.get("/team/<int:team_id>/ontwikkeling")
@requires(Role.MANAGER)
def one_team_development(team_id: int) -> ResponseReturnValue:
    """Show how one team of the viewer develops."""
    return _answer(team_id)


def _answer(team_id: int | None = None) -> ResponseReturnValue:
    page = development(session(), current_viewer(), on=state().today(), team_id=team_id)
    if is_file_asked():
        return _file(page)
    here = url_for(".one_team_development", team_id=team_id) if team_id else url_for(".team_development")

    def file(code: str, form: str) -> str:
        return f"{here}?{urlencode({'grafiek': code, 'als': form})}"

    return render_template("register/team/development.html", page=page, file=file)


def _file(page: Development) -> ResponseReturnValue:
    asked = request.args.get("grafiek", "")
    found = next((one for one in page.charts if one.code == asked), None)
    if found is None:
        raise NotFound
    return send_table(chart_table(found))
