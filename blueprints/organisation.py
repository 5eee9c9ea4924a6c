"""Overzicht: how every registration of the organisation stands and what expires, for HR."""

from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import urlencode

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from register.access import Role, Viewer, current_viewer, requires
from register.current import state
from register.db import session
from register.exports.organisation_tables import organisation_table
from register.exports.tables import every_line
from register.overview.organisation import SORTS, WITHIN, OrganisationPage, Wanted, organisation_page

from ._blueprint import blueprint
from ._fields import whole_number
from ._tables import is_file_asked, send_table
from .team import LOOKS

_LONG_PAGE = 10_000


@blueprint.get("/organisatie")
@requires(Role.HR)
def organisation() -> ResponseReturnValue:
    """Show how many registrations stand how, and which (*Overzicht*)."""
    viewer, wanted = current_viewer(), _wanted()
    if is_file_asked():
        return send_table(organisation_table(every_line(lambda place: _piece(viewer, wanted, place))))
    page = organisation_page(session(), viewer, wanted, on=state().today())
    return render_template(
        "register/organisation/organisation.html",
        page=page,
        asked=_asked(wanted),
        link=_Link(_asked(wanted)),
        looks=LOOKS,
        person_link=url_for(".person", person_id=0).removesuffix("0"),
        chips=tuple(_chips(page)),
    )


def _piece(viewer: Viewer, wanted: Wanted, place: int) -> OrganisationPage:
    """Read so many lines at once for a file."""
    return organisation_page(session(), viewer, replace(wanted, page=place, size=_LONG_PAGE), on=state().today())


def _wanted() -> Wanted:
    """Read filter and order from the address; what makes no sense there is left out."""
    asked = request.args
    sort = asked.get("sorteer", "")
    name = sort.removeprefix("-")
    within = asked.get("verloopt", type=whole_number)
    return Wanted(
        register_id=asked.get("register", "")[:40],
        team_id=asked.get("team", type=whole_number),
        location=asked.get("locatie", "")[:40],
        status=asked.get("stand", ""),
        within=within if within in WITHIN else None,
        sort=name if name in SORTS else "tot",
        descending=sort.startswith("-") and name in SORTS,
        page=asked.get("pagina", 1, type=whole_number),
    )


def _asked(wanted: Wanted) -> dict[str, str]:
    sort = f"{'-' if wanted.descending else ''}{wanted.sort}"
    return {
        "register": wanted.register_id,
        "team": str(wanted.team_id or ""),
        "locatie": wanted.location,
        "stand": wanted.status,
        "verloopt": str(wanted.within or ""),
        "sorteer": "" if sort == "tot" else sort,
    }


class _Link:
    """The address of the page with something changed."""

    def __init__(self, asked: dict[str, str]) -> None:
        self._here = url_for(".organisation")
        self._asked = asked

    def __call__(self, **change: str) -> str:
        wanted = {name: str(value) for name, value in (self._asked | change).items() if value}
        return f"{self._here}?{urlencode(wanted)}" if wanted else self._here


def _chips(page: OrganisationPage) -> Iterator[tuple[str, str]]:
    """Name each filter that is on, with what it is called in the address."""
    wanted = page.wanted
    if wanted.register_id:
        yield "register", f"Register: {dict(page.registers).get(wanted.register_id, wanted.register_id)}"
    if wanted.team_id is not None:
        yield "team", f"Team: {next(one.name for one in page.teams if one.id == wanted.team_id)}"
    if wanted.location:
        yield "locatie", f"Locatie: {page.locations[wanted.location]}"
    if wanted.status:
        yield "stand", f"Stand: {wanted.status}"
    if wanted.within is not None:
        yield "verloopt", f"Verloopt binnen {wanted.within} maanden"
