"""What a draft would do to everybody (*doorrekenen*): two assessments of the same claims, one by one."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import NamedTuple

from sqlalchemy import delete, insert
from sqlalchemy.orm import Session

from register import audit
from register.access import Viewer
from register.current import day_here, state
from register.db import session as current_session
from register.db import transaction
from register.errors import Conflict
from register.jobs.asking import write_down
from register.jobs.queue import put_in_queue
from register.jobs.running import RunningJob
from register.points.figures_recount import assessed_by_both
from register.points.judges import judge_with, laid_over, rule_book
from register.points.versions.content import readable_rules
from register.points.versions.finding import own_draft
from register.points.versions.models import OwnRuleVersion, RuleEffect
from register.points.versions.recounting import IN_THE_PAGE, count_of, fits_a_page, next_registrations
from register.rules.compare import Effect, compare
from register.rules.judge import Judge
from register.rules.model import RuleSet
from register.rules.own import DatedVersion

KIND = "doorrekening"
_AT_ONCE = 100
_CHANGED = "De versie, of wat er verder geldt, is intussen gewijzigd. Reken haar opnieuw door."


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What rules would do, in numbers of registrations."""

    registrations: int
    changed: int
    wins: int
    loses: int
    short: int


class Judges(NamedTuple):
    """Who judges now, and who would with the version."""

    before: Judge
    after: Judge


def simulate(viewer: Viewer, rule_version_id: int, *, at: datetime) -> int | None:
    """Work out what a draft would do to everybody in its register; returns the job where they are too many for a page.

    Raises:
        NotAllowed, NotFound: not an admin of this organisation.
        Conflict: the version is published already.

    """
    with transaction() as session:
        row = own_draft(session, viewer, rule_version_id)
        rules = readable_rules(session, row)
        stamp = stamp_of(session, row.organisation_id, rules, on=day_of(at))
        forget_effects(session, row)
        if fits_a_page(session, row.organisation_id, row.register_id):
            judges = judges_for_trial(session, row.organisation_id, rules, on=day_of(at))
            every = next_registrations(session, row.organisation_id, row.register_id, after=0, most=IN_THE_PAGE)
            _keep(session, row.id, _effects(session, judges, every, on=day_of(at)))
            _done(session, row, stamp, len(every), by=viewer.person_id, at=at)
            return None
        arguments = {"rule_version_id": row.id, "stamp": stamp}
        title = "Regelversie doorrekenen"
        row.job_id = write_down(session, viewer, KIND, title=title, arguments=arguments, at=at)
        job_id = row.job_id
    put_in_queue(job_id)
    return job_id


def simulate_all(job: RunningJob) -> None:
    """Do the job: what is worked out is kept piece by piece, so that memory does not grow and a kill costs one piece.

    Raises:
        Conflict: the draft changed, or was published, while this went on.

    """
    after, done, on = int(job.step.get("after", 0)), int(job.step.get("done", 0)), day_of(job.at)
    while True:
        with transaction() as session:
            audit.take_turn(session, job.organisation_id)
            row, rules = _unchanged(session, job)
            total = count_of(session, row.organisation_id, row.register_id)
            ids = next_registrations(session, row.organisation_id, row.register_id, after=after, most=_AT_ONCE)
            judges = judges_for_trial(session, row.organisation_id, rules, on=on)
        if not ids:
            break
        found = list(_effects(current_session(), judges, ids, on=on))
        with transaction() as session:
            audit.take_turn(session, job.organisation_id)
            row, _ = _unchanged(session, job)
            _forget(session, row.id, ids)
            _keep(session, row.id, found)
        after, done = ids[-1], done + len(ids)
        job.reached(done, total=max(total, done), step={"after": after, "done": done})
    with transaction() as session:
        audit.take_turn(session, job.organisation_id)
        row, _ = _unchanged(session, job)
        _done(session, row, job.arguments["stamp"], done, by=job.asked_by_id, at=state().now())


def judges_for_trial(session: Session, organisation_id: int, rules: RuleSet, *, on: date) -> Judges:
    """Return the judge of today, and the one there would be if these rules were published today."""
    figures, versions = laid_over(session, organisation_id, {rules.register})[rules.register]
    trial = DatedVersion(rule_set=rules, known_from=on)
    return Judges(
        before=judge_with(rules.register, (figures, versions)),
        after=judge_with(rules.register, (figures, (*versions, trial))),
    )


def stamp_of(session: Session, organisation_id: int, rules: RuleSet, *, on: date) -> str:
    """Return what names a simulation: the rules, all that they were compared with, and the day.

    Raises:
        Unavailable: a published version of the organisation's own can not be read any more.

    """
    figures, versions = laid_over(session, organisation_id, {rules.register})[rules.register]
    dated = [(one.rule_set.digest, one.known_from, one.known_until) for one in versions]
    shipped = [one.digest for one in rule_book().versions(rules.register)]
    return sha256(repr((rules.digest, on, shipped, figures, dated)).encode()).hexdigest()


def effects_on(
    session: Session, judges: Judges, registration_ids: Sequence[int], *, on: date
) -> Iterator[tuple[int, Effect]]:
    """Compare where registrations stand with where they would; only those for which something changes."""
    for registration_id, now, then in assessed_by_both(session, *judges, registration_ids, on=on):
        effect = compare(now, then)
        if effect is not None:
            yield registration_id, effect


def outcome_of(session: Session, organisation_id: int, rules: RuleSet, *, on: date) -> Outcome:
    """Add up what rules would do to everybody in their register; nothing is kept, whoever they are."""
    judges = judges_for_trial(session, organisation_id, rules, on=on)
    seen, counts = 0, Counter[str]()
    after = 0
    while ids := next_registrations(session, organisation_id, rules.register, after=after, most=_AT_ONCE):
        for _, effect in effects_on(session, judges, ids, on=on):
            counts.update(changed=1, wins=int(effect.wins), loses=int(effect.loses), short=int(effect.short))
        seen, after = seen + len(ids), ids[-1]
    return Outcome(
        registrations=seen,
        changed=counts["changed"],
        wins=counts["wins"],
        loses=counts["loses"],
        short=counts["short"],
    )


def forget_effects(session: Session, row: OwnRuleVersion) -> None:
    """Throw away what was worked out: the draft is another now, or is one no more."""
    session.execute(delete(RuleEffect).where(RuleEffect.rule_version_id == row.id))
    row.simulated_digest = row.simulated_at = row.simulated_count = None


def _effects(
    session: Session, judges: Judges, registration_ids: Sequence[int], *, on: date
) -> Iterator[tuple[int, Effect]]:
    for first in range(0, len(registration_ids), _AT_ONCE):
        yield from effects_on(session, judges, registration_ids[first : first + _AT_ONCE], on=on)


def _unchanged(session: Session, job: RunningJob) -> tuple[OwnRuleVersion, RuleSet]:
    row = session.get(OwnRuleVersion, job.arguments["rule_version_id"], populate_existing=True)
    if row is None or row.organisation_id != job.organisation_id or row.state != "concept":
        raise Conflict(_CHANGED)
    rules = readable_rules(session, row)
    stamp = stamp_of(session, row.organisation_id, rules, on=day_of(job.at))
    if stamp != job.arguments["stamp"] or row.job_id != job.id:
        raise Conflict(_CHANGED)
    return row, rules


def _keep(
    session: Session, rule_version_id: int, found: Iterator[tuple[int, Effect]] | list[tuple[int, Effect]]
) -> None:
    rows = [
        {
            "rule_version_id": rule_version_id,
            "registration_id": registration_id,
            "countable_before": effect.countable_before,
            "countable_after": effect.countable_after,
            "needed_before": effect.needed_before,
            "needed_after": effect.needed_after,
            "reached_before": effect.reached_before,
            "reached_after": effect.reached_after,
            "wins": effect.wins,
            "loses": effect.loses,
            "short": effect.short,
        }
        for registration_id, effect in found
    ]
    if rows:
        session.execute(insert(RuleEffect), rows)


def _forget(session: Session, rule_version_id: int, registration_ids: Sequence[int]) -> None:
    """Make room for a piece that an earlier worker kept, without the time to say so."""
    session.execute(
        delete(RuleEffect).where(
            RuleEffect.rule_version_id == rule_version_id, RuleEffect.registration_id.in_(registration_ids)
        )
    )


def _done(session: Session, row: OwnRuleVersion, stamp: str, count: int, *, by: int, at: datetime) -> None:
    row.simulated_digest, row.simulated_at, row.simulated_count = stamp, at, count
    audit.record(
        session,
        organisation_id=row.organisation_id,
        actor_id=by,
        act="regelversie.doorgerekend",
        object_kind="rule_version",
        object_id=row.id,
        at=at,
        details={"register": row.register_id, "registrations": count, "stamp": stamp[:12]},
    )


def day_of(at: datetime) -> date:
    """Return the day of a moment, here."""
    return day_here(at)
