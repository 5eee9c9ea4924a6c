"""What the registers said in the demo: some claims filed, some granted, one rejected; conditions recorded."""

import random
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from register.access import Viewer
from register.demo.organisation import TODAY
from register.people.models import ConditionRecord, Registration
from register.points.models import Claim
from register.points.states import move_claim
from register.rules.facts import ClaimState

_A_VOG_EXPIRES = 13
"""One in so many registrations has a VOG with a last day."""


def file_claims(session: Session, viewer: Viewer, *, at: datetime) -> None:
    """Let somebody hand in what is older than four months, and hear of most of it."""
    chance = random.Random(viewer.person_id)
    found = session.scalars(
        select(Claim)
        .join(Registration, Registration.id == Claim.registration_id)
        .where(Registration.person_id == viewer.person_id, Claim.state == ClaimState.READY, Claim.points.is_not(None))
        .where(Claim.completed_on < TODAY - timedelta(days=120))
        .order_by(Claim.id)
    ).all()
    for claim in found:
        filed = claim.completed_on + timedelta(days=30)
        move_claim(viewer, claim.id, to=ClaimState.FILED, day=filed, at=at)
        if chance.random() < 0.6:
            granted = filed + timedelta(days=40)
            move_claim(viewer, claim.id, to=ClaimState.GRANTED, day=granted, granted=claim.points, at=at)


def record_conditions(session: Session, person_id: int) -> None:
    """Record an ontwikkelplan for everybody and a VOG, of one in thirteen with a last day."""
    for registration in session.scalars(
        select(Registration).where(Registration.person_id == person_id, Registration.register_id == "rp-sw")
    ):
        issued = date(2024, 2, 1)
        lasts = issued + timedelta(days=365 * 3) if registration.id % _A_VOG_EXPIRES == 0 else None
        session.add_all(
            ConditionRecord(registration_id=registration.id, code=code, met=True, issued_on=issued, expires_on=until)
            for code, until in (("ontwikkelplan", None), ("vog", lasts))
        )
