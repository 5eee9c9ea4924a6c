"""Around every view of ours, and of ours only: who looks, CSRF, headers, error pages, what templates may use."""

import secrets
from collections.abc import Iterator
from typing import Any

from flask import Blueprint, Flask, Response, current_app, g, request
from flask_wtf.csrf import CSRFError, generate_csrf, validate_csrf
from sqlalchemy.exc import InterfaceError, OperationalError
from werkzeug.exceptions import BadRequest, HTTPException, Unauthorized
from wtforms.validators import ValidationError

from register.access import PUBLIC
from register.current import state
from register.db import engine, session
from register.errors import NotFound, RegisterError
from register.people.viewer import is_deactivated, load_viewer
from register.schema import refuse_pending

from . import _errors
from ._draft import give_back, offer_typed, remember_viewer
from ._format import FILTERS
from ._limits import leave_it_to_the_page
from ._navigation import navigation

_CURRENT = "register_tables_are_current"
_HEADERS = (
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "same-origin"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("X-Frame-Options", "DENY"),
)
_LARGEST_ID = 2**31 - 1
"""What an integer column holds on every database."""


def add_hooks(blueprint: Blueprint) -> None:
    """Hang everything on a blueprint; the host's other pages notice nothing."""
    blueprint.before_request(_wait_for_tables)
    blueprint.before_request(_find_viewer)
    blueprint.before_request(_check_form)
    blueprint.before_request(_refuse_impossible_address)
    blueprint.before_request(offer_typed)
    _dress(blueprint)
    for name, function in FILTERS.items():
        blueprint.add_app_template_filter(function, f"rg_{name}")


def add_hooks_to_own_app(app: Flask) -> None:
    """When running alone the rest of the app is ours too: the same headers and error pages everywhere."""
    app.url_value_preprocessor(leave_it_to_the_page)
    _dress(app)


def _dress(scaffold: Blueprint | Flask) -> None:
    scaffold.after_request(_finish)
    scaffold.context_processor(_context)
    scaffold.register_error_handler(RegisterError, _errors.register_error)
    scaffold.register_error_handler(CSRFError, _errors.stale_form)
    scaffold.register_error_handler(Unauthorized, _errors.sign_in)
    scaffold.register_error_handler(HTTPException, _errors.http_error)
    scaffold.register_error_handler(OperationalError, _errors.away)
    scaffold.register_error_handler(InterfaceError, _errors.away)
    scaffold.register_error_handler(Exception, _errors.fault)


def _wait_for_tables() -> None:
    """Serve no page on tables of another release; looked at until they are right, then no more."""
    if _is_static():
        return
    if not current_app.extensions.get(_CURRENT):
        refuse_pending(engine())
        current_app.extensions[_CURRENT] = True


def _find_viewer() -> None:
    if _is_static():
        return
    identity = state().identify()
    if identity is None:
        return
    viewer = load_viewer(session(), identity, at=state().now(), today=state().today())
    g.register_viewer = viewer
    if viewer is not None:
        remember_viewer(viewer)
    elif is_deactivated(session(), identity):
        g.register_deactivated = True
    else:
        g.register_stranger = True


def _check_form() -> None:
    """Every unsafe request carries a token of this very session, whatever the host does (bar SE9)."""
    if request.method not in _errors.UNSAFE or (current_app.testing and not _csrf_is_on()):
        return
    if _is_for_who_is_signed_in() and not (g.get("register_viewer") or g.get("register_stranger")):
        raise Unauthorized
    if g.get("csrf_valid") or _is_one_click():
        return
    token = request.form.get("csrf_token") or request.headers.get("X-CSRFToken", "")
    try:
        validate_csrf(token, time_limit=state().settings.session_hours * 3600)
    except ValidationError as wrong:
        raise CSRFError from wrong


def _refuse_impossible_address() -> None:
    """Answer a number that no database has room for as any other that does not exist; a NUL is in no text of ours."""
    if any(isinstance(value, int) and value > _LARGEST_ID for value in (request.view_args or {}).values()):
        raise NotFound
    if b"%00" in request.query_string or b"\x00" in request.query_string:
        raise BadRequest


def _csrf_is_on() -> bool:
    return bool(current_app.config.get("WTF_CSRF_ENABLED", True))


def _is_one_click() -> bool:
    """Whether a mail program switches messages off for its user (RFC 8058): no session, a signed address as proof."""
    view = current_app.view_functions.get(request.endpoint or "")
    return hasattr(view, "register_one_click") and request.form.to_dict() == {"List-Unsubscribe": "One-Click"}


def _is_for_who_is_signed_in() -> bool:
    view = current_app.view_functions.get(request.endpoint or "")
    return PUBLIC not in getattr(view, "register_requires", ())


def _finish(response: Response) -> Response:
    done: Response | None = g.get("register_finished")
    if done is response:  # alone, both the blueprint and the app come by
        return response
    g.register_finished = response
    give_back(response)
    there = {name.lower() for name, _ in response.headers}
    for name, value in _wanted_headers():
        if name.lower() not in there:
            response.headers.add(name, value)
    if not _is_static():
        response.headers["Cache-Control"] = "no-store"
    return response


def _wanted_headers() -> Iterator[tuple[str, str]]:
    """Yield what every answer of ours says, where the view or the host did not say it already."""
    yield from _HEADERS
    policy = state().settings.content_security_policy
    if policy:
        yield "Content-Security-Policy", policy
    if request.is_secure and "leerregister_account" in current_app.blueprints:  # a host decides about its own address
        yield "Strict-Transport-Security", "max-age=31536000"


def _is_static() -> bool:
    return (request.endpoint or "").endswith(".static")


def _context() -> dict[str, Any]:
    viewer = g.get("register_viewer")
    return {
        "register_base": state().settings.base_template,
        "register_viewer": viewer,
        "register_demo": state().settings.demo,
        "register_main": "div" if state().settings.page_has_main else "main",
        "register_organisation": state().settings.organisation,
        "register_navigation": navigation(viewer),
        "register_csrf": generate_csrf,
        "register_form_key": lambda: secrets.token_urlsafe(24),
        "register_today": state().today(),
        "register_alone": "leerregister_account" in current_app.blueprints,
    }
