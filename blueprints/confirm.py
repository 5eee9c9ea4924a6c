"""Answer "was je erbij?": from the card on Vandaag, or by the link in a mail."""

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from register.access import PUBLIC, current_viewer, requires
from register.current import state
from register.db import session
from register.learning import confirm as answers
from register.learning.sign_links import LinkRefused, look, sign

from ._blueprint import blueprint
from ._days import NO_DAY, asked_days
from ._fields import whole_number

UNPROCESSABLE = 422


@blueprint.post("/deelname/<int:attendance_id>/bevestigen")
@requires()
def confirm_attendance(attendance_id: int) -> ResponseReturnValue:
    """Handle "Ik was erbij"."""
    days = asked_days()
    answers.confirm_days(
        current_viewer(),
        days.asked or [attendance_id],
        absent=days.absent,
        content_version=request.form.get("content_version", 0, type=whole_number),
        method="kaart",
        at=state().now(),
    )
    return redirect(url_for(".home", antwoord=attendance_id), 303)


@blueprint.post("/deelname/<int:attendance_id>/klopt-niet")
@requires()
def dispute_attendance(attendance_id: int) -> ResponseReturnValue:
    """Handle "Klopt niet"."""
    asked = asked_days().asked or [attendance_id]
    answers.dispute_days(current_viewer(), asked, reason=request.form.get("reason", ""), at=state().now())
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
    return _sign_page(token)


def _sign_page(token: str, *, status: int = 200, wrong: str = "") -> ResponseReturnValue:
    try:
        offer = look(session(), token, viewer=g.get("register_viewer"), at=state().now())
    except LinkRefused as refusal:
        return _refused(refusal)
    return render_template("register/sign_link.html", offer=offer, token=token, wrong=wrong), status


@blueprint.post("/bevestig/<token>")
@requires(PUBLIC)
def sign_by_link(token: str) -> ResponseReturnValue:
    """Confirm by the link in a mail, once."""
    days = asked_days()
    if days.asked and not days.present:
        return _sign_page(token, status=UNPROCESSABLE, wrong=NO_DAY)
    present = days.present if days.asked else None
    try:
        confirmed = sign(token, viewer=g.get("register_viewer"), at=state().now(), present=present)
    except LinkRefused as refusal:
        return _refused(refusal)
    return render_template("register/sign_link_done.html", confirmed=confirmed)


def _refused(refusal: LinkRefused) -> ResponseReturnValue:
    return render_template("register/sign_link_refused.html", refusal=refusal), refusal.status
