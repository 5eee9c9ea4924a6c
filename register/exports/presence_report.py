"""A report of presence to PE-online (*presentiemelding*): what stands in it, what became of it, its files (F4)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from register.access import Viewer
from register.db import session as current_session
from register.errors import Invalid, NotFound
from register.exports.deliver import PE_ONLINE, own_delivery
from register.exports.models import Delivery, PresenceLine
from register.exports.presence import Account, Course, CourseKind, Presence, entry_xml, number_list
from register.people.models import Person
from register.privacy.looks import LookedAt, look

READY, UNDERWAY, TAKEN, REFUSED, UNKNOWN = "klaar", "onderweg", "geaccepteerd", "geweigerd", "onbekend"


@dataclass(frozen=True, kw_only=True)
class ReportLine:
    """One presence as the page shows it."""

    name: str
    number: str
    held_on: date
    call: int
    state: str
    answer: str


@dataclass(frozen=True, kw_only=True)
class Report:
    """A report with its lines; `calls` are the numbers of its files."""

    delivery_id: int
    made_at: datetime
    course: Course
    org_id: str
    calls: tuple[int, ...]
    lines: tuple[ReportLine, ...]
    counts: Mapping[str, int]
    revoked: bool


def note_looking(viewer: Viewer, delivery_id: int, *, at: datetime) -> None:
    """Write down that somebody is about to see who is in a report: they can read it themselves.

    Raises:
        NotFound: as `read_report`.

    """
    session = current_session()
    own_report(session, viewer, delivery_id)
    people = set(session.scalars(select(PresenceLine.person_id).where(PresenceLine.delivery_id == delivery_id)))
    look(viewer, people, LookedAt.PRESENCE, audience="hr", at=at)


def read_report(session: Session, viewer: Viewer, delivery_id: int) -> Report:
    """Return a report with what became of every line.

    Raises:
        NotFound: no report to PE-online of this organisation, or the viewer is not HR.

    """
    delivery = own_report(session, viewer, delivery_id)
    rows = session.execute(lines_of(delivery_id)).all()
    lines = tuple(
        ReportLine(
            name=name, number=line.number, held_on=line.held_on, call=line.chunk, state=line.state, answer=line.answer
        )
        for line, name in rows
    )
    states = (READY, UNDERWAY, TAKEN, REFUSED, UNKNOWN)
    return Report(
        delivery_id=delivery.id,
        made_at=delivery.made_at,
        course=course_of(delivery),
        org_id=delivery.settings["org_id"],
        calls=tuple(sorted({line.call for line in lines})),
        lines=lines,
        counts={state: sum(line.state == state for line in lines) for state in states},
        revoked=delivery.revoked_at is not None,
    )


def numbers_file(session: Session, viewer: Viewer, delivery_id: int) -> bytes:
    """Return the list of numbers to paste in PE-online."""
    own_report(session, viewer, delivery_id)
    return number_list([presence_of(line, name) for line, name in session.execute(lines_of(delivery_id))]).encode()


def call_file(session: Session, viewer: Viewer, delivery_id: int, call: int) -> bytes:
    """Return the XML of one call; the user and the key stay empty, for whoever sends it to fill in.

    Raises:
        NotFound: there is no such call.

    """
    delivery = own_report(session, viewer, delivery_id)
    lines = lines_of_call(session, delivery_id, call)
    if not lines:
        raise NotFound
    account = Account(org_id=delivery.settings["org_id"], user_id="", key="")
    return entry_xml([presence_of(line, "") for line in lines], course_of(delivery), account)


def own_report(session: Session, viewer: Viewer, delivery_id: int) -> Delivery:
    """Return a report to PE-online of the viewer's organisation.

    Raises:
        NotFound: there is none of this id, or the viewer is not HR.

    """
    delivery = own_delivery(session, viewer, delivery_id)
    if delivery.target != PE_ONLINE:
        raise NotFound
    return delivery


def standing_report(session: Session, viewer: Viewer, delivery_id: int) -> Delivery:
    """Return a report that was not taken back.

    Raises:
        NotFound: as `own_report`.
        Invalid: it was taken back.

    """
    delivery = own_report(session, viewer, delivery_id)
    if delivery.revoked_at is not None:
        raise Invalid("delivery", "Deze melding is teruggenomen. Maak een nieuwe.")
    return delivery


def lines_of(delivery_id: int) -> Select[PresenceLine, str]:
    """Select the lines of a report with the names of the people."""
    return (
        select(PresenceLine, Person.display_name)
        .join(Person, Person.id == PresenceLine.person_id)
        .where(PresenceLine.delivery_id == delivery_id)
        .order_by(PresenceLine.id)
    )


def lines_of_call(session: Session, delivery_id: int, call: int, *, lock: bool = False) -> Sequence[PresenceLine]:
    """Return the lines of one call as they are now, held until the end of the transaction where asked."""
    query = select(PresenceLine).where(PresenceLine.delivery_id == delivery_id, PresenceLine.chunk == call)
    query = query.order_by(PresenceLine.id).execution_options(populate_existing=True)
    return session.scalars(query.with_for_update() if lock else query).all()


def course_of(delivery: Delivery) -> Course:
    """Return the course that a report is about."""
    kept = delivery.settings
    return Course(
        kind=CourseKind(kept["kind"]),
        course=kept["course"],
        edition=kept["edition"],
        meeting=kept["meeting"],
        module=kept["module"],
        own_codes=kept["own_codes"] == "True",
    )


def presence_of(line: PresenceLine, name: str) -> Presence:
    """Return a line as the presence that it reports."""
    return Presence(
        activity_id=line.activity_id,
        person_id=line.person_id,
        registration_id=line.registration_id,
        name=name,
        number=line.number,
        held_on=line.held_on,
    )
