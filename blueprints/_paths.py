"""Where a visitor may be sent to: pages of this very app, by path only (bar SE8)."""

from urllib.parse import unquote, urlsplit

from flask import current_app, request
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

_LONGEST = 500


def own_page(target: str | None) -> str | None:
    """Return the target when it is a page of ours that can be opened, else `None`.

    Whatever a browser might read as another host is refused: `//x`, a backslash, a control sign, a scheme.
    """
    if not target or len(target) > _LONGEST or not target.startswith("/"):
        return None
    plain = unquote(unquote(target))
    if any(sign in text for text in (target, plain) for sign in "\\@") or plain.startswith("//"):
        return None
    if any(ord(sign) < 33 or ord(sign) == 127 for sign in plain.split("?")[0]):  # noqa: PLR2004 - control signs, space
        return None
    parts = urlsplit(target)
    if parts.scheme or parts.netloc or not _opens(parts.path):
        return None
    return parts.path + (f"?{parts.query}" if parts.query else "")


def this_page() -> str:
    """Return the path and query of this request."""
    return request.script_root + request.full_path.rstrip("?")


def page_before() -> str | None:
    """Return the page that the request came from, when it is ours."""
    came_from = urlsplit(request.referrer or "")
    if came_from.netloc != request.host:
        return None
    return own_page(came_from.path + (f"?{came_from.query}" if came_from.query else ""))


def is_from_elsewhere() -> bool:
    """Whether the browser says that another site sent this request."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site not in {"same-origin", "none"}
    origin = request.headers.get("Origin")
    return origin is not None and urlsplit(origin).netloc != request.host


def _opens(path: str) -> bool:
    root = request.script_root
    if root and not path.startswith(f"{root}/"):
        return False
    try:
        current_app.create_url_adapter(request).match(path.removeprefix(root), method="GET")  # type: ignore[union-attr]
    except RequestRedirect:
        return True
    except HTTPException:
        return False
    return True
