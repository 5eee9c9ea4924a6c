"""The card of an experiment as everybody of the organisation reads it (*experimentkaart*, J1)."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import exists, func, or_, select, union
from sqlalchemy.orm import Session, aliased

from register.access import Viewer
from register.culture.experiments.models import Adoption, Experiment, ExperimentActivity, ExperimentMember
from register.culture.experiments.outcomes import state_name
from register.culture.experiments.rights import WITHDRAWN, find_experiment, may_change, takes_part
from register.culture.taking_back import MODERATORS, taken_back_by
from register.errors import NotFound
from register.learning.hours import net_minutes
from register.learning.kinds import PRESENT
from register.learning.labels.models import WorkMethod
from register.learning.models import Activity, Attendance, LearningSession
from register.people.models import Person, Team
from register.people.teams import own_teams


@dataclass(frozen=True, kw_only=True)
class Member:
    """Somebody who takes part."""

    member_id: int
    person_id: int
    name: str
    leads: bool


@dataclass(frozen=True, kw_only=True)
class Held:
    """A session that was held in it; who was not there reads when, how long and with how many."""

    linked_id: int
    activity_id: int
    title: str
    """Empty for who may not open the activity."""
    held_on: date
    minutes: int
    people: int
    may_unlink: bool


@dataclass(frozen=True, kw_only=True)
class Adopter:
    """A team that took it over, and the team that it had it from."""

    adoption_id: int
    team_id: int
    team: str
    source: str
    """The team it was taken from."""
    person: str
    adopted_at: datetime
    own: bool
    """A team of the viewer's, who may undo it."""


@dataclass(frozen=True, kw_only=True)
class Spread:
    """How far it came (*verspreiding*): teams that try or tried it, and people who took part or were at a session."""

    teams: int
    people: int


@dataclass(frozen=True, kw_only=True)
class ExperimentCard:
    """An experiment for one viewer."""

    experiment_id: int
    version: int
    question: str
    attempt: str
    starts_on: date
    until_on: date | None
    team_id: int | None
    team: str
    method_id: int | None
    method: str
    outcome: str | None
    state_name: str
    learnt: str
    concluded_at: datetime | None
    created_by: str
    members: tuple[Member, ...]
    sessions: tuple[Held, ...]
    adopters: tuple[Adopter, ...]
    spread: Spread
    may_change: bool
    may_withdraw: bool
    may_log: bool
    may_share: bool
    """The viewer may pass on what was learnt."""
    can_adopt: dict[int, str]
    """Teams of the viewer's that did not take it over yet and where it did not begin."""
    withdrawn: bool


def experiment_card(session: Session, viewer: Viewer, experiment_id: int, *, today: date) -> ExperimentCard:
    """Return one experiment; one that was taken back only for who did that, to undo it.

    Raises:
        NotFound: there is none for this viewer.

    """
    experiment = _find(session, viewer, experiment_id)
    team, method, made_by = _names(session, experiment)
    members, teams = _members(session, experiment_id), own_teams(session, viewer, today=today)
    adopters, changes = _adopters(session, experiment, team, teams), may_change(session, viewer, experiment)
    withdrawn = experiment.withdrawn_at is not None
    taken = {experiment.team_id, *(one.team_id for one in adopters)}
    return ExperimentCard(
        experiment_id=experiment.id,
        version=experiment.version,
        question=experiment.question,
        attempt=experiment.attempt,
        starts_on=experiment.starts_on,
        until_on=experiment.until_on,
        team_id=experiment.team_id,
        team=team,
        method_id=experiment.method_id,
        method=method,
        outcome=experiment.outcome,
        state_name=state_name(experiment.outcome),
        learnt=experiment.learnt,
        concluded_at=experiment.concluded_at,
        created_by=made_by,
        members=members,
        sessions=_sessions(session, viewer, experiment_id, may_change=changes),
        adopters=adopters,
        spread=Spread(teams=bool(experiment.team_id) + len(adopters), people=_people(session, experiment_id)),
        may_change=changes and not withdrawn,
        may_withdraw=(changes or viewer.has(*MODERATORS)) and not withdrawn,
        may_log=not withdrawn and takes_part(session, viewer, experiment, today=today),
        may_share=bool(experiment.outcome)
        and viewer.person_id in {experiment.created_by_id, *(one.person_id for one in members)},
        can_adopt={} if withdrawn else {one: name for one, name in teams.items() if one not in taken},
        withdrawn=withdrawn,
    )


def _find(session: Session, viewer: Viewer, experiment_id: int) -> Experiment:
    try:
        return find_experiment(session, viewer, experiment_id)
    except NotFound:
        experiment = find_experiment(session, viewer, experiment_id, withdrawn=True)
        if not taken_back_by(session, viewer, WITHDRAWN, [experiment_id]):
            raise
        return experiment


def _names(session: Session, experiment: Experiment) -> tuple[str, str, str]:
    row = session.execute(
        select(Person.display_name, Team.name, WorkMethod.name)
        .select_from(Person)
        .outerjoin(Team, Team.id == experiment.team_id)
        .outerjoin(WorkMethod, WorkMethod.id == experiment.method_id)
        .where(Person.id == experiment.created_by_id)
    ).one()
    return row[1] or "", row[2] or "", row[0]


def _members(session: Session, experiment_id: int) -> tuple[Member, ...]:
    rows = session.execute(
        select(ExperimentMember.id, ExperimentMember.person_id, ExperimentMember.leads, Person.display_name)
        .join(Person, Person.id == ExperimentMember.person_id)
        .where(ExperimentMember.experiment_id == experiment_id)
        .order_by(Person.sort_key, Person.id)
    )
    return tuple(
        Member(member_id=row.id, person_id=row.person_id, name=row.display_name, leads=row.leads) for row in rows
    )


def _adopters(session: Session, experiment: Experiment, first_team: str, own: dict[int, str]) -> tuple[Adopter, ...]:
    earlier, source = aliased(Adoption), aliased(Team)
    rows = session.execute(
        select(Adoption, Team.name.label("team"), Person.display_name, source.name.label("source"))
        .join(Team, Team.id == Adoption.team_id)
        .join(Person, Person.id == Adoption.person_id)
        .outerjoin(earlier, earlier.id == Adoption.via_id)
        .outerjoin(source, source.id == earlier.team_id)
        .where(Adoption.experiment_id == experiment.id)
        .order_by(Adoption.adopted_at, Adoption.id)
    )
    return tuple(
        Adopter(
            adoption_id=row[0].id,
            team_id=row[0].team_id,
            team=row.team,
            source=row.source or first_team or "de bedenkers",
            person=row.display_name,
            adopted_at=row[0].adopted_at,
            own=row[0].team_id in own,
        )
        for row in rows
    )


def _sessions(session: Session, viewer: Viewer, experiment_id: int, *, may_change: bool) -> tuple[Held, ...]:
    """Return the sessions, the last one first; withdrawn activities are gone from the card too."""
    there, mine = aliased(Attendance), aliased(Attendance)
    people = (
        select(func.count(there.id))
        .where(there.session_id == LearningSession.id, there.state.in_(PRESENT), there.disputed_at.is_(None))
        .correlate(LearningSession)
        .scalar_subquery()
    )
    opens = or_(
        Activity.created_by_id == viewer.person_id,
        exists().where(mine.session_id == LearningSession.id, mine.person_id == viewer.person_id),
    )
    rows = session.execute(
        select(
            ExperimentActivity.id,
            Activity.id.label("activity_id"),
            Activity.title,
            Activity.created_by_id,
            LearningSession.held_on,
            LearningSession.gross_minutes,
            LearningSession.excluded_minutes,
            people.label("people"),
            opens.label("opens"),
        )
        .join(Activity, Activity.id == ExperimentActivity.activity_id)
        .join(LearningSession, LearningSession.activity_id == Activity.id)
        .where(ExperimentActivity.experiment_id == experiment_id, Activity.withdrawn_at.is_(None))
        .order_by(LearningSession.held_on.desc(), LearningSession.id.desc())
    )
    return tuple(
        Held(
            linked_id=row.id,
            activity_id=row.activity_id,
            title=row.title if row.opens else "",
            held_on=row.held_on,
            minutes=net_minutes(row.gross_minutes, row.excluded_minutes, None),
            people=row.people,
            may_unlink=may_change or row.created_by_id == viewer.person_id,
        )
        for row in rows
    )


def _people(session: Session, experiment_id: int) -> int:
    """Count who takes part by name or was at one of its sessions, everybody once."""
    there = (
        select(Attendance.person_id)
        .join(LearningSession, LearningSession.id == Attendance.session_id)
        .join(Activity, Activity.id == LearningSession.activity_id)
        .join(ExperimentActivity, ExperimentActivity.activity_id == Activity.id)
        .where(
            ExperimentActivity.experiment_id == experiment_id,
            Activity.withdrawn_at.is_(None),
            Attendance.state.in_(PRESENT),
            Attendance.disputed_at.is_(None),
        )
    )
    members = select(ExperimentMember.person_id).where(ExperimentMember.experiment_id == experiment_id)
    return session.scalar(select(func.count()).select_from(union(there, members).subquery())) or 0
