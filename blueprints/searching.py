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
"""The fields in which words are typed."""
_FILTERS = ("team", "register", "verloopt", "weg", "per", "stand", "methode", "competentie", "uit")
"""What is chosen from a list beside it: that goes along in the address."""
_ANCHOR = re.compile(r"[a-z-]{1,40}")


@blueprint.post("/zoeken")
@requires()
def search() -> ResponseReturnValue:
    """Keep what is searched for, and go on to the page that searches, with its filters."""
    typing = request.headers.get("HX-Request") == "true"
    words = {name: keep_search(request.form.get(name, ""), typing=typing) for name in _WORDS}
    asked = words | {name: request.form.get(name, "") for name in _FILTERS}
    page = (own_page(request.form.get("naar")) or url_for(".home")).partition("?")[0]
    filters = urlencode({name: value for name, value in asked.items() if value})
    anchor = request.form.get("bij", "")
    return redirect(f"{page}{filters and '?'}{filters}{f'#{anchor}' if _ANCHOR.fullmatch(anchor) else ''}")
