"""The dossier of somebody else, as far as that person opened it: for the manager of today, and for HR (H4)."""

from typing import Any

from flask import render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from register.access import Role, current_viewer, requires
from register.current import state
from register.exports.opened_tables import opened_table
from register.exports.tables import every_line
from register.overview.opened import OpenedPerson, open_dossier, open_their_evidence
from register.privacy.layers import Audience
from register.privacy.looks import LookedAt

from ._blueprint import blueprint
from ._fields import whole_number
from ._tables import is_file_asked, send_table
from .evidence import UNREADABLE_HERE
from .team import LOOKS

_LONG_PAGE = 500


@blueprint.get("/team/mensen/<int:person_id>")
@requires(Role.MANAGER)
def team_member(person_id: int) -> ResponseReturnValue:
    """Show somebody of one's own team: totals, and what more that person opened for the manager."""
    return _dossier(person_id, Audience.MANAGER)


@blueprint.get("/team/mensen/<int:person_id>/bewijs/<int:evidence_id>")
@requires(Role.MANAGER)
def team_member_evidence(person_id: int, evidence_id: int) -> ResponseReturnValue:
    """Hand out a file of somebody who opened the evidence for the manager."""
    return _evidence(person_id, evidence_id, Audience.MANAGER)


@blueprint.get("/mensen/<int:person_id>/dossier")
@requires(Role.HR)
def person_dossier(person_id: int) -> ResponseReturnValue:
    """Show HR the totals of somebody, and what more that person opened for HR."""
    return _dossier(person_id, Audience.HR)


@blueprint.get("/mensen/<int:person_id>/dossier/bewijs/<int:evidence_id>")
@requires(Role.HR)
def person_dossier_evidence(person_id: int, evidence_id: int) -> ResponseReturnValue:
    """Hand out a file of somebody who opened the evidence for HR."""
    return _evidence(person_id, evidence_id, Audience.HR)


def show_opened(found: OpenedPerson, **more: Any) -> str:  # noqa: ANN401 - what the template takes
    """Draw the page; the owner's preview is drawn by the same."""
    return render_template("register/visibility/opened.html", found=found, looks=LOOKS, **more)


def _dossier(person_id: int, audience: Audience) -> ResponseReturnValue:
    if is_file_asked():
        return send_table(opened_table(every_line(lambda place: _piece(person_id, audience, place))))
    page = request.args.get("pagina", 1, type=whole_number)
    found = open_dossier(current_viewer(), person_id, audience, page=page, at=state().now(), on=state().today())
    here = url_for(".team_member" if audience is Audience.MANAGER else ".person_dossier", person_id=person_id)
    return show_opened(
        found,
        preview=False,
        link=lambda pagina: f"{here}?pagina={pagina}",
        file_link=f"{here}/bewijs/",
    )


def _piece(person_id: int, audience: Audience, place: int) -> OpenedPerson:
    """Read so many lines at once for a file."""
    return open_dossier(
        current_viewer(),
        person_id,
        audience,
        what=LookedAt.LIST_FILE,
        page=place,
        size=_LONG_PAGE,
        at=state().now(),
        on=state().today(),
    )


def _evidence(person_id: int, evidence_id: int, audience: Audience) -> ResponseReturnValue:
    opened = open_their_evidence(
        current_viewer(),
        person_id,
        evidence_id,
        audience,
        settings=state().settings,
        at=state().now(),
        on=state().today(),
    )
    response = send_file(
        opened.content, mimetype=opened.media_type, as_attachment=True, download_name=opened.name, etag=False
    )
    response.headers.update(UNREADABLE_HERE)
    response.content_length = opened.size
    return response
