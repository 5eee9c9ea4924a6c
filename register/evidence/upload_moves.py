"""Tick a line as entered, and record what the register decided, for all meetings of the line at once (E2, C9)."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from decimal import ROUND_DOWN, Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from register.access import Viewer
from register.errors import Invalid
from register.evidence.upload_card import claims_of_line
from register.once import once
from register.points.models import Claim
from register.points.states import MOST_POINTS, move_claim, undo_move
from register.rules.facts import ClaimState

_STEP = Decimal("0.0001")


def file_line(viewer: Viewer, claim_id: int, *, day: date, form_key: str, at: datetime) -> str:
    """Record that a line was entered with the register on a day; a double tap does it once. Returns its title.

    Raises:
        NotFound: not a claim of this viewer.
        Conflict: it is not ready to be entered.
        Invalid: the day cannot be.

    """

    def act(session: Session) -> dict[str, Any]:
        ids = claims_of_line(session, viewer, claim_id)
        moved = [move_claim(viewer, one, to=ClaimState.FILED, day=day, at=at) for one in ids]
        return {"title": moved[0].title}

    return _title(viewer, form_key, act, at=at)


def decide_line(
    viewer: Viewer,
    claim_id: int,
    *,
    to: ClaimState,
    day: date,
    granted: Decimal | None,
    form_key: str,
    at: datetime,
) -> str:
    """Record what the register decided of a line; points are divided over its meetings. Returns its title.

    Raises:
        NotFound: not a claim of this viewer.
        Conflict: it was not entered, or the outcome is known already.
        Invalid: the day or the number of points cannot be.

    """

    def act(session: Session) -> dict[str, Any]:
        ids = claims_of_line(session, viewer, claim_id)
        shares = _shares(session, ids, granted) if to is ClaimState.GRANTED else [None] * len(ids)
        pairs = zip(ids, shares, strict=True)
        moved = [move_claim(viewer, one, to=to, day=day, granted=share, at=at) for one, share in pairs]
        return {"title": moved[0].title}

    return _title(viewer, form_key, act, at=at)


def undo_line(viewer: Viewer, claim_id: int, *, form_key: str, at: datetime) -> str:
    """Take back the last move of a line, on the day it was made. Returns its title.

    Raises:
        NotFound: not a claim of this viewer.
        Conflict: nothing to take back, or too late.

    """

    def act(session: Session) -> dict[str, Any]:
        moved = [undo_move(viewer, one, at=at) for one in claims_of_line(session, viewer, claim_id)]
        return {"title": moved[0].title}

    return _title(viewer, form_key, act, at=at)


def _title(viewer: Viewer, form_key: str, act: Callable[[Session], dict[str, Any]], *, at: datetime) -> str:
    answer, _ = once(form_key, person_id=viewer.person_id, at=at, act=act)
    return str(answer["title"])


def _shares(session: Session, ids: Sequence[int], granted: Decimal | None) -> list[Decimal]:
    """Divide points over the meetings by what was claimed for each; the last takes what rounding leaves."""
    if granted is None:
        raise Invalid("granted", "Vul in hoeveel punten het register heeft toegekend.")
    if not granted.is_finite() or not 0 <= granted <= MOST_POINTS:
        raise Invalid("granted", "Vul een aantal punten in van 0 tot 10.000, bijvoorbeeld 1,5.")
    claimed = {row.id: row.points for row in session.execute(select(Claim.id, Claim.points).where(Claim.id.in_(ids)))}
    weights = [claimed[one] or Decimal(0) for one in ids]
    if not sum(weights):
        weights = [Decimal(1)] * len(ids)
    shares = [(granted * weight / sum(weights)).quantize(_STEP, ROUND_DOWN) for weight in weights]
    return [*shares[:-1], granted - sum(shares[:-1])]
