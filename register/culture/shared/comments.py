"""What colleagues say of a shared learning (*reactie*), and taking that back."""

from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from register import audit
from register.access import Viewer
from register.culture.shared.models import Learning, LearningComment
from register.culture.taking_back import find_of_organisation, refuse_restoring, refuse_taking_back
from register.db import session as current_session
from register.db import transaction
from register.errors import Invalid, NotFound
from register.learning.known_names import names_that_may_stand
from register.once import once
from register.privacy.guarded import refuse_client_data

LONGEST = 2_000
WITHDRAWN = "reactie.ingetrokken"


def comment(
    viewer: Viewer, learning_id: int, text: str, *, kept_anyway: str, form_key: str, at: datetime, today: date
) -> int:
    """Say something of a learning; returns the id of the comment.

    Raises:
        NotFound: there is no such learning.
        Invalid: nothing was said, or too much.
        ClientData: the text may point to a client, and the writer did not say that it may stay.

    """
    author = find_of_organisation(current_session(), viewer, Learning, learning_id).author_id
    written = text.strip()
    if not written:
        raise Invalid("comment", "Schrijf eerst je reactie.")
    if len(written) > LONGEST:
        raise Invalid("comment", f"Je reactie is te lang: hooguit {LONGEST} tekens. Kort haar in.")
    names = names_that_may_stand(current_session(), viewer, today=today, person_ids=[author])
    refuse_client_data({"comment": written}, colleagues=names, kept_anyway=kept_anyway)

    def act(session: Session) -> dict[str, int]:
        find_of_organisation(session, viewer, Learning, learning_id)
        row = LearningComment(learning_id=learning_id, person_id=viewer.person_id, text=written, made_at=at)
        session.add(row)
        session.flush()
        _note(session, viewer, "reactie.geschreven", row.id, at)
        return {"comment_id": row.id}

    answer, _ = once(form_key, person_id=viewer.person_id, at=at, act=act)
    return int(answer["comment_id"])


def withdraw_comment(viewer: Viewer, comment_id: int, *, at: datetime) -> int:
    """Take a comment back: one's own, or for a client's sake; returns the id of the learning."""
    with transaction() as session:
        found = _find(session, viewer, comment_id, withdrawn=False)
        refuse_taking_back(viewer, own=found.person_id == viewer.person_id)
        found.withdrawn_at = at
        _note(session, viewer, WITHDRAWN, comment_id, at)
        return found.learning_id


def restore_comment(viewer: Viewer, comment_id: int, *, at: datetime) -> int:
    """Undo taking back, by whoever did that; returns the id of the learning."""
    with transaction() as session:
        found = _find(session, viewer, comment_id, withdrawn=True)
        refuse_restoring(session, viewer, WITHDRAWN, comment_id)
        found.withdrawn_at = None
        _note(session, viewer, "reactie.teruggezet", comment_id, at)
        return found.learning_id


def _find(session: Session, viewer: Viewer, comment_id: int, *, withdrawn: bool) -> LearningComment:
    found = session.scalar(
        select(LearningComment)
        .join(Learning, Learning.id == LearningComment.learning_id)
        .where(
            LearningComment.id == comment_id,
            Learning.organisation_id == viewer.organisation_id,
            Learning.withdrawn_at.is_(None),
            LearningComment.withdrawn_at.is_not(None) if withdrawn else LearningComment.withdrawn_at.is_(None),
        )
    )
    if found is None:
        raise NotFound
    return found


def _note(session: Session, viewer: Viewer, act: str, comment_id: int, at: datetime) -> None:
    audit.record(
        session,
        organisation_id=viewer.organisation_id,
        actor_id=viewer.person_id,
        act=act,
        object_kind="comment",
        object_id=comment_id,
        at=at,
    )
