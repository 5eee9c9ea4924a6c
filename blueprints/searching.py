"""The way from a form that searches to the page that shows what was found."""

import re
from urllib.parse import urlencode

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from register.access import requires

from ._blueprint import blueprint
from ._paths import own_page
from ._searching import keep_search

_WORDS = ("zoek", "q")
"""The fields in which words are typed; other fields are filters, and go along as they are."""
_OURS = frozenset({"csrf_token", "naar", "bij"})
_ANCHOR = re.compile(r"[a-z-]{1,40}")


@blueprint.post("/zoeken")
@requires()
def search() -> ResponseReturnValue:
    """Keep what is searched for, and go on to the page that searches, with its filters."""
    asked = {name: value for name, value in request.form.items() if value and name not in _OURS}
    typing = request.headers.get("HX-Request") == "true"
    asked |= {name: keep_search(asked[name], typing=typing) for name in _WORDS if name in asked}
    page = (own_page(request.form.get("naar")) or url_for(".home")).partition("?")[0]
    filters = urlencode({name: value for name, value in asked.items() if value})
    anchor = request.form.get("bij", "")
    return redirect(f"{page}{filters and '?'}{filters}{f'#{anchor}' if _ANCHOR.fullmatch(anchor) else ''}")
