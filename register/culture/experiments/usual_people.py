"""Who is proposed for a session of an experiment (*wie er waren*): who takes part, or the team that took it over."""

from collections.abc import Collection
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from register.access import Viewer
from register.culture.experiments.card import ExperimentCard
from register.culture.experiments.models import ExperimentActivity
from register.learning.colleagues import names_of
from register.learning.kinds import PRESENT
from register.learning.models import Activity, Attendance, LearningSession
from register.people.teams import own_teams, people_of_team


def usual_people(session: Session, viewer: Viewer, card: ExperimentCard, *, today: date) -> dict[int, str]:
    """Return names by id: the viewer, then the others in the order of name lists.

    A session of the team that took it over is its own: who was at the last one that it logged, and before the first
    the whole team. The people who began it were not there.
    """
    team_id = _team_that_took_it_over(session, viewer, card, today)
    if team_id is None:
        return {viewer.person_id: viewer.name} | {one.person_id: one.name for one in card.members}
    team = people_of_team(session, team_id, on=today)
    found = _last_time(session, card.experiment_id, team) or team
    names = names_of(session, viewer, found)
    return {viewer.person_id: viewer.name} | {one: names[one] for one in team if one in names}


def _team_that_took_it_over(session: Session, viewer: Viewer, card: ExperimentCard, today: date) -> int | None:
    """Return the own team that took it over; none for who takes part by name or sits in the team where it began."""
    own = own_teams(session, viewer, today=today)
    if card.team_id in own or viewer.person_id in {one.person_id for one in card.members}:
        return None
    return next((one.team_id for one in card.adopters if one.own), None)


def _last_time(session: Session, experiment_id: int, team: Collection[int]) -> tuple[int, ...]:
    last = session.scalar(
        select(Activity.id)
        .join(ExperimentActivity, ExperimentActivity.activity_id == Activity.id)
        .where(
            ExperimentActivity.experiment_id == experiment_id,
            Activity.created_by_id.in_(team),
            Activity.withdrawn_at.is_(None),
        )
        .order_by(Activity.id.desc())
        .limit(1)
    )
    there = (
        select(Attendance.person_id)
        .join(LearningSession, LearningSession.id == Attendance.session_id)
        .where(
            LearningSession.activity_id == last,
            Attendance.person_id.in_(team),
            Attendance.state.in_(PRESENT),
            Attendance.disputed_at.is_(None),
        )
        .distinct()
    )
    return () if last is None else tuple(session.scalars(there))
