"""Layers of the dossier (*inzage*): totals by default; the list and the evidence by the choice of the owner.

One choice is for everything, and a registration may have a choice of its own. What runs out never opens more than it
did: then the choice for everything holds, or the one that ran out where that is less.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from register import audit
from register.access import Viewer
from register.db import transaction
from register.privacy.models import OpenedLayer


class Layer(StrEnum):
    """How much of a dossier is open, each with what comes before it."""

    TOTALS = "totalen"
    LIST = "lijst"
    EVIDENCE = "bewijs"

    @property
    def depth(self) -> int:
        """Return 0 for totals, 1 for the list, 2 for the evidence."""
        return tuple(Layer).index(self)


class Audience(StrEnum):
    """For whom a dossier is opened."""

    HR = "hr"
    MANAGER = "leidinggevende"


LAYER_NAMES = {
    Layer.TOTALS: "Alleen de totalen",
    Layer.LIST: "Ook de lijst van activiteiten",
    Layer.EVIDENCE: "Ook het bewijs",
}
"""The Dutch words for a choice."""


@dataclass(frozen=True, kw_only=True)
class Opened:
    """What somebody opened for one audience, as it holds on a day."""

    everything: Layer = Layer.TOTALS
    own: Mapping[int, Layer] = field(default_factory=dict)
    """Registrations with a choice of their own."""

    def of(self, registration_id: int | None) -> Layer:
        """Return how much of a registration is open; without one: of the whole dossier."""
        return self.least if registration_id is None else self.own.get(registration_id, self.everything)

    @property
    def least(self) -> Layer:
        """How much is open of everything at once."""
        return min((self.everything, *self.own.values()), key=lambda layer: layer.depth)


_CLOSED = Opened()


def opened(
    session: Session, person_id: int, audience: Audience, *, on: date, registration_id: int | None = None
) -> Layer:
    """Return what somebody opened of a registration, or of the whole dossier; totals where nothing was chosen."""
    return opened_of(session, person_id, audience, on=on).of(registration_id)


def opened_of(session: Session, person_id: int, audience: Audience, *, on: date) -> Opened:
    """Return everything that somebody opened."""
    return opened_by(session, [person_id], audience, on=on).get(person_id, _CLOSED)


def opened_by(session: Session, person_ids: Collection[int], audience: Audience, *, on: date) -> dict[int, Opened]:
    """Return what each of these people opened; who chose nothing is not in it."""
    rows = session.scalars(
        select(OpenedLayer).where(OpenedLayer.person_id.in_(person_ids), OpenedLayer.audience == audience)
    )
    found: dict[int, list[OpenedLayer]] = {}
    for row in rows:
        found.setdefault(row.person_id, []).append(row)
    return {person_id: _opened(own, on) for person_id, own in found.items()}


def _opened(rows: Collection[OpenedLayer], on: date) -> Opened:
    everything = Layer.TOTALS
    for row in rows:
        if row.registration_id is None and row.layer is not None and not _is_over(row, on):
            everything = Layer(row.layer)
    own = {
        row.registration_id: _own(row, everything, on)
        for row in rows
        if row.registration_id is not None and row.layer is not None
    }
    return Opened(everything=everything, own=own)


def _own(row: OpenedLayer, everything: Layer, on: date) -> Layer:
    layer = Layer(row.layer or Layer.TOTALS)
    return min(layer, everything, key=lambda one: one.depth) if _is_over(row, on) else layer


def _is_over(row: OpenedLayer, on: date) -> bool:
    return row.until is not None and row.until < on


def put_layer(
    session: Session,
    viewer: Viewer,
    audience: Audience,
    layer: Layer | None,
    *,
    registration_id: int | None = None,
    until: date | None = None,
    at: datetime,
) -> bool:
    """Write one choice in the caller's transaction, keep what it was, and note it; say whether it changed anything."""
    row = _row(session, viewer, audience, registration_id)
    if (row.layer, row.until) == (layer, until):
        return False
    row.was_layer, row.was_until = row.layer, row.until
    row.layer, row.until, row.since = layer, until, at
    session.add(row)
    audit.record(
        session,
        organisation_id=viewer.organisation_id,
        actor_id=viewer.person_id,
        act="inzage.gekozen",
        object_kind="person" if registration_id is None else "registration",
        object_id=registration_id or viewer.person_id,
        at=at,
        details={"audience": audience.value, "layer": layer, "until": until.isoformat() if until else None},
    )
    return True


def open_layer(viewer: Viewer, audience: Audience, layer: Layer, *, at: datetime) -> None:
    """Open or close the whole own dossier, from now on; the trail keeps what was chosen when."""
    with transaction() as session:
        audit.take_turn(session, viewer.organisation_id)
        put_layer(session, viewer, audience, layer, at=at)


def _row(session: Session, viewer: Viewer, audience: Audience, registration_id: int | None) -> OpenedLayer:
    found = session.scalar(
        select(OpenedLayer).where(
            OpenedLayer.person_id == viewer.person_id,
            OpenedLayer.audience == audience,
            OpenedLayer.registration_id.is_not_distinct_from(registration_id),
        )
    )
    return found or OpenedLayer(
        person_id=viewer.person_id, audience=audience.value, registration_id=registration_id, layer=None, until=None
    )
