"""Ask the ambassadors of a method (*vraag aan de ambassadeur*), answer, and take either back; everybody reads along."""

import json
from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from register import audit
from register.access import Viewer
from register.audit import AuditEntry
from register.culture.ambassadors.models import Ambassador, MethodQuestion
from register.culture.ambassadors.period import is_ambassador
from register.culture.taking_back import refuse_restoring
from register.db import session as current_session
from register.db import transaction
from register.errors import Conflict, Invalid, NotFound
from register.learning.known_names import names_that_may_stand
from register.learning.labels.methods import KEEPERS, find_method
from register.once import once
from register.privacy.guarded import refuse_client_data

LONGEST = 2_000
QUESTION_BACK = "methodevraag.ingetrokken"
ANSWER_BACK = "methodevraag.antwoord-ingetrokken"


class AnsweredMeanwhile(Conflict):
    """Another ambassador answered first; what was typed is kept on the page beside it (bar CO2)."""


def ask_question(
    viewer: Viewer, method_id: int, text: str, *, form_key: str, at: datetime, today: date, kept_anyway: str = ""
) -> int:
    """Ask something about a method; returns the id of the question.

    Raises:
        NotFound: there is no such method.
        Invalid: nothing was asked, or too much.
        ClientData: the text may point to a client, and the writer did not say that it may stay.

    """
    find_method(current_session(), viewer, method_id)
    written = _looked_at(viewer, "question", text, what="vraag", method_id=method_id, today=today, kept=kept_anyway)

    def act(session: Session) -> dict[str, int]:
        find_method(session, viewer, method_id)
        row = MethodQuestion(method_id=method_id, asked_by_id=viewer.person_id, asked_at=at, question=written)
        session.add(row)
        session.flush()
        _note(session, viewer, "methodevraag.gesteld", row.id, at)
        return {"question_id": row.id}

    answer, _ = once(form_key, person_id=viewer.person_id, at=at, act=act)
    return int(answer["question_id"])


def answer_question(
    viewer: Viewer,
    method_id: int,
    question_id: int,
    text: str,
    *,
    version: int,
    at: datetime,
    today: date,
    kept_anyway: str = "",
) -> None:
    """Answer a question, or mend the answer, as ambassador of its method.

    Raises:
        NotFound: there is no such question, or the viewer is no ambassador of this method today.
        AnsweredMeanwhile: another ambassador saved an answer in the meantime.
        Invalid: nothing was written, or too much.
        ClientData: the text may point to a client, and the writer did not say that it may stay.

    """
    known = find_question(current_session(), viewer, method_id, question_id).answer
    refuse_other_than_ambassadors(current_session(), viewer, method_id, today=today)
    written = _looked_at(
        viewer, "answer", text, what="antwoord", method_id=method_id, today=today, kept=kept_anyway, known=known
    )
    with transaction() as session:
        audit.take_turn(session, viewer.organisation_id)
        row = find_question(session, viewer, method_id, question_id)
        session.refresh(row)
        if row.version != version:
            raise AnsweredMeanwhile("Een andere ambassadeur antwoordde intussen. Vergelijk en kies.")
        row.answer, row.answered_by_id, row.answered_at = written, viewer.person_id, at
        _note(session, viewer, "methodevraag.beantwoord", question_id, at)


def withdraw_question(viewer: Viewer, method_id: int, question_id: int, *, at: datetime) -> None:
    """Take a question back: one's own, or for a client's sake."""
    with transaction() as session:
        row = find_question(session, viewer, method_id, question_id)
        _refuse_strangers(viewer, row.asked_by_id)
        row.withdrawn_at = at
        _note(session, viewer, QUESTION_BACK, question_id, at)


def restore_question(viewer: Viewer, method_id: int, question_id: int, *, at: datetime) -> None:
    """Undo taking a question back, by whoever did that."""
    with transaction() as session:
        row = find_question(session, viewer, method_id, question_id, withdrawn=True)
        refuse_restoring(session, viewer, QUESTION_BACK, question_id)
        row.withdrawn_at = None
        _note(session, viewer, "methodevraag.teruggezet", question_id, at)


def withdraw_answer(viewer: Viewer, method_id: int, question_id: int, *, at: datetime) -> None:
    """Take an answer back: one's own, or for a client's sake; the question is open again."""
    with transaction() as session:
        row = find_question(session, viewer, method_id, question_id)
        if row.answered_by_id is None:
            raise NotFound
        _refuse_strangers(viewer, row.answered_by_id)
        _note(session, viewer, ANSWER_BACK, question_id, at, answered_by=row.answered_by_id)
        row.answered_by_id = row.answered_at = None


def restore_answer(viewer: Viewer, method_id: int, question_id: int, *, at: datetime) -> None:
    """Undo taking an answer back, by whoever did that, as long as nobody else answered.

    Raises:
        NotFound: there is nothing to put back for this viewer.

    """
    with transaction() as session:
        row = find_question(session, viewer, method_id, question_id)
        writer = answers_taken_back(session, viewer, [question_id]).get(question_id)
        if row.answered_by_id is not None or writer is None:
            raise NotFound
        row.answered_by_id, row.answered_at = writer, at
        _note(session, viewer, "methodevraag.antwoord-teruggezet", question_id, at)


def answers_taken_back(session: Session, viewer: Viewer, question_ids: Collection[int]) -> dict[int, int]:
    """Return who had written the answers that the viewer was the last to take back, by question."""
    rows = session.execute(
        select(AuditEntry.object_id, AuditEntry.actor_id, AuditEntry.details)
        .where(
            AuditEntry.organisation_id == viewer.organisation_id,
            AuditEntry.act == ANSWER_BACK,
            AuditEntry.object_id.in_(question_ids),
        )
        .order_by(AuditEntry.seq)
    )
    last = {row.object_id: row for row in rows}
    return {
        question_id: json.loads(row.details)["answered_by"]
        for question_id, row in last.items()
        if row.actor_id == viewer.person_id
    }


def find_question(
    session: Session, viewer: Viewer, method_id: int, question_id: int, *, withdrawn: bool = False
) -> MethodQuestion:
    """Return a question about a method of the viewer's organisation, or one that was taken back.

    Raises:
        NotFound: there is none for this viewer.

    """
    find_method(session, viewer, method_id)
    found = session.scalar(
        select(MethodQuestion).where(
            MethodQuestion.id == question_id,
            MethodQuestion.method_id == method_id,
            MethodQuestion.withdrawn_at.is_not(None) if withdrawn else MethodQuestion.withdrawn_at.is_(None),
        )
    )
    if found is None:
        raise NotFound
    return found


def refuse_other_than_ambassadors(session: Session, viewer: Viewer, method_id: int, *, today: date) -> None:
    """Refuse an answer of who does not stand for the method.

    Raises:
        NotFound: the viewer is no ambassador of this method today.

    """
    if not is_ambassador(session, viewer, method_id, today=today):
        raise NotFound("Een ambassadeur van deze werkmethode geeft het antwoord. Jij bent dat vandaag niet.")


def _refuse_strangers(viewer: Viewer, writer_id: int) -> None:
    if writer_id != viewer.person_id and not viewer.has(*KEEPERS):
        raise NotFound("Alleen wie dit schreef, kan het intrekken. Staat er iets van een cliënt? Vraag HR.")


def _looked_at(
    viewer: Viewer, field: str, text: str, *, what: str, method_id: int, today: date, kept: str, known: str = ""
) -> str:
    """Return the text as it is kept, after its length and the guard were looked at."""
    written = text.strip()
    if not written:
        raise Invalid(field, f"Schrijf eerst je {what}.")
    if len(written) > LONGEST:
        raise Invalid(field, f"Je {what} is te lang: hooguit {LONGEST} tekens. Kort de tekst in.")
    session = current_session()
    names = names_that_may_stand(session, viewer, today=today, person_ids=_concerned(session, method_id))
    refuse_client_data({field: written}, colleagues=names, kept_anyway=kept, known=(known,))
    return written


def _concerned(session: Session, method_id: int) -> set[int]:
    """Return who may be named in it: who stands for the method, and who asked about it."""
    ambassadors = session.scalars(select(Ambassador.person_id).where(Ambassador.method_id == method_id))
    asking = session.scalars(
        select(MethodQuestion.asked_by_id)
        .where(MethodQuestion.method_id == method_id)
        .order_by(MethodQuestion.id.desc())
        .limit(50)
    )
    return {*ambassadors, *asking}


def _note(session: Session, viewer: Viewer, act: str, question_id: int, at: datetime, **details: int) -> None:
    audit.record(
        session,
        organisation_id=viewer.organisation_id,
        actor_id=viewer.person_id,
        act=act,
        object_kind="method_question",
        object_id=question_id,
        at=at,
        details=details,
    )
