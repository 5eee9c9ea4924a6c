"""The main menu: what a viewer can go to, and under which of it the page belongs."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import current_app, request, url_for

from register.access import Role, Viewer


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One line of the menu."""

    label: str
    url: str
    current: str
    """As `aria-current` says it: "page" for the page itself, "true" for a page below it, else empty."""


_HOME, _DOSSIER = "leerregister.home", "leerregister.dossier"
_ORGANISATION, _TEAM = "leerregister.organisation", "leerregister.team"
_MENU: tuple[tuple[str, str, tuple[Role, ...]], ...] = (
    ("Vandaag", _HOME, ()),
    ("Vastleggen", "leerregister.log_activity_form", ()),
    ("Mijn dossier", _DOSSIER, ()),
    ("Groepen", "leerregister.groups", ()),
    ("Samen leren", "leerregister.together", ()),
    ("Mijn team", _TEAM, (Role.MANAGER,)),
    ("Overzicht", _ORGANISATION, (Role.HR,)),
    ("Mensen", "leerregister.people", (Role.HR,)),
    ("Importeren", "leerregister.imports", (Role.HR,)),
    ("Export", "leerregister.exports", (Role.HR,)),
    ("Normen", "leerregister.figures", (Role.ADMIN, Role.HR)),
)
_OPENED_FROM = {
    **dict.fromkeys(
        ("bewijs", "bewijsmap", "dossier-meenemen", "inzage", "jaargesprek", "klaar-voor-register", "privacy"),
        (_DOSSIER,),
    ),
    **dict.fromkeys(("kosten", "totalen"), (_ORGANISATION,)),
    "scholing": (_ORGANISATION, _TEAM),
}
"""From which item of the menu a page is opened where its address does not say so; the first that the viewer has."""


def navigation(viewer: Viewer | None) -> tuple[Entry, ...]:
    """Return the menu for this viewer, the item of this page marked; nothing for who is not known here."""
    if viewer is None:
        return ()
    shown = {
        endpoint: (label, url_for(endpoint))
        for label, endpoint, roles in _MENU
        if endpoint in current_app.view_functions and (not roles or viewer.has(*roles))
    }
    here = _here({endpoint: url for endpoint, (_, url) in shown.items()})
    return tuple(Entry(label=label, url=url, current=_current(here, url)) for label, url in shown.values())


def _here(shown: Mapping[str, str]) -> str:
    """Return where this page is: its address, or one below the item of the menu from which it is opened."""
    here = f"{request.script_root}{request.path}"
    part = here.removeprefix(url_for(_HOME)).partition("/")[0]
    item = next((shown[one] for one in _OPENED_FROM.get(part, ()) if one in shown), None)
    return f"{item}/{part}" if item else here


def _current(here: str, item: str) -> str:
    """Mark the page itself, and the item that its address begins with; with that of Vandaag, a slash, none does."""
    if here == item:
        return "page"
    return "true" if here.startswith(f"{item}/") else ""
