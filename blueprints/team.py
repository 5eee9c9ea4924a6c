"""The manager's page: how the own team is doing."""

from dataclasses import replace
from urllib.parse import urlencode

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from register.access import Role, current_viewer, requires
from register.current import state
from register.db import session
from register.exports.tables import every_line, team_table
from register.overview.status import Status
from register.overview.team import SORTS, TeamPage, Wanted, team_page
from register.people.stand_ins import stand_ins_today

from ._blueprint import blueprint
from ._fields import whole_number
from ._tables import is_file_asked, send_table

LOOKS = {
    Status.OVER: ("none", "✕"),
    Status.SOON: ("late", "◷"),
    Status.TALK: ("late", "!"),
    Status.UNKNOWN: ("unset", "?"),
    Status.ON_COURSE: ("done", "✓"),
    Status.NONE: ("unset", "○"),
}
"""How a status looks beside its word: the class of its colour, and its sign."""


@blueprint.get("/team")
@requires(Role.MANAGER)
def team() -> ResponseReturnValue:
    """Show all teams of the viewer together (*Mijn team*)."""
    return _answer()


@blueprint.get("/team/<int:team_id>")
@requires(Role.MANAGER)
def one_team(team_id: int) -> ResponseReturnValue:
    """Show one team of the viewer."""
    return _answer(team_id)


def _answer(team_id: int | None = None) -> ResponseReturnValue:
    viewer, wanted, today = current_viewer(), _wanted(), state().today()
    if is_file_asked():
        pieces = every_line(
            lambda place: team_page(session(), viewer, replace(wanted, page=place), on=today, team_id=team_id)
        )
        return send_table(team_table(pieces))
    return _show(team_page(session(), viewer, wanted, on=today, team_id=team_id))


def _wanted() -> Wanted:
    """Read filter and order from the address; what makes no sense there is left out."""
    asked = request.args
    sort = asked.get("sorteer", "naam")
    name = sort.removeprefix("-")
    return Wanted(
        register_id=asked.get("register", ""),
        status=asked.get("status", ""),
        sort=name if name in SORTS else "naam",
        descending=sort.startswith("-"),
        tracks=asked.get("categorie") == "1",
        page=asked.get("pagina", 1, type=whole_number),
    )


def _show(page: TeamPage) -> ResponseReturnValue:
    here = url_for(".one_team", team_id=page.team_id) if page.team_id else url_for(".team")
    asked = _asked(page.wanted)

    def link(**change: str) -> str:
        wanted = {name: value for name, value in (asked | {"pagina": ""} | change).items() if value}
        return f"{here}?{urlencode(wanted)}" if wanted else here

    return render_template(
        "register/team.html", page=page, here=here, asked=asked, link=link, looks=LOOKS,
        stand_ins=stand_ins_today(session(), current_viewer(), today=page.on),
    )  # fmt: skip


def _asked(wanted: Wanted) -> dict[str, str]:
    sort = f"{'-' if wanted.descending else ''}{wanted.sort}"
    return {
        "register": wanted.register_id,
        "status": wanted.status,
        "sorteer": "" if sort == "naam" else sort,
        "categorie": "1" if wanted.tracks else "",
    }
