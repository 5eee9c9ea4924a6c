"""Who sees what (*wie ziet wat*, H4): every choice of one person in one form, and back again."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import column, select, table
from sqlalchemy.orm import Session

from register import audit
from register.access import Viewer
from register.db import transaction
from register.errors import Conflict, Invalid, NotFound
from register.privacy.layers import Audience, Layer, put_layer
from register.privacy.models import OpenedLayer

_REGISTRATIONS = table("register_registration", column("id"), column("person_id"))
"""Registrations lie a floor higher."""
_STALE = "In een ander tabblad is je keuze intussen gewijzigd. Kijk hoe die nu is, en kies opnieuw."


@dataclass(frozen=True, kw_only=True)
class Choice:
    """One choice: for whom, of which registration (none: of everything), how much and until when.

    An empty `layer` is for a registration that follows the choice for everything.
    """

    audience: Audience
    registration_id: int | None
    layer: Layer | None
    until: date | None


@dataclass(frozen=True, kw_only=True)
class Choices:
    """What somebody chose so far."""

    made: tuple[Choice, ...]
    digest: str
    """Belongs to these very choices: a form that was drawn with others is refused."""
    changed_at: datetime | None
    """When they were last changed: that change can be put back."""

    def of(self, audience: Audience, registration_id: int | None) -> Choice:
        """Return the choice for an audience, of a registration or of everything."""
        nothing = Choice(audience=audience, registration_id=registration_id, layer=None, until=None)
        same = (one for one in self.made if (one.audience, one.registration_id) == (audience, registration_id))
        return next(same, nothing)


def read_choices(session: Session, person_id: int) -> Choices:
    """Return what somebody chose, whether it still holds or ran out."""
    rows = _rows(session, person_id)
    made = tuple(
        Choice(
            audience=Audience(row.audience),
            registration_id=row.registration_id,
            layer=Layer(row.layer) if row.layer else None,
            until=row.until,
        )
        for row in rows
    )
    return Choices(made=made, digest=_digest(rows), changed_at=max((row.since for row in rows), default=None))


def choose(viewer: Viewer, choices: Iterable[Choice], *, seen: str, at: datetime, today: date) -> int:
    """Open or close the own dossier from now on; return how many choices changed.

    Raises:
        NotFound: a registration of somebody else.
        Invalid: a choice that ran out already.
        Conflict: changed since the form was drawn.

    """
    wanted = [_tidied(one) for one in choices]
    for one in wanted:
        if one.until is not None and one.until < today:
            raise Invalid(field_of(one, "tot"), "Deze dag is al geweest. Kies een latere dag, of laat het veld leeg.")
    with transaction() as session:
        audit.take_turn(session, viewer.organisation_id)
        _refuse_others(session, viewer, wanted)
        _refuse_stale(session, viewer, seen)
        return sum(
            put_layer(
                session, viewer, one.audience, one.layer,
                registration_id=one.registration_id, until=one.until, at=at,
            )
            for one in wanted
        )  # fmt: skip


def undo_choices(viewer: Viewer, *, seen: str, at: datetime) -> None:
    """Put back what the last change changed; doing it twice brings the change back.

    Raises:
        NotFound: nothing was ever chosen.
        Conflict: changed since the page was drawn.

    """
    with transaction() as session:
        audit.take_turn(session, viewer.organisation_id)
        _refuse_stale(session, viewer, seen)
        rows = _rows(session, viewer.person_id)
        if not rows:
            raise NotFound
        last = max(row.since for row in rows)
        for row in [one for one in rows if one.since == last]:
            layer = Layer(row.was_layer) if row.was_layer else None
            put_layer(
                session, viewer, Audience(row.audience), layer,
                registration_id=row.registration_id, until=row.was_until, at=at,
            )  # fmt: skip


def field_of(choice: Choice, part: str) -> str:
    """Return how a form calls a part of a choice: `hr-alles`, `leidinggevende-12-tot`."""
    name = f"{choice.audience.value}-{choice.registration_id or 'alles'}"
    return f"{name}-{part}" if part else name


def _tidied(choice: Choice) -> Choice:
    """Leave out an end where nothing is open: closed stays closed."""
    if choice.layer in {None, Layer.TOTALS} and choice.until is not None:
        return Choice(audience=choice.audience, registration_id=choice.registration_id, layer=choice.layer, until=None)
    return choice


def _refuse_others(session: Session, viewer: Viewer, choices: Sequence[Choice]) -> None:
    asked = {one.registration_id for one in choices} - {None}
    own = select(_REGISTRATIONS.c.id).where(_REGISTRATIONS.c.person_id == viewer.person_id)
    if not asked <= set(session.scalars(own)):
        raise NotFound


def _refuse_stale(session: Session, viewer: Viewer, seen: str) -> None:
    if seen != _digest(_rows(session, viewer.person_id)):
        raise Conflict(_STALE)


def _rows(session: Session, person_id: int) -> Sequence[OpenedLayer]:
    return session.scalars(select(OpenedLayer).where(OpenedLayer.person_id == person_id).order_by(OpenedLayer.id)).all()


def _digest(rows: Iterable[OpenedLayer]) -> str:
    written = [(row.audience, row.registration_id, row.layer, str(row.until)) for row in rows]
    return hashlib.sha256(json.dumps(written).encode()).hexdigest()[:16]
