"""The own part beside the joint report (B10): one text for each day that the viewer was there."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from register.access import current_viewer, requires
from register.current import state
from register.db import session
from register.errors import Conflict, Invalid
from register.learning.personal_part import OwnText, TypedPart, own_parts_page, save_personal_parts
from register.privacy.guarded import KEPT_ANYWAY, ClientData

from ._blueprint import blueprint
from ._fields import tidy, whole_number

UNPROCESSABLE, CONFLICT = 422, 409


@blueprint.get("/activiteiten/<int:activity_id>/mijn-deel")
@requires()
def personal_part(activity_id: int) -> ResponseReturnValue:
    """Show the own part of each meeting."""
    activity, parts = own_parts_page(session(), current_viewer(), activity_id)
    return render_template("register/activities/own_part.html", activity=activity, parts=parts, typed={})


@blueprint.post("/activiteiten/<int:activity_id>/mijn-deel")
@requires()
def keep_personal_part(activity_id: int) -> ResponseReturnValue:
    """Save the own parts, after one look at client data."""
    activity, parts = own_parts_page(session(), current_viewer(), activity_id)
    typed = _typed(parts)
    try:
        _save(activity_id, typed)
    except ClientData as warned:
        return _again(activity, parts, typed, UNPROCESSABLE, warned=warned)
    except Invalid as wrong:
        return _again(activity, parts, typed, UNPROCESSABLE, wrong=wrong)
    except Conflict as conflict:
        activity, parts = own_parts_page(session(), current_viewer(), activity_id)
        return _again(activity, parts, typed, CONFLICT, conflict=conflict)
    flash("Je eigen deel is bewaard. Het staat in je invulverklaring.")
    return redirect(url_for(".activity", activity_id=activity_id))


def _save(activity_id: int, typed: dict[int, TypedPart]) -> None:
    save_personal_parts(
        current_viewer(),
        activity_id,
        typed,
        at=state().now(),
        today=state().today(),
        kept_anyway=request.form.get(KEPT_ANYWAY, ""),
    )


def _typed(parts: tuple[OwnText, ...]) -> dict[int, TypedPart]:
    return {
        one.attendance_id: TypedPart(
            text=tidy(request.form[one.field]),
            version=request.form.get(f"version-{one.attendance_id}", 0, type=whole_number),
        )
        for one in parts
        if one.field in request.form
    }


def _again(
    activity: object, parts: tuple[OwnText, ...], typed: dict[int, TypedPart], status: int, **said: object
) -> ResponseReturnValue:
    page = render_template("register/activities/own_part.html", activity=activity, parts=parts, typed=typed, **said)
    return page, status
