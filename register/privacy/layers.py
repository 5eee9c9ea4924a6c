"""Layers of the dossier (*inzage*): totals by default; the list and the evidence by the choice of the owner."""

from collections.abc import Collection
from datetime import datetime
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


def opened(session: Session, person_id: int, audience: Audience) -> Layer:
    """Return what somebody opened; totals where nothing was chosen."""
    return opened_by(session, [person_id], audience).get(person_id, Layer.TOTALS)


def opened_by(session: Session, person_ids: Collection[int], audience: Audience) -> dict[int, Layer]:
    """Return what each of these people opened; who chose nothing is not in it."""
    rows = session.execute(
        select(OpenedLayer.person_id, OpenedLayer.layer).where(
            OpenedLayer.person_id.in_(person_ids), OpenedLayer.audience == audience
        )
    )
    return {person_id: Layer(layer) for person_id, layer in rows}


def open_layer(viewer: Viewer, audience: Audience, layer: Layer, *, at: datetime) -> None:
    """Open or close the own dossier, from now on; the trail keeps what was chosen when."""
    with transaction() as session:
        audit.take_turn(session, viewer.organisation_id)
        row = session.scalar(
            select(OpenedLayer).where(OpenedLayer.person_id == viewer.person_id, OpenedLayer.audience == audience)
        )
        if row is None:
            row = OpenedLayer(person_id=viewer.person_id, audience=audience.value)
            session.add(row)
        row.layer, row.since = layer.value, at
        audit.record(
            session,
            organisation_id=viewer.organisation_id,
            actor_id=viewer.person_id,
            act="inzage.gekozen",
            object_kind="person",
            object_id=viewer.person_id,
            at=at,
            details={"audience": audience.value, "layer": layer.value},
        )
