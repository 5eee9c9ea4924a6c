"""Withdraw a version (*intrekken*), also one that can not be read any more: then nothing of it takes part."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from register import audit
from register.access import Viewer
from register.db import transaction
from register.errors import Conflict
from register.points.versions.content import KEPT, problem_with
from register.points.versions.finding import own_version, unusable_versions, version_of
from register.points.versions.models import OwnRuleVersion
from register.points.versions.publishing import count_again
from register.points.versions.recounting import Recount, recount_pieces
from register.points.versions.simulating import day_of

_NOTHING_TO_WITHDRAW = "Deze versie is niet gepubliceerd. Er is dus niets in te trekken."
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Withdrawn:
    """What was withdrawn by a command: which version, and how many registrations were counted again."""

    name: str
    register_id: str
    problem: str | None
    """Why it could not be read; `None`: it could."""
    count: int
    waiting_for: str | None
    """Another version that can not be read: until that one is out too, nothing can be counted."""


def withdraw_version(viewer: Viewer, rule_version_id: int, *, version: int | None, at: datetime) -> Recount:
    """Let a published version judge no more: what ended while it held, and what was granted by it, stays as it is.

    One that can not be read is taken out whole: what it judged is judged by the rules that are left.

    Raises:
        NotAllowed, NotFound, Conflict: as `own_version`; also Conflict when it is not published.

    """
    with transaction() as session:
        row = own_version(session, viewer, rule_version_id, version=version)
        problem = _withdraw(session, row, by=viewer.person_id, at=at)
        left = _left(session, row) if problem is not None else None
        if left is None:
            counted = count_again(session, viewer, row, "regelversie.ingetrokken", at=at)
        else:
            counted = Recount(count=0, waiting_for=left)
            _note(session, row, by=viewer.person_id, at=at)
    counted.begin()
    return counted


def withdraw_by_command(organisation_id: int, rule_version_id: int, *, at: datetime) -> Withdrawn:
    """Withdraw a version from the command line, also one that was kept and has no page; everybody is counted again.

    Raises:
        NotFound: not a version of this organisation.
        Conflict: it is not published.

    """
    with transaction() as session:
        row = version_of(session, organisation_id, rule_version_id)
        problem = _withdraw(session, row, by=None, at=at)
        left = _left(session, row)
        name, register_id = row.name, row.register_id
        _note(session, row, by=None, at=at)
    count = 0 if left else sum(len(ids) for ids in recount_pieces(organisation_id, register_id))
    return Withdrawn(name=name, register_id=register_id, problem=problem, count=count, waiting_for=left)


def _withdraw(session: Session, row: OwnRuleVersion, *, by: int | None, at: datetime) -> str | None:
    """Set the last day; returns why the version could not be read, after which it ends before it began."""
    problem = problem_with(session, row)
    broken = problem is not None and row.state in {"gepubliceerd", "ingetrokken", KEPT} and not row.taken_out
    if row.state != "gepubliceerd" and not broken:
        raise Conflict(_NOTHING_TO_WITHDRAW)
    if row.state == KEPT:
        row.known_from = (row.known_until or date.min) + _ONE_DAY
        return problem
    row.state = "ingetrokken"
    row.known_until = (row.known_from or day_of(at)) - _ONE_DAY if broken else day_of(at)
    row.withdrawn_by_id, row.withdrawn_at = by, at
    return problem


def _left(session: Session, row: OwnRuleVersion) -> str | None:
    """Return the name of another version of this register that can not be read."""
    session.flush()
    found = unusable_versions(session, organisation_id=row.organisation_id, register_id=row.register_id)
    return next((one.name for one in found), None)


def _note(session: Session, row: OwnRuleVersion, *, by: int | None, at: datetime) -> None:
    audit.record(
        session,
        organisation_id=row.organisation_id,
        actor_id=by,
        act="regelversie.ingetrokken",
        object_kind="rule_version",
        object_id=row.id,
        at=at,
        details={"register": row.register_id, "digest": (row.digest or "")[:12]},
    )
