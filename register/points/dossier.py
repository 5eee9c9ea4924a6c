"""The own dossier (E1): every registration assessed from its claims, in four queries whatever the amount of data."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.orm import Session, joinedload

from register.access import Viewer
from register.errors import Invalid
from register.people.models import ConditionRecord, Registration
from register.points.dossier_views import (
    SORTS,
    ClaimLine,
    ConditionView,
    Dossier,
    DossierQuery,
    RegistrationView,
    TrackView,
)
from register.points.facts_json import FACTS_TEXT, from_text
from register.points.judges import cycle_for, judges_for
from register.points.models import Claim
from register.points.states import STATE_NAMES, may_undo
from register.rules.explain import day, number
from register.rules.facts import Assessment, ClaimInput, ClaimState, Condition, CountedClaim, TrackStanding
from register.rules.judge import Judge
from register.rules.model import RuleSet

_EXAMPLE = "example"
_NO_RULES = "De regels van dit register kennen we niet. Vraag de beheerder om de code van het register na te kijken."


def read_dossier(session: Session, viewer: Viewer, query: DossierQuery, *, on: date) -> Dossier:
    """Assess every registration of the viewer and list the claims that the query asks for."""
    views, lines = _assess_all(session, viewer, on)
    past = {view.id for view in _past(views, on)}
    shown = _order([line for line in lines if _asked(line, query)], query)
    pages = max(1, -(-len(shown) // query.size))
    page = min(max(query.page, 1), pages)
    return Dossier(
        on=on,
        current=tuple(view for view in views if view.id not in past),
        past=tuple(view for view in views if view.id in past),
        lines=tuple(shown[(page - 1) * query.size : page * query.size]),
        found=len(shown),
        all=len(lines),
        page=page,
        pages=pages,
        registers=tuple(sorted({(line.register_id, line.register_name) for line in lines})),
        years=tuple(sorted({line.completed_on.year for line in lines}, reverse=True)),
    )


def read_lines(session: Session, viewer: Viewer, claim_ids: Collection[int], *, on: date) -> tuple[ClaimLine, ...]:
    """Return some of the viewer's own claims; each is judged among all, because caps work on all."""
    _, lines = _assess_all(session, viewer, on)
    return tuple(line for line in lines if line.id in claim_ids)


def time_left(ends_on: date, *, on: date) -> str:
    """Write how long a period still runs: "nog 13 maanden, tot en met 31 december 2027"."""
    if ends_on < on:
        return f"verlopen op {day(ends_on)}"
    renewal = ends_on + timedelta(days=1)
    months = (renewal.year - on.year) * 12 + renewal.month - on.month - (renewal.day < on.day)
    if months >= 1:
        return f"nog {months} {'maand' if months == 1 else 'maanden'}, tot en met {day(ends_on)}"
    days = (renewal - on).days
    return f"nog {days} {'dag' if days == 1 else 'dagen'}, tot en met {day(ends_on)}"


def standing_text(standing: TrackStanding) -> str:
    """Write where a track stands; an unknown norm is said, never filled in."""
    has = number(standing.countable)
    if standing.minimum is not None:
        return f"{has} van {number(standing.minimum)}"
    if not standing.minimum_known:
        return f"{has}, norm niet vastgesteld"
    if standing.maximum is not None:
        return f"{has}, hooguit {number(standing.maximum)} tellen mee"
    return f"{has}, maximum niet vastgesteld" if not standing.maximum_known else has


def _assess_all(session: Session, viewer: Viewer, on: date) -> tuple[list[RegistrationView], list[ClaimLine]]:
    registrations = _registrations(session, viewer.person_id)
    ids = [registration.id for registration in registrations]
    judges = judges_for(
        session,
        organisation_id=viewer.organisation_id,
        register_ids={registration.register_id for registration in registrations},
    )
    claims, records = _claims(session, ids), _records(session, ids)
    views: list[RegistrationView] = []
    lines: list[ClaimLine] = []
    for registration in registrations:
        judge = judges.get(registration.register_id)
        view, own = _assess(registration, judge, claims[registration.id], records[registration.id], on)
        views.append(view)
        lines.extend(own)
    return views, lines


def _registrations(session: Session, person_id: int) -> Sequence[Registration]:
    return (
        session.scalars(
            select(Registration)
            .where(Registration.person_id == person_id)
            .options(joinedload(Registration.pauses))
            .order_by(Registration.register_id, Registration.cycle_starts_on.desc())
        )
        .unique()
        .all()
    )


def _claims(session: Session, registration_ids: Sequence[int]) -> dict[int, list[Row[Any]]]:
    rows = session.execute(
        select(
            Claim.id,
            Claim.version,
            Claim.attendance_id,
            Claim.registration_id,
            Claim.title,
            FACTS_TEXT,
            Claim.state,
            Claim.granted_points,
            Claim.filed_on,
            Claim.decided_on,
            Claim.state_changed_at,
        )
        .where(Claim.registration_id.in_(registration_ids))
        .order_by(Claim.completed_on, Claim.id)
    )
    found: dict[int, list[Row[Any]]] = defaultdict(list)
    for row in rows:
        found[row.registration_id].append(row)
    return found


def _records(session: Session, registration_ids: Sequence[int]) -> dict[int, list[ConditionRecord]]:
    rows = session.scalars(select(ConditionRecord).where(ConditionRecord.registration_id.in_(registration_ids)))
    found: dict[int, list[ConditionRecord]] = defaultdict(list)
    for row in rows:
        found[row.registration_id].append(row)
    return found


def _assess(
    registration: Registration,
    judge: Judge | None,
    rows: Sequence[Row[Any]],
    records: Sequence[ConditionRecord],
    on: date,
) -> tuple[RegistrationView, list[ClaimLine]]:
    if judge is None:
        return _unassessed(registration, registration.register_id, _NO_RULES), []
    try:
        cycle = cycle_for(registration, judge)
    except Invalid as unknown:
        return _unassessed(registration, judge.register.name, unknown.message), []
    inputs = [
        ClaimInput(
            reference=str(row.id),
            title=row.title,
            facts=from_text(row.facts_text),
            state=ClaimState(row.state),
            granted=row.granted_points,
        )
        for row in rows
    ]
    known = [Condition(code=one.code, text="", met=one.met, expires_on=one.expires_on) for one in records]
    assessment = judge.assess(inputs, cycle=cycle, on=on, conditions=known)
    norms = judge.norms(cycle=cycle)
    names = {track.code: track.name for track in assessment.tracks}
    lines = [_line(row, entry, assessment, names, on) for row, entry in zip(rows, assessment.claims, strict=True)]
    return _view(registration, assessment, norms, records), lines


def _unassessed(registration: Registration, name: str, problem: str) -> RegistrationView:
    return RegistrationView(
        id=registration.id,
        register_id=registration.register_id,
        register_name=name,
        number=registration.number,
        level=registration.level,
        starts_on=registration.cycle_starts_on,
        ends_on=registration.cycle_ends_on,
        problem=problem,
    )


def _view(
    registration: Registration, assessment: Assessment, norms: RuleSet, records: Sequence[ConditionRecord]
) -> RegistrationView:
    asks = {
        part.code: part.minimum.ask
        for part in (*norms.tracks, *norms.groups, norms.total)
        if part.minimum is not None and part.minimum.value is None
    }
    recorded = {record.code: record for record in records}
    return RegistrationView(
        id=registration.id,
        register_id=registration.register_id,
        register_name=assessment.register_name,
        number=registration.number,
        level=registration.level,
        starts_on=assessment.cycle.starts_on,
        ends_on=assessment.cycle.ends_on,
        left=time_left(assessment.cycle.ends_on, on=assessment.on),
        tracks=tuple(_track(standing, asks) for standing in assessment.tracks),
        total=_track(assessment.total, asks),
        conditions=tuple(_condition(one, recorded.get(one.code)) for one in assessment.conditions),
        forecast=assessment.forecast,
        closes_the_gap=assessment.closes_the_gap,
        labels=_labels_of_all(assessment),
        version=assessment.version,
    )


def _labels_of_all(assessment: Assessment) -> tuple[str, ...]:
    """Leave out the labels that stand beside a figure already."""
    shown = {label for standing in (*assessment.tracks, assessment.total) for label in standing.labels}
    return tuple(label for label in assessment.labels if label not in shown)


def _track(standing: TrackStanding, asks: dict[str, str | None]) -> TrackView:
    return TrackView(standing=standing, text=standing_text(standing), ask=asks.get(standing.code))


def _condition(condition: Condition, record: ConditionRecord | None) -> ConditionView:
    if record is None:
        return ConditionView(condition=condition)
    return ConditionView(condition=condition, issued_on=record.issued_on, amount=record.amount)


def _line(row: Row[Any], entry: CountedClaim, assessment: Assessment, names: dict[str, str], on: date) -> ClaimLine:
    state = entry.claim.state
    return ClaimLine(
        id=row.id,
        version=row.version,
        attendance_id=row.attendance_id,
        register_id=assessment.register,
        register_name=assessment.register_name,
        title=row.title,
        completed_on=entry.claim.facts.completed_on,
        minutes=entry.score.net_minutes,
        track=names.get(entry.score.track or "", entry.score.track),
        points=entry.score.points,
        counted=entry.counted,
        granted=row.granted_points,
        state=state,
        state_name=STATE_NAMES[state],
        filed_on=row.filed_on,
        decided_on=row.decided_on,
        reasons=entry.reasons,
        rule_version=entry.score.version,
        example=any(reason.confidence == _EXAMPLE for reason in entry.reasons),
        undoable=may_undo(state, row.state_changed_at, on=on),
    )


def _past(views: Iterable[RegistrationView], on: date) -> list[RegistrationView]:
    """Return the periods that ended and were followed by another of the same register."""
    newest: dict[str, date] = {}
    for view in views:
        newest[view.register_id] = max(newest.get(view.register_id, view.starts_on), view.starts_on)
    return [
        view
        for view in views
        if view.ends_on is not None and view.ends_on < on and view.starts_on < newest[view.register_id]
    ]


def _asked(line: ClaimLine, query: DossierQuery) -> bool:
    return (
        (not query.register or line.register_id == query.register)
        and (query.year is None or line.completed_on.year == query.year)
        and (not query.state or line.state == query.state)
    )


def _order(lines: list[ClaimLine], query: DossierQuery) -> list[ClaimLine]:
    """Sort as asked; equal ones newest first."""
    lines.sort(key=lambda line: (line.completed_on, line.id), reverse=True)
    keys = {
        "datum": lambda line: (line.completed_on, line.id),
        "activiteit": lambda line: line.title.casefold(),
        "punten": lambda line: Decimal(-1) if line.counted is None else line.counted,
        "stand": lambda line: list(ClaimState).index(line.state),
    }
    lines.sort(key=keys[query.sort if query.sort in SORTS else "datum"], reverse=query.descending)
    return lines
