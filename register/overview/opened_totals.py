"""The totals of somebody's registrations: what a manager and HR see without anything being opened."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from register.evidence.notices import condition_text
from register.overview.registrations import label_beside, name_of, today_of
from register.overview.status import Stand, Status, status_of
from register.overview.today import whole_of
from register.people.models import ConditionRecord, Registration
from register.points.kept_tracks import KeptTrack
from register.points.models import Standing
from register.privacy.layers import Audience, Layer, Opened


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
    conditions: tuple[tuple[str, date], ...]
    """What the register asks beside points and has a last day, as a VOG has: for HR, and where the list is open."""


@dataclass(frozen=True, kw_only=True)
class Registered:
    """The registrations of today with their totals, and the ids of all there ever were."""

    current: tuple[OpenRegistration, ...]
    every: tuple[int, ...]


def read_registrations(session: Session, person_id: int, may: Opened, audience: Audience, *, on: date) -> Registered:
    """Read the totals and the conditions in three queries."""
    every = session.scalars(
        select(Registration).where(Registration.person_id == person_id).order_by(Registration.id)
    ).all()
    running = today_of((one for one in every if one.ended_on is None or one.ended_on >= on), on=on)
    rows = session.scalars(select(Standing).where(Standing.registration_id.in_([one.id for one in running])))
    standings = {row.registration_id: row for row in rows}
    lasting = _conditions(session, [one.id for one in running if _shows_conditions(one.id, may, audience)])
    return Registered(
        current=tuple(_registration(one, standings.get(one.id), may, lasting.get(one.id, ()), on) for one in running),
        every=tuple(one.id for one in every),
    )


def _shows_conditions(registration_id: int, may: Opened, audience: Audience) -> bool:
    return audience is Audience.HR or may.of(registration_id).depth >= Layer.LIST.depth


def _conditions(session: Session, ids: list[int]) -> dict[int, tuple[tuple[str, date], ...]]:
    found: dict[int, tuple[tuple[str, date], ...]] = {}
    rows: Iterable[Any] = session.execute(
        select(Registration.id, Registration.register_id, ConditionRecord.code, ConditionRecord.expires_on)
        .join(ConditionRecord, ConditionRecord.registration_id == Registration.id)
        .where(Registration.id.in_(ids), ConditionRecord.expires_on.is_not(None))
        .order_by(ConditionRecord.expires_on, ConditionRecord.id)
    )
    for registration_id, register_id, code, expires_on in rows:
        one = (condition_text(register_id, code), expires_on)
        found[registration_id] = (*found.get(registration_id, ()), one)
    return found


def _registration(
    registration: Registration,
    whole: Standing | None,
    may: Opened,
    conditions: tuple[tuple[str, date], ...],
    on: date,
) -> OpenRegistration:
    stand = None
    if whole is not None:
        stand = Stand(countable=whole.countable, needed=whole.needed, starts_on=whole.starts_on, ends_on=whole.ends_on)
    return OpenRegistration(
        id=registration.id,
        name=name_of(registration.register_id),
        starts_on=registration.cycle_starts_on,
        ends_on=whole.ends_on if whole is not None else registration.cycle_ends_on,
        status=status_of(stand, on=on) if stand else Status.UNKNOWN,
        layer=may.of(registration.id),
        totals=() if whole is None else (_total("Totaal", whole), *(_total(one.name, one) for one in whole.tracks)),
        conditions=conditions,
    )


def _total(name: str, row: Standing | KeptTrack) -> OpenTotal:
    no_norm = row.minimum is None and row.needed == 0
    return OpenTotal(
        name=name,
        logged=row.logged,
        countable=row.countable,
        whole=Decimal(0) if no_norm else whole_of(row.countable, row.needed, row.minimum),
        needed=row.needed,
        label=label_beside(row.label, row.needed),
    )
