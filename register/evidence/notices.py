"""Tell people that a condition or a period ends (*voorwaarden*, E4, C14): 9, 6, 3 and 1 months ahead, each once."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, exists, select
from sqlalchemy.orm import Session

from register import audit
from register.current import day_here, state
from register.db import session as current_session
from register.db import transaction
from register.evidence.models import Notice
from register.learning.mail import write_to
from register.mail import mail_is_on
from register.people.models import ConditionRecord, Organisation, Person, Registration
from register.points.judges import rule_book
from register.rules.explain import day

MONTHS_AHEAD = (1, 3, 6, 9)


@dataclass(frozen=True, kw_only=True)
class Ending:
    """Something of one person that ends."""

    person_id: int
    what: str
    """"VOG", "je registratie bij …"."""
    ends_on: date
    key: str
    """What it is, without how far ahead."""


def give_notices(*, at: datetime) -> int:
    """Write each notice that is due to the outbox, with the note that it went; returns how many people were told.

    A notice and its note are written in one transaction: after a crash either both are there or neither. Whoever comes
    late, because the worker stood still, is told once: the nearest step counts, the passed ones do not.
    """
    if not mail_is_on(state()):
        return 0
    on = day_here(at)
    told = 0
    for organisation_id in current_session().scalars(select(Organisation.id).order_by(Organisation.id)).all():
        with transaction() as session:
            audit.take_turn(session, organisation_id)
            for ending in endings(session, organisation_id, on=on):
                told += _tell(session, ending, on=on, at=at)
    return told


def endings(
    session: Session, organisation_id: int, *, on: date, until: date | None = None, person_id: int | None = None
) -> tuple[Ending, ...]:
    """Return what ends within nine months, or until another day: conditions with a last day, periods of registration.

    With `person_id` only what is of that person.
    """
    last = until or months_later(on, MONTHS_AHEAD[-1])
    whose = Person.organisation_id == organisation_id
    if person_id is not None:
        whose = and_(whose, Person.id == person_id)
    return (*_conditions(session, whose, on, last), *_periods(session, whose, on, last))


def step_ahead(ends_on: date, *, on: date) -> int | None:
    """Return the step that holds now: 1, 3, 6 or 9 months ahead; `None` earlier or after the end."""
    if ends_on < on:
        return None
    return next((months for months in MONTHS_AHEAD if ends_on <= months_later(on, months)), None)


def months_later(start: date, months: int) -> date:
    """Return the same day so many months later, or the last day of a shorter month."""
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    for last in (start.day, 30, 29, 28):
        try:
            return date(year, month + 1, last)
        except ValueError:
            continue
    raise AssertionError("every month has a 28th")


def _conditions(session: Session, whose: ColumnElement[bool], on: date, until: date) -> Iterator[Ending]:
    rows = session.execute(
        select(
            ConditionRecord.id,
            ConditionRecord.code,
            ConditionRecord.expires_on,
            Registration.register_id,
            Registration.person_id,
        )
        .join(Registration, Registration.id == ConditionRecord.registration_id)
        .join(Person, Person.id == Registration.person_id)
        .where(
            whose,
            Person.deactivated_at.is_(None),
            Registration.ended_on.is_(None),
            ConditionRecord.expires_on.between(on, until),
        )
        .order_by(ConditionRecord.id)
    )
    for row in rows:
        if row.expires_on is not None:
            text = condition_text(row.register_id, row.code)
            key = f"voorwaarde-{row.id}-{row.expires_on.isoformat()}"
            yield Ending(person_id=row.person_id, what=text, ends_on=row.expires_on, key=key)


def _periods(session: Session, whose: ColumnElement[bool], on: date, until: date) -> Iterator[Ending]:
    """Only periods with a last day of their own, and none that already has a next one."""
    rows = session.scalars(
        select(Registration)
        .join(Person, Person.id == Registration.person_id)
        .where(
            whose,
            Person.deactivated_at.is_(None),
            Registration.ended_on.is_(None),
            Registration.cycle_ends_on.between(on, until),
        )
        .order_by(Registration.id)
    )
    for row in rows.all():
        if row.cycle_ends_on is not None:
            name = rule_book().infos[row.register_id].name if row.register_id in rule_book().infos else row.register_id
            key = f"periode-{row.id}-{row.cycle_ends_on.isoformat()}"
            what = f"Je registratie bij {name}"
            yield Ending(person_id=row.person_id, what=what, ends_on=row.cycle_ends_on, key=key)


def condition_text(register_id: str, code: str) -> str:
    """Return how a register calls a condition; its code where the rules do not name it."""
    versions = rule_book().sets.get(register_id, ())
    named = (rule.text for version in reversed(versions) for rule in version.conditions if rule.code == code)
    return next(named, code)


def _tell(session: Session, ending: Ending, *, on: date, at: datetime) -> int:
    months = step_ahead(ending.ends_on, on=on)
    if months is None:
        return 0
    key = f"{ending.key}-{months}"
    given = exists().where(Notice.person_id == ending.person_id, Notice.key == key)
    if session.scalar(select(given)):
        return 0
    session.add(Notice(person_id=ending.person_id, key=key, given_at=at))
    home = f"{state().settings.public_url.rstrip('/')}{state().settings.url_prefix}/dossier"
    body = (
        f"{ending.what}: geldig tot en met {day(ending.ends_on)}.\n\n"
        f"Regel op tijd een nieuwe en leg die vast in je dossier:\n{home}\n\n"
        "Je krijgt dit bericht 9, 6, 3 en 1 maand van tevoren, elk één keer."
    )
    return write_to(
        session, [ending.person_id], kind="verloopt", subject=f"Verloopt op {day(ending.ends_on)}", body=body, at=at
    )
