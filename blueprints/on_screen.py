"""Let colleagues confirm on this screen (*op het scherm van een collega*), one after the other."""

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import Form, PasswordField
from wtforms.validators import Length

from register.access import current_viewer, requires
from register.accounts.attempts import TooManyTries
from register.accounts.proof import Typed
from register.current import state
from register.db import session
from register.errors import Invalid
from register.learning import on_screen
from register.learning.confirm import Confirmed

from ._blueprint import blueprint
from ._days import asked_days
from ._fields import whole_number

UNPROCESSABLE, TOO_MANY = 422, 429


class OwnProofForm(Form):
    """The password of who confirms, not of who is signed in: nothing is filled in or kept by the browser."""

    password = PasswordField(
        "Jouw eigen wachtwoord",
        [Length(max=1000, message="Een wachtwoord is korter.")],
        description="Van jou, niet van wie hier is aangemeld.",
        render_kw={"autocomplete": "off"},
    )


@blueprint.get("/activiteiten/<int:activity_id>/op-dit-scherm")
@requires()
def screen(activity_id: int) -> ResponseReturnValue:
    """List who can still confirm on this screen."""
    page = on_screen.who_waits(session(), current_viewer(), activity_id)
    return render_template("register/on_screen/list.html", page=page)


@blueprint.get("/deelname/<int:attendance_id>/op-dit-scherm")
@requires()
def sign_on_screen_form(attendance_id: int) -> ResponseReturnValue:
    """Show the colleague exactly what is confirmed."""
    return _page(attendance_id, OwnProofForm())


@blueprint.post("/deelname/<int:attendance_id>/op-dit-scherm")
@requires()
def sign_on_screen(attendance_id: int) -> ResponseReturnValue:
    """Confirm for the colleague at this screen, and hand the screen on."""
    form = OwnProofForm(request.form)
    if not form.validate():
        return _page(attendance_id, form), UNPROCESSABLE
    try:
        done = _sign(attendance_id, form.password.data or "")
    except TooManyTries as wait:
        form.password.errors = [wait.message]
        return _page(attendance_id, form), TOO_MANY, {"Retry-After": str(wait.retry_after)}
    except Invalid as wrong:
        if wrong.field != "password":
            return _page(attendance_id, form, no_day=wrong.message), UNPROCESSABLE
        form.password.errors = [wrong.message]
        return _page(attendance_id, form), UNPROCESSABLE
    flash("Bevestigd. Geef het scherm door aan de volgende.", "success")
    return redirect(url_for(".screen", activity_id=done.activity_id), 303)


def _sign(attendance_id: int, password: str) -> Confirmed:
    typed = Typed(password=password, address=request.remote_addr or "", pepper=str(current_app.secret_key))
    return on_screen.sign_on_screen(
        current_viewer(),
        attendance_id,
        content_version=request.form.get("content_version", 0, type=whole_number),
        absent=asked_days().absent,
        typed=typed if _is_alone() else None,
        at=state().now(),
        today=state().today(),
    )


def _page(attendance_id: int, form: OwnProofForm, *, no_day: str = "") -> str:
    asked = on_screen.what_to_sign(session(), current_viewer(), attendance_id, alone=_is_alone(), today=state().today())
    form.password.flags.required = asked.asks_password
    return render_template(
        "register/on_screen/sign.html",
        asked=asked,
        card=asked.card,
        form=form,
        no_day=no_day,
        attendance_id=attendance_id,
    )


def _is_alone() -> bool:
    """Whether people sign in with passwords of ours; a host has its own, of which we know nothing."""
    return "leerregister_account" in current_app.blueprints
