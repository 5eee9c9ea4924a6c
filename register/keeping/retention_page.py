"""What HR and the administrator see of keeping: terms, what is due, holds, requests, and one person."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import literal, select
from sqlalchemy.orm import Session, aliased

from register.access import Role, Viewer
from register.errors import NotFound
from register.keeping.erase import open_request, person_to_keep
from register.keeping.holds import HoldLine, holds_of
from register.keeping.leavers import Leaver, is_still_employed, last_day_of, leavers, works_here
from register.keeping.models import Erasure
from register.keeping.retention import RetentionPlan, preview_for
from register.keeping.terms import DOSSIER, PRIVATE, TermLine, amounts_of, over_on, terms
from register.people.leaving import AHEAD, last_day_of_one
from register.people.models import Person

_BACK = timedelta(days=731)


@dataclass(frozen=True, kw_only=True)
class RequestLine:
    """A request to erase, or what came of it."""

    id: int
    name: str
    reference: str
    asked_by: str
    asked_at: datetime
    carried_out_at: datetime | None
    may_carry_out: bool


@dataclass(frozen=True, kw_only=True)
class RetentionPage:
    """The whole page."""

    terms: tuple[TermLine, ...]
    plan: RetentionPlan
    holds: tuple[HoldLine, ...]
    requests: tuple[RequestLine, ...]
    names: bool
    """Whether the viewer sees who is due: HR does, an administrator sees counts."""


@dataclass(frozen=True, kw_only=True)
class PersonKeeping:
    """How long one person is kept."""

    id: int
    name: str
    last_day: date | None
    stopped: bool
    """`last_day` is the day on which the access was stopped: HR knows no last day."""
    still_employed: bool
    left: bool
    dossier_until: date | None
    private_until: date | None
    held: HoldLine | None
    asked: bool
    erased: bool


def retention_page(session: Session, viewer: Viewer, *, at: datetime, today: date) -> RetentionPage:
    """Return the page for HR and the administrator.

    Raises:
        NotAllowed: somebody else.

    """
    plan = preview_for(session, viewer, at=at)
    return RetentionPage(
        terms=terms(session, viewer.organisation_id),
        plan=plan,
        holds=holds_of(session, viewer.organisation_id, on=today) if viewer.has(Role.HR) else (),
        requests=_requests(session, viewer),
        names=viewer.has(Role.HR),
    )


def leavers_for(session: Session, viewer: Viewer, *, today: date) -> tuple[Leaver, ...]:
    """Return who leaves within thirty days or left in the last two years, for HR.

    Raises:
        NotFound: not HR.

    """
    if not viewer.has(Role.HR):
        raise NotFound
    return leavers(session, viewer.organisation_id, since=today - _BACK, until=today + AHEAD)


def person_keeping(session: Session, viewer: Viewer, person_id: int, *, today: date) -> PersonKeeping:
    """Return how long one person is kept, for HR.

    Raises:
        NotFound: not HR, or nobody of this organisation.

    """
    person = person_to_keep(session, viewer, person_id)
    last, amounts = last_day_of(session, person.id), amounts_of(session, person.organisation_id)
    holds = (one for one in holds_of(session, person.organisation_id, on=today) if one.person_id == person.id)
    done = select(Erasure.id).where(Erasure.person_id == person.id, Erasure.carried_out_at.is_not(None))
    return PersonKeeping(
        id=person.id,
        name=person.display_name,
        last_day=last,
        stopped=last is not None and session.scalar(select(last_day_of_one(literal(person.id)))) is None,
        still_employed=is_still_employed(session, person.id),
        left=not works_here(session, person, today=today),
        dossier_until=over_on(last, amounts[DOSSIER]) if last else None,
        private_until=over_on(last, amounts[PRIVATE]) if last else None,
        held=next((one for one in holds if one.holds), None),
        asked=open_request(session, person.id) is not None,
        erased=session.scalar(done) is not None,
    )


def _requests(session: Session, viewer: Viewer) -> tuple[RequestLine, ...]:
    asker = aliased(Person)
    rows = session.execute(
        select(Erasure, Person.display_name, asker.display_name.label("asked_by"))
        .join(Person, Person.id == Erasure.person_id)
        .outerjoin(asker, asker.id == Erasure.asked_by_id)
        .where(Erasure.organisation_id == viewer.organisation_id, Erasure.withdrawn_at.is_(None))
        .order_by(Erasure.carried_out_at.is_not(None), Erasure.id.desc())
    )
    return tuple(
        RequestLine(
            id=row.id,
            name=name,
            reference=row.reference,
            asked_by=asked_by or "de bewaartermijn",
            asked_at=row.asked_at,
            carried_out_at=row.carried_out_at,
            may_carry_out=row.carried_out_at is None
            and viewer.has(Role.ADMIN)
            and viewer.person_id not in {row.asked_by_id, row.person_id},
        )
        for row, name, asked_by in rows
    )
