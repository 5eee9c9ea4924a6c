"""Hand a paper out: set it, and say in the trail and in the log of looks what was made and of whom."""

from dataclasses import dataclass
from datetime import datetime

from register import audit
from register.access import Viewer
from register.db import transaction
from register.evidence.papers.typeset import Draft, Paper, typeset
from register.privacy.looks import LookedAt, audience_of, note_looks


@dataclass(frozen=True, kw_only=True)
class Seen:
    """Whose dossier a paper shows a part of, for the log that those people read."""

    people: tuple[int, ...] = ()
    registration_id: int | None = None
    what: LookedAt = LookedAt.PAPER


NOBODY = Seen()
"""On a paper of one's own nobody else is seen; who opened one of another noted that already."""


def issue(
    viewer: Viewer, draft: Draft, object_kind: str, object_id: int | None, *, at: datetime, seen: Seen = NOBODY
) -> Paper:
    """Set a paper, leave a line in the trail, and one for everybody who is seen on it.

    Raises:
        PaperRefused: it cannot be set now.

    """
    paper = typeset(draft, at=at)
    with transaction() as session:
        note_looks(
            session, viewer.person_id, seen.people, seen.what,
            audience=audience_of(viewer), registration_id=seen.registration_id, at=at,
        )  # fmt: skip
        audit.record(
            session,
            organisation_id=viewer.organisation_id,
            actor_id=viewer.person_id,
            act="stuk.gemaakt",
            object_kind=object_kind,
            object_id=object_id,
            at=at,
            details={"stuk": draft.template, "code": paper.code, "bytes": len(paper.content)},
        )
    return paper
