"""Send a report of presence to PE-online and take the answer: each call once, never again by itself (F4)."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from register import audit
from register.access import Viewer
from register.db import transaction
from register.errors import Invalid, NotFound
from register.exports.models import Delivery, PresenceLine
from register.exports.pe_client import NoAnswer, PeClient
from register.exports.presence import Account, Course, entry_xml
from register.exports.presence_answer import Answer, Explained, read_answer
from register.exports.presence_report import (
    READY,
    REFUSED,
    TAKEN,
    UNDERWAY,
    UNKNOWN,
    course_of,
    lines_of,
    lines_of_call,
    own_report,
    presence_of,
    standing_report,
)

_UNSURE = (
    "We weten niet of PE-online dit heeft. Kijk na vijf minuten in PE-online; staat het er niet, meld het dan opnieuw."
)


def take_answer(viewer: Viewer, delivery_id: int, call: int, content: bytes, *, at: datetime) -> Answer:
    """Match an answer that somebody uploaded with the lines of its call.

    Raises:
        Invalid: it is no answer of PE-online, or the report was taken back.
        NotFound: there is no such call, or the viewer is not HR.

    """
    with transaction() as session:
        delivery = standing_report(session, viewer, delivery_id)
        lines = lines_of_call(session, delivery_id, call)
        if not lines:
            raise NotFound
        answer = _record(lines, content, course_of(delivery), at=at)
        _note(session, viewer, delivery, answer, at=at)
        return answer


def send(viewer: Viewer, delivery_id: int, client: PeClient, *, at: datetime) -> tuple[Explained, ...]:
    """Send every call that waits, each once; what went out and was not answered is never sent again by itself.

    Returns:
        The problems of whole calls; the lines tell the rest.

    """
    problems: list[Explained] = []
    with transaction() as session:
        delivery = standing_report(session, viewer, delivery_id)
        waiting = sorted({line.chunk for line, _ in session.execute(lines_of(delivery_id)) if line.state == READY})
        course = course_of(delivery)
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
        delivery = standing_report(session, viewer, delivery_id)
        unsure = [line for line, _ in session.execute(lines_of(delivery_id)) if line.state in {UNKNOWN, UNDERWAY}]
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
        lines = [line for line in lines_of_call(session, delivery_id, call, lock=True) if line.state == READY]
        for line in lines:
            line.state, line.answered_at = UNDERWAY, at
        return entry_xml([presence_of(line, "") for line in lines], course, account) if lines else None


def _take(viewer: Viewer, delivery_id: int, call: int, content: bytes, *, at: datetime) -> tuple[Explained, ...]:
    with transaction() as session:
        delivery = own_report(session, viewer, delivery_id)
        lines = [line for line in lines_of_call(session, delivery_id, call) if line.state == UNDERWAY]
        answer = _record(lines, content, course_of(delivery), at=at)
        _note(session, viewer, delivery, answer, at=at)
        return answer.problems


def _lose(delivery_id: int, call: int, message: str, *, at: datetime) -> None:
    with transaction() as session:
        for line in lines_of_call(session, delivery_id, call):
            if line.state == UNDERWAY:
                line.state, line.answer, line.answered_at = UNKNOWN, f"{message} {_UNSURE}", at


def _record(lines: Sequence[PresenceLine], content: bytes, course: Course, *, at: datetime) -> Answer:
    """Write on every line what came back for it."""
    presences = [presence_of(line, "") for line in lines]
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
            "rejected": answer.refused,
            "unknown": answer.unsure,
        },
    )
