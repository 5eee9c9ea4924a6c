"""What the pages about a team show in the demo: a stand-in, what people show that they know, sheets for the talk."""

from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from register.access import Viewer
from register.culture.knowledge.choices import choose as show
from register.culture.knowledge.choices import own_choices
from register.culture.plan.models import DevelopmentPlan, Goal
from register.culture.talks.own_talk import own_talk, release_talk, save_talk
from register.culture.talks.sheet import OwnWords
from register.current import day_here
from register.demo.learning import Cast
from register.demo.organisation import TODAY
from register.learning.labels.competences import frameworks
from register.learning.labels.of_activity import label_activity
from register.learning.models import Activity
from register.people.models import Person, Team, TeamManager
from register.people.stand_ins import Period, name_stand_in
from register.people.viewer import viewer_of

_TEAM, _BESIDE = "Wijkteam West", "Wijkteam Oost"
_BACK = (
    "De intervisiegroep loopt en ik durf vaker een casus in te brengen.",
    "Ik leerde het meest van meelopen met een collega van een ander team.",
)
_WISHES = ("Graag een vast uur in de week om te lezen en vast te leggen.", "Een training over gesprekken met jongeren.")


def stand_in_and_prepare(session: Session, organisation_id: int, cast: Cast, *, at: datetime) -> None:
    """Let the manager of the next team stand in, and two of the team prepare their talk: one released it."""
    day = day_here(at)
    manager, other = (_manager(session, organisation_id, name, day) for name in (_TEAM, _BESIDE))
    team = session.scalars(select(Team.id).where(Team.organisation_id == organisation_id, Team.name == _TEAM)).one()
    period = Period(starts_on=day, ends_on=day + timedelta(days=20))
    name_stand_in(manager, team, other.person_id, period, at=at, today=day)
    _say_what_it_was_about(session, cast)
    _show_what_they_know(session, cast, at=at)
    members = [viewer for viewer in cast.by_team[_TEAM] if viewer.person_id != manager.person_id]
    for place, viewer in enumerate(members[:2]):
        _prepare(session, viewer, place, at=at)


def _manager(session: Session, organisation_id: int, team: str, day: date) -> Viewer:
    row = session.execute(
        select(Person.id, Person.display_name)
        .join(TeamManager, TeamManager.person_id == Person.id)
        .join(Team, Team.id == TeamManager.team_id)
        .where(Team.organisation_id == organisation_id, Team.name == team, ~TeamManager.stand_in)
        .limit(1)
    ).one()
    return viewer_of(session, row.id, organisation_id=organisation_id, name=row.display_name, today=day)


def _say_what_it_was_about(session: Session, cast: Cast) -> None:
    """Give two in three activities of the team a competence, as who logs them can do."""
    members = [viewer.person_id for viewer in cast.by_team[_TEAM]]
    rows = session.scalars(select(Activity.id).where(Activity.created_by_id.in_(members)).order_by(Activity.id)).all()
    labels = [label for one in frameworks().values() for label in one.labels]
    for place, activity_id in enumerate(rows):
        if place % 3:
            label_activity(session, activity_id, [labels[place * 7 % len(labels)]])


def _show_what_they_know(session: Session, cast: Cast, *, at: datetime) -> None:
    """Let everybody but the last of a team show the half of what could show."""
    for people in cast.by_team.values():
        for viewer in people[:-1]:
            could = [one.key for one in own_choices(session, viewer, today=TODAY)]
            if could:
                show(viewer, could[::2], offered=could, at=at, today=TODAY)


def _prepare(session: Session, viewer: Viewer, place: int, *, at: datetime) -> None:
    goals = session.scalars(
        select(Goal.id)
        .join(DevelopmentPlan, DevelopmentPlan.id == Goal.plan_id)
        .where(DevelopmentPlan.person_id == viewer.person_id)
        .order_by(Goal.id)
        .limit(1)
    ).all()
    words = OwnWords(looking_back=_BACK[place], wishes=_WISHES[place], goal_ids=tuple(goals))
    save_talk(viewer, TODAY.year, words, version=0, at=at, today=TODAY)
    if place == 0:
        seen = own_talk(session, viewer, TODAY.year, today=TODAY).sheet.digest
        release_talk(viewer, TODAY.year, seen=seen, at=at, today=TODAY)
