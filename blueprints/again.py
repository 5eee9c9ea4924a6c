"""Log the same as last time (A4): the form opens with kind, people, times and place, and with the day of today."""

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from register.access import current_viewer, requires
from register.current import state
from register.db import session
from register.learning.again import Before, as_before, as_before_in_group, last_logged, last_of_group

from ._activity_form import new_values
from ._activity_view import Filled, empty_form, posted, show_form
from ._blueprint import blueprint
from ._draft import typed_before
from ._participants import Row


@blueprint.get("/vastleggen/opnieuw")
@requires()
def log_again_form() -> ResponseReturnValue:
    """Open the form as the viewer filled it in last time."""
    activity_id = last_logged(session(), current_viewer())
    if activity_id is None:
        flash("Er is nog geen vorige keer: je legde nog niets vast. Vul het formulier één keer in.")
        return redirect(url_for(".log_activity_form"))
    return _show(as_before(session(), current_viewer(), activity_id, today=state().today()))


@blueprint.get("/activiteiten/<int:activity_id>/opnieuw")
@requires()
def log_this_again_form(activity_id: int) -> ResponseReturnValue:
    """Open the form as one activity was."""
    return _show(as_before(session(), current_viewer(), activity_id, today=state().today()))


@blueprint.get("/groepen/<int:group_id>/opnieuw")
@requires()
def log_group_again_form(group_id: int) -> ResponseReturnValue:
    """Open the form as the last meeting of a group was."""
    viewer, today = current_viewer(), state().today()
    activity_id = last_of_group(session(), viewer, group_id, today=today)
    if activity_id is None:
        flash("Er is nog geen vorige keer van deze groep. Leg de eerste bijeenkomst vast.")
        return redirect(url_for(".log_group_form", group_id=group_id))
    return _show(as_before_in_group(session(), viewer, activity_id, group_id, today=today))


def _show(before: Before) -> ResponseReturnValue:
    viewer = current_viewer()
    if typed_before():
        return show_form(viewer, posted(viewer), unfolded=True)
    group = before.group
    values = new_values(
        kind=before.kind,
        held_on=state().today(),
        minutes=before.minutes,
        starts_at=before.starts_at,
        ends_at=before.ends_at,
        location=before.location,
        work_method=before.work_method,
        mode="online" if before.online else "fysiek",
        group_id=str(group.group_id) if group else "",
        **{f"excluded_{kind}": minutes for kind, minutes in before.excluded.items()},
    )
    rows = tuple(Row(person_id=one.person_id, name=one.name, role=one.role) for one in before.people)
    filled = Filled(form=empty_form(viewer, values), rows=rows, group_name=group.name if group else "")
    return show_form(viewer, filled, before=before)
