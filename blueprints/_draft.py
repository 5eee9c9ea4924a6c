"""Keep what was typed when a session had ended, and give it back after signing in (bar SE14).

A refused form is kept, and the fields of the page it stood on are filled again; most views do nothing for it. A view
that draws other fields after other answers (more rows, another kind) asks `typed_before()`: when that is true,
`request.form` holds what was typed, and it draws the form as after an error.
"""

from flask import Response, current_app, g, request
from flask import session as cookie
from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.exceptions import RequestEntityTooLarge

from register import draft
from register.access import Viewer
from register.current import state
from register.errors import Unavailable

from ._fill import fill
from ._limits import limit_typed
from ._paths import is_from_elsewhere, own_page, page_before, this_page

_COOKIE = "register_draft"
_WAS = "register_was"
_SECRET = ("password", "csrf_token", "form_key")


def remember_viewer(viewer: Viewer) -> None:
    """Note in the browser's signed cookie who works here, so that a draft finds its owner back."""
    if cookie.get(_WAS) != viewer.person_id:
        cookie[_WAS] = viewer.person_id


def carried_over() -> dict[str, object]:
    """Return what a new session takes along from the old one."""
    return {name: cookie[name] for name in (_COOKIE, _WAS) if name in cookie}


def keep_typed() -> str | None:
    """Keep the refused form, and return the page to come back to; `None` where nothing was kept."""
    path = request.script_root + request.path
    page = page_before() or _nearest_page(path)
    known = g.get("register_viewer")
    if page is None or is_from_elsewhere() or not (known or _WAS in cookie or "csrf_token" in cookie):
        return page
    fields = _fields()
    if not fields:
        return page
    try:
        key = draft.keep(
            draft.Draft(path=path, page=page, fields=fields),
            person_id=known.person_id if known else cookie.get(_WAS),
            at=state().now(),
        )
    except Unavailable:
        g.register_kept = False
        return page
    g.register_kept = key is not None
    if key is not None:
        cookie[_COOKIE] = {"key": key, "path": path, "page": page}
    return page


def _fields() -> tuple[tuple[str, str], ...]:
    """Return what was typed; nothing of a body that is too large to read for that."""
    limit_typed()
    try:
        typed = request.form
    except RequestEntityTooLarge:
        return ()
    return tuple((name, value) for name, value in typed.items(multi=True) if not name.endswith(_SECRET))


def _nearest_page(path: str) -> str | None:
    """Return the page itself, or the one above it: a form may post to a path of its own."""
    while path.count("/") > 1:
        if (page := own_page(path)) is not None:
            return page
        path = path.rsplit("/", 1)[0]
    return own_page(path)


def offer_typed() -> None:
    """Before a page is drawn: look whether something typed belongs on it, and put it in `request.form`."""
    g.register_typed = _typed() if request.method == "GET" else None
    if g.register_typed is not None and not request.form:
        request.__dict__["form"] = ImmutableMultiDict(g.register_typed.fields)


def typed_before() -> bool:
    """Whether this page opens with what was typed when the session had ended; `request.form` then holds it."""
    return g.get("register_typed") is not None


def _typed() -> draft.Draft | None:
    noted = cookie.get(_COOKIE)
    viewer = g.get("register_viewer")
    if not noted or viewer is None or noted["page"] != this_page():
        return None
    return draft.find(noted["key"], person_id=viewer.person_id, at=state().now())


def give_back(response: Response) -> None:
    """Fill the page with its draft, or throw the draft away once its form was handled."""
    if request.method == "GET" and response.status_code == 200 and response.mimetype == "text/html":  # noqa: PLR2004
        if typed_before() and not response.direct_passthrough:
            response.set_data(fill(response.get_data(as_text=True), g.register_typed, path=this_page()))
        return
    noted = cookie.get(_COOKIE)
    handled = request.method == "POST" and response.status_code < 400  # noqa: PLR2004 - a redirect: it was handled
    if noted and handled and g.get("register_viewer") and noted["path"] == request.script_root + request.path:
        cookie.pop(_COOKIE)
        try:
            draft.forget(noted["key"])
        except Unavailable:
            current_app.logger.warning("een verwerkt concept blijft nog even staan: de database is niet te schrijven")
