"""The upload card (*uploadkaart*, E2): one activity in the register's own fields, ready to copy over."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from register.access import Viewer
from register.errors import NotFound
from register.evidence.cards.layouts import CardLayout, layout_for
from register.evidence.files import EvidenceLine, evidence_of
from register.evidence.gaps import Gap
from register.evidence.papers.wording import form_of
from register.evidence.readiness import gaps_of_people
from register.learning.kinds import PRESENT, ROLE_NAMES, kinds
from register.learning.models import Activity, Attendance, LearningSession
from register.people.models import Registration
from register.points.dossier import read_lines
from register.points.dossier_views import ClaimLine
from register.points.judges import rule_book
from register.points.models import Claim
from register.rules.explain import number
from register.rules.facts import ClaimState

_SHOWN = (ClaimState.READY, ClaimState.FILED)


@dataclass(frozen=True, kw_only=True)
class CardValue:
    """One field with what belongs in it."""

    code: str
    label: str
    text: str
    long: bool


@dataclass(frozen=True, kw_only=True)
class CardLine:
    """One activity under one registration: a line in the register's dossier (*regel*)."""

    claims: tuple[ClaimLine, ...]
    """One for every meeting, in the order of their days."""
    activity_id: int
    registration_id: int
    registration_number: str
    gaps: tuple[Gap, ...] = ()

    @property
    def first(self) -> ClaimLine:
        """The claim by which the card is addressed."""
        return self.claims[0]

    @property
    def points(self) -> Decimal | None:
        """Claimed over all meetings; `None` as soon as one figure is not known."""
        return _sum(claim.points for claim in self.claims)

    @property
    def granted(self) -> Decimal | None:
        """Granted over all meetings."""
        return _sum(claim.granted for claim in self.claims)


@dataclass(frozen=True, kw_only=True)
class UploadCard:
    """A line with its fields in the register's order and its papers."""

    line: CardLine
    layout: CardLayout
    fields: tuple[CardValue, ...]
    papers: tuple[EvidenceLine, ...]
    with_others: bool
    """Whether others were there as a rule, so that an attendance list says something."""
    next_id: int | None
    """The claim of the next line that waits to be entered with this register."""
    left: int
    """How many lines wait to be entered with this register, this one too."""
    moved: ClaimLine | None
    """The other line that was moved a moment ago, as long as that may be undone."""


@dataclass(frozen=True, kw_only=True)
class ReadyList:
    """What waits to be entered (*klaar voor register*), oldest first, and what waits for a decision."""

    ready: tuple[CardLine, ...]
    filed: tuple[CardLine, ...]
    moved: ClaimLine | None
    """The line that was moved a moment ago, as long as that may be undone."""


def ready_list(session: Session, viewer: Viewer, *, on: date, moved: int | None = None) -> ReadyList:
    """Return the viewer's own lines that are ready or entered, each with what a spot check would miss."""
    lines = _lines(session, viewer, on=on, also=_known(moved))
    found = gaps_of_people(
        session, viewer.organisation_id, {viewer.person_id}, activity_ids={line.activity_id for line in lines}
    )
    gaps = {one.activity_id: one.gaps for one in found}
    told = tuple(
        CardLine(
            claims=line.claims,
            activity_id=line.activity_id,
            registration_id=line.registration_id,
            registration_number=line.registration_number,
            gaps=gaps.get(line.activity_id, ()),
        )
        for line in lines
    )
    return ReadyList(
        ready=tuple(line for line in told if line.first.state is ClaimState.READY),
        filed=tuple(line for line in told if line.first.state is ClaimState.FILED),
        moved=_undoable(lines, moved),
    )


def read_card(session: Session, viewer: Viewer, claim_id: int, *, on: date, moved: int | None = None) -> UploadCard:
    """Return the card of the line that a claim belongs to, and of the line `moved` how to undo that.

    Raises:
        NotFound: not a claim of this viewer.

    """
    group = claims_of_line(session, viewer, claim_id)
    lines = _lines(session, viewer, on=on, also=(*group, *_known(moved)))
    line = next(one for one in lines if any(claim.id == claim_id for claim in one.claims))
    register = line.first.register_id
    waiting = [one for one in lines if one.first.state is ClaimState.READY and one.first.register_id == register]
    activity, parts = _activity(session, viewer, line.activity_id)
    layout = layout_for(rule_book().register(register).body)
    found = gaps_of_people(session, viewer.organisation_id, {viewer.person_id}, activity_ids={line.activity_id})
    return UploadCard(
        line=CardLine(
            claims=line.claims,
            activity_id=line.activity_id,
            registration_id=line.registration_id,
            registration_number=line.registration_number,
            gaps=found[0].gaps if found else (),
        ),
        layout=layout,
        fields=tuple(_filled(layout, _values(line, activity, parts))),
        papers=tuple(evidence_of(session, viewer, line.activity_id)),
        with_others=_with_others(activity),
        next_id=next((one.first.id for one in waiting if one is not line), None),
        left=len(waiting),
        moved=_undoable([one for one in lines if one is not line], moved),
    )


def claims_of_line(session: Session, viewer: Viewer, claim_id: int) -> tuple[int, ...]:
    """Return the claims that are entered together with this one: of the same activity, registration and state.

    Raises:
        NotFound: not a claim of this viewer.

    """
    one = session.execute(
        select(Claim.registration_id, Claim.state, LearningSession.activity_id)
        .join(Registration, Registration.id == Claim.registration_id)
        .join(Attendance, Attendance.id == Claim.attendance_id)
        .join(LearningSession, LearningSession.id == Attendance.session_id)
        .where(Claim.id == claim_id, Registration.person_id == viewer.person_id)
    ).first()
    if one is None:
        raise NotFound
    return tuple(
        session.scalars(
            select(Claim.id)
            .join(Attendance, Attendance.id == Claim.attendance_id)
            .join(LearningSession, LearningSession.id == Attendance.session_id)
            .where(
                Claim.registration_id == one.registration_id,
                Claim.state == one.state,
                LearningSession.activity_id == one.activity_id,
            )
            .order_by(Claim.completed_on, Claim.id)
        )
    )


def _lines(session: Session, viewer: Viewer, *, on: date, also: Collection[int] = ()) -> tuple[CardLine, ...]:
    rows = session.execute(
        select(Claim.id, LearningSession.activity_id, Claim.registration_id, Registration.number)
        .join(Registration, Registration.id == Claim.registration_id)
        .join(Attendance, Attendance.id == Claim.attendance_id)
        .join(LearningSession, LearningSession.id == Attendance.session_id)
        .where(Registration.person_id == viewer.person_id, Claim.state.in_(_SHOWN) | Claim.id.in_(also))
    ).all()
    claims = {claim.id: claim for claim in read_lines(session, viewer, {row.id for row in rows}, on=on)}
    numbers = {row.registration_id: row.number for row in rows}
    grouped: dict[tuple[int, int, str], list[ClaimLine]] = defaultdict(list)
    for row in rows:
        claim = claims[row.id]
        grouped[row.activity_id, row.registration_id, claim.state].append(claim)
    lines = (
        CardLine(
            claims=tuple(sorted(found, key=lambda claim: (claim.completed_on, claim.id))),
            activity_id=activity_id,
            registration_id=registration_id,
            registration_number=numbers[registration_id],
        )
        for (activity_id, registration_id, _), found in grouped.items()
    )
    return tuple(sorted(lines, key=lambda line: (line.first.completed_on, line.first.id)))


def _known(moved: int | None) -> tuple[int, ...]:
    return () if moved is None else (moved,)


def _undoable(lines: Iterable[CardLine], moved: int | None) -> ClaimLine | None:
    """Return the claim of one of these lines if its last move may still be taken back."""
    claims = (claim for line in lines for claim in line.claims)
    return next((claim for claim in claims if claim.id == moved and claim.undoable), None)


def _activity(session: Session, viewer: Viewer, activity_id: int) -> tuple[Activity, Sequence[Any]]:
    """Return the activity and, for each of the viewer's own parts, role, day, times and how many were there."""
    activity = session.scalars(
        select(Activity).where(Activity.id == activity_id).options(selectinload(Activity.sessions))
    ).one()
    there = (
        select(func.count(Attendance.id))
        .where(Attendance.session_id == LearningSession.id, Attendance.state.in_(sorted(PRESENT)))
        .correlate(LearningSession)
        .scalar_subquery()
    )
    parts = session.execute(
        select(
            Attendance.role,
            LearningSession.held_on,
            LearningSession.starts_at,
            LearningSession.ends_at,
            there.label("present"),
        )
        .join(LearningSession, LearningSession.id == Attendance.session_id)
        .where(LearningSession.activity_id == activity_id, Attendance.person_id == viewer.person_id)
        .order_by(LearningSession.held_on, LearningSession.id)
    ).all()
    return activity, parts


def _with_others(activity: Activity) -> bool:
    kind = kinds().get(activity.kind)
    return kind is not None and kind.with_others


def _filled(layout: CardLayout, values: dict[str, str]) -> Iterable[CardValue]:
    """Leave out what was not filled in: an empty field has nothing to copy."""
    for field in layout.fields:
        if text := values.get(field.code, ""):
            yield CardValue(code=field.code, label=field.label, text=text, long=field.long)


def _values(line: CardLine, activity: Activity, parts: Sequence[Any]) -> dict[str, str]:
    minutes = _sum(None if claim.minutes is None else Decimal(claim.minutes) for claim in line.claims)
    kind = kinds().get(activity.kind)
    timed = kind is not None and kind.timed
    return {
        "track": line.first.track or "",
        "kind": kind.name if kind else activity.kind,
        "title": activity.title,
        "dates": ", ".join(dict.fromkeys(f"{claim.completed_on:%d-%m-%Y}" for claim in line.claims)),
        "times": ", ".join(dict.fromkeys(filter(None, (_times(part.starts_at, part.ends_at) for part in parts)))),
        "net_hours": number(minutes / 60) if timed and minutes is not None else "",
        "points": "" if line.points is None else number(line.points),
        "accreditation_id": _accreditation(line.first.register_id, activity.accreditation_ids),
        "provider": activity.provider,
        "mode": form_of(activity).capitalize(),
        "location": activity.location,
        "facilitator": activity.facilitator_name,
        "facilitator_number": activity.facilitator_number or "",
        "role": ", ".join(dict.fromkeys(ROLE_NAMES.get(part.role, part.role) for part in parts)),
        "present": ", ".join(dict.fromkeys(str(part.present) for part in parts)) if _with_others(activity) else "",
        "subject": activity.subject,
        "learning_goal": activity.learning_goal,
        "work_method": activity.work_method,
    }


def _accreditation(register_id: str, stored: dict[str, str]) -> str:
    """Return the number that this register's body gave; another body's number means nothing there."""
    body = rule_book().register(register_id).body.casefold()
    own = {"v&vn": "venvn"}.get(body, body)
    return stored.get(own, "")


def _times(starts_at: time | None, ends_at: time | None) -> str:
    return f"{starts_at:%H:%M} - {ends_at:%H:%M}" if starts_at and ends_at else ""


def _sum(values: Iterable[Decimal | None]) -> Decimal | None:
    found = list(values)
    return None if any(value is None for value in found) else sum(filter(None, found), start=Decimal(0))
