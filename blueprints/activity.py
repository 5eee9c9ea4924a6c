"""The page of one activity: look, change, withdraw."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from register.access import Viewer, current_viewer, requires
from register.culture.plan.linking import GoalChoice, goals_for_activity
from register.current import state
from register.db import session
from register.errors import Invalid, NotFound
from register.evidence.correction import was_granted_before
from register.evidence.readiness import activity_readiness
from register.evidence.recent import EvidencePage, evidence_page
from register.evidence.takealong.read_in import brought_label
from register.learning.activity_page import ActivityPage, activity_page
from register.learning.change_activity import ChangedMeanwhile, change_activity, withdraw_activity
from register.learning.entry import ActivityEntry
from register.learning.kinds import ROLE_NAMES, STATE_NAMES
from register.learning.labels.competences import competence_name
from register.learning.labels.of_activity import competences_of
from register.learning.models import Activity
from register.learning.open_activity import refuse_change, visible_activity
from register.learning.personal_part import personal_parts
from register.learning.reflections import own_reflection
from register.privacy.guarded import KEPT_ANYWAY, ClientData

from ._activity_form import BODIES, stored_values
from ._activity_view import (
    UNPROCESSABLE,
    Filled,
    blame,
    blame_client_data,
    empty_form,
    posted,
    read_entry,
    reshape,
    show_form,
)
from ._blueprint import blueprint
from ._compare import differences
from ._draft import typed_before
from ._fields import whole_number
from ._logged import points_in_words
from ._meetings import stored_meetings
from ._participants import rows_of_meetings

CONFLICT = 409


@blueprint.get("/activiteiten/<int:activity_id>")
@requires()
def activity(activity_id: int) -> ResponseReturnValue:
    """Show one activity."""
    viewer = current_viewer()
    page = activity_page(session(), viewer, activity_id, today=state().today())
    return render_template(
        "register/activities/page.html",
        page=page,
        activity=page.activity,
        granted_before=page.activity.content_version > 1 and was_granted_before(session(), activity_id),
        reflection=own_reflection(session(), viewer, activity_id),
        own_texts=personal_parts(session(), viewer, page.activity),
        points_in_words=points_in_words,
        bodies=BODIES,
        role_names=ROLE_NAMES,
        states=STATE_NAMES,
        competences=tuple(map(competence_name, competences_of(session(), activity_id))),
        goals=_goals(page),
        evidence=_evidence(activity_id),
        readiness=activity_readiness(session(), viewer, activity_id),
        brought=brought_label(session(), activity_id) if page.activity.origin == "meegebracht" else "",
    )


def _goals(page: ActivityPage) -> tuple[GoalChoice, ...]:
    """Return the goals of the viewer that the activity may serve: only for who was there."""
    if not page.took_part:
        return ()
    return goals_for_activity(session(), current_viewer(), page.activity.id, today=state().today())


def _evidence(activity_id: int) -> EvidencePage | None:
    """Return the files, for who may see them: not a coordinator who was not there."""
    try:
        return evidence_page(session(), current_viewer(), activity_id)
    except NotFound:
        return None


@blueprint.get("/activiteiten/<int:activity_id>/wijzigen")
@requires()
def edit_activity_form(activity_id: int) -> ResponseReturnValue:
    """Show the form with what is stored."""
    viewer = current_viewer()
    stored = _changeable(viewer, activity_id)
    if typed_before():
        return show_form(viewer, posted(viewer, activity=stored), unfolded=True)
    return show_form(viewer, _stored(viewer, stored))


def _stored(viewer: Viewer, activity: Activity) -> Filled:
    values = {**stored_values(activity), "competences": competences_of(session(), activity.id)}
    form = empty_form(viewer, values, activity=activity)
    rows = rows_of_meetings(activity)[0]
    return Filled(form=form, rows=rows, meetings=stored_meetings(activity), activity=activity)


def _changeable(viewer: Viewer, activity_id: int) -> Activity:
    opened = visible_activity(session(), viewer, activity_id)
    refuse_change(opened)
    return opened.activity


@blueprint.post("/activiteiten/<int:activity_id>/wijzigen")
@requires()
def edit_activity(activity_id: int) -> ResponseReturnValue:
    """Save a change; where somebody was first, show both versions and keep what was typed."""
    viewer = current_viewer()
    stored = _changeable(viewer, activity_id)
    filled = posted(viewer, activity=stored)
    entry = read_entry(filled)
    if entry is None:
        return show_form(viewer, filled, status=UNPROCESSABLE)
    return _change(viewer, stored.id, filled, entry)


@blueprint.post("/activiteiten/<int:activity_id>/wijzigen/formulier")
@requires()
def reshape_edit_form(activity_id: int) -> ResponseReturnValue:
    """Show the form again after another kind, a search, or somebody added or taken off; nothing is saved."""
    viewer = current_viewer()
    filled = posted(viewer, activity=_changeable(viewer, activity_id))
    return show_form(viewer, reshape(filled), unfolded=True)


def _change(viewer: Viewer, activity_id: int, filled: Filled, entry: ActivityEntry) -> ResponseReturnValue:
    try:
        changed = change_activity(
            viewer,
            activity_id,
            entry,
            version=request.form.get("version", 0, type=whole_number),
            at=state().now(),
            today=state().today(),
            kept_anyway=request.form.get(KEPT_ANYWAY, ""),
        )
    except ChangedMeanwhile:
        return _both_versions(viewer, activity_id, filled)
    except ClientData as warned:
        return show_form(viewer, blame_client_data(filled, warned), status=UNPROCESSABLE, warned=warned)
    except Invalid as wrong:
        blame(filled, wrong)
        return show_form(viewer, filled, status=UNPROCESSABLE)
    asked = f" {changed.asked_again} keer vragen we opnieuw om bevestiging." if changed.asked_again else ""
    flash(f"{changed.title} is gewijzigd.{asked}")
    return redirect(url_for(".activity", activity_id=activity_id))


def _both_versions(viewer: Viewer, activity_id: int, filled: Filled) -> ResponseReturnValue:
    """Nothing typed is lost: the form keeps it, beside it stands what was saved meanwhile (bar CO2)."""
    stored = _changeable(viewer, activity_id)
    filled.form.version.data = str(stored.version)
    different = differences(filled, _stored(viewer, stored))
    return show_form(viewer, filled, status=CONFLICT, unfolded=True, differences=different)


@blueprint.post("/activiteiten/<int:activity_id>/intrekken")
@requires()
def take_back_activity(activity_id: int) -> ResponseReturnValue:
    """Withdraw an activity: also "Ongedaan maken" right after logging."""
    version = request.form.get("version", 0, type=whole_number)
    try:
        title = withdraw_activity(current_viewer(), activity_id, version=version, at=state().now())
    except ChangedMeanwhile as since:
        flash(since.message, "error")
        return redirect(url_for(".activity", activity_id=activity_id), 303)
    flash(f"{title} is ingetrokken. De punten ervan zijn weg, bij iedereen.")
    return redirect(url_for(".home"))
