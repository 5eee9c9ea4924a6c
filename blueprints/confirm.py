"""Answer "was je erbij?": from the card on Vandaag, or by the link in a mail."""

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import Form, IntegerField, TextAreaField
from wtforms.validators import InputRequired, Length

from register.access import PUBLIC, current_viewer, requires
from register.current import state
from register.db import session
from register.errors import Invalid
from register.learning import confirm as answers
from register.learning.sign_links import LinkRefused, look, sign

from ._blueprint import blueprint


class ConfirmForm(Form):
    """Which version of the activity the person saw."""

    content_version = IntegerField(validators=[InputRequired("Laad de pagina opnieuw en bevestig dan.")])


class DisputeForm(Form):
    """Why it is not right."""

    reason = TextAreaField(
        validators=[Length(max=answers.LONGEST_REASON, message="Houd het bij 500 tekens: kort is genoeg.")]
    )


@blueprint.post("/deelname/<int:attendance_id>/bevestigen")
@requires()
def confirm_attendance(attendance_id: int) -> ResponseReturnValue:
    """Handle "Ik was erbij"."""
    form = ConfirmForm(request.form)
    _check(form)
    answers.confirm(
        current_viewer(),
        attendance_id,
        content_version=form.content_version.data,
        method="kaart",
        at=state().now(),
    )
    return redirect(url_for(".home", antwoord=attendance_id), 303)


@blueprint.post("/deelname/<int:attendance_id>/klopt-niet")
@requires()
def dispute_attendance(attendance_id: int) -> ResponseReturnValue:
    """Handle "Klopt niet"."""
    form = DisputeForm(request.form)
    _check(form)
    answers.dispute(current_viewer(), attendance_id, reason=form.reason.data or "", at=state().now())
    return redirect(url_for(".home", antwoord=attendance_id), 303)


@blueprint.post("/deelname/<int:attendance_id>/terug")
@requires()
def reopen_attendance(attendance_id: int) -> ResponseReturnValue:
    """Handle "Toch niet": the question is asked again."""
    title = answers.reopen(current_viewer(), attendance_id, at=state().now())
    flash(f"Je antwoord bij {title} is teruggenomen.")
    return redirect(url_for(".home"), 303)


@blueprint.get("/bevestig/<token>")
@requires(PUBLIC)
def sign_link(token: str) -> ResponseReturnValue:
    """Show what a link in a mail asks; changes nothing, however often a mail scanner looks."""
    try:
        offer = look(session(), token, viewer=g.get("register_viewer"), at=state().now())
    except LinkRefused as refusal:
        return _refused(refusal)
    return render_template("register/sign_link.html", offer=offer, token=token)


@blueprint.post("/bevestig/<token>")
@requires(PUBLIC)
def sign_by_link(token: str) -> ResponseReturnValue:
    """Confirm by the link in a mail, once."""
    try:
        confirmed = sign(token, viewer=g.get("register_viewer"), at=state().now())
    except LinkRefused as refusal:
        return _refused(refusal)
    return render_template("register/sign_link_done.html", confirmed=confirmed)


def _refused(refusal: LinkRefused) -> ResponseReturnValue:
    return render_template("register/sign_link_refused.html", refusal=refusal), refusal.status


def _check(form: Form) -> None:
    """Refuse a form that no page of ours sends."""
    if not form.validate():
        field, messages = next(iter(form.errors.items()))
        raise Invalid(str(field), str(messages[0]))
