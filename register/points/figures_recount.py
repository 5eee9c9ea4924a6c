"""Count everybody in a register again after its figures changed, with the same few statements however many they are."""

from collections import defaultdict
from collections.abc import Hashable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import Row, bindparam, delete, select, update
from sqlalchemy.orm import Session

from register.bulk.among import among
from register.bulk.portions import in_chunks
from register.bulk.rows import insert_rows
from register.current import day_here
from register.people.models import ConditionRecord, Registration, RegistrationPause
from register.points.judges import Days, judges_for, known_cycle
from register.points.models import Claim, Standing
from register.points.standing import CLAIMS, assess_stored, claims_of, standing_row
from register.rules.cycle import Pause
from register.rules.facts import Assessment, ClaimState, Condition, Cycle
from register.rules.judge import Judge
from register.workbooks.progress import tell

_AT_ONCE = 5_000
_CLAIMS_OF = 500
"""Of so many registrations the claims are in memory at once: each may have hundreds."""


class _Registered(NamedTuple):
    """What is read of a registration: an object of each of 20,000 is half of counting them."""

    id: int
    register_id: str
    ended_on: date | None
    cycle_starts_on: date
    cycle_ends_on: date | None
    extension_days: int
    pauses: Sequence[Days]


def recount_registrations(
    session: Session, organisation_id: int, registration_ids: Sequence[int], *, at: datetime
) -> None:
    """Judge the claims of registrations anew (not those granted) and renew where each stands."""
    done = 0
    for some_ids in in_chunks(registration_ids, _AT_ONCE):
        some = list(_registrations(session, some_ids))
        registers = {one.register_id for one in some}
        judges = judges_for(session, organisation_id=organisation_id, register_ids=registers)
        judged = [one for one in some if one.register_id in judges]
        rows = [row for part in in_chunks(judged, _CLAIMS_OF) for row in _recount(session, judges, part, at)]
        session.execute(delete(Standing).where(among(Standing.registration_id, [one.id for one in judged])))
        insert_rows(session, Standing, rows)
        done += len(some_ids)
        tell(done, len(registration_ids), "registraties doorgerekend")


def assessed_by_both(
    session: Session, before: Judge, after: Judge, registration_ids: Sequence[int], *, on: date
) -> Iterator[tuple[int, Assessment, Assessment]]:
    """Assess registrations by two judges, where they would not judge by the same rules; nothing is written.

    Who left the register is passed over, and so is whose period ended: that never changes.
    """
    pairs = [
        (registration, cycles)
        for registration in _registrations(session, registration_ids)
        if (cycles := _cycles(registration, before, after, on=on)) is not None
    ]
    ids = [registration.id for registration, _ in pairs]
    claims, conditions = _claims(session, ids), _conditions(session, ids)
    for registration, cycles in pairs:
        stored = claims_of(tuple(row)[:_STORED] for row in claims.pop(registration.id, ()))
        first, second = (
            judge.assess(stored, cycle=cycle, on=on, conditions=conditions[registration.id])
            for judge, cycle in zip((before, after), cycles, strict=True)
        )
        yield registration.id, first, second


def _cycles(registration: _Registered, before: Judge, after: Judge, *, on: date) -> tuple[Cycle, Cycle] | None:
    """Return the period by both judges; `None` where it is not known, is over, or nothing else would judge it."""
    if registration.ended_on is not None and registration.ended_on < on:
        return None
    old, new = known_cycle(registration, before), known_cycle(registration, after)
    if old is None or new is None or old.ends_on < on:
        return None
    same = old == new and before.rules_for(old) == after.rules_for(old)
    return None if same else (old, new)


def _registrations(session: Session, ids: Sequence[int]) -> Iterator[_Registered]:
    one = Registration
    columns = (one.id, one.register_id, one.ended_on, one.cycle_starts_on, one.cycle_ends_on, one.extension_days)
    pauses: dict[int, list[Days]] = defaultdict(list)
    stood_still = select(RegistrationPause.registration_id, RegistrationPause.starts_on, RegistrationPause.ends_on)
    for pause in session.execute(stood_still.where(among(RegistrationPause.registration_id, ids))):
        pauses[pause.registration_id].append(Pause(starts_on=pause.starts_on, ends_on=pause.ends_on))
    for row in session.execute(select(*columns).where(among(one.id, ids)).order_by(one.id)):
        yield _Registered(*row, pauses.get(row.id, ()))


def _recount(
    session: Session, judges: Mapping[str, Judge], registrations: Sequence[_Registered], at: datetime
) -> list[Mapping[str, object]]:
    """Judge the claims of some registrations anew; returns the rows that keep where they stand now."""
    claims = _claims(session, [one.id for one in registrations])
    conditions = _conditions(session, list(claims))
    judged: list[dict[str, Any]] = []
    standings: list[Mapping[str, object]] = []
    nothing_yet = {register_id: _NothingYet(judge, at) for register_id, judge in judges.items()}
    for registration in registrations:
        judge = judges[registration.register_id]
        cycle = known_cycle(registration, judge)
        if cycle is None:
            continue
        rows = claims.get(registration.id)
        if rows is None:
            standings.append(nothing_yet[registration.register_id].row(registration.id, cycle))
            continue
        assessment = _assess(judge, rows, cycle, conditions[registration.id], at)
        judged.extend(_judged(row, entry) for row, entry in zip(rows, assessment.claims, strict=True))
        standings.append(standing_row(registration.id, assessment, at=at))
    _update(session, [one for one in judged if one["changed"]])
    return standings


class _NothingYet:
    """Where registrations without claims stand: after an import of everybody those are nearly all."""

    def __init__(self, judge: Judge, at: datetime) -> None:
        self._judge = judge
        self._at = at
        self._on = day_here(at)
        self._known: dict[Hashable, dict[str, object]] = {}

    def row(self, registration_id: int, cycle: Cycle) -> Mapping[str, object]:
        """Give the row of one registration, judged once for all that are alike."""
        alike = self._judge.alike(cycle, self._on)
        if alike not in self._known:
            assessment = self._judge.assess((), cycle=cycle, on=self._on)
            self._known[alike] = standing_row(registration_id, assessment, at=self._at)
        own = {"registration_id": registration_id, "starts_on": cycle.starts_on, "ends_on": cycle.ends_on}
        return self._known[alike] | own


def _claims(session: Session, ids: Sequence[int]) -> dict[int, list[Row[Any]]]:
    found: dict[int, list[Row[Any]]] = defaultdict(list)
    for row in session.execute(_CLAIMS.where(among(Claim.registration_id, ids))):
        found[row.registration_id].append(row)
    return found


_CLAIMS = CLAIMS.add_columns(Claim.rule_digest)
_STORED = len(CLAIMS.selected_columns)
"""The columns of `CLAIMS`; the digest behind them says what has to be rewritten."""


def _conditions(session: Session, ids: Sequence[int]) -> dict[int, list[Condition]]:
    found: dict[int, list[Condition]] = defaultdict(list)
    for row in session.scalars(select(ConditionRecord).where(among(ConditionRecord.registration_id, ids))):
        found[row.registration_id].append(Condition(code=row.code, text="", met=row.met, expires_on=row.expires_on))
    return found


def _assess(
    judge: Judge, rows: Sequence[Row[Any]], cycle: Cycle, conditions: Sequence[Condition], at: datetime
) -> Assessment:
    """Assess one registration."""
    stored = [tuple(row)[:_STORED] for row in rows]
    return assess_stored(judge, stored, cycle=cycle, on=day_here(at), conditions=tuple(conditions))


def _judged(row: Row[Any], entry: Any) -> dict[str, Any]:  # noqa: ANN401 - a CountedClaim
    """Return the judged columns of one claim; what a register granted is never rewritten."""
    score = entry.score
    return {
        "claim_id": row.id,
        "rule_version": score.version,
        "rule_digest": score.digest,
        "track": score.track,
        "net_minutes": score.net_minutes,
        "points": score.points,
        "changed": row.state != ClaimState.GRANTED and row.rule_digest != score.digest,
    }


def _update(session: Session, judged: Sequence[dict[str, Any]]) -> None:
    """Only what was judged; version numbers stay, because nobody edited anything."""
    if not judged:
        return
    table = Claim.__table__
    columns = ("rule_version", "rule_digest", "track", "net_minutes", "points")
    statement = (
        update(table)  # type: ignore[arg-type]
        .where(table.c.id == bindparam("claim_id"))
        .values({name: bindparam(f"new_{name}", type_=table.c[name].type) for name in columns})
    )
    session.connection().execute(
        statement,
        [{"claim_id": one["claim_id"], **{f"new_{name}": one[name] for name in columns}} for one in judged],
    )
    session.expire_all()
