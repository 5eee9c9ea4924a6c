"""The employer's approval (*goedkeuring*, H2) where a rule asks for it: what waits, approve many at once, take it back.

Nobody approves what is their own: not here, and not in the database. Nor what is of who let them stand in.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import Select, and_, delete, or_, select
from sqlalchemy.orm import Session, joinedload
from sqlalchemy.orm.attributes import flag_modified

from register import audit
from register.access import Viewer
from register.db import session as current_session
from register.db import transaction
from register.errors import Conflict
from register.people.managing import held_on
from register.people.models import Membership, Person, Registration, TeamManager
from register.people.stand_ins import teams_held
from register.points.facts_json import from_json
from register.points.judges import judges_for, known_cycle
from register.points.models import Approval, Claim
from register.points.standing import refresh_standings
from register.privacy.looks import LookedAt, look
from register.rules.facts import ClaimInput, ClaimState
from register.rules.judge import Judge

SHOWN_DAYS = 31
"""How long what somebody approved can be taken back from the page."""
WAITING_STATES = (ClaimState.READY.value, ClaimState.FILED.value)
"""States of a claim in which it can wait for approval."""


@dataclass(frozen=True, kw_only=True)
class ToApprove:
    """One claim of somebody in the team; `key` names it as it was shown."""

    key: str
    name: str
    title: str
    completed_on: date
    minutes: int | None
    points: Decimal | None
    register_name: str


@dataclass(frozen=True, kw_only=True)
class ApprovalsPage:
    """What waits for the viewer, and what the viewer approved lately."""

    waiting: tuple[ToApprove, ...]
    approved: tuple[ToApprove, ...]
    asked: bool
    """Whether a register of the team asks for approval at all."""


def show_approvals(viewer: Viewer, *, at: datetime, on: date) -> ApprovalsPage:
    """Return the page for who approves; whose claims are on it can read that they were looked at."""
    session = current_session()
    page = approvals_page(session, viewer, on=on)
    owners = {claim.registration_id for claim, _ in _approved(session, viewer, on)}
    owners |= {registration.id for _, registration in _waiting(session, viewer, _asking(session, viewer, on), on)}
    people = set(session.scalars(select(Registration.person_id).where(Registration.id.in_(owners))))
    look(viewer, people, LookedAt.APPROVAL, audience="leidinggevende", at=at)
    return page


def approvals_page(session: Session, viewer: Viewer, *, on: date) -> ApprovalsPage:
    """Return the claims of the viewer's teams of today that wait, the oldest first, and what the viewer approved."""
    judges = _asking(session, viewer, on)
    return ApprovalsPage(
        waiting=tuple(
            _shown(claim, registration.person.display_name, judges)
            for claim, registration in _waiting(session, viewer, judges, on)
        ),
        approved=tuple(_shown(claim, name, judges) for claim, name in _approved(session, viewer, on)),
        asked=bool(judges),
    )


def approve(viewer: Viewer, keys: Iterable[str], *, at: datetime, on: date) -> int:
    """Approve claims as they were shown, at once; returns how many.

    Raises:
        Conflict: one of them changed since, or is no claim that waits for this viewer.

    """
    asked = set(keys)
    with transaction() as session:
        audit.take_turn(session, viewer.organisation_id)
        judges = _asking(session, viewer, on)
        chosen = [pair for pair in _waiting(session, viewer, judges, on) if _key(pair[0]) in asked]
        if len(chosen) != len(asked):
            raise Conflict(
                "Er veranderde intussen iets. Kijk de lijst na en keur opnieuw goed; er is nog niets gedaan."
            )
        for claim, registration in chosen:
            _hold(claim)
            session.add(
                Approval(
                    claim_id=claim.id,
                    registration_id=registration.id,
                    owner_id=registration.person_id,
                    approver_id=viewer.person_id,
                    approved_at=at,
                )
            )
            _note(session, viewer, "punten.goedgekeurd", claim, at)
        session.flush()
        refresh_standings(session, {claim.registration_id for claim, _ in chosen}, at=at)
    return len(chosen)


def take_back(viewer: Viewer, keys: Iterable[str], *, at: datetime, on: date) -> int:
    """Take the viewer's own approvals back; returns how many.

    Raises:
        Conflict: one of them is not (any more) an approval of this viewer, or a register granted it.

    """
    asked = set(keys)
    with transaction() as session:
        audit.take_turn(session, viewer.organisation_id)
        rows = [claim for claim, _ in _approved(session, viewer, on) if _key(claim) in asked]
        if len(rows) != len(asked):
            raise Conflict("Er veranderde intussen iets. Kijk de lijst na en kies opnieuw; er is nog niets gedaan.")
        for claim in rows:
            _hold(claim)
            session.execute(delete(Approval).where(Approval.claim_id == claim.id))
            _note(session, viewer, "punten.goedkeuring-ingetrokken", claim, at)
        session.flush()
        refresh_standings(session, {claim.registration_id for claim in rows}, at=at)
    return len(rows)


def _asking(session: Session, viewer: Viewer, on: date) -> dict[str, Judge]:
    """Return the judges of the registers that the team is in and that ask for approval."""
    registers = set(
        session.scalars(
            select(Registration.register_id).where(Registration.person_id.in_(_people(viewer, on))).distinct()
        )
    )
    judges = judges_for(session, organisation_id=viewer.organisation_id, register_ids=registers)
    return {register_id: judge for register_id, judge in judges.items() if judge.asks_approval}


def _people(viewer: Viewer, on: date) -> Select[*tuple[Any, ...]]:
    return people_to_approve(
        viewer.person_id, teams=sorted(viewer.managed_team_ids), organisation=viewer.organisation_id, on=on
    )


def people_to_approve(person: Any, *, teams: Any, organisation: Any, on: Any) -> Select[*tuple[Any, ...]]:  # noqa: ANN401
    """Select who sits in one of these teams on a day, the person who approves left out; values or what is bound later.

    Also left out is who let that person stand in, in teams that are not that person's own: whom somebody chose does not
    approve what is the chooser's.
    """
    chose = select(TeamManager.named_by_id).where(
        TeamManager.person_id == person, TeamManager.stand_in, held_on(TeamManager, on)
    )
    return (
        select(Membership.person_id)
        .join(Person, Person.id == Membership.person_id)
        .where(
            Membership.team_id.in_(teams),
            held_on(Membership, on),
            Membership.person_id != person,
            or_(Membership.team_id.in_(teams_held(person, on)), Membership.person_id.not_in(chose)),
            Person.organisation_id == organisation,
            Person.deactivated_at.is_(None),
        )
    )


def _waiting(
    session: Session, viewer: Viewer, judges: dict[str, Judge], on: date
) -> Iterator[tuple[Claim, Registration]]:
    if not judges:
        return
    rows = session.execute(
        select(Claim, Registration)
        .join(Registration, Registration.id == Claim.registration_id)
        .outerjoin(Approval, Approval.claim_id == Claim.id)
        .where(
            Registration.person_id.in_(_people(viewer, on)),
            Claim.register_id.in_(sorted(judges)),
            Claim.state.in_(WAITING_STATES),
            Approval.id.is_(None),
        )
        .options(joinedload(Registration.person), joinedload(Registration.pauses))
        .order_by(Claim.completed_on, Claim.id)
    ).unique()
    for claim, registration in rows:
        judge = judges[claim.register_id]
        cycle = known_cycle(registration, judge)
        if cycle is not None and judge.waits_for_approval(_input(claim), cycle=cycle):
            yield claim, registration


def _input(claim: Claim) -> ClaimInput:
    return ClaimInput(
        reference=str(claim.id), title=claim.title, facts=from_json(claim.facts), state=ClaimState(claim.state)
    )


def _approved(session: Session, viewer: Viewer, on: date) -> Sequence[tuple[Claim, str]]:
    """Return what the viewer approved lately and no register granted yet, of who sits in the own teams today."""
    rows = session.execute(
        select(Claim, Person.display_name)
        .join(Approval, and_(Approval.claim_id == Claim.id, Approval.approver_id == viewer.person_id))
        .join(Person, Person.id == Approval.owner_id)
        .where(
            Approval.owner_id.in_(_people(viewer, on)),
            Claim.state != ClaimState.GRANTED.value,
            Approval.approved_at >= datetime.combine(on - timedelta(days=SHOWN_DAYS), time(), UTC),
        )
        .order_by(Claim.completed_on, Claim.id)
    )
    return [(claim, name) for claim, name in rows]


def _shown(claim: Claim, name: str, judges: Mapping[str, Judge]) -> ToApprove:
    judge = judges.get(claim.register_id)
    return ToApprove(
        key=_key(claim),
        name=name,
        title=claim.title,
        completed_on=claim.completed_on,
        minutes=claim.net_minutes,
        points=claim.points,
        register_name=judge.register.name if judge else claim.register_id,
    )


def _hold(claim: Claim) -> None:
    """Give a claim its next version: who changes it at this moment gets a conflict, and no page of before holds."""
    flag_modified(claim, "facts")


def _key(claim: Claim) -> str:
    return f"{claim.id}-{claim.version}"


def _note(session: Session, viewer: Viewer, act: str, claim: Claim, at: datetime) -> None:
    audit.record(
        session,
        organisation_id=viewer.organisation_id,
        actor_id=viewer.person_id,
        act=act,
        object_kind="claim",
        object_id=claim.id,
        at=at,
    )
