"""What the organisation is after (*koers*): a list with dates, kept by HR and read by everybody."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from register import audit
from register.access import Role, Viewer
from register.db import transaction
from register.errors import Conflict, Invalid, NotFound
from register.needs.models import Direction
from register.needs.rights import own_direction
from register.once import once

LONGEST = 300


@dataclass(frozen=True, kw_only=True)
class DirectionEntry:
    """What HR writes down: a sentence, and from when until when it holds."""

    words: str
    starts_on: date
    ends_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class DirectionView:
    """One line of the list."""

    id: int
    words: str
    starts_on: date
    ends_on: date | None
    version: int


def directions(session: Session, viewer: Viewer, *, year: int | None = None) -> tuple[DirectionView, ...]:
    """Return the course of the organisation, or only what holds somewhere in a year; the newest first."""
    query = select(Direction).where(Direction.organisation_id == viewer.organisation_id)
    if year is not None:
        query = query.where(
            Direction.starts_on <= date(year, 12, 31),
            or_(Direction.ends_on.is_(None), Direction.ends_on >= date(year, 1, 1)),
        )
    rows = session.scalars(query.order_by(Direction.starts_on.desc(), Direction.id))
    return tuple(_view(one) for one in rows)


def direction_view(session: Session, viewer: Viewer, direction_id: int) -> DirectionView:
    """Return one line.

    Raises:
        NotFound: another organisation's, or not there.

    """
    return _view(own_direction(session, viewer, direction_id))


def add_direction(viewer: Viewer, entry: DirectionEntry, *, form_key: str, at: datetime) -> int:
    """Add a line; returns its id.

    Raises:
        NotFound: the viewer is not HR.
        Invalid: no words, or a period that cannot be.

    """
    _check(viewer, entry)

    def act(session: Session) -> dict[str, int]:
        audit.take_turn(session, viewer.organisation_id)
        row = Direction(
            organisation_id=viewer.organisation_id, words=entry.words.strip(), starts_on=entry.starts_on,
            ends_on=entry.ends_on,
        )  # fmt: skip
        session.add(row)
        session.flush()
        _record(session, viewer, "koers.toegevoegd", row.id, at)
        return {"direction_id": row.id}

    answer, _ = once(form_key, person_id=viewer.person_id, at=at, act=act)
    return int(answer["direction_id"])


def change_direction(viewer: Viewer, direction_id: int, entry: DirectionEntry, *, version: int, at: datetime) -> None:
    """Change a line, or give it its last day.

    Raises:
        NotFound: the viewer is not HR, or there is no such line here.
        Conflict: somebody else changed it in the meantime.
        Invalid: no words, or a period that cannot be.

    """
    _check(viewer, entry)
    with transaction() as session:
        audit.take_turn(session, viewer.organisation_id)
        row = own_direction(session, viewer, direction_id)
        if row.version != version:
            raise Conflict("Iemand anders heeft dit intussen gewijzigd. Open het opnieuw en kijk wat er nu staat.")
        row.words, row.starts_on, row.ends_on = entry.words.strip(), entry.starts_on, entry.ends_on
        _record(session, viewer, "koers.gewijzigd", row.id, at)


def _check(viewer: Viewer, entry: DirectionEntry) -> None:
    if not viewer.has(Role.HR):
        raise NotFound
    if not entry.words.strip():
        raise Invalid("words", "Schrijf op waar de organisatie heen wil.")
    if len(entry.words.strip()) > LONGEST:
        raise Invalid("words", f"Dit is te lang: hooguit {LONGEST} tekens. Kort het in.")
    if entry.ends_on is not None and entry.ends_on < entry.starts_on:
        raise Invalid("ends_on", "De laatste dag ligt voor de eerste. Kijk de datums na.")


def _record(session: Session, viewer: Viewer, act: str, direction_id: int, at: datetime) -> None:
    audit.record(
        session,
        organisation_id=viewer.organisation_id,
        actor_id=viewer.person_id,
        act=act,
        object_kind="direction",
        object_id=direction_id,
        at=at,
    )


def _view(row: Direction) -> DirectionView:
    return DirectionView(id=row.id, words=row.words, starts_on=row.starts_on, ends_on=row.ends_on, version=row.version)
