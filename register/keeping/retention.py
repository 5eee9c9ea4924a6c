"""Keep nothing longer than its term (*bewaartermijnen*): a preview, and the run that does exactly that (bar PR4)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from register import audit
from register.access import Role, Viewer
from register.current import day_here, state
from register.db import session as current_session
from register.db import transaction
from register.errors import NotAllowed, NotFound
from register.jobs.asking import ask_for
from register.jobs.running import Result, RunningJob
from register.keeping.doomed import delete_doomed, doomed_of_class
from register.keeping.erase import erase_by_term
from register.keeping.holds import is_held
from register.keeping.leavers import Leaver, leavers
from register.keeping.scrub import let_go, throw_away
from register.keeping.technical import due_rows, forget_rows
from register.keeping.terms import DOSSIER, PRIVATE, amounts_of, over_on, record_classes
from register.people.models import Organisation, Person
from register.people.viewer import viewer_of

KIND = "bewaartermijnen"
_LONG_AGO = date(1900, 1, 1)


@dataclass(frozen=True, kw_only=True)
class DuePerson:
    """Somebody whose term is over: what goes, and how much of it; nothing where a hold keeps it."""

    person_id: int
    name: str
    last_day: date
    record_class: str
    held: bool
    counts: Mapping[str, int] = field(default_factory=dict)
    stopped: bool = False
    """`last_day` is the day on which the access was stopped: HR knows no last day."""
    still_employed: bool = False
    """An employment goes on by the file of HR: a run takes them only where somebody asked for them."""


@dataclass(frozen=True, kw_only=True)
class RetentionPlan:
    """What a run would do, or did: rows by class, and people by name for HR."""

    counts: Mapping[str, int]
    """By class: people for the two of who left, rows for the others."""
    people: tuple[DuePerson, ...]

    @property
    def apart(self) -> tuple[DuePerson, ...]:
        """Return those who go only where somebody asks for them: an employment goes on, and nothing holds them."""
        return tuple(one for one in self.people if one.still_employed and not one.held)

    @property
    def named(self) -> Mapping[str, int]:
        """Return the counts by the Dutch name of the class."""
        return {one.name: self.counts.get(one.id, 0) for one in record_classes().values()}


def plan_retention(
    session: Session, organisation_id: int, *, at: datetime, still_employed: bool = False
) -> RetentionPlan:
    """Say what a run at this moment would do, with or without who is still employed; reads only."""
    amounts = amounts_of(session, organisation_id)
    people = due_people(session, organisation_id, amounts, today=day_here(at))
    counts = {code: len(keys) for code, keys in due_rows(session, organisation_id, amounts, at=at).items()}
    for code in (DOSSIER, PRIVATE):
        counts[code] = sum(one.record_class == code and _goes(one, still_employed=still_employed) for one in people)
    return RetentionPlan(counts=counts, people=people)


def preview_for(session: Session, viewer: Viewer, *, at: datetime) -> RetentionPlan:
    """Show HR and the administrator what a run would do.

    Raises:
        NotAllowed: somebody else.

    """
    if not viewer.has(Role.HR, Role.ADMIN):
        raise NotAllowed("Alleen HR en de beheerder zien wat er gewist gaat worden.")
    return plan_retention(session, viewer.organisation_id, at=at)


def run_retention(
    organisation_id: int, *, at: datetime, actor_id: int | None, people: bool = True, still_employed: bool = False
) -> RetentionPlan:
    """Do what the plan of this moment says: each person in a transaction of their own, then the rest in one.

    With `people` false only what nobody will miss: sessions, links, forms. With `still_employed` also those whose
    access was stopped while an employment goes on.
    """
    amounts = amounts_of(current_session(), organisation_id)
    due = due_people(current_session(), organisation_id, amounts, today=day_here(at)) if people else ()
    going = [one for one in due if _goes(one, still_employed=still_employed)]
    done = [one for one in going if _let_go_of(one, organisation_id, at=at)]
    with transaction() as session:
        audit.take_turn(session, organisation_id)
        counts = forget_rows(session, organisation_id, amounts, at=at)
        for code in (DOSSIER, PRIVATE):
            counts[code] = sum(one.record_class == code for one in done)
        if any(counts.values()):
            _note(session, organisation_id, counts, actor_id=actor_id, at=at, still_employed=still_employed)
    return RetentionPlan(counts=counts, people=due)


def ask_for_run(viewer: Viewer, *, form_key: str, at: datetime, still_employed: bool = False) -> int:
    """Ask for a run as a job, where asked with who is still employed; returns its id.

    Raises:
        NotAllowed: only the administrator lets it run.

    """
    if not viewer.has(Role.ADMIN):
        raise NotAllowed("Alleen de beheerder voert de bewaartermijnen uit.")
    arguments = {"still_employed": still_employed}
    return ask_for(viewer, kind=KIND, title="Bewaartermijnen uitvoeren", arguments=arguments, form_key=form_key, at=at)


def run_as_job(job: RunningJob) -> Result | None:
    """Do the job; it makes no file.

    Raises:
        NotFound: whoever asked is not there any more, or not the administrator any more.

    """
    session = current_session()
    person = session.get(Person, job.asked_by_id, populate_existing=True)
    asker = viewer_of(session, job.asked_by_id, organisation_id=job.organisation_id, name="", today=state().today())
    if person is None or person.deactivated_at is not None or not asker.has(Role.ADMIN):
        raise NotFound("Wie dit vroeg, is geen beheerder meer. Er is niets gewist.")
    still_employed = bool(job.arguments.get("still_employed"))
    run_retention(job.organisation_id, at=state().now(), actor_id=job.asked_by_id, still_employed=still_employed)
    return None


def tidy_up(*, at: datetime) -> int:
    """Forget what is technical and past its term, by itself; people only go when somebody lets them."""
    organisations = current_session().scalars(select(Organisation.id).order_by(Organisation.id)).all()
    return sum(sum(run_retention(one, at=at, actor_id=None, people=False).counts.values()) for one in organisations)


def due_people(
    session: Session, organisation_id: int, amounts: Mapping[str, int], *, today: date
) -> tuple[DuePerson, ...]:
    """Return whose term is over, with what goes; a dossier takes what is private along."""
    found = []
    for one in leavers(session, organisation_id, since=_LONG_AGO, until=today):
        code = _due_class(one, amounts, today)
        if code == PRIVATE:
            doomed = doomed_of_class(session, one.person_id, PRIVATE)
            if not any(doomed.rows.values()):
                continue
            counts = doomed.counts
        else:
            counts = {}
        if code:
            held = is_held(session, one.person_id, on=today)
            found.append(
                DuePerson(
                    person_id=one.person_id, name=one.name, last_day=one.last_day, record_class=code, held=held,
                    counts=counts, stopped=one.stopped, still_employed=one.still_employed,
                )
            )  # fmt: skip
    return tuple(found)


def _goes(one: DuePerson, *, still_employed: bool) -> bool:
    return not one.held and (still_employed or not one.still_employed)


def _due_class(one: Leaver, amounts: Mapping[str, int], today: date) -> str:
    if over_on(one.last_day, amounts[DOSSIER]) <= today:
        return DOSSIER
    if one.offered_at is not None and over_on(one.last_day, amounts[PRIVATE]) <= today and one.last_day < today:
        return PRIVATE
    return ""


def _let_go_of(one: DuePerson, organisation_id: int, *, at: datetime) -> bool:
    """Erase somebody, or what is private of them, as things stand now; returns whether it happened."""
    today, left = day_here(at), None
    with transaction() as session:
        audit.take_turn(session, organisation_id)
        if is_held(session, one.person_id, on=today):
            return False
        if one.record_class == DOSSIER:
            _, left = erase_by_term(session, session.get_one(Person, one.person_id, populate_existing=True), at=at)
        else:
            doomed = doomed_of_class(session, one.person_id, PRIVATE)
            delete_doomed(session, doomed)
    if left is not None:
        throw_away(left, settings=state().settings)
    else:
        let_go(tuple(sorted(doomed.rows)))
    return True


def _note(
    session: Session,
    organisation_id: int,
    counts: Mapping[str, int],
    *,
    actor_id: int | None,
    at: datetime,
    still_employed: bool,
) -> None:
    """Say what went and how many; and where it was ticked, that who is still employed went too."""
    ticked: dict[str, int | bool] = {"still_employed": True} if still_employed else {}
    audit.record(
        session,
        organisation_id=organisation_id,
        actor_id=actor_id,
        act="bewaartermijnen.uitgevoerd",
        object_kind="organisation",
        object_id=organisation_id,
        at=at,
        details={**{code: count for code, count in counts.items() if count}, **ticked},
    )
