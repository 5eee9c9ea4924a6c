"""What is searched for stands in no address (PR6): a form sends it, and the address holds the number of the search.

The words stay with whoever searches, in the session, for the last few searches: each tab keeps its own.
"""

from collections.abc import Mapping

from flask import request
from flask import session as cookie

from ._fields import tidy

KEPT = "register_searches"
"""Where the session holds the words, by their number."""

_MOST = 8
_LONGEST = 100


def searched(field: str) -> str:
    """Return what is searched for: sent by a form, or kept under the number in the address; empty for neither."""
    return tidy(request.form.get(field))[:_LONGEST] or _kept().get(request.args.get(field, ""), "")


def search_number(field: str) -> str:
    """Return the number of the search, for a link to the same page; empty where nothing is searched for."""
    number = request.args.get(field, "")
    return number if number in _kept() else ""


def keep_search(text: str) -> str:
    """Return the number under which the words are kept; the same words keep their number."""
    words, kept = tidy(text)[:_LONGEST], dict(_kept())
    if not words:
        return ""
    number = next((one for one, known in kept.items() if known == words), "")
    if not number:
        number = str(max(map(int, kept), default=0) + 1)
        newest = sorted([*kept, number], key=int)[-_MOST:]
        cookie[KEPT] = {one: (kept | {number: words})[one] for one in newest}
    return number


def _kept() -> Mapping[str, str]:
    kept: Mapping[str, str] = cookie.get(KEPT, {})
    return kept
