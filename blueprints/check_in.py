"""Check in by a QR code or by typing (B11): what the facilitator shows, and what somebody with a phone does."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from register.access import current_viewer, requires
from register.accounts.attempts import TooManyTries
from register.current import state
from register.db import session
from register.errors import NotFound
from register.learning.check_in import letting_in
from register.learning.check_in.check_in import CodeGone, ask_to_be_let_in, check_in, invitation
from register.learning.check_in.codes import show_new_code, token_of_typed

from ._blueprint import blueprint
from ._fields import tidy, whole_number

UNPROCESSABLE, CONFLICT, TOO_MANY = 422, 409, 429
_TOO_OFTEN = "Er is te vaak een verkeerde code ingevuld. Scan de code, of wacht een kwartier."


@blueprint.get("/bijeenkomst/<int:session_id>/inchecken")
@requires()
def check_in_screen(session_id: int) -> ResponseReturnValue:
    """Show the code, who is there and who asks."""
    page = letting_in.check_in_screen(session(), current_viewer(), session_id, at=state().now())
    picture = _picture(url_of(page.code.token)) if page.code else ""
    return render_template("register/check_in/screen.html", page=page, picture=picture)


def url_of(token: str) -> str:
    """Return the address that the code leads to, as the settings say where we are."""
    settings = state().settings
    return f"{settings.public_url.rstrip('/')}{settings.url_prefix}/inchecken/{token}"


def _picture(address: str) -> str:
    """Draw the code as an image in the page itself."""
    import segno

    return segno.make(address, error="m", micro=False).svg_data_uri(scale=8, border=3, dark="#000", light="#fff")


@blueprint.post("/bijeenkomst/<int:session_id>/inchecken")
@requires()
def show_check_in_code(session_id: int) -> ResponseReturnValue:
    """Make a new code; the one before goes out."""
    show_new_code(current_viewer(), session_id, at=state().now())
    return redirect(url_for(".check_in_screen", session_id=session_id), 303)


@blueprint.get("/inchecken")
@requires()
def check_in_code_form() -> ResponseReturnValue:
    """Ask for a code, for who cannot scan."""
    return render_template("register/check_in/type.html", typed="", wrong="")


@blueprint.post("/inchecken")
@requires()
def find_check_in() -> ResponseReturnValue:
    """Go to what a typed code is for."""
    typed = tidy(request.form.get("code"))[:40]
    try:
        token = token_of_typed(current_viewer(), typed, at=state().now())
    except NotFound:
        wrong = "Deze code klopt niet. Kijk of je alle acht tekens hebt overgenomen."
        return render_template("register/check_in/type.html", typed=typed, wrong=wrong), UNPROCESSABLE
    except TooManyTries as wait:
        page = render_template("register/check_in/type.html", typed=typed, wrong=_TOO_OFTEN)
        return page, TOO_MANY, {"Retry-After": str(wait.retry_after)}
    return redirect(url_for(".check_in_form", token=token), 303)


@blueprint.get("/inchecken/<token>")
@requires()
def check_in_form(token: str) -> ResponseReturnValue:
    """Show what somebody checks in to; changes nothing. A damaged link leads to typing the code."""
    try:
        return _invitation(token)
    except NotFound:
        return _type_it()


def _type_it() -> ResponseReturnValue:
    flash("Deze link klopt niet. Typ de code die de begeleider laat zien.", "error")
    return redirect(url_for(".check_in_code_form"), 303)


def _invitation(token: str) -> str:
    found = invitation(session(), current_viewer(), token, at=state().now())
    return render_template("register/check_in/invitation.html", found=found, token=token)


@blueprint.post("/inchecken/<token>")
@requires()
def check_in_here(token: str) -> ResponseReturnValue:
    """Sign the own presence, and show what it gave; a code that went out offers to ask."""
    version = request.form.get("content_version", 0, type=whole_number)
    try:
        done = check_in(current_viewer(), token, content_version=version, at=state().now())
    except CodeGone:
        return _invitation(token), CONFLICT
    except NotFound:
        return _type_it()
    return redirect(url_for(".home", antwoord=done.attendance_id), 303)


@blueprint.post("/inchecken/<token>/vragen")
@requires()
def ask_to_check_in(token: str) -> ResponseReturnValue:
    """Ask the facilitator to be let in."""
    try:
        ask_to_be_let_in(current_viewer(), token, at=state().now())
    except NotFound:
        return _type_it()
    return redirect(url_for(".check_in_form", token=token), 303)


@blueprint.post("/inchecken/verzoek/<int:request_id>")
@requires()
def answer_check_in(request_id: int) -> ResponseReturnValue:
    """Let somebody in who asked, or not."""
    admit = "admit" in request.form
    session_id = letting_in.answer_request(current_viewer(), request_id, admit=admit, at=state().now())
    flash("Toegelaten. De collega bevestigt zelf op Vandaag." if admit else "Niet toegelaten.")
    return redirect(url_for(".check_in_screen", session_id=session_id), 303)


@blueprint.post("/inchecken/deelname/<int:attendance_id>/weg")
@requires()
def take_off_list(attendance_id: int) -> ResponseReturnValue:
    """Take somebody off the list."""
    session_id = letting_in.take_out(current_viewer(), attendance_id, at=state().now())
    flash("Van de lijst gehaald.")
    return redirect(url_for(".check_in_screen", session_id=session_id), 303)
