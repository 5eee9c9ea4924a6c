"""Log an activity: the form, its live parts, and saving (A1, A3, A5, B1, B8)."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from register.access import Viewer, current_viewer, requires
from register.current import state
from register.db import session
from register.errors import Invalid
from register.evidence.files import attach
from register.learning.entry import ActivityEntry
from register.learning.groups import group_page, group_tiles
from register.learning.kinds import kinds
from register.learning.last_used import last_used_kind
from register.learning.log_activity import AndThen, Logged
from register.learning.log_activity import log_activity as log_it
from register.once import as_form_key
from register.privacy.guarded import KEPT_ANYWAY, ClientData

from ._activity_form import new_values
from ._activity_view import (
    UNPROCESSABLE,
    Filled,
    blame,
    blame_client_data,
    empty_form,
    gaps_in,
    posted,
    preview_of,
    problems,
    read_entry,
    reshape,
    show_form,
)
from ._belongs import after_each_other, joined_to
from ._blueprint import blueprint
from ._draft import typed_before
from ._fields import whole_number
from ._logged import just_logged, points_in_words, what_was_logged
from ._participants import Row, rows_of_group
from ._planning_form import planned_values
from ._uploads import Chosen


@blueprint.get("/vastleggen")
@requires()
def log_activity_form() -> ResponseReturnValue:
    """Show the form with what was used last."""
    viewer, today = current_viewer(), state().today()
    if typed_before() and "line" not in request.form:
        return show_form(viewer, posted(viewer), unfolded=True)
    kind = kinds()[last_used_kind(session(), viewer)]
    values = new_values(kind=kind.id, held_on=today, minutes=kind.minutes)
    rows = (Row(person_id=viewer.person_id, name=viewer.name, role=kind.roles[0]),)
    filled = Filled(form=empty_form(viewer, values), rows=rows)
    tiles = group_tiles(session(), viewer, today)
    return show_form(viewer, filled, tiles=tiles, just_logged=just_logged(viewer, request.args.get("net", "")))


@blueprint.get("/groepen/<int:group_id>/vastleggen")
@requires()
def log_group_form(group_id: int) -> ResponseReturnValue:
    """Show the form of a group: everybody present until unticked (P2)."""
    viewer, today = current_viewer(), state().today()
    if typed_before():
        return show_form(viewer, posted(viewer), unfolded=True)
    group = group_page(session(), viewer, group_id, today=today)
    usual: dict[str, Any] = {"held_on": today, "minutes": group.minutes, "location": group.location}
    usual |= planned_values(viewer, group_id, request.args.get("gepland", 0, type=whole_number))
    values = new_values(kind=group.kind, group_id=str(group.group_id), **usual)
    filled = Filled(form=empty_form(viewer, values), rows=rows_of_group(group), group_name=group.name)
    return show_form(viewer, filled)


@blueprint.post("/vastleggen")
@requires()
def log_activity() -> ResponseReturnValue:
    """Save, or show the form again with every typed value and what is wrong."""
    viewer = current_viewer()
    filled = posted(viewer)
    entry = read_entry(filled)
    try:
        logged = _save(viewer, filled, entry) if entry is not None else None
    except ClientData as warned:
        return show_form(viewer, blame_client_data(filled, warned), status=UNPROCESSABLE, warned=warned)
    if entry is None or logged is None:
        return show_form(viewer, filled, status=UNPROCESSABLE)
    flash(what_was_logged(viewer, logged))
    if "more" in request.form:
        return redirect(url_for(".log_activity_form", net=logged.activity_id))
    return redirect(url_for(".activity", activity_id=logged.activity_id))


def _save(viewer: Viewer, filled: Filled, entry: ActivityEntry) -> Logged | None:
    key = as_form_key(filled.form_key)
    try:
        return log_it(
            viewer,
            entry,
            form_key=key,
            at=state().now(),
            today=state().today(),
            kept_anyway=request.form.get(KEPT_ANYWAY, ""),
            and_then=after_each_other(
                _keep_file(viewer, filled.chosen), joined_to(viewer, filled.form.belongs_to.data)
            ),
        )
    except ClientData:
        raise
    except Invalid as wrong:
        blame(filled, wrong)
        return None


def _keep_file(viewer: Viewer, chosen: Chosen | None) -> AndThen | None:
    """Store the file in the transaction of its activity: both or neither."""
    if chosen is None:
        return None

    def keep_it(current: Session, activity_id: int) -> None:
        attach(current, viewer, activity_id, chosen.file, at=state().now(), settings=state().settings)

    return keep_it


@blueprint.post("/vastleggen/formulier")
@requires()
def reshape_activity_form() -> ResponseReturnValue:
    """Show the form again after another kind, a search, or somebody added or taken off; nothing is saved."""
    viewer = current_viewer()
    return show_form(viewer, reshape(posted(viewer)), unfolded=True)


@blueprint.post("/vastleggen/voorbeeld")
@requires()
def preview_activity_form() -> ResponseReturnValue:
    """Show what the typed activity would give; nothing is saved."""
    viewer = current_viewer()
    filled = posted(viewer)
    preview = preview_of(viewer, filled)
    gaps = gaps_in(viewer, filled) if preview is not None else None
    if request.headers.get("HX-Request"):
        return render_template(
            "register/activities/_preview.html",
            preview=preview,
            gaps=gaps,
            problems=problems(filled),
            points_in_words=points_in_words,
        )
    return show_form(viewer, filled, preview=preview, gaps=gaps, previewed=True)
