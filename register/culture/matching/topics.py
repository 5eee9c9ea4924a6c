"""What somebody has a question about (*leervraag*) or experience with (*ervaring*): put down, take away, put back."""

from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from register.access import Viewer
from register.culture.matching.models import MatchTopic
from register.culture.matching.taking_part import take_part
from register.db import session as current_session
from register.db import transaction
from register.errors import Conflict, Invalid, NotFound
from register.learning.known_names import names_that_may_stand
from register.learning.labels.competences import check_competences, competence_name
from register.learning.labels.methods import find_method
from register.learning.labels.models import WorkMethod
from register.privacy.guarded import refuse_client_data

SIDES = {"leervraag": "Ik wil leren over", "ervaring": "Ik heb ervaring met"}
"""Neutral words for the two sides; never "weak" or "strong"."""
MOST_TOPICS = 10
LONGEST_WORDS = 300
_METHOD = "method"


def add_topic(
    viewer: Viewer, side: str, about: str, words: str = "", *, at: datetime, today: date, kept_anyway: str = ""
) -> int:
    """Put a question or experience down; whoever does so takes part. The same again is the same one.

    `about` is "method:<id>" or "<framework>:<code>".

    Raises:
        Invalid: nothing that can be chosen, too many, or too long.
        ClientData: the words may point to a client, and the writer did not say that they may stay.

    """
    _check(side, words)
    names = names_that_may_stand(current_session(), viewer, today=today)
    refuse_client_data({"words": words}, colleagues=names, kept_anyway=kept_anyway)
    with transaction() as session:
        method_id, framework, code = _chosen(session, viewer, about)
        take_part(session, viewer, at=at)
        open_now = _open(session, viewer, side)
        same = [one for one in open_now if (one.method_id, one.framework, one.code) == (method_id, framework, code)]
        if not same and len(open_now) >= MOST_TOPICS:
            raise Invalid("about", f"Je hebt er al {MOST_TOPICS}. Haal er eerst een weg.")
        topic = same[0] if same else MatchTopic(person_id=viewer.person_id, side=side, made_at=at)
        topic.method_id, topic.framework, topic.code = method_id, framework, code
        topic.words = words.strip() or topic.words or ""
        session.add(topic)
        session.flush()
        return topic.id


def _check(side: str, words: str) -> None:
    if side not in SIDES:
        raise Invalid("side", "Kies of je iets wilt leren of ervaring hebt.")
    if len(words) > LONGEST_WORDS:
        raise Invalid("words", f"Je toelichting is te lang: hooguit {LONGEST_WORDS} tekens. Kort haar in.")


def _chosen(session: Session, viewer: Viewer, about: str) -> tuple[int | None, str, str]:
    framework, _, code = about.partition(":")
    if framework == _METHOD and code.isascii() and code.isdigit() and len(code) <= 9:  # noqa: PLR2004
        try:
            return find_method(session, viewer, int(code)).id, "", ""
        except NotFound:
            raise Invalid("about", "Kies een werkmethode of competentie uit de lijst.") from None
    try:
        check_competences([about])
    except Invalid:
        raise Invalid("about", "Kies een werkmethode of competentie uit de lijst.") from None
    return None, framework, code


def _open(session: Session, viewer: Viewer, side: str) -> list[MatchTopic]:
    mine = (MatchTopic.person_id == viewer.person_id, MatchTopic.side == side, MatchTopic.ended_at.is_(None))
    return list(session.scalars(select(MatchTopic).where(*mine).order_by(MatchTopic.id)))


def end_topic(viewer: Viewer, topic_id: int, *, at: datetime) -> None:
    """Take one's own question or experience away."""
    with transaction() as session:
        own_topic(session, viewer, topic_id).ended_at = at


def restore_topic(viewer: Viewer, topic_id: int) -> None:
    """Put back what was taken away.

    Raises:
        NotFound: there is none, or it is somebody else's.
        Conflict: the viewer has as many as there is room for.

    """
    with transaction() as session:
        topic = own_topic(session, viewer, topic_id)
        if topic.ended_at is not None and len(_open(session, viewer, topic.side)) >= MOST_TOPICS:
            raise Conflict(f"Je hebt er al {MOST_TOPICS}. Haal er eerst een weg.")
        topic.ended_at = None


def own_topic(session: Session, viewer: Viewer, topic_id: int) -> MatchTopic:
    """Return one of the viewer's own.

    Raises:
        NotFound: there is none, or it is somebody else's.

    """
    found = session.get(MatchTopic, topic_id)
    if found is None or found.person_id != viewer.person_id:
        raise NotFound
    return found


def label_of(topic: MatchTopic) -> str:
    """Return what a topic is about as one label: "method:12", "bakens:integraal"."""
    return f"{_METHOD}:{topic.method_id}" if topic.method_id else f"{topic.framework}:{topic.code}"


def names_of_labels(session: Session, labels: set[str]) -> dict[str, str]:
    """Return how the labels are called."""
    ids = {int(label.partition(":")[2]) for label in labels if label.startswith(f"{_METHOD}:")}
    rows = session.execute(select(WorkMethod.id, WorkMethod.name).where(WorkMethod.id.in_(ids)))
    methods = {f"{_METHOD}:{row.id}": row.name for row in rows}
    return {label: methods.get(label) or competence_name(label) for label in labels}
