"""Every refusal and fault becomes a Dutch page with a way on."""

import secrets
from contextlib import suppress

from flask import current_app, g, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import InterfaceError, OperationalError, SQLAlchemyError
from werkzeug.exceptions import HTTPException, SecurityError, Unauthorized

from register.current import state
from register.db import session
from register.errors import Conflict, Invalid, NotAllowed, NotFound, RegisterError, Unavailable
from register.faults import without_values

from ._draft import keep_typed
from ._limits import largest_file_mb
from ._paths import own_page, this_page

UNSAFE = frozenset({"POST", "PUT", "PATCH", "DELETE"})
_STATUS = {NotFound: 404, NotAllowed: 403, Conflict: 409, Invalid: 422, Unavailable: 503}
_NO_MORE = 503
_UNKNOWN = "Dit verzoek kunnen wij niet afhandelen. Ga terug en probeer het via de knop op de pagina."
_AWAY = "Het leerregister kan nu niet bij zijn gegevens. Er is niets half bewaard; probeer het over een minuut opnieuw."
_MESSAGES = {
    400: "De browser stuurde iets wat wij niet begrijpen. Er is niets opgeslagen. Ga terug en probeer het opnieuw.",
    403: "Deze pagina is niet voor jou. Vraag HR als je denkt dat dat niet klopt.",
    404: NotFound().message,
    405: "Deze pagina kan dat niet. Ga terug en probeer het via de knop op de pagina.",
    409: "Iemand anders heeft dit intussen gewijzigd. Open de pagina opnieuw en vergelijk.",
    410: "Deze pagina was er wel, maar is er niet meer.",
    429: "Dit ging te vaak achter elkaar. Wacht een paar minuten en probeer het opnieuw.",
    503: _AWAY,
}


def register_error(error: RegisterError) -> ResponseReturnValue:
    """Show what a use case refused."""
    status = next(code for kind, code in _STATUS.items() if isinstance(error, kind))
    if status == _NO_MORE:
        return _later(error.message, error)
    return page(status, error.message), status


def away(error: OperationalError | InterfaceError) -> ResponseReturnValue:
    """Say that the database is locked, full or away: it passes, and the log says what it was (bar OP7)."""
    return _later(_AWAY, error)


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
    response = make_response(page(error.code, _told(error.code)), error.code)
    if allowed := getattr(error, "valid_methods", None):
        response.headers["Allow"] = ", ".join(sorted(allowed))
    return response


def _told(status: int) -> str:
    """Say in Dutch what Flask says in English."""
    if status == 413:  # noqa: PLR2004 - too large
        return f"Er is niets opgeslagen. Kies een bestand van hooguit {largest_file_mb()} MB, of stuur minder tekst."
    return _MESSAGES.get(status, _UNKNOWN)


def fault(error: Exception) -> ResponseReturnValue:
    """Show a reference that is in the log too, never a trace (bar OP7)."""
    if current_app.config.get("PROPAGATE_EXCEPTIONS") or (
        current_app.config.get("PROPAGATE_EXCEPTIONS") is None and (current_app.testing or current_app.debug)
    ):
        raise error
    reference, back = _noted(error), _keep_what_was_typed()
    message = "Er ging bij ons iets mis. Er is niets half bewaard; probeer het opnieuw."
    return page(500, message, reference=reference, back=back), 500


def _later(message: str, error: Exception) -> ResponseReturnValue:
    reference, back = _noted(error), _keep_what_was_typed()
    response = make_response(page(_NO_MORE, message, reference=reference, back=back), _NO_MORE)
    response.headers["Retry-After"] = "60"
    return response


def _noted(error: Exception) -> str:
    """Let go of the database and write the fault in the log; return the code under which it stands there."""
    reference = secrets.token_hex(4)
    with suppress(SQLAlchemyError):
        session().rollback()
    current_app.logger.error("fout %s op %s", reference, request.endpoint, exc_info=without_values(error))
    return reference


def _keep_what_was_typed() -> str:
    """Return the page with the form on it; where the database is the trouble, its text may not be kept."""
    if request.method not in UNSAFE:
        return ""
    try:
        return keep_typed() or ""
    except SQLAlchemyError:
        with suppress(SQLAlchemyError):
            session().rollback()
        g.register_kept = False
        return ""


def page(status: int, message: str, *, reference: str = "", back: str = "") -> str:
    """Draw the page of an error; `back` is the form to go back to."""
    return render_template(
        "register/error.html",
        status=status,
        message=message,
        reference=reference,
        back=back,
        kept=g.get("register_kept"),
        home=url_for("leerregister.home"),
    )
