"""Report presence to PE-online (presentie melden): prepare, hand out or send, take the answer, never twice (F4)."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime

from sqlalchemy import Select, and_, select
from sqlalchemy.orm import Session

from register import audit
from register.access import Role, Viewer
from register.db import session as current_session
from register.db import transaction
from register.errors import Invalid, NotFound
from register.exports.deliver import PE_ONLINE, own_delivery, remember
from register.exports.models import Delivery, PresenceLine
from register.exports.pe_client import NoAnswer, PeClient
from register.exports.presence import (
    Account,
    Course,
    CourseKind,
    Presence,
    calls,
    entry_xml,
    number_list,
    presences_of,
)
from register.exports.presence_answer import Answer, Explained, read_answer
from register.exports.results import ResultFilter, read_results
from register.people.models import Person
from register.privacy.looks import LookedAt, look, note_looks

READY, UNDERWAY, TAKEN, REFUSED, UNKNOWN = "klaar", "onderweg", "geaccepteerd", "geweigerd", "onbekend"
_UNSURE = (
    "We weten niet of PE-online dit heeft. Kijk na vijf minuten in PE-online; staat het er niet, meld het dan opnieuw."
)


@dataclass(frozen=True, kw_only=True)
class Prepared:
    """What was put ready, and what stays behind."""

    delivery_id: int
    lines: int
    already: int
    without_number: tuple[str, ...]
    doubles: int


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


def prepare(viewer: Viewer, what: ResultFilter, course: Course, *, org_id: str, at: datetime) -> Prepared:
    """Put everybody ready who was there and was not reported yet; nothing is sent.

    Raises:
        Invalid: no register, no orgID, an id that does not fit the kind of course, or nobody to report.
        NotFound: the viewer is not HR.

    """
    if not viewer.has(Role.HR):
        raise NotFound
    if not what.register_id:
        raise Invalid("register", "Kies één register: PE-online neemt per keer maar één organisatie aan.")
    if not org_id.strip().isdecimal():
        raise Invalid("org_id", "Vul het orgID van het register in: een getal dat je van PE-online krijgt.")
    course.check()
    with transaction() as session:
        audit.take_turn(session, viewer.organisation_id)
        found = presences_of(read_results(session, viewer.organisation_id, what).results, course.kind)
        before = _reported(session, viewer.organisation_id, course)
        new = [one for one in found.presences if (one.registration_id, one.held_on) not in before]
        if not new:
            raise Invalid(
                "filter", "Er is niemand te melden met dit filter: alles is al gemeld, of er is geen registratienummer."
            )
        delivery = _delivery(viewer, what, course, org_id.strip(), new, at=at)
        remember(session, delivery, act="export.presentie")
        note_looks(session, viewer.person_id, {one.person_id for one in new}, LookedAt.PRESENCE, at=at)
        for place, call in enumerate(calls(new), start=1):
            session.add_all(_line_of(one, delivery.id, place) for one in call)
        return Prepared(
            delivery_id=delivery.id,
            lines=len(new),
            already=len(found.presences) - len(new),
            without_number=found.without_number,
            doubles=found.doubles,
        )


def note_looking(viewer: Viewer, delivery_id: int, *, at: datetime) -> None:
    """Write down that somebody is about to see who is in a report: they can read it themselves.

    Raises:
        NotFound: as `read_report`.

    """
    session = current_session()
    _own(session, viewer, delivery_id)
    people = set(session.scalars(select(PresenceLine.person_id).where(PresenceLine.delivery_id == delivery_id)))
    look(viewer, people, LookedAt.PRESENCE, audience="hr", at=at)


def read_report(session: Session, viewer: Viewer, delivery_id: int) -> Report:
    """Return a report with what became of every line.

    Raises:
        NotFound: no report to PE-online of this organisation, or the viewer is not HR.

    """
    delivery = _own(session, viewer, delivery_id)
    rows = session.execute(_lines(delivery_id)).all()
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
        course=_course(delivery),
        org_id=delivery.settings["org_id"],
        calls=tuple(sorted({line.call for line in lines})),
        lines=lines,
        counts={state: sum(line.state == state for line in lines) for state in states},
        revoked=delivery.revoked_at is not None,
    )


def numbers_file(session: Session, viewer: Viewer, delivery_id: int) -> bytes:
    """Return the list of numbers to paste in PE-online."""
    _own(session, viewer, delivery_id)
    return number_list([_presence(line, name) for line, name in session.execute(_lines(delivery_id))]).encode()


def call_file(session: Session, viewer: Viewer, delivery_id: int, call: int) -> bytes:
    """Return the XML of one call; the user and the key stay empty, for whoever sends it to fill in.

    Raises:
        NotFound: there is no such call.

    """
    delivery = _own(session, viewer, delivery_id)
    lines = _of_call(session, delivery_id, call)
    if not lines:
        raise NotFound
    account = Account(org_id=delivery.settings["org_id"], user_id="", key="")
    return entry_xml([_presence(line, "") for line in lines], _course(delivery), account)


def take_answer(viewer: Viewer, delivery_id: int, call: int, content: bytes, *, at: datetime) -> Answer:
    """Match an answer that somebody uploaded with the lines of its call.

    Raises:
        Invalid: it is no answer of PE-online, or the report was taken back.
        NotFound: there is no such call, or the viewer is not HR.

    """
    with transaction() as session:
        delivery = _standing(session, viewer, delivery_id)
        lines = _of_call(session, delivery_id, call)
        if not lines:
            raise NotFound
        answer = _record(lines, content, _course(delivery), at=at)
        _note(session, viewer, delivery, answer, at=at)
        return answer


def send(viewer: Viewer, delivery_id: int, client: PeClient, *, at: datetime) -> tuple[Explained, ...]:
    """Send every call that waits, each once; what went out and was not answered is never sent again by itself.

    Returns:
        The problems of whole calls; the lines tell the rest.

    """
    problems: list[Explained] = []
    with transaction() as session:
        delivery = _standing(session, viewer, delivery_id)
        waiting = sorted({line.chunk for line, _ in session.execute(_lines(delivery_id)) if line.state == READY})
        course = _course(delivery)
    for call in waiting:
        entry = _set_out(delivery_id, call, course, client.account, at=at)
        if entry is None:
            continue
        try:
            content = client.post(entry)
            problems.extend(_take(viewer, delivery_id, call, content, at=at))
        except (NoAnswer, Invalid) as wrong:
            _lose(delivery_id, call, wrong.message, at=at)
            problems.append(Explained(text=f"{wrong.message} {_UNSURE}", who="HR, in PE-online"))
    return tuple(problems)


def report_again(viewer: Viewer, delivery_id: int, *, at: datetime) -> int:
    """Put the lines ready again of which nobody knows what became; somebody looked in PE-online first."""
    with transaction() as session:
        delivery = _standing(session, viewer, delivery_id)
        unsure = [line for line, _ in session.execute(_lines(delivery_id)) if line.state in {UNKNOWN, UNDERWAY}]
        for line in unsure:
            line.state, line.answer = READY, ""
        audit.record(
            session, organisation_id=viewer.organisation_id, actor_id=viewer.person_id, act="export.presentie.opnieuw",
            object_kind="delivery", object_id=delivery.id, at=at, details={"rows": len(unsure)},
        )  # fmt: skip
        return len(unsure)


def _set_out(delivery_id: int, call: int, course: Course, account: Account, *, at: datetime) -> bytes | None:
    """Mark the lines as underway and commit, before anything leaves; who comes second finds none."""
    with transaction() as session:
        lines = [line for line in _of_call(session, delivery_id, call, lock=True) if line.state == READY]
        for line in lines:
            line.state, line.answered_at = UNDERWAY, at
        return entry_xml([_presence(line, "") for line in lines], course, account) if lines else None


def _take(viewer: Viewer, delivery_id: int, call: int, content: bytes, *, at: datetime) -> tuple[Explained, ...]:
    with transaction() as session:
        delivery = _own(session, viewer, delivery_id)
        lines = [line for line in _of_call(session, delivery_id, call) if line.state == UNDERWAY]
        answer = _record(lines, content, _course(delivery), at=at)
        _note(session, viewer, delivery, answer, at=at)
        return answer.problems


def _lose(delivery_id: int, call: int, message: str, *, at: datetime) -> None:
    with transaction() as session:
        for line in _of_call(session, delivery_id, call):
            if line.state == UNDERWAY:
                line.state, line.answer, line.answered_at = UNKNOWN, f"{message} {_UNSURE}", at


def _record(lines: Sequence[PresenceLine], content: bytes, course: Course, *, at: datetime) -> Answer:
    """Write on every line what came back for it."""
    presences = [_presence(line, "") for line in lines]
    sent = {id(one): line for one, line in zip(presences, lines, strict=True)}
    answer = read_answer(content, presences, course)
    whole = " ".join(f"{one.text} Wie kan dit oplossen: {one.who}." for one in answer.problems)
    for one in answer.accepted:
        _mark(sent[id(one)], TAKEN, "", at)
    for refused in answer.rejected:
        unsure = "" if refused.certain else "Dit hoort bij deze regel of bij een andere van dit bestand. "
        said = f"{unsure}{refused.explained.text} Wie kan dit oplossen: {refused.explained.who}."
        _refuse(sent[id(refused.presence)], REFUSED if refused.certain else UNKNOWN, said, at)
    for one in answer.unknown:
        if sent[id(one)].state != TAKEN:
            _mark(sent[id(one)], REFUSED if _is_refused_whole(answer) else UNKNOWN, whole or _UNSURE, at)
    return answer


def _is_refused_whole(answer: Answer) -> bool:
    """Whether PE-online counted that it took nothing."""
    return answer.told is not None and answer.told[0] == 0 and not answer.accepted and bool(answer.problems)


def _refuse(line: PresenceLine, state: str, said: str, at: datetime) -> None:
    """Note a refusal; what PE-online took before stays taken, with what it says now beside it."""
    if line.state == TAKEN:
        _mark(line, TAKEN, f"Eerder geaccepteerd, maar een later antwoord zegt: {said} Kijk in PE-online na.", at)
    else:
        _mark(line, state, said, at)


def _mark(line: PresenceLine, state: str, answer: str, at: datetime) -> None:
    line.state, line.answer, line.answered_at = state, answer[:1000], at


def _note(session: Session, viewer: Viewer, delivery: Delivery, answer: Answer, *, at: datetime) -> None:
    audit.record(
        session,
        organisation_id=viewer.organisation_id,
        actor_id=viewer.person_id,
        act="export.presentie.antwoord",
        object_kind="delivery",
        object_id=delivery.id,
        at=at,
        details={
            "accepted": len(answer.accepted),
            "rejected": len(answer.rejected),
            "unknown": len(answer.unknown),
        },
    )


def _own(session: Session, viewer: Viewer, delivery_id: int) -> Delivery:
    delivery = own_delivery(session, viewer, delivery_id)
    if delivery.target != PE_ONLINE:
        raise NotFound
    return delivery


def _standing(session: Session, viewer: Viewer, delivery_id: int) -> Delivery:
    """Return a report that was not taken back."""
    delivery = _own(session, viewer, delivery_id)
    if delivery.revoked_at is not None:
        raise Invalid("delivery", "Deze melding is teruggenomen. Maak een nieuwe.")
    return delivery


def _lines(delivery_id: int) -> Select[PresenceLine, str]:
    return (
        select(PresenceLine, Person.display_name)
        .join(Person, Person.id == PresenceLine.person_id)
        .where(PresenceLine.delivery_id == delivery_id)
        .order_by(PresenceLine.id)
    )


def _of_call(session: Session, delivery_id: int, call: int, *, lock: bool = False) -> Sequence[PresenceLine]:
    query = select(PresenceLine).where(PresenceLine.delivery_id == delivery_id, PresenceLine.chunk == call)
    query = query.order_by(PresenceLine.id).execution_options(populate_existing=True)
    return session.scalars(query.with_for_update() if lock else query).all()


def _reported(session: Session, organisation_id: int, course: Course) -> frozenset[tuple[int, date]]:
    """Return what was reported of this course and not refused: PE-online counts a person and a day once."""
    rows = session.execute(
        select(PresenceLine.registration_id, PresenceLine.held_on, Delivery.settings)
        .join(Delivery, and_(Delivery.id == PresenceLine.delivery_id, Delivery.organisation_id == organisation_id))
        .where(Delivery.revoked_at.is_(None), PresenceLine.state != REFUSED)
    )
    mine = asdict(course)
    return frozenset(
        (registration, day)
        for registration, day, settings in rows
        if all(settings.get(name) == str(mine[name]) for name in ("course", "edition", "meeting", "module"))
    )


def _delivery(
    viewer: Viewer, what: ResultFilter, course: Course, org_id: str, new: Sequence[Presence], *, at: datetime
) -> Delivery:
    content = "\n".join(f"{one.number} {one.held_on}" for one in new)
    said = {
        "register": what.register_id,
        "kind": what.kind,
        "since": what.since.isoformat() if what.since else "",
        "until": what.until.isoformat() if what.until else "",
        "activity": str(what.activity_id or ""),
    }
    return Delivery(
        organisation_id=viewer.organisation_id,
        target=PE_ONLINE,
        made_by_id=viewer.person_id,
        made_at=at,
        filter={name: value for name, value in said.items() if value},
        settings={name: str(value) for name, value in asdict(course).items()} | {"org_id": org_id},
        rows=len(new),
        file_name=f"pe-online-{at:%Y-%m-%d}",
        sha256=hashlib.sha256(content.encode()).hexdigest(),
    )


def _course(delivery: Delivery) -> Course:
    kept = delivery.settings
    return Course(
        kind=CourseKind(kept["kind"]),
        course=kept["course"],
        edition=kept["edition"],
        meeting=kept["meeting"],
        module=kept["module"],
        own_codes=kept["own_codes"] == "True",
    )


def _line_of(one: Presence, delivery_id: int, call: int) -> PresenceLine:
    return PresenceLine(
        delivery_id=delivery_id,
        activity_id=one.activity_id,
        person_id=one.person_id,
        registration_id=one.registration_id,
        chunk=call,
        number=one.number,
        held_on=one.held_on,
    )


def _presence(line: PresenceLine, name: str) -> Presence:
    return Presence(
        activity_id=line.activity_id,
        person_id=line.person_id,
        registration_id=line.registration_id,
        name=name,
        number=line.number,
        held_on=line.held_on,
    )
