"""Experiments and team meetings of the demo: one that spread over teams, one that runs, one that failed and taught."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time

from sqlalchemy import select
from sqlalchemy.orm import Session

from register.access import Viewer
from register.culture.experiments.adopt import adopt_experiment
from register.culture.experiments.conclude import Conclusion, conclude_experiment
from register.culture.experiments.make import ExperimentEntry, make_experiment
from register.culture.experiments.models import Adoption, Experiment
from register.culture.experiments.sessions import KIND, link_session
from register.culture.meetings.items import ItemEntry, add_item
from register.culture.meetings.learning_moment import make_learning_moment
from register.culture.meetings.make import MeetingEntry, make_meeting
from register.demo.learning import Cast
from register.learning.confirm import confirm
from register.learning.entry import ActivityEntry, Participant, SessionEntry
from register.learning.log_activity import log_activity
from register.learning.models import Activity, Attendance
from register.people.models import Team


@dataclass(frozen=True, kw_only=True)
class _Told:
    """An experiment as the demo tells it; its first three people take part."""

    team: str
    question: str
    attempt: str
    starts_on: date
    until_on: date
    held: tuple[date, ...]
    concluded_on: date | None = None
    outcome: str = ""
    learnt: str = ""
    taken_by: tuple[str, ...] = field(default=())
    """Each team has it from the one before."""


_TRIED = (
    _Told(
        team="Jongerenwerk",
        question="Werkt een appgroep beter dan bellen?",
        attempt="Zes weken appen we in plaats van te bellen. We tellen wie er komt.",
        starts_on=date(2026, 3, 2),
        until_on=date(2026, 4, 17),
        held=(date(2026, 3, 31),),
        concluded_on=date(2026, 4, 20),
        outcome="mislukt",
        learnt="In een groep durft niemand af te zeggen, dus kwam er niemand meer. Een eigen bericht werkt wel.",
    ),
    _Told(
        team="Wijkteam Oost",
        question="Komen jongeren vaker als we buiten afspreken?",
        attempt="Acht weken wandelen we bij een eerste gesprek, in plaats van aan een tafel.",
        starts_on=date(2026, 9, 7),
        until_on=date(2026, 11, 6),
        held=(date(2026, 9, 29), date(2026, 10, 27)),
        concluded_on=date(2026, 11, 10),
        outcome="gelukt",
        learnt="Naast elkaar lopen praat makkelijker dan tegenover elkaar zitten. Spreek wel een vast eindpunt af.",
        taken_by=("Wijkteam Zuid", "Wijkteam Noord"),
    ),
    _Told(
        team="Wijkteam West",
        question="Bereiken we meer mensen met een spreekuur in de supermarkt?",
        attempt="Elke donderdag staan twee van ons bij de ingang, zonder folders.",
        starts_on=date(2026, 10, 15),
        until_on=date(2026, 12, 17),
        held=(date(2026, 11, 12),),
    ),
)


def try_out(session: Session, cast: Cast, teams: dict[str, Team]) -> None:
    """Let teams try things out, conclude them and take them over; inside the counting of everything that is logged."""
    for told in _TRIED:
        people = cast.by_team[told.team][:3]
        entry = ExperimentEntry(
            question=told.question, attempt=told.attempt, starts_on=told.starts_on, until_on=told.until_on,
            team_id=teams[told.team].id,
        )  # fmt: skip
        experiment_id = make_experiment(
            people[0], entry, person_ids=[one.person_id for one in people], kept_anyway="",
            form_key=f"demo-experiment-{teams[told.team].id}", at=_at(told.starts_on), today=told.starts_on,
        )  # fmt: skip
        for on in told.held:
            _hold(session, people, experiment_id, told.question, on)
        if told.concluded_on is not None:
            _conclude(session, people[0], experiment_id, told, told.concluded_on)
        for name in told.taken_by:
            last = select(Adoption.id).where(Adoption.experiment_id == experiment_id).order_by(Adoption.id.desc())
            adopt_experiment(
                cast.by_team[name][1], experiment_id, team_id=teams[name].id, via_id=session.scalar(last.limit(1)),
                at=_at(date(2026, 11, 13)), today=date(2026, 11, 13),
            )  # fmt: skip


def meet_as_teams(session: Session, cast: Cast, teams: dict[str, Team]) -> None:
    """Let Wijkteam West meet twice: one learning moment is logged, one waits for whoever presses the button."""
    people, team = cast.by_team["Wijkteam West"], teams["Wijkteam West"]
    first, second = (_meet(people[0], team, on) for on in (date(2026, 11, 4), date(2026, 11, 18)))
    _put(people[0], first, "Rooster en vakanties", 40, agreed="Wie in december vrij wil, zegt dat voor 20 november.")
    casus = _put(people[0], first, "Casus: wie betrek je wanneer?", 30, learnt="Eerst het eigen netwerk, dan pas wij.")
    _put(people[0], second, "Mededelingen", 20)
    _put(people[0], second, "Wat doe je als iemand niet opendoet?", 35, learning=True)
    day = date(2026, 11, 4)
    moment = make_learning_moment(
        people[0],
        casus,
        {one.person_id for one in people},
        form_key=f"demo-leermoment-{team.id}",
        at=_at(day),
        today=day,
    )
    _confirm_all(session, people, moment.logged.activity_id, _at(day))


def _hold(session: Session, people: Sequence[Viewer], experiment_id: int, question: str, on: date) -> None:
    meeting = SessionEntry(
        held_on=on, gross_minutes=90, participants=tuple(Participant(person_id=one.person_id) for one in people)
    )
    logged = log_activity(
        people[0], ActivityEntry(kind=KIND, title=question, sessions=(meeting,)), at=_at(on), today=on
    )
    link_session(people[0], experiment_id, logged.activity_id, at=_at(on), today=on)
    _confirm_all(session, people, logged.activity_id, _at(on))


def _conclude(session: Session, viewer: Viewer, experiment_id: int, told: _Told, on: date) -> None:
    conclude_experiment(
        viewer, experiment_id, Conclusion(outcome=told.outcome, learnt=told.learnt),
        version=session.get_one(Experiment, experiment_id).version, kept_anyway="", at=_at(on), today=on,
    )  # fmt: skip


def _meet(viewer: Viewer, team: Team, on: date) -> int:
    entry = MeetingEntry(team_id=team.id, held_on=on, starts_at=time(9, 30), location="Wijkcentrum De Brug")
    return make_meeting(viewer, entry, form_key=f"demo-overleg-{team.id}-{on}", at=_at(on), today=on)


def _put(
    viewer: Viewer,
    meeting_id: int,
    title: str,
    minutes: int,
    *,
    agreed: str = "",
    learnt: str = "",
    learning: bool = False,
) -> int:
    on = date(2026, 11, 18)
    entry = ItemEntry(
        title=title, minutes=minutes, is_learning=learning or bool(learnt), minutes_text=agreed, learnt=learnt
    )
    return add_item(
        viewer,
        meeting_id,
        entry,
        kept_anyway="",
        form_key=f"demo-punt-{meeting_id}-{minutes}-minuten",
        at=_at(on),
        today=on,
    )


def _confirm_all(session: Session, people: Sequence[Viewer], activity_id: int, at: datetime) -> None:
    viewers = {one.person_id: one for one in people}
    activity = session.get_one(Activity, activity_id)
    waiting: list[Attendance] = [one for one in activity.sessions[0].attendances if one.confirmed_at is None]
    for attendance in waiting:
        if attendance.person_id in viewers:
            confirm(
                viewers[attendance.person_id], attendance.id, content_version=activity.content_version, method="kaart",
                at=at,
            )  # fmt: skip


def _at(on: date) -> datetime:
    return datetime.combine(on, time(15), tzinfo=UTC)
