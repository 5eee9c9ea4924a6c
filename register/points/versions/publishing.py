"""Publish a version from a date, or take that back on the same day (*publiceren*, *terughalen*)."""

from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from register import audit
from register.access import Viewer
from register.db import transaction
from register.errors import Conflict
from register.people.models import Person, Registration
from register.points.models import Claim
from register.points.versions.content import readable_rules
from register.points.versions.finding import own_draft, own_version
from register.points.versions.models import OwnRuleVersion
from register.points.versions.recounting import Recount, recount
from register.points.versions.simulating import day_of, forget_effects, stamp_of
from register.points.versions.tracks import REMEDY, Needing, misses
from register.rules.facts import ClaimState
from register.rules.model import RuleSet

_FIRST_LOOK = "Reken eerst door wat deze versie voor iedereen betekent. Daarna kun je haar publiceren."
_STALE = "Sinds het doorrekenen is er een dag voorbij, of is er een cijfer of versie gewijzigd. Reken opnieuw door."
_TOO_LATE = "Terughalen kan alleen op de dag van publiceren. Trek de versie in als zij niet meer moet gelden."
_GRANTED = "Een register heeft al punten toegekend die met deze versie zijn beoordeeld. Trek de versie in."


def publish(viewer: Viewer, rule_version_id: int, *, version: int | None, at: datetime) -> Recount:
    """Let a draft judge from now on: every period of its dates that had not ended, and nothing that was granted.

    Raises:
        NotAllowed, NotFound, Conflict: as `own_draft`; also Conflict when its effects were not worked out.

    """
    with transaction() as session:
        row = own_draft(session, viewer, rule_version_id, version=version)
        rules = readable_rules(session, row)
        _require_tracks(session, viewer, rules, at=at)
        if row.simulated_digest != stamp_of(session, viewer.organisation_id, rules, on=day_of(at)):
            raise Conflict(_FIRST_LOOK if row.simulated_digest is None else _STALE)
        row.state, row.digest, row.known_from = "gepubliceerd", rules.digest, day_of(at)
        row.published_by_id, row.published_at = viewer.person_id, at
        forget_effects(session, row)
        counted = count_again(session, viewer, row, "regelversie.gepubliceerd", at=at)
    counted.begin()
    return counted


def unpublish(viewer: Viewer, rule_version_id: int, *, version: int | None, at: datetime) -> Recount:
    """Make a draft again of what was published today.

    Raises:
        NotAllowed, NotFound, Conflict: as `own_version`; also Conflict on a later day, or once something was granted.

    """
    with transaction() as session:
        row = own_version(session, viewer, rule_version_id, version=version)
        if row.state != "gepubliceerd" or row.known_from != day_of(at):
            raise Conflict(_TOO_LATE)
        if _granted_by(session, row):
            raise Conflict(_GRANTED)
        row.state, row.digest, row.known_from = "concept", None, None
        row.published_by_id = row.published_at = None
        row.changed_at = at
        forget_effects(session, row)
        counted = count_again(session, viewer, row, "regelversie.teruggehaald", at=at)
    counted.begin()
    return counted


def may_unpublish(row: OwnRuleVersion, *, on: date) -> bool:
    """Whether publishing can still be taken back on this day."""
    return row.state == "gepubliceerd" and row.known_from == on


def count_again(session: Session, viewer: Viewer, row: OwnRuleVersion, act: str, *, at: datetime) -> Recount:
    """Count everybody in the register again after a version changed, and note both in the trail."""
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


def _require_tracks(session: Session, viewer: Viewer, rules: RuleSet, *, at: datetime) -> None:
    needing = Needing(session=session, organisation_id=viewer.organisation_id, on=day_of(at))
    for code in needing.missed_by(rules):
        raise Conflict(f"{misses(code)} {REMEDY}")


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
