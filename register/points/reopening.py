"""Take granted claims back to draft because the activity is corrected (*heropenen*, D4); never quietly."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from register.points.models import Claim
from register.points.standing import refresh_standings
from register.rules.facts import ClaimState


def granted_claims(session: Session, attendance_ids: Collection[int]) -> Sequence[Claim]:
    """Return what registers granted for these attendances, held until the end of the transaction."""
    return session.scalars(
        select(Claim)
        .where(Claim.attendance_id.in_(attendance_ids), Claim.state == ClaimState.GRANTED)
        .order_by(Claim.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()


def reopen_claims(session: Session, claims: Sequence[Claim], *, at: datetime) -> None:
    """Make drafts of granted claims, in the caller's transaction: confirmed anew they are entered anew."""
    for claim in claims:
        claim.state, claim.granted_points = ClaimState.DRAFT, None
        claim.filed_on = claim.decided_on = None
        claim.state_changed_at = at
    session.flush()
    refresh_standings(session, {claim.registration_id for claim in claims}, at=at)
