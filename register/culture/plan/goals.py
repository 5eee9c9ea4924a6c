"""The goals of a development plan (*leerdoelen*): set, change, reach, take away."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from register.access import Viewer
from register.culture.plan.change_plan import ChangedMeanwhile
from register.culture.plan.models import Goal, GoalActivity
from register.culture.plan.rights import own_goal, own_plan
from register.db import session as current_session
from register.db import transaction
from register.errors import Invalid
from register.learning.checks import LONGEST_TEXT
from register.learning.known_names import names_that_may_stand
from register.learning.labels.competences import check_competences
from register.learning.labels.methods import methods_of
from register.once import once
from register.privacy.guarded import refuse_client_data

MOST_GOALS = 20
LONGEST_WORDS = 300


@dataclass(frozen=True, kw_only=True)
class GoalEntry:
    """What somebody wants to learn, and how."""

    words: str
    approach: str = ""
    competence: str = ""
    """As "framework:code"; empty: none fits."""
    method_id: int | None = None
    due_on: date | None = None


def add_goal(
    viewer: Viewer, plan_id: int, entry: GoalEntry, *, kept_anyway: str, form_key: str, at: datetime, today: date
) -> int:
    """Put a goal in a plan; returns its id.

    Raises:
        NotFound: the plan is not the viewer's.
        Invalid: something is missing, too long or too much.
        ClientData: a text may point to a client, and the writer did not say that it may stay.

    """
    own_plan(current_session(), viewer, plan_id)
    _check(current_session(), viewer, entry, today=today)
    _guard(current_session(), viewer, entry, kept_anyway=kept_anyway, today=today)

    def act(session: Session) -> dict[str, int]:
        own_plan(session, viewer, plan_id)
        if (session.scalar(select(func.count(Goal.id)).where(Goal.plan_id == plan_id)) or 0) >= MOST_GOALS:
            raise Invalid("words", f"Een plan heeft hooguit {MOST_GOALS} leerdoelen. Maak een nieuw plan.")
        goal = Goal(plan_id=plan_id)
        _write(goal, entry)
        session.add(goal)
        session.flush()
        return {"goal_id": goal.id}

    answer, _ = once(form_key, person_id=viewer.person_id, at=at, act=act)
    return int(answer["goal_id"])


def change_goal(viewer: Viewer, goal_id: int, entry: GoalEntry, *, version: int, kept_anyway: str, today: date) -> int:
    """Change a goal; returns the id of its plan.

    Raises:
        NotFound: the goal is not the viewer's.
        ChangedMeanwhile: it was saved from another tab in the meantime.
        Invalid: something is missing or too long.
        ClientData: a text may point to a client, and the writer did not say that it may stay.

    """
    with transaction() as session:
        goal = own_goal(session, viewer, goal_id)
        if goal.version != version:
            raise ChangedMeanwhile("Je hebt dit leerdoel intussen op een andere plek gewijzigd. Vergelijk eerst.")
        _check(session, viewer, entry, today=today, method_before=goal.method_id)
        known = (goal.words, goal.approach)
        _guard(session, viewer, entry, kept_anyway=kept_anyway, today=today, known=known)
        _write(goal, entry)
        return goal.plan_id


def set_reached(viewer: Viewer, goal_id: int, *, on: date | None) -> int:
    """Say that a goal is reached on a day, or not yet (`None`); returns the id of its plan."""
    with transaction() as session:
        goal = own_goal(session, viewer, goal_id)
        goal.reached_on = on
        return goal.plan_id


def remove_goal(viewer: Viewer, goal_id: int) -> int:
    """Take a goal away; the activities stay. Returns the id of its plan."""
    with transaction() as session:
        goal = own_goal(session, viewer, goal_id)
        session.execute(delete(GoalActivity).where(GoalActivity.goal_id == goal_id))
        session.delete(goal)
        return goal.plan_id


def _check(
    session: Session, viewer: Viewer, entry: GoalEntry, *, today: date, method_before: int | None = None
) -> None:
    if not entry.words.strip():
        raise Invalid("words", "Schrijf op wat je wilt leren.")
    if len(entry.words.strip()) > LONGEST_WORDS:
        raise Invalid("words", f"Dit leerdoel is te lang: hooguit {LONGEST_WORDS} tekens. Zet de rest bij de aanpak.")
    if len(entry.approach) > LONGEST_TEXT:
        raise Invalid("approach", f"Deze tekst is te lang: hooguit {LONGEST_TEXT} tekens. Kort hem in.")
    if entry.competence:
        check_competences([entry.competence])
    methods = {one.method_id for one in methods_of(session, viewer, today=today, also=method_before)}
    if entry.method_id is not None and entry.method_id not in methods:
        raise Invalid("method", "Kies een werkmethode uit de lijst.")


def _guard(
    session: Session,
    viewer: Viewer,
    entry: GoalEntry,
    *,
    kept_anyway: str,
    today: date,
    known: tuple[str, ...] = (),
) -> None:
    """Warn for client data: a plan is printed and talked about with others."""
    names = names_that_may_stand(session, viewer, today=today)
    texts = {"words": entry.words, "approach": entry.approach}
    refuse_client_data(texts, colleagues=names, kept_anyway=kept_anyway, known=known)


def _write(goal: Goal, entry: GoalEntry) -> None:
    goal.words, goal.approach = entry.words.strip(), entry.approach.strip()
    goal.framework, _, goal.code = entry.competence.partition(":")
    goal.method_id, goal.due_on = entry.method_id, entry.due_on
