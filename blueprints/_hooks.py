"""Around every view of ours, and of ours only: who looks, CSRF, headers, error pages, what templates may use."""

import secrets
from typing import Any

from flask import Blueprint, Response, current_app, g, make_response, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import generate_csrf, validate_csrf
from register.current import state
from register.db import session
from register.errors import Conflict, Invalid, NotAllowed, NotFound, RegisterError, Unavailable
from register.people.viewer import load_viewer
from werkzeug.exceptions import BadRequest, HTTPException, Unauthorized
from wtforms.validators import ValidationError

from ._format import FILTERS
from ._navigation import navigation

_UNSAFE = frozenset({"POST", "PUT", "PATCH", "DELETE"})
_STATUS = {NotFound: 404, NotAllowed: 403, Conflict: 409, Invalid: 422, Unavailable: 503}


def add_hooks(blueprint: Blueprint) -> None:
    """Hang everything on the blueprint; the host's other pages notice nothing."""
    blueprint.before_request(_find_viewer)
    blueprint.before_request(_check_csrf)
    blueprint.after_request(_add_headers)
    blueprint.context_processor(_context)
    for name, function in FILTERS.items():
        blueprint.add_app_template_filter(function, f"rg_{name}")
    blueprint.register_error_handler(RegisterError, _error_page)
    blueprint.register_error_handler(Unauthorized, _sign_in)
    blueprint.register_error_handler(HTTPException, _http_page)
    blueprint.register_error_handler(Exception, _fault_page)


def _find_viewer() -> None:
    if request.endpoint and request.endpoint.endswith(".static"):
        return
    identity = state().identify()
    if identity is None:
        return
    viewer = load_viewer(session(), identity, today=state().today())
    g.register_viewer = viewer
    g.register_stranger = viewer is None


def _check_csrf() -> None:
    """Every unsafe request carries a token of this very session, whatever the host does (bar SE9)."""
    if request.method not in _UNSAFE or not current_app.config.get("WTF_CSRF_ENABLED", True) or g.get("csrf_valid"):
        return
    token = request.form.get("csrf_token") or request.headers.get("X-CSRFToken", "")
    try:
        validate_csrf(token, time_limit=state().settings.session_hours * 3600)
    except ValidationError as wrong:
        raise BadRequest(
            "Deze pagina stond te lang open, of hoort bij een andere sessie. Laad haar opnieuw."
        ) from wrong


def _add_headers(response: Response) -> Response:
    settings = state().settings
    headers = response.headers
    if settings.content_security_policy:
        headers.setdefault("Content-Security-Policy", settings.content_security_policy)
    headers.setdefault("X-Content-Type-Options", "nosniff")
    headers.setdefault("Referrer-Policy", "same-origin")
    headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    headers.setdefault("X-Frame-Options", "DENY")
    if not (request.endpoint or "").endswith(".static"):
        headers["Cache-Control"] = "no-store"
    return response


def _context() -> dict[str, Any]:
    viewer = g.get("register_viewer")
    return {
        "register_base": state().settings.base_template,
        "register_viewer": viewer,
        "register_demo": state().settings.demo,
        "register_organisation": state().settings.organisation,
        "register_navigation": navigation(viewer),
        "register_csrf": generate_csrf,
        "register_form_key": lambda: secrets.token_urlsafe(24),
        "register_today": state().today(),
    }


def _error_page(error: RegisterError) -> ResponseReturnValue:
    status = next(code for kind, code in _STATUS.items() if isinstance(error, kind))
    response = make_response(_page(status, error.message), status)
    if status == 503:  # noqa: PLR2004 - service unavailable
        response.headers["Retry-After"] = "60"
    return response


def _sign_in(_error: Unauthorized) -> ResponseReturnValue:
    """Send a visitor to the host's own way to sign in."""
    if (unauthorized := state().unauthorized) is not None:
        return unauthorized()
    login_manager = getattr(current_app, "login_manager", None)
    if login_manager is not None:
        return login_manager.unauthorized()  # type: ignore[no-any-return]
    return _page(401, "Meld je aan om verder te gaan."), 401


def _http_page(error: HTTPException) -> ResponseReturnValue:
    if error.response is not None or error.code is None or error.code < 400:  # noqa: PLR2004 - redirects are no errors
        return error
    messages = {
        404: NotFound().message,
        405: "Deze pagina kan dat niet. Ga terug en probeer het via de knop op de pagina.",
        413: f"Dit bestand is te groot. Kies er een van hooguit {state().settings.upload_limit_mb} MB.",
    }
    return _page(error.code, messages.get(error.code) or str(error.description)), error.code


def _fault_page(error: Exception) -> ResponseReturnValue:
    """Show a reference that is in the log too, never a trace (bar OP7)."""
    if current_app.testing or current_app.debug:
        raise error
    reference = secrets.token_hex(4)
    session().rollback()
    current_app.logger.error("fout %s op %s", reference, request.endpoint, exc_info=error)
    return _page(
        500, "Er ging bij ons iets mis. Er is niets half bewaard; probeer het opnieuw.", reference=reference
    ), 500


def _page(status: int, message: str, *, reference: str = "") -> str:
    return render_template("register/error.html", status=status, message=message, reference=reference)
