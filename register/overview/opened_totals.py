"""The totals of somebody's registrations: what a manager and HR see without anything being opened."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from register.overview.registrations import label_beside, name_of, today_of
from register.overview.status import Stand, Status, status_of
from register.overview.today import whole_of
from register.people.models import Registration
from register.points.models import Standing
from register.points.standing import TOTAL
from register.privacy.layers import Layer, Opened


@dataclass(frozen=True, kw_only=True)
class OpenTotal:
    """The whole, or one track: what counts, what it takes, what is still needed."""

    name: str
    logged: Decimal
    countable: Decimal
    whole: Decimal | None
    """What it takes in all; zero where no norm is set, `None` where it is not known."""
    needed: Decimal | None
    label: str

    @property
    def done(self) -> bool:
        """Whether nothing is needed any more; an unknown norm is never done."""
        return bool(self.whole) and self.needed == 0


@dataclass(frozen=True, kw_only=True)
class OpenRegistration:
    """One registration of today with its totals, and how much of it is open."""

    id: int
    name: str
    starts_on: date
    ends_on: date | None
    status: Status
    layer: Layer
    totals: tuple[OpenTotal, ...]
    """The whole first, then its tracks; empty as long as nothing was counted."""


@dataclass(frozen=True, kw_only=True)
class Registered:
    """The registrations of today with their totals, and the ids of all there ever were."""

    current: tuple[OpenRegistration, ...]
    every: tuple[int, ...]


def read_registrations(session: Session, person_id: int, may: Opened, *, on: date) -> Registered:
    """Read the totals in two queries."""
    every = session.scalars(
        select(Registration).where(Registration.person_id == person_id).order_by(Registration.id)
    ).all()
    running = today_of((one for one in every if one.ended_on is None or one.ended_on >= on), on=on)
    standings: dict[int, list[Standing]] = {}
    rows = session.scalars(
        select(Standing)
        .where(Standing.registration_id.in_([one.id for one in running]))
        .order_by(Standing.registration_id, Standing.position)
    )
    for row in rows:
        standings.setdefault(row.registration_id, []).append(row)
    return Registered(
        current=tuple(_registration(one, standings.get(one.id, []), may, on) for one in running),
        every=tuple(one.id for one in every),
    )


def _registration(registration: Registration, rows: list[Standing], may: Opened, on: date) -> OpenRegistration:
    whole = next((row for row in rows if row.track == TOTAL), None)
    stand = None
    if whole is not None:
        stand = Stand(countable=whole.countable, needed=whole.needed, starts_on=whole.starts_on, ends_on=whole.ends_on)
    in_order = sorted(rows, key=lambda row: row.track != TOTAL)
    return OpenRegistration(
        id=registration.id,
        name=name_of(registration.register_id),
        starts_on=registration.cycle_starts_on,
        ends_on=whole.ends_on if whole is not None else registration.cycle_ends_on,
        status=status_of(stand, on=on) if stand else Status.UNKNOWN,
        layer=may.of(registration.id),
        totals=tuple(_total(row) for row in in_order),
    )


def _total(row: Standing) -> OpenTotal:
    no_norm = row.minimum is None and row.needed == 0
    return OpenTotal(
        name="Totaal" if row.track == TOTAL else row.name,
        logged=row.logged,
        countable=row.countable,
        whole=Decimal(0) if no_norm else whole_of(row.countable, row.needed, row.minimum),
        needed=row.needed,
        label=label_beside(row.label, row.needed),
    )
