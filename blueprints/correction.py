"""Reopen a granted activity with a reason, and read the version that was granted (D4)."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from register.access import current_viewer, requires
from register.current import state
from register.db import session
from register.errors import Invalid
from register.evidence.correction import earlier_version, earlier_versions, reopen_activity
from register.evidence.papers.wording import register_name
from register.learning.open_activity import visible_activity

from ._blueprint import blueprint
from ._fields import tidy
from ._logged import points_in_words


@blueprint.get("/activiteiten/<int:activity_id>/heropenen")
@requires()
def reopen_form(activity_id: int) -> ResponseReturnValue:
    """Say what reopening does, ask for the reason, and list earlier versions."""
    return _form(activity_id, "", "")


@blueprint.post("/activiteiten/<int:activity_id>/heropenen")
@requires()
def reopen(activity_id: int) -> ResponseReturnValue:
    """Reopen a granted activity."""
    reason = tidy(request.form.get("reason"))
    try:
        done = reopen_activity(current_viewer(), activity_id, reason=reason, at=state().now())
    except Invalid as wrong:
        return _form(activity_id, reason, wrong.message), 422
    asked = f"{done.asked} {'persoon' if done.asked == 1 else 'mensen'}"
    flash(f"{done.title} is heropend. We vragen {asked} opnieuw om bevestiging. De oude versie blijft te lezen.")
    return redirect(url_for(".activity", activity_id=activity_id))


@blueprint.get("/activiteiten/<int:activity_id>/versies/<int:content_version>")
@requires()
def granted_version(activity_id: int, content_version: int) -> ResponseReturnValue:
    """Show an activity as it was when it was granted."""
    page = earlier_version(session(), current_viewer(), activity_id, content_version)
    return render_template(
        "register/correction/version.html",
        page=page,
        content=page.content,
        register_name=register_name,
        points_in_words=points_in_words,
    )


def _form(activity_id: int, reason: str, wrong: str) -> str:
    opened = visible_activity(session(), current_viewer(), activity_id)
    return render_template(
        "register/correction/reopen.html",
        activity=opened.activity,
        opened=opened,
        versions=earlier_versions(session(), current_viewer(), activity_id),
        reason=reason,
        wrong=wrong,
    )
