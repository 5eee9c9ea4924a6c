"""What the demo organisation learnt in two years: groups with their sessions, own activities, confirmations."""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy.orm import Session

from register.access import Viewer
from register.demo.organisation import TEAMS, TODAY
from register.learning.confirm import confirm
from register.learning.entry import ActivityEntry, Participant, SessionEntry
from register.learning.kinds import kinds
from register.learning.log_activity import log_activity
from register.learning.models import Activity, Attendance, Group, GroupMember
from register.people.models import Team

Progress = Callable[[str], None]
_FIRST_DAY = date(2024, 11, 25)
_QUESTIONS = (
    "Grenzen stellen zonder het contact te verliezen",
    "Wat doe ik als een gezin afhaakt?",
    "Samenwerken met vrijwilligers",
    "Omgaan met boosheid aan de balie",
    "Wanneer laat ik los?",
    "Schaamte bespreekbaar maken",
    "Mijn rol tussen wijk en gemeente",
)
_REPORTS = (
    "We stelden eerst alleen open vragen. Daarna zei iedereen wat hij zelf zou doen.",
    "De inbrenger koos één vraag. We zochten met de incidentmethode wat er speelde en wat er kan.",
    "",
)
_OWN = (
    "meelopen", "zelfstudie", "collegiale_coaching", "ambassadeurswerk", "presentatie", "experiment", "werkbegeleiding",
)  # fmt: skip
_METHODS = ("Welzijn op recept", "Mobility Mentoring", "Sociale netwerkversterking")


@dataclass(frozen=True, kw_only=True)
class Cast:
    """The people of the demo by team, managers and staff apart, as viewers."""

    by_team: dict[str, tuple[Viewer, ...]]

    @property
    def everybody(self) -> tuple[Viewer, ...]:
        """Everybody in a team."""
        return tuple(viewer for team in self.by_team.values() for viewer in team)


def make_groups(session: Session, organisation_id: int, cast: Cast, teams: dict[str, Team]) -> dict[str, Group]:
    """Make a standing intervisie group per team; the first member coordinates it."""
    made = {}
    for name in TEAMS:
        group = Group(
            organisation_id=organisation_id,
            name=f"Intervisie {name}",
            kind="intervisie",
            minutes=120,
            location="Wijkcentrum De Brug",
            team_id=teams[name].id,
            members=[
                GroupMember(person_id=viewer.person_id, starts_on=_FIRST_DAY, coordinates=place == 0)
                for place, viewer in enumerate(cast.by_team[name])
            ],
        )
        session.add(group)
        made[name] = group
    session.flush()
    return made


def hold_sessions(session: Session, cast: Cast, groups: dict[str, Group], progress: Progress) -> None:
    """Let every group meet each six weeks; almost everybody confirms, the last session still waits."""
    chance = random.Random(11)
    for done, name in enumerate(TEAMS, 1):
        days = _days_every(42, first=_FIRST_DAY + timedelta(days=done))
        for on in days:
            _one_session(session, cast.by_team[name], groups[name], on, chance, waits=on == days[-1])
        progress(f"Intervisie: {done} van {len(TEAMS)} groepen")


def log_own(cast: Cast, progress: Progress) -> None:
    """Let everybody log some informal learning of their own."""
    chance = random.Random(23)
    people = cast.everybody
    for done, viewer in enumerate(people, 1):
        for _ in range(6):
            _own_activity(viewer, cast, chance)
        if done % 10 == 0 or done == len(people):
            progress(f"Eigen activiteiten: {done} van {len(people)} mensen")


def _one_session(
    session: Session, members: Sequence[Viewer], group: Group, on: date, chance: random.Random, *, waits: bool
) -> None:
    """Log one session; the members take turns, and the last session still waits for confirmations."""
    turn = on.toordinal() % len(members)
    at = _at(on, 16)
    logged = log_activity(
        members[turn],
        ActivityEntry(
            kind=group.kind,
            title=group.name,
            subject=chance.choice(_QUESTIONS),
            report=_REPORTS[on.toordinal() % len(_REPORTS)],
            location=group.location,
            facilitator_kind="roulerend",
            group_id=group.id,
            sessions=(
                SessionEntry(
                    held_on=on,
                    starts_at=time(13, 30),
                    ends_at=time(15, 45),
                    gross_minutes=135,
                    excluded={"pauze": 15},
                    participants=tuple(
                        Participant(
                            person_id=member.person_id,
                            state="aanwezig" if place == turn or chance.random() > 0.1 else "afgemeld",
                            role="inbrenger" if place == (turn + 1) % len(members) else "deelnemer",
                        )
                        for place, member in enumerate(members)
                    ),
                ),
            ),
        ),
        at=at,
        today=on,
    )
    activity = session.get_one(Activity, logged.activity_id)
    viewers = {member.person_id: member for member in members}
    for attendance in activity.sessions[0].attendances:
        if attendance.state == "aanwezig" and attendance.confirmed_at is None and not (waits or chance.random() < 0.03):
            _confirm(viewers[attendance.person_id], attendance, activity, at + timedelta(days=1))


def _confirm(viewer: Viewer, attendance: Attendance, activity: Activity, at: datetime) -> None:
    confirm(viewer, attendance.id, content_version=activity.content_version, method="kaart", at=at)


def _own_activity(viewer: Viewer, cast: Cast, chance: random.Random) -> None:
    kind = kinds()[chance.choice(_OWN)]
    on = _FIRST_DAY + timedelta(days=chance.randrange((TODAY - _FIRST_DAY).days))
    others = [other for other in cast.everybody if other.person_id != viewer.person_id]
    partner = chance.choice(others) if kind.id in {"collegiale_coaching", "werkbegeleiding"} else None
    roles = {"ambassadeurswerk": "ambassadeur", "presentatie": "begeleider"}
    role = "ontvanger" if partner else roles.get(kind.id, "deelnemer")
    participants = [Participant(person_id=viewer.person_id, role=role)]
    if partner:
        participants.append(Participant(person_id=partner.person_id, role="gever"))
    log_activity(
        viewer,
        ActivityEntry(
            kind=kind.id,
            subject=chance.choice(_QUESTIONS),
            work_method=chance.choice(_METHODS) if kind.id in {"ambassadeurswerk", "experiment"} else "",
            sessions=(SessionEntry(held_on=on, gross_minutes=kind.minutes, participants=tuple(participants)),),
        ),
        at=_at(on, 17),
        today=on,
    )


def _days_every(step: int, *, first: date) -> tuple[date, ...]:
    return tuple(first + timedelta(days=step * n) for n in range((TODAY - first).days // step + 1))


def _at(on: date, hour: int) -> datetime:
    return datetime.combine(on, time(hour), tzinfo=UTC)
