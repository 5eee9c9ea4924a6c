"""Who leaves (*wie vertrekt*): offered the own dossier before the last day; what was taken is theirs to know."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import and_, func, literal, or_, select
from sqlalchemy.orm import Session

from register import audit
from register.current import day_here, state
from register.db import session as current_session
from register.db import transaction
from register.evidence.models import Notice
from register.keeping.models import Erasure
from register.keeping.terms import DOSSIER, amounts_of
from register.learning.mail import write_to
from register.people.leaving import AHEAD, last_day_of_one, last_days
from register.people.models import Employment, Organisation, Person
from register.rules.explain import day

KIND = "vertrek"
_BODY = """Je laatste werkdag is {last}. Neem je dossier mee: alles wat je hier vastlegde, je bewijs en de punten,
om te bewaren of bij je volgende werkgever in te lezen.

Doe het voor je laatste werkdag, want daarna kun je niet meer aanmelden:
{along}

Alles over jou als bestand, ook wat privé is:
{data}

Wat privé is (reflecties, plannen) wordt na je vertrek gewist. De rest blijft {months} maanden bewaard."""


@dataclass(frozen=True, kw_only=True)
class Leaver:
    """Somebody with a last day: not what they took along, only whether it was offered."""

    person_id: int
    name: str
    last_day: date
    offered_at: datetime | None
    stopped: bool = False
    """HR knows no last day: `last_day` is the day on which the access was stopped."""
    still_employed: bool = False
    """The access was stopped, and an employment goes on (illness, a secondment): no term is over by itself."""


def last_day_of(session: Session, person_id: int) -> date | None:
    """Return the last day of the last employment, else the day on which the access was stopped; `None`: works here."""
    last = session.scalar(select(last_day_of_one(literal(person_id))))
    return last or _stopped_on(session.scalar(select(Person.deactivated_at).where(Person.id == person_id)))


def _stopped_on(at: datetime | None) -> date | None:
    """Whose last day HR does not know is taken to have left when the access was stopped.

    Of whom an employment goes on nothing goes by that day alone: see `Leaver.still_employed`.
    """
    return day_here(at) if at is not None else None


def works_here(session: Session, person: Person, *, today: date) -> bool:
    """Whether somebody still works here: not deactivated, and the last day of all employments is not over."""
    last = last_day_of(session, person.id)
    return person.deactivated_at is None and (last is None or last >= today)


def is_still_employed(session: Session, person_id: int) -> bool:
    """Whether an employment of somebody goes on by the file of HR, whatever became of the access."""
    open_one = select(Employment.id).where(Employment.person_id == person_id, Employment.ends_on.is_(None)).limit(1)
    return session.scalar(open_one) is not None


def leavers(session: Session, organisation_id: int, *, since: date, until: date) -> tuple[Leaver, ...]:
    """Return who had or has their last day in a period, the next to leave first; not who was erased."""
    last = last_days().subquery()
    offered = select(func.max(Notice.given_at)).where(Notice.person_id == Person.id, Notice.key.startswith(f"{KIND}-"))
    rows = session.execute(
        select(
            Person.id,
            Person.display_name,
            last.c.last_day,
            last.c.person_id.label("employed_id"),
            Person.deactivated_at,
            offered.scalar_subquery().label("offered_at"),
        )
        .outerjoin(last, last.c.person_id == Person.id)
        .where(
            Person.organisation_id == organisation_id,
            or_(
                last.c.last_day.between(since, until),
                and_(last.c.last_day.is_(None), Person.deactivated_at.is_not(None)),
            ),
            ~select(Erasure.id).where(Erasure.person_id == Person.id, Erasure.carried_out_at.is_not(None)).exists(),
        )
        .order_by(Person.sort_key, Person.id)
    )
    found = [
        Leaver(
            person_id=row.id,
            name=row.display_name,
            last_day=last_day,
            offered_at=row.offered_at,
            stopped=row.last_day is None,
            still_employed=row.last_day is None and row.employed_id is not None,
        )
        for row in rows
        if (last_day := row.last_day or _stopped_on(row.deactivated_at)) is not None and since <= last_day <= until
    ]
    return tuple(sorted(found, key=lambda one: one.last_day, reverse=True))


def offer_dossiers(*, at: datetime) -> int:
    """Offer everybody who leaves within thirty days the own dossier, once per last day; returns how many."""
    on = day_here(at)
    told = 0
    for organisation_id in current_session().scalars(select(Organisation.id).order_by(Organisation.id)).all():
        with transaction() as session:
            audit.take_turn(session, organisation_id)
            for one in leavers(session, organisation_id, since=on, until=on + AHEAD):
                told += 0 if one.still_employed else _offer(session, organisation_id, one, at=at)
    return told


def _offer(session: Session, organisation_id: int, leaver: Leaver, *, at: datetime) -> int:
    key = f"{KIND}-{leaver.last_day.isoformat()}"
    given = select(Notice.id).where(Notice.person_id == leaver.person_id, Notice.key == key)
    if session.scalar(given) is not None:
        return 0
    home = f"{state().settings.public_url.rstrip('/')}{state().settings.url_prefix}"
    body = _BODY.format(
        last=day(leaver.last_day),
        along=f"{home}/dossier-meenemen",
        data=f"{home}/privacy/mijn-gegevens",
        months=amounts_of(session, organisation_id)[DOSSIER],
    )
    told = write_to(session, [leaver.person_id], kind=KIND, subject="Neem je dossier mee", body=body, at=at)
    if told:
        session.add(Notice(person_id=leaver.person_id, key=key, given_at=at))
    return told
