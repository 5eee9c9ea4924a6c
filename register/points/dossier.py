"""The own dossier (E1): every registration assessed from its claims, in five queries whatever the amount of data."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

from sqlalchemy import BindParameter, CursorResult, bindparam, select
from sqlalchemy.orm import Session, joinedload

from register.access import Viewer
from register.db import read
from register.errors import Invalid
from register.people.models import ConditionRecord, Registration
from register.points.dossier_views import (
    ClaimLine,
    ConditionView,
    Dossier,
    DossierQuery,
    RegistrationView,
    TrackView,
)
from register.points.judges import cycle_for, judges_for
from register.points.models import Claim
from register.points.standing import CLAIMS, assess_stored
from register.points.states import STATE_NAMES, may_undo
from register.rules.explain import day, number
from register.rules.facts import Assessment, ClaimState, Condition, CountedClaim, TrackStanding
from register.rules.judge import Judge
from register.rules.model import RuleSet

_EXAMPLE = "example"
_NO_RULES = "De regels van dit register kennen we niet. Vraag de beheerder om de code van het register na te kijken."


class Place(NamedTuple):
    """Where a claim's attendance lies, a floor above points: its activity, and how many pieces of evidence that has."""

    activity_id: int | None = None
    evidence: int = 0


_NO_PLACE = Place()
Locate = Callable[[Session, Collection[int]], Mapping[int, Place]]
"""Finds the places of attendances."""


def nowhere(_session: Session, _attendance_ids: Collection[int]) -> Mapping[int, Place]:
    """Find no places, where nobody asks for them."""
    return {}


class _Entry(NamedTuple):
    """A claim among all: enough to choose and to order by."""

    id: int
    completed_on: date
    counted: CountedClaim
    assessment: Assessment


def read_dossier(
    session: Session, viewer: Viewer, query: DossierQuery, *, on: date, locate: Locate = nowhere
) -> Dossier:
    """Assess every registration of the viewer and list the claims that the query asks for."""
    views, entries = _assess_all(session, viewer, on)
    past = {view.id for view in _past(views, on)}
    shown = _order([entry for entry in entries if _asked(entry, query)], query)
    pages = max(1, -(-len(shown) // query.size))
    page = min(max(query.page, 1), pages)
    return Dossier(
        on=on,
        current=tuple(view for view in views if view.id not in past),
        past=tuple(view for view in views if view.id in past),
        lines=_lines(session, shown[(page - 1) * query.size : page * query.size], on, locate),
        found=len(shown),
        all=len(entries),
        page=page,
        pages=pages,
        registers=tuple(sorted({(entry.assessment.register, entry.assessment.register_name) for entry in entries})),
        years=tuple(sorted({entry.completed_on.year for entry in entries}, reverse=True)),
    )


def read_lines(
    session: Session, viewer: Viewer, claim_ids: Collection[int], *, on: date, locate: Locate = nowhere
) -> tuple[ClaimLine, ...]:
    """Return some of the viewer's own claims; each is judged among all, because caps work on all."""
    _, entries = _assess_all(session, viewer, on)
    return _lines(session, [entry for entry in entries if entry.id in claim_ids], on, locate)


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


def _assess_all(session: Session, viewer: Viewer, on: date) -> tuple[list[RegistrationView], list[_Entry]]:
    own = {"person": viewer.person_id}
    registrations = session.scalars(_REGISTRATIONS, own).unique().all()
    judges = judges_for(
        session,
        organisation_id=viewer.organisation_id,
        register_ids={registration.register_id for registration in registrations},
    )
    claims, records = _by_registration(read(session, _CLAIMS, own)), _by_registration(read(session, _RECORDS, own))
    views: list[RegistrationView] = []
    entries: list[_Entry] = []
    for registration in registrations:
        judge = judges.get(registration.register_id)
        view, found = _assess(registration, judge, claims[registration.id], records[registration.id], on)
        views.append(view)
        entries.extend(found)
    return views, entries


def _by_registration(rows: CursorResult[*tuple[Any, ...]]) -> dict[int, list[Any]]:
    """Sort rows out by their registration, which is their first column."""
    found: dict[int, list[Any]] = defaultdict(list)
    for row in rows.all():
        found[row[0]].append(row)
    return found


_OWN = Registration.person_id == bindparam("person")
_REGISTRATIONS = (
    select(Registration)
    .where(_OWN)
    .options(joinedload(Registration.pauses))
    .order_by(Registration.register_id, Registration.cycle_starts_on.desc())
)
_CLAIMS = CLAIMS.join(Registration, Registration.id == Claim.registration_id).where(_OWN)
_RECORDS = (
    select(
        ConditionRecord.registration_id,
        ConditionRecord.code,
        ConditionRecord.met,
        ConditionRecord.issued_on,
        ConditionRecord.expires_on,
        ConditionRecord.amount,
    )
    .join(Registration, Registration.id == ConditionRecord.registration_id)
    .where(_OWN)
)
_IDS: BindParameter[Sequence[int]] = bindparam("ids", expanding=True)


class _Detail(NamedTuple):
    """What only the lines that show need of a claim."""

    id: int
    version: int
    attendance_id: int
    filed_on: date | None
    decided_on: date | None
    state_changed_at: datetime | None


_DETAILS = select(*(getattr(Claim, name) for name in _Detail._fields)).where(Claim.id.in_(_IDS))


def _assess(
    registration: Registration, judge: Judge | None, rows: Sequence[Any], records: Sequence[Any], on: date
) -> tuple[RegistrationView, list[_Entry]]:
    if judge is None:
        return _unassessed(registration, registration.register_id, _NO_RULES), []
    try:
        cycle = cycle_for(registration, judge)
    except Invalid as unknown:
        return _unassessed(registration, judge.register.name, unknown.message), []
    known = tuple(Condition(code=one.code, text="", met=one.met, expires_on=one.expires_on) for one in records)
    assessment = assess_stored(judge, rows, cycle=cycle, on=on, conditions=known)
    entries = [
        _Entry(int(entry.claim.reference), entry.claim.facts.completed_on, entry, assessment)
        for entry in assessment.claims
    ]
    return _view(registration, assessment, judge.norms(cycle=cycle), records), entries


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
    registration: Registration, assessment: Assessment, norms: RuleSet, records: Sequence[Any]
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


def _condition(condition: Condition, record: Any) -> ConditionView:  # noqa: ANN401 - a row, or none
    if record is None:
        return ConditionView(condition=condition)
    return ConditionView(condition=condition, issued_on=record.issued_on, amount=record.amount)


def _lines(session: Session, entries: Sequence[_Entry], on: date, locate: Locate) -> tuple[ClaimLine, ...]:
    if not entries:
        return ()
    rows = read(session, _DETAILS, {"ids": [entry.id for entry in entries]}).all()
    details = {one.id: one for one in map(_Detail._make, rows)}
    places = locate(session, {one.attendance_id for one in details.values()})
    return tuple(_line(details[entry.id], entry.counted, entry.assessment, on, places) for entry in entries)


def _line(
    row: _Detail, entry: CountedClaim, assessment: Assessment, on: date, places: Mapping[int, Place]
) -> ClaimLine:
    claim, score = entry.claim, entry.score
    place = places.get(row.attendance_id, _NO_PLACE)
    return ClaimLine(
        id=row.id,
        version=row.version,
        attendance_id=row.attendance_id,
        register_id=assessment.register,
        register_name=assessment.register_name,
        title=claim.title,
        completed_on=claim.facts.completed_on,
        minutes=score.net_minutes,
        track=next((track.name for track in assessment.tracks if track.code == score.track), score.track),
        points=score.points,
        counted=entry.counted,
        granted=claim.granted,
        state=claim.state,
        state_name=STATE_NAMES[claim.state],
        filed_on=row.filed_on,
        decided_on=row.decided_on,
        reasons=entry.reasons,
        rule_version=score.version,
        example=any(reason.confidence == _EXAMPLE for reason in entry.reasons),
        undoable=may_undo(claim.state, row.state_changed_at, on=on),
        activity_id=place.activity_id,
        evidence=place.evidence,
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


def _asked(entry: _Entry, query: DossierQuery) -> bool:
    return (
        (not query.register or entry.assessment.register == query.register)
        and (query.year is None or entry.completed_on.year == query.year)
        and (not query.state or entry.counted.claim.state == query.state)
    )


_KEYS: dict[str, Callable[[_Entry], Any]] = {
    "activiteit": lambda entry: entry.counted.claim.title.casefold(),
    "punten": lambda entry: Decimal(-1) if entry.counted.counted is None else entry.counted.counted,
    "stand": lambda entry: list(ClaimState).index(entry.counted.claim.state),
}


def _order(entries: list[_Entry], query: DossierQuery) -> list[_Entry]:
    """Sort as asked; equal ones newest first."""
    newest_first = sorted(entries, key=lambda entry: (entry.completed_on, entry.id), reverse=True)
    if query.sort in _KEYS:
        return sorted(newest_first, key=_KEYS[query.sort], reverse=query.descending)
    return newest_first if query.descending else newest_first[::-1]
