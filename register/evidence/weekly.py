"""The weekly message (*weekbericht*): what of the own evidence is missing and who can mend it; once a week at most."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from register import audit
from register.current import AMSTERDAM, state
from register.db import session as current_session
from register.db import transaction
from register.evidence.models import Notice
from register.evidence.readiness import ActivityGaps, open_gaps
from register.learning.mail import write_to
from register.mail import mail_is_on
from register.people.models import Organisation, Person
from register.rules.explain import day

_BATCH = 100
_MOST_LINES = 5


def write_weekly(*, at: datetime) -> int:
    """Write to everybody whose evidence misses something, once per calendar week; returns how many were written to."""
    if not mail_is_on(state()):
        return 0
    year, week, _ = at.astimezone(AMSTERDAM).isocalendar()
    key = f"week-{year}-{week:02d}"
    written = 0
    for organisation_id in current_session().scalars(select(Organisation.id).order_by(Organisation.id)).all():
        people = _not_told(current_session(), organisation_id, key)
        for start in range(0, len(people), _BATCH):
            written += _write(organisation_id, people[start : start + _BATCH], key, at=at)
    return written


def _not_told(session: Session, organisation_id: int, key: str) -> Sequence[int]:
    told = exists().where(Notice.person_id == Person.id, Notice.key == key)
    return session.scalars(
        select(Person.id)
        .where(Person.organisation_id == organisation_id, Person.deactivated_at.is_(None), ~told)
        .order_by(Person.id)
    ).all()


def _write(organisation_id: int, people: Sequence[int], key: str, *, at: datetime) -> int:
    with transaction() as session:
        audit.take_turn(session, organisation_id)
        still = set(_not_told(session, organisation_id, key)) & set(people)
        found: dict[int, list[ActivityGaps]] = defaultdict(list)
        for one in open_gaps(session, organisation_id, still):
            if not one.ready:
                found[one.person_id].append(one)
        for person_id, gaps in found.items():
            session.add(Notice(person_id=person_id, key=key, given_at=at))
            subject = "Je bewijs is nog niet compleet"
            write_to(session, [person_id], kind="weekbericht", subject=subject, body=message(gaps), at=at)
        return len(found)


def message(gaps: Sequence[ActivityGaps]) -> str:
    """Write the message: the newest activities with what is missing, and where the rest stands."""
    home = f"{state().settings.public_url.rstrip('/')}{state().settings.url_prefix}/dossier/compleet"
    count = "Bij 1 activiteit" if len(gaps) == 1 else f"Bij {len(gaps)} activiteiten"
    lines = [f"{count} mist nog iets voor een steekproef van je register.", ""]
    for one in gaps[:_MOST_LINES]:
        lines.append(f"{one.title}, {day(one.held_on)}")
        lines += [f"- {gap.missing}. {gap.remedy}" for gap in one.gaps]
        lines.append("")
    return "\n".join([*lines, f"Alles bij elkaar: {home}"])
