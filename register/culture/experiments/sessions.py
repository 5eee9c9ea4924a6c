"""The sessions of an experiment (*bijeenkomsten*): activities, logged from its card or joined to it afterwards."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import exists, func, or_, select
from sqlalchemy.orm import Session

from register import audit
from register.access import Viewer
from register.culture.experiments.models import ExperimentActivity
from register.culture.experiments.rights import find_experiment, may_change, note, takes_part
from register.db import transaction
from register.errors import Conflict, NotFound
from register.learning.models import Activity, Attendance, LearningSession
from register.learning.open_activity import visible_activity

KIND = "experiment"
"""The kind of activity that a session of an experiment is."""
_MOST_OFFERED = 20


@dataclass(frozen=True, kw_only=True)
class Loose:
    """An own activity of the kind that belongs to no experiment yet."""

    activity_id: int
    title: str
    held_on: date


def join_session(
    session: Session, viewer: Viewer, experiment_id: int, activity_id: int, *, at: datetime, today: date
) -> bool:
    """Join what was just logged to its experiment, in the transaction of the log; whether it was there to join to."""
    try:
        experiment = find_experiment(session, viewer, experiment_id)
    except NotFound:
        return False
    if not takes_part(session, viewer, experiment, today=today):
        return False
    _add(session, viewer, experiment_id, activity_id, at)
    return True


def link_session(viewer: Viewer, experiment_id: int, activity_id: int, *, at: datetime, today: date) -> str:
    """Join an own activity of the kind `experiment` to an experiment; twice is once. Returns its title.

    Raises:
        NotFound: the experiment is not for this viewer to hold sessions in, or the activity is not the viewer's.
        Conflict: the activity is of another kind, or of another experiment.

    """
    with transaction() as session:
        audit.take_turn(session, viewer.organisation_id)
        experiment = find_experiment(session, viewer, experiment_id)
        if not takes_part(session, viewer, experiment, today=today):
            raise NotFound
        activity = visible_activity(session, viewer, activity_id).activity
        if activity.kind != KIND:
            raise Conflict("Alleen een activiteit van de soort Experiment hoort bij een experiment.")
        other = session.scalar(
            select(ExperimentActivity.experiment_id).where(ExperimentActivity.activity_id == activity_id)
        )
        if other is None:
            _add(session, viewer, experiment_id, activity_id, at)
        elif other != experiment_id:
            raise Conflict("Deze bijeenkomst hoort al bij een ander experiment. Koppel haar daar eerst los.")
        return activity.title


def unlink_session(viewer: Viewer, experiment_id: int, linked_id: int, *, at: datetime) -> None:
    """Take a session out of its experiment, by who logged it or leads the experiment; the activity itself stays.

    Raises:
        NotFound: there is no such session, or not for this viewer to take out.

    """
    with transaction() as session:
        audit.take_turn(session, viewer.organisation_id)
        experiment = find_experiment(session, viewer, experiment_id)
        row = session.execute(
            select(ExperimentActivity, Activity.created_by_id)
            .join(Activity, Activity.id == ExperimentActivity.activity_id)
            .where(ExperimentActivity.id == linked_id, ExperimentActivity.experiment_id == experiment_id)
        ).first()
        if row is None or not (row.created_by_id == viewer.person_id or may_change(session, viewer, experiment)):
            raise NotFound
        session.delete(row[0])
        note(session, viewer, "experiment.bijeenkomst-los", experiment_id, at, activity_id=row[0].activity_id)


def loose_sessions(session: Session, viewer: Viewer) -> tuple[Loose, ...]:
    """Return the viewer's own activities of the kind that no experiment has yet, newest first."""
    there = exists().where(
        LearningSession.activity_id == Activity.id,
        Attendance.session_id == LearningSession.id,
        Attendance.person_id == viewer.person_id,
    )
    held = select(func.max(LearningSession.held_on)).where(LearningSession.activity_id == Activity.id).scalar_subquery()
    rows = session.execute(
        select(Activity.id, Activity.title, held.label("held_on"))
        .where(
            Activity.organisation_id == viewer.organisation_id,
            Activity.kind == KIND,
            Activity.withdrawn_at.is_(None),
            or_(Activity.created_by_id == viewer.person_id, there),
            ~exists().where(ExperimentActivity.activity_id == Activity.id),
        )
        .order_by(held.desc(), Activity.id.desc())
        .limit(_MOST_OFFERED)
    )
    return tuple(Loose(activity_id=row.id, title=row.title, held_on=row.held_on) for row in rows)


def _add(session: Session, viewer: Viewer, experiment_id: int, activity_id: int, at: datetime) -> None:
    session.add(ExperimentActivity(experiment_id=experiment_id, activity_id=activity_id))
    session.flush()
    note(session, viewer, "experiment.bijeenkomst", experiment_id, at, activity_id=activity_id)
