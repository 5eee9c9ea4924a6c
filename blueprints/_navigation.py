"""The main menu: what a viewer can go to, and under which of it the page belongs."""

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
_MENU: tuple[tuple[str, str, tuple[Role, ...]], ...] = (
    ("Vandaag", _HOME, ()),
    ("Vastleggen", "leerregister.log_activity_form", ()),
    ("Mijn dossier", _DOSSIER, ()),
    ("Groepen", "leerregister.groups", ()),
    ("Samen leren", "leerregister.together", ()),
    ("Mijn team", "leerregister.team", (Role.MANAGER,)),
    ("Overzicht", "leerregister.organisation", (Role.HR,)),
    ("Mensen", "leerregister.people", (Role.HR,)),
    ("Importeren", "leerregister.imports", (Role.HR,)),
    ("Export", "leerregister.exports", (Role.HR,)),
    ("Normen", "leerregister.figures", (Role.ADMIN, Role.HR)),
)
_OF_THE_DOSSIER = ("bewijs", "bewijsmap", "dossier-meenemen", "jaargesprek", "inzage", "klaar-voor-register")
"""What everybody opens from Mijn dossier, though its address does not say so."""


def navigation(viewer: Viewer | None) -> tuple[Entry, ...]:
    """Return the menu for this viewer, the item of this page marked; nothing for who is not known here."""
    if viewer is None:
        return ()
    here = _here()
    return tuple(
        Entry(label=label, url=url, current=_current(here, url))
        for label, endpoint, roles in _MENU
        if endpoint in current_app.view_functions and (not roles or viewer.has(*roles))
        for url in (url_for(endpoint),)
    )


def _here() -> str:
    """Return where this page is: its address, or below that of Mijn dossier when it is opened from there."""
    here = f"{request.script_root}{request.path}"
    part = here.removeprefix(url_for(_HOME)).partition("/")[0]
    return f"{url_for(_DOSSIER)}/{part}" if part in _OF_THE_DOSSIER else here


def _current(here: str, item: str) -> str:
    """Mark the page itself, and the item that its address begins with; with that of Vandaag, a slash, none does."""
    if here == item:
        return "page"
    return "true" if here.startswith(f"{item}/") else ""
