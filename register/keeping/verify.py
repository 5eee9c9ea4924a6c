"""Verify (*controleren*, bar OP11): the trail of every organisation, its guards, and the points beside it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from flask import current_app
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from register import audit
from register.access import Role, Viewer
from register.current import state
from register.db import moment, transaction
from register.db import session as current_session
from register.errors import NotAllowed
from register.keeping.models import IntegrityCheck
from register.keeping.points_check import WHAT, wrong_points
from register.people.models import Organisation, Person
from register.schema import trail_is_guarded
from register.settings import Settings
from register.trail import WHY, Anchor, Walked, anchor, anchors_of, walk

_DAY = timedelta(days=1)
_KEPT = 30
_MOST_NAMED = 200
UNGUARDED = "bewaking"


@dataclass(frozen=True, kw_only=True)
class Verified:
    """What came of verifying one organisation."""

    organisation: str
    at: datetime
    asked_by: str
    lines: int
    broken: int | None
    findings: tuple[tuple[str, int | None], ...]
    """A code, and the id of what it is about."""

    @property
    def whole(self) -> bool:
        """Whether everything is as it was written down."""
        return self.broken is None and not self.findings

    @property
    def told(self) -> tuple[str, ...]:
        """Say in Dutch what is wrong, the first broken line first."""
        return tuple(_tell(code, about, self.broken) for code, about in self.findings)


def verify_all(*, at: datetime, points: bool = True) -> Sequence[Verified]:
    """Verify every organisation, keep what came of it, and anchor the trails that are whole."""
    organisations = current_session().execute(select(Organisation.id, Organisation.name).order_by(Organisation.id))
    found = [_verify(one.id, one.name, at=at, points=points) for one in organisations.all()]
    if all(one.broken is None for one in found):
        for one in anchor_trails(at=at, settings=state().settings):
            current_app.logger.info(
                "spoor van organisatie %s: regel %s, zegel %s", one.organisation_id, one.seq, one.digest
            )
    return found


def verify_now(viewer: Viewer, *, at: datetime) -> Verified:
    """Verify the viewer's own organisation.

    Raises:
        NotAllowed: only the administrator asks for it.

    """
    if not viewer.has(Role.ADMIN):
        raise NotAllowed("Alleen de beheerder laat het spoor controleren.")
    name = current_session().scalar(select(Organisation.name).where(Organisation.id == viewer.organisation_id)) or ""
    return _verify(viewer.organisation_id, name, at=at, points=True, asked_by_id=viewer.person_id)


def verify_daily(*, at: datetime) -> int:
    """Walk the trails once a day; returns how many organisations were verified."""
    last = current_session().scalar(select(IntegrityCheck.at).order_by(IntegrityCheck.at.desc()).limit(1))
    if last is not None and at - last < _DAY:
        return 0
    found = verify_all(at=at, points=False)
    for one in found:
        if not one.whole:
            current_app.logger.error("controle van %s: %s", one.organisation, "; ".join(one.told))
    return len(found)


def last_checks(session: Session, viewer: Viewer) -> tuple[Verified, ...]:
    """Return what came of the last times, newest first.

    Raises:
        NotAllowed: only the administrator reads it.

    """
    if not viewer.has(Role.ADMIN):
        raise NotAllowed("Alleen de beheerder ziet wat er uit de controle kwam.")
    rows = session.execute(
        select(IntegrityCheck, Organisation.name, Person.display_name)
        .join(Organisation, Organisation.id == IntegrityCheck.organisation_id)
        .outerjoin(Person, Person.id == IntegrityCheck.asked_by_id)
        .where(IntegrityCheck.organisation_id == viewer.organisation_id)
        .order_by(IntegrityCheck.id.desc())
        .limit(_KEPT)
    )
    return tuple(_read(row, name, asked_by or "vanzelf") for row, name, asked_by in rows)


def anchor_trails(*, at: datetime, settings: Settings) -> tuple[Anchor, ...]:
    """Write the heads of the trails to the file beside the database."""
    return anchor(current_session(), at=at, settings=settings)


def last_anchor(settings: Settings, organisation_id: int) -> Anchor | None:
    """Return the last anchor of an organisation."""
    return next((one for one in reversed(anchors_of(settings)) if one.organisation_id == organisation_id), None)


def _verify(organisation_id: int, name: str, *, at: datetime, points: bool, asked_by_id: int | None = None) -> Verified:
    with moment() as session:
        walked = walk(session, organisation_id, settings=state().settings)
        findings = _findings(session, organisation_id, walked, points=points)
    with transaction() as session:
        audit.take_turn(session, organisation_id)
        row = IntegrityCheck(
            organisation_id=organisation_id,
            at=at,
            asked_by_id=asked_by_id,
            lines=walked.lines,
            broken_seq=walked.broken,
            findings=findings,
        )
        session.add(row)
        session.flush()
        _forget_old(session, organisation_id)
        return _read(row, name, "")


def _findings(session: Session, organisation_id: int, walked: Walked, *, points: bool) -> list[list[Any]]:
    found: list[list[Any]] = [] if walked.whole else [[walked.why, walked.broken]]
    if not trail_is_guarded(session.connection()):
        found.append([UNGUARDED, None])
    if points:
        wrong = islice(wrong_points(session, organisation_id), _MOST_NAMED)
        found += [[one.what, one.object_id] for one in wrong]
    return found


def _forget_old(session: Session, organisation_id: int) -> None:
    newest = (
        select(IntegrityCheck.id)
        .where(IntegrityCheck.organisation_id == organisation_id)
        .order_by(IntegrityCheck.id.desc())
        .limit(_KEPT)
    )
    session.execute(
        delete(IntegrityCheck)
        .where(
            IntegrityCheck.organisation_id == organisation_id, IntegrityCheck.id.not_in(session.scalars(newest).all())
        )
        .execution_options(synchronize_session=False)
    )


def _read(row: IntegrityCheck, organisation: str, asked_by: str) -> Verified:
    return Verified(
        organisation=organisation,
        at=row.at,
        asked_by=asked_by,
        lines=row.lines,
        broken=row.broken_seq,
        findings=tuple((code, about) for code, about in row.findings),
    )


def _tell(code: str, about: int | None, broken: int | None) -> str:
    if code in WHY:
        return f"Spoor, regel {broken}: {WHY[code]}."
    if code == UNGUARDED:
        return "De database bewaakt het spoor niet meer. Zet de triggers terug met: flask register db upgrade."
    return f"Nummer {about}: {WHAT[code]}."
