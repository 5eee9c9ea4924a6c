"""What *Vandaag* shows: what waits for you, where you stand, what of yours waits for others."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import and_, bindparam, or_, select
from sqlalchemy.orm import Session

from register.access import Viewer
from register.db import read
from register.evidence.notices import MONTHS_AHEAD, condition_text, months_later
from register.learning.cards import Card
from register.learning.claiming import summed
from register.learning.models import Attendance
from register.learning.waiting import OwnWaiting, own_waiting, waiting_cards
from register.overview.registrations import label_beside, name_of, today_of
from register.people.leaving import AHEAD, last_day_of_one
from register.people.models import ConditionRecord, Registration
from register.points.models import Claim, Standing
from register.rules.model import EXAMPLE_LABEL

OWN_DAYS = 92
"""How long after logging an own activity shows that it waits for others."""


@dataclass(frozen=True, kw_only=True)
class Line:
    """Where one registration stands, in one line; `countable` is `None` as long as nothing was counted."""

    register_name: str
    countable: Decimal | None
    logged: Decimal | None
    whole: Decimal | None
    """What must be made in all; `None` when the norm is not known."""
    needed: Decimal | None
    label: str
    """What must stand beside the figures ("voorbeeld, niet vastgesteld")."""
    ends_on: date | None
    expiring: str = ""
    """The condition beside points that ends first, within nine months; empty: none does."""
    expires_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class Gave:
    """What the answer just given gave under one register; `None` when the figure is not known."""

    register_name: str
    points: Decimal | None
    label: str
    """What must stand beside the points, where they rest on an example."""


@dataclass(frozen=True, kw_only=True)
class Today:
    """The whole page."""

    waiting: tuple[Card, ...]
    more_waiting: bool
    answered: Card | None
    gave: tuple[Gave, ...]
    lines: tuple[Line, ...]
    own: tuple[OwnWaiting, ...]
    is_new: bool
    """Nothing was ever logged by or for the viewer."""
    leaves_on: date | None = None
    """The last day, from thirty days ahead: the time to take the own dossier along."""


def today_page(session: Session, viewer: Viewer, *, today: date, answered_id: int | None = None) -> Today:
    """Return the page in three queries, four on a first day; `answered_id`: the attendance answered a moment ago."""
    cards = waiting_cards(session, viewer, answered_id=answered_id)
    rows = _registrations(session, viewer, today=today, answered_id=answered_id)
    since = datetime.combine(today - timedelta(days=OWN_DAYS), time(), UTC)
    own = tuple(own_waiting(session, viewer, since=since))
    lines = tuple(_line(row) for row in today_of(rows, on=today))
    seen = cards.waiting or cards.answered or own or any(line.logged for line in lines)
    return Today(
        waiting=cards.waiting,
        more_waiting=cards.more,
        answered=cards.answered,
        gave=_gave(session, rows, cards.answered),
        lines=lines,
        own=own,
        is_new=not seen and not _took_part(session, viewer),
        leaves_on=_leaves_on(rows, today),
    )


def _leaves_on(rows: Sequence[Any], today: date) -> date | None:
    last = rows[0].last_day if rows else None
    return last if last is not None and today <= last <= today + AHEAD else None


def _gave(session: Session, rows: Sequence[Any], answered: Card | None) -> tuple[Gave, ...]:
    """Say what the answer gave; one more query for the days of a training, of which the rows hold one."""
    claimed = {row.register_id: row.claimed for row in rows if row.claim_id is not None}
    if answered is not None and len(answered.days) > 1:
        of_days = select(Claim.register_id, Claim.points).where(
            Claim.attendance_id.in_([day.attendance_id for day in answered.days])
        )
        claimed = summed((row.register_id, row.points) for row in session.execute(of_days))
    examples = {row.register_id for row in rows if EXAMPLE_LABEL in (row.label or "")}
    return tuple(
        Gave(
            register_name=name_of(register_id),
            points=points,
            label=EXAMPLE_LABEL if register_id in examples else "",
        )
        for register_id, points in claimed.items()
    )


def _soon(today: date) -> date:
    return months_later(today, MONTHS_AHEAD[-1])


def _took_part(session: Session, viewer: Viewer) -> bool:
    return session.scalar(select(Attendance.id).where(Attendance.person_id == viewer.person_id).limit(1)) is not None


def _registrations(session: Session, viewer: Viewer, *, today: date, answered_id: int | None) -> Sequence:  # type: ignore[type-arg]
    return read(
        session,
        _REGISTRATIONS,
        {"person": viewer.person_id, "today": today, "answered": answered_id or 0, "soon": _soon(today)},
    ).all()


_FIRST_TO_EXPIRE = (
    select(ConditionRecord.id)
    .where(ConditionRecord.registration_id == Registration.id, ConditionRecord.expires_on <= bindparam("soon"))
    .order_by(ConditionRecord.expires_on, ConditionRecord.id)
    .limit(1)
    .correlate(Registration)
)
"""The condition with a last day that comes first, where that day is within nine months or has been."""
_REGISTRATIONS = (
    select(
        Registration.register_id,
        Registration.cycle_starts_on,
        Standing.countable,
        Standing.logged,
        Standing.needed,
        Standing.minimum,
        Standing.label,
        Standing.ends_on,
        Claim.id.label("claim_id"),
        Claim.points.label("claimed"),
        _FIRST_TO_EXPIRE.with_only_columns(ConditionRecord.code).scalar_subquery().label("expiring"),
        _FIRST_TO_EXPIRE.with_only_columns(ConditionRecord.expires_on).scalar_subquery().label("expires_on"),
        last_day_of_one(bindparam("person")).label("last_day"),
    )
    .outerjoin(Standing, Standing.registration_id == Registration.id)
    .outerjoin(Claim, and_(Claim.registration_id == Registration.id, Claim.attendance_id == bindparam("answered")))
    .where(
        Registration.person_id == bindparam("person"),
        or_(Registration.ended_on.is_(None), Registration.ended_on >= bindparam("today")),
    )
)


def _line(row) -> Line:  # type: ignore[no-untyped-def]  # noqa: ANN001 - a row of the query above
    return Line(
        register_name=name_of(row.register_id),
        countable=row.countable,
        logged=row.logged,
        whole=whole_of(row.countable, row.needed, row.minimum),
        needed=row.needed,
        label=label_beside(row.label, row.needed),
        ends_on=row.ends_on,
        expiring=condition_text(row.register_id, row.expiring) if row.expiring else "",
        expires_on=row.expires_on,
    )


def whole_of(countable: Decimal | None, needed: Decimal | None, minimum: Decimal | None) -> Decimal | None:
    """Return the "40" of "28 van 40": the norm of the whole, else what its parts ask together; `None`: not known."""
    if countable is None or needed is None:
        return None
    return minimum if minimum is not None else countable + needed
