"""The competences that an activity is about: kept beside it, offered from its kind, its method and the last time."""

from collections.abc import Sequence

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from register.access import Viewer
from register.learning.kinds import Kind
from register.learning.labels.competences import competence_name
from register.learning.labels.methods import Method
from register.learning.models import Activity, ActivityCompetence
from register.people.names import fold

MOST_OFFERED = 6


def competences_of(session: Session, activity_id: int) -> tuple[str, ...]:
    """Return the labels of an activity ("framework:code"), in the order in which they were chosen."""
    rows = session.execute(
        select(ActivityCompetence.framework, ActivityCompetence.code)
        .where(ActivityCompetence.activity_id == activity_id)
        .order_by(ActivityCompetence.place)
    )
    return tuple(f"{row.framework}:{row.code}" for row in rows)


def label_activity(session: Session, activity_id: int, labels: Sequence[str]) -> bool:
    """Give an activity these labels and no others; inside the caller's transaction. Returns whether that changed it."""
    if competences_of(session, activity_id) == tuple(labels):
        return False
    session.execute(delete(ActivityCompetence).where(ActivityCompetence.activity_id == activity_id))
    for place, label in enumerate(labels, start=1):
        framework, _, code = label.partition(":")
        session.add(ActivityCompetence(activity_id=activity_id, place=place, framework=framework, code=code))
    session.flush()
    return True


def offered_competences(
    session: Session, viewer: Viewer, kind: Kind, work_method: str, methods: Sequence[Method]
) -> dict[str, str]:
    """Return a few competences to choose from first: of the method, of the kind, and what the viewer chose last time.

    An offer, never a choice: nothing is ticked by it.
    """
    wanted = fold(work_method)
    of_method = next((one.competences for one in methods if wanted and fold(one.name) == wanted), ())
    labels = dict.fromkeys((*of_method, *kind.competences, *_last_chosen(session, viewer, kind)))
    return {label: competence_name(label) for label in list(labels)[:MOST_OFFERED]}


def _last_chosen(session: Session, viewer: Viewer, kind: Kind) -> tuple[str, ...]:
    last = (
        select(Activity.id)
        .join(ActivityCompetence, ActivityCompetence.activity_id == Activity.id)
        .where(
            Activity.created_by_id == viewer.person_id,
            Activity.kind == kind.id,
            Activity.withdrawn_at.is_(None),
        )
        .order_by(Activity.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    rows = session.execute(
        select(ActivityCompetence.framework, ActivityCompetence.code)
        .where(ActivityCompetence.activity_id == last)
        .order_by(ActivityCompetence.place)
    )
    return tuple(f"{row.framework}:{row.code}" for row in rows)
