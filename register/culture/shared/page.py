"""One shared learning as its page shows it: what it says, where it comes from, who applied it, what others say."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from register.access import Viewer
from register.culture.experiments.models import Experiment
from register.culture.experiments.outcomes import OUTCOMES
from register.culture.shared import comments as commenting
from register.culture.shared import share
from register.culture.shared.models import Learning, LearningApplied, LearningComment, LearningCompetence
from register.culture.taking_back import MODERATORS, taken_back_by
from register.errors import NotFound
from register.learning.kinds import kinds
from register.learning.labels.competences import competence_name
from register.learning.labels.models import WorkMethod
from register.learning.models import Activity, Attendance, LearningSession
from register.people.models import Person, Team
from register.people.teams import own_teams


@dataclass(frozen=True, kw_only=True)
class Origin:
    """Where a learning comes from; ids only for who may open it."""

    words: str = ""
    activity_id: int | None = None
    experiment_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class Comment:
    """What one colleague says."""

    comment_id: int
    author: str
    text: str
    made_at: datetime
    may_withdraw: bool
    withdrawn: bool
    """Taken back by the viewer, who alone still sees that it was there."""


@dataclass(frozen=True, kw_only=True)
class OwnTeam:
    """A team of the viewer, and whether it applied this learning."""

    team_id: int
    name: str
    applied: bool


@dataclass(frozen=True, kw_only=True)
class LearningPage:
    """A learning for one viewer."""

    learning_id: int
    version: int
    title: str
    text: str
    author: str
    shared_at: datetime
    withdrawn: bool
    """Taken back by the viewer, who can undo that."""
    method_id: int | None
    method: str
    competences: tuple[tuple[str, str], ...]
    origin: Origin
    applied_by: tuple[str, ...]
    """The teams that applied it, by name."""
    own_teams: tuple[OwnTeam, ...]
    comments: tuple[Comment, ...]
    is_author: bool
    may_withdraw: bool


def learning_page(session: Session, viewer: Viewer, learning_id: int, *, today: date) -> LearningPage:
    """Return a learning of the organisation; one that was taken back only to who did that.

    Raises:
        NotFound: there is none for this viewer.

    """
    row = session.execute(
        select(Learning, Person.display_name, WorkMethod.name)
        .join(Person, Person.id == Learning.author_id)
        .outerjoin(WorkMethod, WorkMethod.id == Learning.method_id)
        .where(Learning.id == learning_id, Learning.organisation_id == viewer.organisation_id)
    ).first()
    if row is None:
        raise NotFound
    learning, author, method = row
    if learning.withdrawn_at is not None and not taken_back_by(session, viewer, share.WITHDRAWN, [learning_id]):
        raise NotFound
    teams = _teams(session, learning_id)
    return LearningPage(
        learning_id=learning_id,
        version=learning.version,
        title=learning.title,
        text=learning.text,
        author=author,
        shared_at=learning.shared_at,
        withdrawn=learning.withdrawn_at is not None,
        method_id=learning.method_id,
        method=method or "",
        competences=_competences(session, learning_id),
        origin=_origin(session, viewer, learning),
        applied_by=tuple(teams.values()),
        own_teams=tuple(
            OwnTeam(team_id=team_id, name=name, applied=team_id in teams)
            for team_id, name in own_teams(session, viewer, today=today).items()
        ),
        comments=_comments(session, viewer, learning_id),
        is_author=learning.author_id == viewer.person_id,
        may_withdraw=learning.author_id == viewer.person_id or viewer.has(*MODERATORS),
    )


def _competences(session: Session, learning_id: int) -> tuple[tuple[str, str], ...]:
    rows = session.execute(
        select(LearningCompetence.framework, LearningCompetence.code)
        .where(LearningCompetence.learning_id == learning_id)
        .order_by(LearningCompetence.id)
    )
    labels = [f"{row.framework}:{row.code}" for row in rows]
    return tuple((label, competence_name(label)) for label in labels)


def _teams(session: Session, learning_id: int) -> dict[int, str]:
    rows = session.execute(
        select(Team.id, Team.name)
        .join(LearningApplied, LearningApplied.team_id == Team.id)
        .where(LearningApplied.learning_id == learning_id)
        .order_by(Team.name)
    )
    return {row.id: row.name for row in rows}


def _origin(session: Session, viewer: Viewer, learning: Learning) -> Origin:
    """Say what kind of activity it was; its title and its people are for who was there."""
    if learning.experiment_id is not None:
        experiment = session.get_one(Experiment, learning.experiment_id)
        outcome = f": {OUTCOMES[experiment.outcome].lower()}" if experiment.outcome else ""
        shown = None if experiment.withdrawn_at else experiment.id
        return Origin(words=f"Uit een experiment{outcome}", experiment_id=shown)
    if learning.activity_id is None:
        return Origin()
    activity = session.get_one(Activity, learning.activity_id)
    there = (
        select(Attendance.id)
        .join(LearningSession, LearningSession.id == Attendance.session_id)
        .where(LearningSession.activity_id == activity.id, Attendance.person_id == viewer.person_id)
        .exists()
    )
    opens = session.scalar(
        select(Activity.id).where(
            Activity.id == activity.id,
            Activity.withdrawn_at.is_(None),
            or_(Activity.created_by_id == viewer.person_id, there),
        )
    )
    return Origin(words=f"Uit: {kinds()[activity.kind].name.lower()}", activity_id=opens)


def _comments(session: Session, viewer: Viewer, learning_id: int) -> tuple[Comment, ...]:
    rows = session.execute(
        select(LearningComment, Person.display_name)
        .join(Person, Person.id == LearningComment.person_id)
        .where(LearningComment.learning_id == learning_id)
        .order_by(LearningComment.made_at, LearningComment.id)
    ).all()
    gone = [row.LearningComment.id for row in rows if row.LearningComment.withdrawn_at is not None]
    mine = taken_back_by(session, viewer, commenting.WITHDRAWN, gone) if gone else set()
    moderates = viewer.has(*MODERATORS)
    return tuple(
        Comment(
            comment_id=one.id,
            author=name,
            text=one.text,
            made_at=one.made_at,
            may_withdraw=moderates or one.person_id == viewer.person_id,
            withdrawn=one.withdrawn_at is not None,
        )
        for one, name in rows
        if one.withdrawn_at is None or one.id in mine
    )
