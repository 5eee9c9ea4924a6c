"""Which conditions beside points expire (*VOG, diploma*, E4): HR sees everybody, a manager who opened the list."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, Select, or_, select

from register.access import Role, Viewer
from register.db import session as current_session
from register.errors import NotFound
from register.evidence.notices import MONTHS_AHEAD, condition_text, months_later
from register.overview.registrations import name_of
from register.people.managing import held_on
from register.people.models import ConditionRecord, Membership, Person, Registration
from register.privacy.layers import Audience, Layer, Opened, opened_by
from register.privacy.looks import LookedAt, look

MONTHS = max(MONTHS_AHEAD)
"""So far ahead; what is over already is shown too."""
SIZES = (25, 100)
"""Lines on one page, to choose from."""


@dataclass(frozen=True, kw_only=True)
class ConditionLine:
    """One condition of one registration, with its last day."""

    person_id: int
    name: str
    register_name: str
    text: str
    expires_on: date
    over: bool


@dataclass(frozen=True, kw_only=True)
class ConditionsPage:
    """A page of what expires, the first to expire on top."""

    audience: Audience
    lines: tuple[ConditionLine, ...]
    found: int
    page: int
    pages: int
    size: int
    on: date


def expiring_conditions(
    viewer: Viewer,
    audience: Audience,
    *,
    at: datetime,
    on: date,
    page: int | None = None,
    size: int = SIZES[0],
) -> ConditionsPage:
    """Return what expires within nine months or did: one page, or everything where none is named.

    Who is on what is shown, and nobody else, can read that the viewer looked.

    Raises:
        NotFound: the viewer is not HR, or manages nobody.

    """
    if not viewer.has(Role.HR if audience is Audience.HR else Role.MANAGER):
        raise NotFound
    rows = _rows(viewer, audience, on)
    pages = max(1, -(-len(rows) // size)) if page is not None else 1
    place = min(max(page or 1, 1), pages)
    shown = rows if page is None else rows[(place - 1) * size : place * size]
    look(viewer, {row.person_id for row in shown}, LookedAt.EXPIRIES, audience=audience.value, at=at)
    lines = tuple(_line(row, on) for row in shown)
    return ConditionsPage(audience=audience, lines=lines, found=len(rows), page=place, pages=pages, size=size, on=on)


def _rows(viewer: Viewer, audience: Audience, on: date) -> Sequence[Row[Any]]:
    """Read everything that expires; of a team, what its people opened."""
    session = current_session()
    rows: Sequence[Row[Any]] = session.execute(_query(viewer, audience, on)).all()
    if audience is Audience.HR:
        return rows
    opened = opened_by(session, {row.person_id for row in rows}, audience, on=on)
    return [row for row in rows if _is_listed(opened, row)]


def _is_listed(opened: Mapping[int, Opened], row: Row[Any]) -> bool:
    may = opened.get(row.person_id)
    return may is not None and may.of(row.registration_id).depth >= Layer.LIST.depth


def _query(viewer: Viewer, audience: Audience, on: date) -> Select[*tuple[Any, ...]]:
    query: Select[*tuple[Any, ...]] = (
        select(
            Person.id.label("person_id"),
            Person.display_name,
            Registration.id.label("registration_id"),
            Registration.register_id,
            ConditionRecord.code,
            ConditionRecord.expires_on,
        )
        .join(Registration, Registration.person_id == Person.id)
        .join(ConditionRecord, ConditionRecord.registration_id == Registration.id)
        .where(
            Person.organisation_id == viewer.organisation_id,
            Person.deactivated_at.is_(None),
            or_(Registration.ended_on.is_(None), Registration.ended_on >= on),
            ConditionRecord.expires_on <= months_later(on, MONTHS),
        )
        .order_by(ConditionRecord.expires_on, Person.sort_key, Person.id, ConditionRecord.id)
    )
    if audience is Audience.HR:
        return query
    team = select(Membership.person_id).where(Membership.team_id.in_(viewer.managed_team_ids), held_on(Membership, on))
    return query.where(Person.id.in_(team))


def _line(row: Row[Any], on: date) -> ConditionLine:
    return ConditionLine(
        person_id=row.person_id,
        name=row.display_name,
        register_name=name_of(row.register_id),
        text=condition_text(row.register_id, row.code),
        expires_on=row.expires_on,
        over=row.expires_on < on,
    )
