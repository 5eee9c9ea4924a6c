"""Who may open a page: the viewer of this request and the `@requires` mark on every view."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import wraps
from typing import ParamSpec, TypeVar

from flask import g
from werkzeug.exceptions import Unauthorized

from register.errors import NotAllowed

P = ParamSpec("P")
R = TypeVar("R")


class Role(StrEnum):
    """What somebody does in the organisation (*rol*)."""

    PROFESSIONAL = "professional"
    MANAGER = "manager"
    HR = "hr"
    COORDINATOR = "coordinator"
    ADMIN = "admin"


ROLE_NAMES = {
    Role.PROFESSIONAL: "Professional",
    Role.MANAGER: "Leidinggevende",
    Role.HR: "HR",
    Role.COORDINATOR: "Coördinator",
    Role.ADMIN: "Beheerder",
}
"""The Dutch name of each role, for screens and workbooks."""


@dataclass(frozen=True, kw_only=True)
class Viewer:
    """The person who looks, with the rights of this very request (bar AZ4: never kept longer)."""

    person_id: int
    organisation_id: int
    name: str
    roles: frozenset[Role]
    managed_team_ids: frozenset[int] = frozenset()
    """Teams this person manages today, teams below them included."""

    def has(self, *roles: Role) -> bool:
        """Whether the viewer has any of these roles."""
        return not self.roles.isdisjoint(roles)


PUBLIC = "public"
"""Mark for the few views that anybody may open (signing in, health, a signed link)."""


def requires(*roles: Role | str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Say who may open a view: roles, `PUBLIC`, or nothing for everybody who is signed in and known here."""

    def mark(view: Callable[P, R]) -> Callable[P, R]:
        @wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
            if PUBLIC not in roles:
                viewer = current_viewer()
                if roles and viewer.roles.isdisjoint(roles):
                    raise NotAllowed("Deze pagina hoort bij een andere rol dan die van jou.")
            return view(*args, **kwargs)

        guarded.register_requires = roles  # type: ignore[attr-defined]
        return guarded

    return mark


def current_viewer() -> Viewer:
    """Return the viewer of this request; 401 where nobody is signed in, 403 for a stranger to the register."""
    viewer: Viewer | None = g.get("register_viewer")
    if viewer is not None:
        return viewer
    if g.get("register_stranger"):
        raise NotAllowed("Je bent aangemeld, maar staat nog niet in het leerregister. Vraag HR om je toe te voegen.")
    raise Unauthorized
