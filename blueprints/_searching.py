"""What is searched for stands in no address (PR6): a form sends it, and the address holds the number of the search.

The words stay with whoever searches, in the session, for the last few searches: each tab keeps its own. A host may keep
its session when somebody else signs in; the words stay behind then.
"""

from collections.abc import Mapping
from typing import NoReturn
from urllib.parse import urlencode

from flask import abort, flash, redirect, request
from flask import session as cookie

from register.access import current_viewer
from register.current import state

from ._fields import tidy

KEPT = "register_searches"
"""Where the session holds whose words they are, and the words by their number."""

_MOST = 8
_LONGEST = 100
_TYPING = "0"
"""The number of what is being typed: each letter takes the place of the one before, and no other search goes."""


def searched(field: str) -> str:
    """Return what is searched for: sent by a form, or kept under the number in the address; empty for neither.

    A number that is not known (any more) leads to the page without it: a filter never drops out unseen.
    """
    number, kept = request.args.get(field, ""), _kept()
    if words := tidy(request.form.get(field))[:_LONGEST]:
        return words
    if number and number not in kept and request.method == "GET":
        _ask_again(field)
    return kept.get(number, "")


def search_number(field: str) -> str:
    """Return the number of the search, for a link to the same page; empty where nothing is searched for."""
    number = request.args.get(field, "")
    return number if number in _kept() else ""


def keep_search(text: str, *, typing: bool = False) -> str:
    """Return the number under which the words are kept; the same words keep their number."""
    words, kept = tidy(text)[:_LONGEST], dict(_kept())
    if not words:
        return ""
    known = next((one for one, those in kept.items() if those == words and one != _TYPING), "")
    number = known or (_TYPING if typing else str(max([_first(), *map(int, kept)]) + 1))
    if not known:
        kept |= {number: words}
        newest = sorted(kept.keys() - {_TYPING}, key=int)[-_MOST:]
        words_of = {one: kept[one] for one in [*newest, *(kept.keys() & {_TYPING})]}
        cookie[KEPT] = {"of": current_viewer().person_id, "words": words_of}
    return number


def _first() -> int:
    """Return where the numbers begin: past those of an earlier session, so that its addresses hold nothing here."""
    return int(state().now().timestamp())


def _ask_again(field: str) -> NoReturn:
    flash("Je zoekwoorden zijn niet meer bekend. Zoek opnieuw.", "error")
    gone = {field, "als", "pagina"}
    filters = urlencode([(name, value) for name, value in request.args.items(multi=True) if name not in gone])
    abort(redirect(f"{request.script_root}{request.path}{filters and '?'}{filters}"))


def _kept() -> Mapping[str, str]:
    kept: Mapping[str, str] = cookie.get(KEPT, {}).get("words", {})
    return kept if kept and cookie[KEPT]["of"] == current_viewer().person_id else {}
