"""Count everybody in a register again (*herberekenen*): in the request where they are few, else as a job, in pieces."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from register import audit
from register.access import Viewer
from register.current import state
from register.db import transaction
from register.jobs.asking import JobLine, unfinished_job, write_down
from register.jobs.queue import put_in_queue
from register.jobs.running import RunningJob
from register.people.models import Person, Registration
from register.points.figures_recount import recount_registrations
from register.points.models import Claim

KIND = "herberekening"
IN_THE_PAGE = 200
CLAIMS_IN_THE_PAGE = 5_000
"""Up to so many registrations, with so many claims between them, nobody has to wait for a job."""
_AT_ONCE = 40
"""Registrations of one piece: so long others wait who want to write."""


@dataclass(frozen=True, kw_only=True)
class Recount:
    """What was counted again, or the job that does so."""

    count: int
    job_id: int | None = None
    waiting_for: str | None = None
    """A version that can not be read: until it is out, nothing can be counted."""

    def begin(self) -> None:
        """Hand the job to the queue, once what it counts is committed."""
        if self.job_id is not None:
            put_in_queue(self.job_id)


def recount(session: Session, viewer: Viewer, register_id: str, *, at: datetime) -> Recount:
    """Count everybody in a register again in the caller's transaction, or write the job down that does.

    Until a registration's turn comes, it stands where it stood.
    """
    count = count_of(session, viewer.organisation_id, register_id)
    if not fits_a_page(session, viewer.organisation_id, register_id):
        arguments = _arguments(register_id)
        title = "Registraties opnieuw berekenen"
        return Recount(count=count, job_id=write_down(session, viewer, KIND, title=title, arguments=arguments, at=at))
    ids = next_registrations(session, viewer.organisation_id, register_id, after=0, most=IN_THE_PAGE)
    recount_registrations(session, viewer.organisation_id, ids, at=at)
    return Recount(count=count)


def recount_all(job: RunningJob) -> None:
    """Do the job: piece by piece, each whole, so that after a kill the next worker goes on where this one was."""
    register_id = job.arguments["register_id"]
    after, done = int(job.step.get("after", 0)), int(job.step.get("done", 0))
    with transaction() as session:
        total = count_of(session, job.organisation_id, register_id)
    for ids in recount_pieces(job.organisation_id, register_id, after=after):
        done += len(ids)
        job.reached(done, total=max(total, done), step={"after": ids[-1], "done": done})


def recount_pieces(organisation_id: int, register_id: str, *, after: int = 0) -> Iterator[tuple[int, ...]]:
    """Count everybody in a register after this registration again, piece by piece, each committed when handed over."""
    while True:
        with transaction() as session:
            audit.take_turn(session, organisation_id)
            ids = next_registrations(session, organisation_id, register_id, after=after, most=_AT_ONCE)
            recount_registrations(session, organisation_id, ids, at=state().now())
        if not ids:
            return
        yield ids
        after = ids[-1]


def recount_under_way(session: Session, viewer: Viewer, register_id: str, *, at: datetime) -> JobLine | None:
    """Return the job that is counting a register of the viewer's organisation again, or waits to."""
    return unfinished_job(session, viewer, KIND, _arguments(register_id), at=at)


def _arguments(register_id: str) -> dict[str, str]:
    return {"register_id": register_id}


def count_of(session: Session, organisation_id: int, register_id: str) -> int:
    """Return how many registrations an organisation has in a register."""
    of_register = (Person.organisation_id == organisation_id, Registration.register_id == register_id)
    query = select(func.count(Registration.id)).join(Person, Person.id == Registration.person_id).where(*of_register)
    return session.scalar(query) or 0


def fits_a_page(session: Session, organisation_id: int, register_id: str) -> bool:
    """Whether everybody in a register can be counted while somebody waits for the page."""
    if count_of(session, organisation_id, register_id) > IN_THE_PAGE:
        return False
    claims = (
        select(Claim.id)
        .join(Registration, Registration.id == Claim.registration_id)
        .join(Person, Person.id == Registration.person_id)
        .where(Person.organisation_id == organisation_id, Registration.register_id == register_id)
        .limit(CLAIMS_IN_THE_PAGE + 1)
    )
    return (session.scalar(select(func.count()).select_from(claims.subquery())) or 0) <= CLAIMS_IN_THE_PAGE


def next_registrations(
    session: Session, organisation_id: int, register_id: str, *, after: int, most: int
) -> tuple[int, ...]:
    """Return the ids of the registrations that come after this one, in order."""
    return tuple(
        session.scalars(
            select(Registration.id)
            .join(Person, Person.id == Registration.person_id)
            .where(
                Person.organisation_id == organisation_id,
                Registration.register_id == register_id,
                Registration.id > after,
            )
            .order_by(Registration.id)
            .limit(most)
        )
    )
