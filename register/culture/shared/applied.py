"""Say that a team applied a learning (*toegepast in ons team*), in one click, and undo it."""

from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from register import audit
from register.access import Viewer
from register.culture.shared.models import Learning, LearningApplied
from register.culture.shared.share import note
from register.culture.taking_back import find_of_organisation
from register.db import transaction
from register.errors import NotFound
from register.people.teams import own_teams


def apply_in_team(viewer: Viewer, learning_id: int, team_id: int, *, at: datetime, today: date) -> str:
    """Say that the own team applied it; twice is once. Returns the name of the team.

    Raises:
        NotFound: there is no such learning, or it is not the viewer's team.

    """
    with transaction() as session:
        find_of_organisation(session, viewer, Learning, learning_id)
        name = _own(session, viewer, team_id, today)
        audit.take_turn(session, viewer.organisation_id)
        if _row(session, learning_id, team_id) is None:
            session.add(
                LearningApplied(learning_id=learning_id, team_id=team_id, person_id=viewer.person_id, applied_at=at)
            )
            note(session, viewer, "les.toegepast", learning_id, at)
        return name


def undo_apply(viewer: Viewer, learning_id: int, team_id: int, *, at: datetime, today: date) -> str:
    """Undo that, by anybody of the team. Returns the name of the team."""
    with transaction() as session:
        find_of_organisation(session, viewer, Learning, learning_id)
        name = _own(session, viewer, team_id, today)
        audit.take_turn(session, viewer.organisation_id)
        row = _row(session, learning_id, team_id)
        if row is not None:
            session.delete(row)
            note(session, viewer, "les.toepassing-ongedaan", learning_id, at)
        return name


def _own(session: Session, viewer: Viewer, team_id: int, today: date) -> str:
    teams = own_teams(session, viewer, today=today)
    if team_id not in teams:
        raise NotFound
    return teams[team_id]


def _row(session: Session, learning_id: int, team_id: int) -> LearningApplied | None:
    return session.scalar(
        select(LearningApplied).where(LearningApplied.learning_id == learning_id, LearningApplied.team_id == team_id)
    )
