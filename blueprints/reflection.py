"""The own reflection on an activity (A6): by the questions of a method, kept while typing, read by its owner only."""

from flask import flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from register.access import current_viewer, requires
from register.current import AMSTERDAM, state
from register.db import session
from register.errors import Conflict, Invalid
from register.learning.activity_page import activity_page
from register.learning.reflection_forms import FREE, Written, reflection_methods
from register.learning.reflections import (
    OwnReflection,
    client_data_in,
    keep_draft,
    own_reflection,
    reflection_to_write,
    refuse_outsiders,
    save_reflection,
)
from register.privacy.guarded import KEPT_ANYWAY, ClientData

from ._blueprint import blueprint
from ._draft import typed_before
from ._fields import tidy, whole_number

UNPROCESSABLE, CONFLICT = 422, 409


@blueprint.get("/activiteiten/<int:activity_id>/reflectie")
@requires()
def reflection(activity_id: int) -> ResponseReturnValue:
    """Show what is written so far, by the questions of its method."""
    own = reflection_to_write(session(), current_viewer(), activity_id)
    if typed_before():
        return _show(activity_id, _typed(), version=_version())
    return _show(activity_id, Written(method=own.method, answers=own.answers), version=own.version)


@blueprint.post("/activiteiten/<int:activity_id>/reflectie/vorm")
@requires()
def reshape_reflection(activity_id: int) -> ResponseReturnValue:
    """Show the questions of another method; what is typed stays, nothing is saved."""
    refuse_outsiders(session(), current_viewer(), activity_id)
    return _show(activity_id, _typed(), version=_version())


@blueprint.post("/activiteiten/<int:activity_id>/reflectie/concept")
@requires()
def keep_reflection_draft(activity_id: int) -> ResponseReturnValue:
    """Keep what is typed so far; the answer is one line that says so, with the new version."""
    viewer, at, written = current_viewer(), state().now(), _typed()
    try:
        version = keep_draft(viewer, activity_id, written, version=_version(), at=at)
    except Conflict as conflict:
        return _kept(wrong=f"{conflict.message} Klik op Reflectie bewaren: dan zie je beide."), CONFLICT
    except Invalid as wrong:
        return _kept(wrong=f"Nog niet bewaard. {wrong.message}"), CONFLICT
    warned = client_data_in(session(), viewer, activity_id, written, today=state().today())
    return _kept(at=f"{at.astimezone(AMSTERDAM):%H:%M}", version=version, warned=warned)


@blueprint.post("/activiteiten/<int:activity_id>/reflectie")
@requires()
def keep_reflection(activity_id: int) -> ResponseReturnValue:
    """Save the own reflection, after one look at client data."""
    viewer, written, version = current_viewer(), _typed(), _version()
    try:
        save_reflection(
            viewer,
            activity_id,
            written,
            version=version,
            at=state().now(),
            today=state().today(),
            kept_anyway=request.form.get(KEPT_ANYWAY, ""),
        )
    except ClientData as warned:
        return _show(activity_id, written, version=version, status=UNPROCESSABLE, warned=warned)
    except Invalid as wrong:
        return _show(activity_id, written, version=version, status=UNPROCESSABLE, wrong=wrong)
    except Conflict as conflict:
        newer = own_reflection(session(), viewer, activity_id)
        return _show(activity_id, written, version=newer.version, status=CONFLICT, conflict=conflict, newer=newer)
    flash("Je reflectie is bewaard. Alleen jij kunt haar lezen.")
    return redirect(url_for(".activity", activity_id=activity_id))


def _typed() -> Written:
    method = request.form.get("method", FREE)
    answers = {
        key: tidy(request.form[key]) for one in reflection_methods().values() for key in one.keys if key in request.form
    }
    return Written(method=method if method in reflection_methods() else FREE, answers=answers)


def _version() -> int:
    return request.form.get("reflection_version", 0, type=whole_number)


def _kept(*, at: str = "", version: int | None = None, wrong: str = "", warned: ClientData | None = None) -> str:
    return render_template("register/reflection/_kept.html", at=at, version=version, wrong=wrong, warned=warned)


def _show(
    activity_id: int,
    written: Written,
    *,
    version: int,
    status: int = 200,
    warned: ClientData | None = None,
    wrong: Invalid | None = None,
    conflict: Conflict | None = None,
    newer: OwnReflection | None = None,
) -> ResponseReturnValue:
    methods = reflection_methods()
    method = methods[written.method]
    other = {
        key: question
        for one in methods.values()
        for key, question in one.keys.items()
        if one is not method and written.answers.get(key)
    }
    page = render_template(
        "register/reflection/page.html",
        page=activity_page(session(), current_viewer(), activity_id, today=state().today()),
        methods=methods,
        method=method,
        other=other,
        answers=written.answers,
        version=version,
        warned=warned,
        wrong=wrong,
        conflict=conflict,
        newer=newer,
    )
    return make_response(page, status)
