"""Every refusal and fault becomes a Dutch page with a way on."""

import secrets

from flask import current_app, g, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, SecurityError, Unauthorized

from register.current import state
from register.db import session
from register.errors import Conflict, Invalid, NotAllowed, NotFound, RegisterError, Unavailable

from ._draft import keep_typed
from ._paths import own_page, this_page

UNSAFE = frozenset({"POST", "PUT", "PATCH", "DELETE"})
_STATUS = {NotFound: 404, NotAllowed: 403, Conflict: 409, Invalid: 422, Unavailable: 503}
_NO_MORE = 503
_MESSAGES = {
    400: "De browser stuurde iets wat wij niet begrijpen. Ga terug en probeer het opnieuw.",
    404: NotFound().message,
    405: "Deze pagina kan dat niet. Ga terug en probeer het via de knop op de pagina.",
    429: "Dit ging te vaak achter elkaar. Wacht een paar minuten en probeer het opnieuw.",
}


def register_error(error: RegisterError) -> ResponseReturnValue:
    """Show what a use case refused."""
    status = next(code for kind, code in _STATUS.items() if isinstance(error, kind))
    response = make_response(page(status, error.message), status)
    if status == _NO_MORE:
        response.headers["Retry-After"] = "60"
    return response


def sign_in(_error: Unauthorized) -> ResponseReturnValue:
    """Send a visitor to sign in, the host's own way; what was typed is kept."""
    g.register_back = keep_typed() if request.method in UNSAFE else own_page(this_page())
    if g.get("register_deactivated"):
        return page(401, "Je hebt geen toegang meer tot het leerregister. Vraag HR als dat niet klopt."), 401
    if (unauthorized := state().unauthorized) is not None:
        return unauthorized()
    login_manager = getattr(current_app, "login_manager", None)
    if login_manager is not None:
        return login_manager.unauthorized()  # type: ignore[no-any-return]
    return page(401, "Meld je aan om verder te gaan."), 401


def stale_form(_error: CSRFError) -> ResponseReturnValue:
    """Refuse a form of another session or of too long ago; what was typed is kept."""
    message = "Deze pagina stond te lang open, of hoort bij een andere sessie. Er is niets opgeslagen."
    return page(400, message, back=keep_typed() or ""), 400


def http_error(error: HTTPException) -> ResponseReturnValue:
    """Show what Flask refused."""
    if error.response is not None or error.code is None or error.code < 400:  # noqa: PLR2004 - redirects are no errors
        return error
    if isinstance(error, SecurityError):
        return make_response("Dit adres hoort niet bij het leerregister.\n", 400, {"Content-Type": "text/plain"})
    too_big = (
        f"Dit is te groot. Kies een bestand van hooguit {state().settings.upload_limit_mb} MB, of stuur minder tekst."
    )
    message = too_big if error.code == 413 else _MESSAGES.get(error.code, str(error.description))  # noqa: PLR2004
    response = make_response(page(error.code, message), error.code)
    if allowed := getattr(error, "valid_methods", None):
        response.headers["Allow"] = ", ".join(sorted(allowed))
    return response


def fault(error: Exception) -> ResponseReturnValue:
    """Show a reference that is in the log too, never a trace (bar OP7)."""
    if current_app.config.get("PROPAGATE_EXCEPTIONS") or (
        current_app.config.get("PROPAGATE_EXCEPTIONS") is None and (current_app.testing or current_app.debug)
    ):
        raise error
    reference = secrets.token_hex(4)
    session().rollback()
    current_app.logger.error("fout %s op %s", reference, request.endpoint, exc_info=error)
    message = "Er ging bij ons iets mis. Er is niets half bewaard; probeer het opnieuw."
    return page(500, message, reference=reference), 500


def page(status: int, message: str, *, reference: str = "", back: str = "") -> str:
    """Draw the page of an error; `back` is a form whose text was kept."""
    return render_template(
        "register/error.html",
        status=status,
        message=message,
        reference=reference,
        back=back,
        home=url_for("leerregister.home"),
    )
