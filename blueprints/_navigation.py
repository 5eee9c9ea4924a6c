"""The main menu: what a viewer can go to."""

from dataclasses import dataclass

from flask import current_app, request, url_for

from register.access import Role, Viewer


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One line of the menu."""

    label: str
    url: str
    current: bool


_MENU: tuple[tuple[str, str, tuple[Role, ...]], ...] = (
    ("Vandaag", "leerregister.home", ()),
    ("Vastleggen", "leerregister.log_activity_form", ()),
    ("Mijn dossier", "leerregister.dossier", ()),
    ("Groepen", "leerregister.groups", ()),
    ("Mijn team", "leerregister.team", (Role.MANAGER,)),
    ("Mensen", "leerregister.people", (Role.HR,)),
    ("Importeren", "leerregister.imports", (Role.HR,)),
    ("Export", "leerregister.exports", (Role.HR,)),
    ("Normen", "leerregister.figures", (Role.ADMIN, Role.HR)),
)


def navigation(viewer: Viewer | None) -> tuple[Entry, ...]:
    """Return the menu for this viewer, the current page marked; nothing for who is not known here."""
    if viewer is None:
        return ()
    return tuple(
        Entry(label=label, url=url_for(endpoint), current=request.endpoint == endpoint)
        for label, endpoint, roles in _MENU
        if endpoint in current_app.view_functions and (not roles or viewer.has(*roles))
    )
