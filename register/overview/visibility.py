"""Who sees what (*wie ziet wat*, H4): what somebody can open for whom, and what holds today."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from register.access import Viewer
from register.overview.registrations import name_of
from register.people.models import Registration
from register.privacy.choosing import Choice, Choices, read_choices
from register.privacy.layers import Audience, Layer, opened_of
from register.privacy.looks import LookLine, LooksPage, read_looks


@dataclass(frozen=True, kw_only=True)
class Place:
    """One thing that can be opened: everything, or one registration."""

    registration_id: int | None
    name: str
    choice: Choice
    holds: Layer
    """What is open today: what ran out is not."""

    @property
    def ran_out(self) -> bool:
        """Whether the choice is no longer what holds."""
        return self.choice.layer is not None and self.choice.layer is not self.holds


@dataclass(frozen=True, kw_only=True)
class Visibility:
    """The page: per audience everything first, then each registration."""

    places: dict[Audience, tuple[Place, ...]]
    choices: Choices


@dataclass(frozen=True, kw_only=True)
class SeenLine:
    """A line of the log with the name of the register that was looked at."""

    look: LookLine
    register_name: str


@dataclass(frozen=True, kw_only=True)
class SeenPage:
    """A page of the log; `lines` is what a table is made from."""

    lines: tuple[SeenLine, ...]
    found: int
    page: int
    pages: int


def read_visibility(session: Session, viewer: Viewer, *, on: date) -> Visibility:
    """Return what the viewer opened, and could open."""
    choices = read_choices(session, viewer.person_id)
    registrations = _registrations(session, viewer.person_id)
    return Visibility(
        places={one: tuple(_places(session, viewer, one, registrations, choices, on=on)) for one in Audience},
        choices=choices,
    )


def read_who_looked(session: Session, viewer: Viewer, *, page: int = 1, size: int = 25) -> SeenPage:
    """Return who looked at the viewer's own dossier, the newest first."""
    found: LooksPage = read_looks(session, viewer, page=page, size=size)
    names = {one.id: name_of(one.register_id) for one in _registrations(session, viewer.person_id)}
    lines = tuple(SeenLine(look=one, register_name=names.get(one.registration_id or 0, "")) for one in found.lines)
    return SeenPage(lines=lines, found=found.found, page=found.page, pages=found.pages)


def _registrations(session: Session, person_id: int) -> list[Registration]:
    return list(
        session.scalars(
            select(Registration)
            .where(Registration.person_id == person_id)
            .order_by(Registration.register_id, Registration.cycle_starts_on.desc())
        )
    )


def _places(
    session: Session,
    viewer: Viewer,
    audience: Audience,
    registrations: Iterable[Registration],
    choices: Choices,
    *,
    on: date,
) -> Iterable[Place]:
    may = opened_of(session, viewer.person_id, audience, on=on)
    yield Place(registration_id=None, name="Alles samen", choice=choices.of(audience, None), holds=may.everything)
    for one in registrations:
        yield Place(
            registration_id=one.id,
            name=f"{name_of(one.register_id)}, vanaf {one.cycle_starts_on.year}",
            choice=choices.of(audience, one.id),
            holds=may.of(one.id),
        )
