"""Line 1: the assessment of one person with reasons, beside one indexed select of the same rows."""

from datetime import timedelta
from itertools import count

from sqlalchemy import select
from sqlalchemy.orm import Session

from register import db
from register.people.models import Person, Registration
from register.points.standing import assess_registration
from tests.bench.databases import open_host
from tests.bench.learning_data import NOW
from tests.bench.side import Figures, cpu_of

_SELECT = """SELECT id, title, facts, state, granted_points FROM register_claim
WHERE registration_id = {mark} ORDER BY completed_on, id"""


def ours(url: str, size: int) -> Figures:
    """The use case behind `register assess`, of claims that did not change since the last time."""
    host = open_host(url)
    with host.app.app_context():
        session = db.session()
        registration = _registration(session)
        _ = registration.person.organisation_id, registration.pauses
        seconds = cpu_of(lambda: assess_registration(session, registration, on=NOW.date()), times=_times(size))
    return {"seconds": seconds}


def ours_anew(url: str, size: int) -> Figures:
    """The same with every time another day, so that no assessment is found that was kept."""
    host = open_host(url)
    days = count()
    with host.app.app_context():
        session = db.session()
        registration = _registration(session)
        _ = registration.person.organisation_id, registration.pauses
        seconds = cpu_of(
            lambda: assess_registration(session, registration, on=NOW.date() + timedelta(days=next(days))),
            times=_times(size),
        )
    return {"seconds": seconds}


def bare(url: str, size: int) -> Figures:
    """The driver, the statement, the rows."""
    host = open_host(url)
    with host.app.app_context():
        registration_id = _registration(db.session()).id
        driver = db.engine().raw_connection()
        statement = _SELECT.format(mark="?" if url.startswith("sqlite") else "%s")
        seconds = cpu_of(lambda: driver.cursor().execute(statement, (registration_id,)).fetchall(), times=_times(size))
        driver.close()
    return {"seconds": seconds}


def _registration(session: Session) -> Registration:
    return session.scalars(select(Registration).join(Person).where(Person.subject == "els")).one()


def _times(size: int) -> int:
    return 15 if size > 1000 else 60
