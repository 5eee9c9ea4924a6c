"""The methods of the demo organisation, with ambassadors, what they did, and what colleagues asked them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy.orm import Session

from register.access import Viewer
from register.culture.ambassadors.models import Ambassador, MethodQuestion
from register.demo.learning import Cast
from register.demo.organisation import TODAY
from register.learning.confirm import confirm
from register.learning.entry import ActivityEntry, Participant, SessionEntry
from register.learning.kinds import kinds
from register.learning.labels.models import WorkMethod
from register.learning.log_activity import log_activity
from register.learning.models import Activity


@dataclass(frozen=True, kw_only=True)
class _Told:
    """A method as the demo tells it."""

    name: str
    about: str
    competences: tuple[str, ...]
    team: str
    """Whose second member is its ambassador."""


_METHODS = (
    _Told(
        name="Welzijn op recept",
        about="De huisarts verwijst wie vooral contact zoekt, of iets te doen. Wij kijken samen wat past.",
        competences=("wijkgericht:participatie_burgerschap", "mo_competenties:samenwerken_netwerken"),
        team="Wijkteam West",
    ),
    _Told(
        name="Mobility Mentoring",
        about="Stap voor stap uit geldzorgen, met doelen die iemand zelf kiest.",
        competences=("mo_competenties:eigen_kracht_zelfregie",),
        team="Sociaal raadslieden",
    ),
    _Told(
        name="Sociale netwerkversterking",
        about="We brengen in beeld wie er om iemand heen staan, en wie dat kunnen worden.",
        competences=("bakens:balans_formeel_informeel", "wijkgericht:verbindingen"),
        team="Ouderenwerk",
    ),
)
_QUESTIONS = (
    (
        "Hoe begin ik het eerste gesprek na een verwijzing?",
        "Ik vraag eerst waar iemand vroeger plezier in had. Pas daarna kijken we naar het aanbod.",
    ),
    ("Wat doe je als iemand niet naar een groep wil?", ""),
)
_SINCE = date(2025, 9, 1)


def add_methods(session: Session, organisation_id: int, cast: Cast) -> None:
    """Add the methods and who stands for them; before anything is logged, so that it finds its method."""
    for place, told in enumerate(_METHODS):
        method = WorkMethod(
            organisation_id=organisation_id, name=told.name, about=told.about, competences=list(told.competences)
        )
        session.add(method)
        session.flush()
        team = cast.by_team[told.team]
        session.add(Ambassador(method_id=method.id, person_id=team[1].person_id, starts_on=_SINCE))
        if place == 0:
            last = _SINCE - timedelta(days=1)
            session.add(
                Ambassador(method_id=method.id, person_id=team[2].person_id, starts_on=date(2024, 11, 25), ends_on=last)
            )
            _ask(session, method.id, asking=cast.by_team["Ouderenwerk"][2], answering=team[1])
    session.flush()


def work_with_methods(session: Session, cast: Cast) -> None:
    """Let every ambassador hold a session with the team, present the method, and read about it."""
    for number, told in enumerate(_METHODS):
        team = cast.by_team[told.team]
        _log(team[1], told.name, "zelfstudie", ("deelnemer",), _SINCE + timedelta(days=9 + number))
        _log(team[1], told.name, "presentatie", ("begeleider",), _SINCE + timedelta(days=70 + number))
        activity_id = _log(
            team[1],
            told.name,
            "ambassadeurswerk",
            ("ambassadeur", *("deelnemer" for _ in team[2:])),
            TODAY - timedelta(days=40 + number),
            others=team[2:],
        )
        _everybody_confirms(session, activity_id, team[2:])


def _log(
    viewer: Viewer, method: str, kind: str, roles: Sequence[str], on: date, *, others: Sequence[Viewer] = ()
) -> int:
    people = zip((viewer, *others), roles, strict=True)
    meeting = SessionEntry(
        held_on=on,
        gross_minutes=kinds()[kind].minutes,
        participants=tuple(Participant(person_id=one.person_id, role=role) for one, role in people),
    )
    entry = ActivityEntry(kind=kind, title=f"{kinds()[kind].name}: {method}", work_method=method, sessions=(meeting,))
    return log_activity(viewer, entry, at=_at(on), today=on).activity_id


def _everybody_confirms(session: Session, activity_id: int, people: Sequence[Viewer]) -> None:
    activity = session.get_one(Activity, activity_id)
    viewers = {one.person_id: one for one in people}
    for meeting in activity.sessions:
        for attendance in meeting.attendances:
            if attendance.person_id in viewers:
                confirm(
                    viewers[attendance.person_id],
                    attendance.id,
                    content_version=activity.content_version,
                    method="kaart",
                    at=_at(meeting.held_on + timedelta(days=1)),
                )


def _ask(session: Session, method_id: int, *, asking: Viewer, answering: Viewer) -> None:
    for number, (question, answer) in enumerate(_QUESTIONS):
        at = _at(TODAY - timedelta(days=12 - 5 * number))
        answered = {"answer": answer, "answered_by_id": answering.person_id, "answered_at": at + timedelta(hours=20)}
        session.add(
            MethodQuestion(
                method_id=method_id,
                asked_by_id=asking.person_id,
                asked_at=at,
                question=question,
                **(answered if answer else {}),
            )
        )


def _at(on: date) -> datetime:
    return datetime.combine(on, time(15), tzinfo=UTC)
