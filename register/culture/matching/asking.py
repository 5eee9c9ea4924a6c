"""Ask a colleague (*vragen*), answer, take it back, stop. Declining needs no reason, and neither does silence."""

from datetime import date, datetime

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from register import audit
from register.access import Viewer
from register.culture.matching.candidates import LAPSES_AFTER, asker_of, experienced
from register.culture.matching.models import Match
from register.culture.matching.suggest import can_be
from register.culture.matching.topics import label_of, own_topic
from register.db import session as current_session
from register.db import transaction
from register.errors import Conflict, Invalid, NotFound
from register.learning.known_names import names_that_may_stand
from register.learning.mail import write_to
from register.privacy.guarded import refuse_client_data

LONGEST_MESSAGE = 500
MAIL = "leervraag"
"""The kind of the message, for who wants it or not."""
_GONE = "Deze collega is nu niet te vragen. Kies iemand anders, of probeer het later nog eens."


def ask(
    viewer: Viewer,
    topic_id: int,
    giver_id: int,
    message: str = "",
    *,
    at: datetime,
    today: date,
    kept_anyway: str = "",
) -> int:
    """Ask a colleague with experience; returns the match. Asking again while it is open is the same request.

    Whoever cannot be asked, for whatever reason, gives one and the same answer: it tells nothing about the reason.

    Raises:
        NotFound: it is not the viewer's question.
        Conflict: the colleague cannot be asked now.
        Invalid: the message is too long.
        ClientData: the message may point to a client, and the writer did not say that it may stay.

    """
    if len(message) > LONGEST_MESSAGE:
        raise Invalid("message", f"Je bericht is te lang: hooguit {LONGEST_MESSAGE} tekens. Kort het in.")
    names = names_that_may_stand(current_session(), viewer, today=today)
    refuse_client_data({"message": message}, colleagues=names, kept_anyway=kept_anyway)
    with transaction() as session:
        audit.take_turn(session, viewer.organisation_id)
        topic = own_topic(session, viewer, topic_id)
        if topic.side != "leervraag" or topic.ended_at is not None:
            raise NotFound
        _let_lapse(session, viewer, giver_id, at)
        if (known := _open_between(session, viewer, giver_id)) is not None:
            return known
        asker = asker_of(session, viewer, at=at, today=today)
        who = {one.person_id: one for one in experienced(session, viewer, at=at, today=today)}.get(giver_id)
        if who is None or not can_be(asker, label_of(topic), who):
            raise Conflict(_GONE)
        match = Match(
            receiver_id=viewer.person_id,
            giver_id=giver_id,
            topic_id=topic_id,
            asked_by_id=viewer.person_id,
            message=message.strip(),
            asked_at=at,
        )
        session.add(match)
        session.flush()
        _tell(session, giver_id, "Een collega wil graag van je ervaring leren.", at)
        return match.id


def _open_between(session: Session, viewer: Viewer, giver_id: int) -> int | None:
    return session.scalar(
        select(Match.id).where(
            Match.receiver_id == viewer.person_id,
            Match.giver_id == giver_id,
            Match.state.in_(["gevraagd", "aangenomen"]),
        )
    )


def _let_lapse(session: Session, viewer: Viewer, giver_id: int, at: datetime) -> None:
    """Close an earlier request to the same colleague that nobody answered."""
    old = update(Match).where(
        Match.receiver_id == viewer.person_id,
        Match.giver_id == giver_id,
        Match.state == "gevraagd",
        Match.asked_at <= at - LAPSES_AFTER,
    )
    session.execute(old.values(state="ingetrokken", answered_at=at, version=Match.version + 1))


def accept(viewer: Viewer, match_id: int, *, at: datetime) -> None:
    """Say yes to who asked; from then on it can be logged.

    Raises:
        NotFound: nothing is asked of the viewer here.
        Conflict: it was taken back or answered in the meantime.

    """
    with transaction() as session:
        match = _asked_of(session, viewer, match_id, at)
        match.state, match.answered_at = "aangenomen", at
        _tell(session, match.receiver_id, "Een collega wil graag met je leren.", at)


def decline(viewer: Viewer, match_id: int, *, at: datetime) -> None:
    """Say "not now", without a reason; who asked sees no more than that.

    Raises:
        NotFound: nothing is asked of the viewer here.
        Conflict: it was taken back or answered in the meantime.

    """
    with transaction() as session:
        match = _asked_of(session, viewer, match_id, at)
        match.state, match.answered_at = "afgeslagen", at


def stop(viewer: Viewer, match_id: int, *, at: datetime) -> None:
    """Take one's own request back, or end a pair one is in; it was never more than an intention.

    Raises:
        NotFound: the viewer has no part in an open match of this id.

    """
    with transaction() as session:
        match = own_match(session, viewer, match_id)
        asked_by_other = match.state == "gevraagd" and match.receiver_id != viewer.person_id
        if match.state not in {"gevraagd", "aangenomen"} or asked_by_other:
            raise NotFound
        match.state, match.answered_at = "ingetrokken", at


def own_match(session: Session, viewer: Viewer, match_id: int) -> Match:
    """Return a match in which the viewer has a part, held until the end of the transaction.

    Raises:
        NotFound: there is none.

    """
    me = viewer.person_id
    found = session.scalar(
        select(Match)
        .where(Match.id == match_id, or_(Match.receiver_id == me, Match.giver_id == me, Match.third_id == me))
        .with_for_update()
    )
    if found is None:
        raise NotFound
    session.refresh(found)
    return found


def _asked_of(session: Session, viewer: Viewer, match_id: int, at: datetime) -> Match:
    audit.take_turn(session, viewer.organisation_id)
    match = own_match(session, viewer, match_id)
    if match.giver_id != viewer.person_id or match.round_id is not None:
        raise NotFound
    if match.state != "gevraagd" or match.asked_at <= at - LAPSES_AFTER:
        raise Conflict("Deze vraag staat niet meer open. Je hoeft niets te doen.")
    return match


def _tell(session: Session, person_id: int, sentence: str, at: datetime) -> None:
    """Write a message that says that something waits, and nothing of what it is about."""
    body = f"{sentence}\n\nBekijk het bij Samen leren, Leervragen. Je zit nergens aan vast."
    write_to(session, [person_id], kind=MAIL, subject="Leren met een collega", body=body, at=at)
