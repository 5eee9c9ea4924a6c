"""How long each class of records is kept (*bewaartermijn*): a default, or what the administrator set, and why."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from importlib.resources import files

from sqlalchemy import select
from sqlalchemy.orm import Session

from register import audit
from register.access import Role, Viewer
from register.db import transaction
from register.errors import Conflict, Invalid, NotAllowed, NotFound
from register.evidence.notices import months_later
from register.keeping.models import RetentionTerm
from register.people.models import Person

DOSSIER, PRIVATE = "dossier", "prive"
MONTHS, DAYS = "maanden", "dagen"
_SHORTEST_REASON = 10


@dataclass(frozen=True, kw_only=True)
class RecordClass:
    """A class of records (*soort gegevens*) with the term that holds when nobody set one."""

    id: str
    name: str
    about: str
    unit: str
    default: int
    least: int
    most: int


@dataclass(frozen=True, kw_only=True)
class TermLine:
    """A class with the term that holds now, and who set it why."""

    record_class: RecordClass
    amount: int
    reason: str
    set_by: str
    set_at: datetime | None
    version: int
    """Of what was set; 0: the default holds."""


@cache
def record_classes() -> Mapping[str, RecordClass]:
    """Return every class by its code."""
    read = tomllib.loads(files("register.keeping").joinpath("classes.toml").read_text("utf-8"))
    return {code: RecordClass(id=code, **given) for code, given in read.items()}


def terms(session: Session, organisation_id: int) -> tuple[TermLine, ...]:
    """Return every class with the term that holds in an organisation."""
    rows = session.execute(
        select(RetentionTerm, Person.display_name)
        .join(Person, Person.id == RetentionTerm.set_by_id)
        .where(RetentionTerm.organisation_id == organisation_id)
    )
    found = {row.record_class: (row, name) for row, name in rows}
    return tuple(_line(one, *found.get(one.id, (None, ""))) for one in record_classes().values())


def amounts_of(session: Session, organisation_id: int) -> dict[str, int]:
    """Return the term of every class, in the unit of the class."""
    return {one.record_class.id: one.amount for one in terms(session, organisation_id)}


def set_term(viewer: Viewer, code: str, *, amount: int, reason: str, version: int, at: datetime) -> None:
    """Keep a class longer or shorter from now on.

    Raises:
        NotFound: no such class.
        NotAllowed: only the administrator changes terms.
        Invalid: out of bounds, or without a reason.
        Conflict: somebody else changed it meanwhile.

    """
    known = record_classes().get(code)
    if known is None:
        raise NotFound
    if not viewer.has(Role.ADMIN):
        raise NotAllowed("Alleen de beheerder wijzigt een bewaartermijn.")
    if not known.least <= amount <= known.most:
        raise Invalid("amount", f"Kies een termijn van {known.least} tot en met {known.most} {known.unit}.")
    if len(reason.strip()) < _SHORTEST_REASON:
        raise Invalid("reason", "Schrijf waarom, in een zin. Wie het later naleest, moet het begrijpen.")
    with transaction() as session:
        audit.take_turn(session, viewer.organisation_id)
        row = session.scalar(
            select(RetentionTerm)
            .where(RetentionTerm.organisation_id == viewer.organisation_id, RetentionTerm.record_class == code)
            .execution_options(populate_existing=True)
        )
        if (row.version if row else 0) != version:
            raise Conflict("Iemand anders heeft deze termijn intussen gewijzigd. Kijk eerst wat er nu staat.")
        before = row.amount if row else known.default
        if row is None:
            row = RetentionTerm(organisation_id=viewer.organisation_id, record_class=code)
            session.add(row)
        row.amount, row.reason, row.set_by_id, row.set_at = amount, reason.strip(), viewer.person_id, at
        session.flush()
        audit.record(
            session,
            organisation_id=viewer.organisation_id,
            actor_id=viewer.person_id,
            act="termijn.gewijzigd",
            object_kind="retention_term",
            object_id=row.id,
            at=at,
            details={"class": code, "before": before, "now": amount},
        )


def over_on(last_day: date, amount: int) -> date:
    """Return the first day on which a term of so many months after a last day is over."""
    return months_later(last_day, amount)


def _line(one: RecordClass, row: RetentionTerm | None, set_by: str) -> TermLine:
    return TermLine(
        record_class=one,
        amount=row.amount if row else one.default,
        reason=row.reason if row else "",
        set_by=set_by,
        set_at=row.set_at if row else None,
        version=row.version if row else 0,
    )
