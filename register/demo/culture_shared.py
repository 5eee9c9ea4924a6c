"""What the demo organisation passes on, does differently since, and wants to learn."""

import random
from datetime import UTC, datetime, time, timedelta

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from register.culture.followup.due import WEEKS, make_due
from register.culture.followup.models import FollowUp
from register.culture.plan.change_plan import Period, make_plan
from register.culture.plan.goals import GoalEntry, add_goal
from register.culture.plan.linking import link_activity, own_activities
from register.culture.shared.applied import apply_in_team
from register.culture.shared.comments import comment
from register.culture.shared.share import LearningEntry, share_learning
from register.culture.shared.source import Source
from register.demo.learning import Cast
from register.demo.organisation import TODAY
from register.learning.labels.models import WorkMethod
from register.learning.models import Activity, Attendance, LearningSession
from register.once import as_form_key
from register.people.teams import own_teams

_LEARNINGS = (
    (
        "Eerst drie vragen, dan pas een advies",
        (
            "In de intervisie merkten we dat we te snel met een oplossing komen. Nu stellen we eerst drie open vragen. "
            "De gesprekken duren niet langer, en mensen komen vaker zelf met een plan."
        ),
        "",
        ("bakens:vraag_achter_de_vraag",),
    ),
    (
        "Wandelend praten: mislukt, en toch geleerd",
        (
            "We wilden gesprekken buiten voeren. Bij regen en op een drukke stoep ging het mis. Wat bleef: vragen "
            "waar iemand het liefst praat. Dat doen we nu altijd."
        ),
        "",
        ("bakens:direct_erop_af",),
    ),
    (
        "De huisarts belt terug als je een vast uur afspreekt",
        (
            "Een vast uur om te bellen werkte beter dan mailen. Na zes weken kwamen er twee keer zoveel verwijzingen "
            "die pasten."
        ),
        "Welzijn op recept",
        (),
    ),
)
_COMMENT = "Bij ons werkte dat ook, vooral bij het tweede gesprek. Hoe begin jij?"
_GOALS = (
    GoalEntry(words="Rustig blijven als iemand boos wordt", approach="Meelopen met een collega aan de balie, daarna "
              "oefenen in de intervisie.", competence="bakens:ruimte_professional"),
    GoalEntry(words="Een groep begeleiden met vrijwilligers", approach="Een keer samen voorbereiden, een keer zelf.",
              competence="bakens:balans_formeel_informeel"),
)  # fmt: skip


def pass_on(session: Session, cast: Cast, *, at: datetime) -> None:
    """Share learnings from three teams; others answer and apply them."""
    teams = list(cast.by_team.values())
    for place, (title, text, method, competences) in enumerate(_LEARNINGS):
        author, reader = teams[place][1], teams[place + 1][0]
        method_id = session.scalar(select(WorkMethod.id).where(WorkMethod.name == method)) if method else None
        shared_at = at - timedelta(days=20 * place + 3)
        learning = share_learning(
            author, LearningEntry(title=title, text=text, method_id=method_id, competences=competences), Source(),
            kept_anyway="", form_key=as_form_key(""), at=shared_at, today=TODAY,
        )  # fmt: skip
        for team_id in own_teams(session, reader, today=TODAY):
            apply_in_team(reader, learning, team_id, at=shared_at + timedelta(days=2), today=TODAY)
        if place == 0:
            comment(
                reader, learning, _COMMENT, kept_anyway="", form_key=as_form_key(""), at=at - timedelta(days=1),
                today=TODAY,
            )  # fmt: skip


def answer_what_stayed(session: Session, *, at: datetime) -> None:
    """Let everybody have answered what was asked until four weeks ago; what is due now still waits."""
    chance = random.Random(31)
    last = select(Attendance.person_id, LearningSession.activity_id, LearningSession.held_on, Activity.kind).distinct()
    rows = session.execute(
        last.join(LearningSession, LearningSession.id == Attendance.session_id)
        .join(Activity, Activity.id == LearningSession.activity_id)
        .where(Attendance.confirmed_at.is_not(None), LearningSession.held_on < TODAY - timedelta(weeks=17))
        .order_by(Attendance.person_id, LearningSession.activity_id)
    ).all()
    answers = [
        {
            "person_id": row.person_id,
            "activity_id": row.activity_id,
            "weeks": weeks,
            "due_on": row.held_on + timedelta(weeks=weeks),
            "answer": chance.choices(("ja", "deels", "nee"), _odds(row.kind))[0],
            "answered_at": datetime.combine(row.held_on + timedelta(weeks=weeks, days=1), time(9), tzinfo=UTC),
        }
        for row in rows
        for weeks in WEEKS
        if chance.random() < 0.4
    ]
    session.execute(insert(FollowUp), answers)
    make_due(at=at)


def plan_ahead(session: Session, cast: Cast, *, at: datetime) -> None:
    """Give everybody of one team a plan with two goals, of which the first has an activity."""
    for viewer in cast.by_team["Wijkteam West"]:
        period = Period(starts_on=TODAY.replace(month=1, day=1), ends_on=TODAY.replace(month=12, day=31))
        plan_id = make_plan(viewer, period, form_key=as_form_key(""), at=at - timedelta(days=200))
        first, _ = (
            add_goal(viewer, plan_id, goal, kept_anyway="", form_key=as_form_key(""), at=at, today=TODAY)
            for goal in _GOALS
        )
        newest = session.scalar(own_activities(viewer).order_by(Activity.id.desc()).limit(1))
        if newest is not None:
            link_activity(viewer, first, newest)


def _odds(kind: str) -> tuple[int, int, int]:
    """Made-up odds of yes, partly and no: learning from each other stays a little more."""
    return (4, 4, 2) if kind in {"training", "elearning", "webinar", "congres"} else (6, 3, 1)
