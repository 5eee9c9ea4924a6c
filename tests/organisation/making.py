"""Makers of standings as they were counted."""

from datetime import date
from decimal import Decimal

from sqlalchemy.orm import Session

from register.people.models import Registration
from register.points.kept_tracks import KeptTrack
from register.points.models import Standing
from tests.makers import NOON


def stand(
    session: Session,
    registration: Registration,
    countable: str = "0",
    needed: str | None = "120",
    *,
    starts_on: date = date(2024, 1, 1),
    ends_on: date = date(2028, 12, 31),
    tracks: tuple[KeptTrack, ...] = (),
) -> None:
    """Keep where a registration stands."""
    session.add(
        Standing(
            registration_id=registration.id, name="Totaal", tracks=tracks,
            logged=Decimal(countable), countable=Decimal(countable), granted=Decimal(0),
            needed=None if needed is None else Decimal(needed),
            starts_on=starts_on, ends_on=ends_on, counted_at=NOON,
        )
    )  # fmt: skip
    session.commit()


def track(code: str, countable: str = "0", needed: str | None = "60") -> KeptTrack:
    """Make what is kept of a track."""
    left = None if needed is None else Decimal(needed)
    made = Decimal(countable)
    return KeptTrack(code, code.capitalize(), made, made, Decimal(0), left, None, None, "")
