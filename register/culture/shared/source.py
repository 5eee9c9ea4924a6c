"""Where a learning comes from (*bron*): an activity that the viewer was part of, or a concluded experiment."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from register.access import Viewer
from register.culture.experiments.models import Experiment, ExperimentMember
from register.errors import Conflict, NotAllowed, NotFound
from register.learning.known_names import names_that_may_stand
from register.learning.models import Activity, ActivityCompetence
from register.learning.open_activity import visible_activity


@dataclass(frozen=True, kw_only=True)
class Source:
    """What a learning is proposed from; everything empty for one that stands by itself."""

    activity_id: int | None = None
    experiment_id: int | None = None
    title: str = ""
    text: str = ""
    """What was written for others to read: the joint report, or what the experiment taught; never a reflection."""
    method_id: int | None = None
    competences: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    """Who may be named in it."""


def source_of(
    session: Session, viewer: Viewer, *, activity_id: int | None, experiment_id: int | None, today: date
) -> Source:
    """Return what a learning can be made of, for who was part of it.

    Raises:
        NotFound: there is no such activity or experiment for this viewer.
        NotAllowed: the viewer did not take part in the experiment.
        Conflict: the experiment still runs.

    """
    if activity_id is not None:
        return _activity(session, viewer, activity_id, today)
    if experiment_id is not None:
        return _experiment(session, viewer, experiment_id, today)
    return Source(names=names_that_may_stand(session, viewer, today=today))


def _activity(session: Session, viewer: Viewer, activity_id: int, today: date) -> Source:
    activity: Activity = visible_activity(session, viewer, activity_id).activity
    labels = session.execute(
        select(ActivityCompetence.framework, ActivityCompetence.code)
        .where(ActivityCompetence.activity_id == activity_id)
        .order_by(ActivityCompetence.place)
    )
    return Source(
        activity_id=activity_id,
        title=activity.title[:160],
        text=activity.report,
        method_id=activity.method_id,
        competences=tuple(f"{row.framework}:{row.code}" for row in labels),
        names=names_that_may_stand(session, viewer, today=today, activity_id=activity_id),
    )


def _experiment(session: Session, viewer: Viewer, experiment_id: int, today: date) -> Source:
    found = session.scalar(
        select(Experiment).where(
            Experiment.id == experiment_id,
            Experiment.organisation_id == viewer.organisation_id,
            Experiment.withdrawn_at.is_(None),
        )
    )
    if found is None:
        raise NotFound
    members = session.scalars(
        select(ExperimentMember.person_id).where(ExperimentMember.experiment_id == experiment_id)
    ).all()
    if viewer.person_id not in {*members, found.created_by_id}:
        raise NotAllowed("Alleen wie meedoet aan dit experiment, deelt wat het leerde. Vraag het aan de trekker.")
    if found.outcome is None:
        raise Conflict("Dit experiment loopt nog. Rond het af; daarna deel je wat jullie leerden.")
    return Source(
        experiment_id=experiment_id,
        title=found.question[:160],
        text=found.learnt,
        method_id=found.method_id,
        names=names_that_may_stand(session, viewer, today=today, person_ids=members),
    )
