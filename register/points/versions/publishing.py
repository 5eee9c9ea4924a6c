"""Publish a version from a date, take that back on the same day, or withdraw it (*publiceren*, *intrekken*)."""

from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from register import audit
from register.access import Viewer
from register.current import AMSTERDAM
from register.db import transaction
from register.errors import Conflict
from register.people.models import Person, Registration
from register.points.models import Claim
from register.points.versions.content import Unreadable, figures_of, rules_of
from register.points.versions.finding import own_draft, own_version
from register.points.versions.models import OwnRuleVersion
from register.points.versions.recounting import Recount, recount
from register.points.versions.simulating import forget_effects
from register.rules.facts import ClaimState

_FIRST_LOOK = "Reken eerst door wat deze versie voor iedereen betekent. Daarna kun je haar publiceren."
_TOO_LATE = "Terughalen kan alleen op de dag van publiceren. Trek de versie in als zij niet meer moet gelden."
_GRANTED = "Een register heeft al punten toegekend die met deze versie zijn beoordeeld. Trek de versie in."


def publish(viewer: Viewer, rule_version_id: int, *, version: int | None, at: datetime) -> Recount:
    """Let a draft judge from now on: every period of its dates that had not ended, and nothing that was granted.

    Raises:
        NotAllowed, NotFound, Conflict: as `own_draft`; also Conflict when its effects were not worked out.

    """
    with transaction() as session:
        row = own_draft(session, viewer, rule_version_id, version=version)
        try:
            digest = rules_of(row, figures_of(session, row.id)).digest
        except Unreadable as wrong:
            raise Conflict(f"Deze versie is niet te lezen: {wrong}. Maak een nieuwe kopie.") from wrong
        if row.simulated_digest != digest:
            raise Conflict(_FIRST_LOOK)
        row.state, row.digest, row.known_from = "gepubliceerd", digest, _day(at)
        row.published_by_id, row.published_at = viewer.person_id, at
        counted = _again(session, viewer, row, "regelversie.gepubliceerd", at=at)
    counted.begin()
    return counted


def unpublish(viewer: Viewer, rule_version_id: int, *, version: int | None, at: datetime) -> Recount:
    """Make a draft again of what was published today.

    Raises:
        NotAllowed, NotFound, Conflict: as `own_version`; also Conflict on a later day, or once something was granted.

    """
    with transaction() as session:
        row = own_version(session, viewer, rule_version_id, version=version)
        if row.state != "gepubliceerd" or row.known_from != _day(at):
            raise Conflict(_TOO_LATE)
        if _granted_by(session, row):
            raise Conflict(_GRANTED)
        row.state, row.digest, row.known_from = "concept", None, None
        row.published_by_id = row.published_at = None
        row.changed_at = at
        forget_effects(session, row)
        counted = _again(session, viewer, row, "regelversie.teruggehaald", at=at)
    counted.begin()
    return counted


def withdraw_version(viewer: Viewer, rule_version_id: int, *, version: int | None, at: datetime) -> Recount:
    """Let a published version judge no more: what ended while it held, and what was granted by it, stays as it is.

    Raises:
        NotAllowed, NotFound, Conflict: as `own_version`; also Conflict when it is not published.

    """
    with transaction() as session:
        row = own_version(session, viewer, rule_version_id, version=version)
        if row.state != "gepubliceerd":
            raise Conflict("Deze versie is niet gepubliceerd. Er is dus niets in te trekken.")
        row.state, row.known_until = "ingetrokken", _day(at)
        row.withdrawn_by_id, row.withdrawn_at = viewer.person_id, at
        counted = _again(session, viewer, row, "regelversie.ingetrokken", at=at)
    counted.begin()
    return counted


def may_unpublish(row: OwnRuleVersion, *, on: date) -> bool:
    """Whether publishing can still be taken back on this day."""
    return row.state == "gepubliceerd" and row.known_from == on


def _again(session: Session, viewer: Viewer, row: OwnRuleVersion, act: str, *, at: datetime) -> Recount:
    session.flush()
    counted = recount(session, viewer, row.register_id, at=at)
    row.job_id = counted.job_id
    audit.record(
        session,
        organisation_id=viewer.organisation_id,
        actor_id=viewer.person_id,
        act=act,
        object_kind="rule_version",
        object_id=row.id,
        at=at,
        details={"register": row.register_id, "digest": (row.digest or "")[:12], "recounted": counted.count},
    )
    return counted


def _granted_by(session: Session, row: OwnRuleVersion) -> bool:
    query = (
        select(Claim.id)
        .join(Registration, Registration.id == Claim.registration_id)
        .join(Person, Person.id == Registration.person_id)
        .where(
            Person.organisation_id == row.organisation_id,
            Claim.rule_digest == row.digest,
            Claim.state == ClaimState.GRANTED,
        )
        .limit(1)
    )
    return session.scalar(query) is not None


def _day(at: datetime) -> date:
    return at.astimezone(AMSTERDAM).date()
