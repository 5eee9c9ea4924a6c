"""What others see of me (*wat anderen van mij zien*, H6): everything that could show, and the own choice about each."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from register import audit
from register.access import Viewer
from register.culture.ambassadors.models import Ambassador
from register.culture.ambassadors.period import stands_on
from register.culture.knowledge.models import ShownKnowledge
from register.culture.matching.models import MatchTopic
from register.culture.matching.topics import label_of, names_of_labels
from register.db import transaction
from register.errors import Invalid
from register.learning.kinds import PRESENT
from register.learning.models import Activity, ActivityCompetence, Attendance, LearningSession

AMBASSADOR, EXPERIENCE, LEARNT, QUESTION = "ambassadeur", "ervaring", "geleerd", "leervraag"
SOURCES = {
    AMBASSADOR: "Je bent ambassadeur van",
    EXPERIENCE: "Je hebt ervaring met",
    LEARNT: "Je leerde over",
    QUESTION: "Je wilt leren over",
}
"""What could show, in the order of the page."""


@dataclass(frozen=True, kw_only=True)
class Choice:
    """One thing that could show, and whether it does."""

    source: str
    label: str
    name: str
    shown: bool

    @property
    def key(self) -> str:
        """How the form calls it."""
        return f"{self.source}|{self.label}"


@dataclass(frozen=True, kw_only=True)
class Known:
    """That somebody knows about something, or wants to, and shows it."""

    person_id: int
    source: str
    label: str


def own_choices(session: Session, viewer: Viewer, *, today: date) -> tuple[Choice, ...]:
    """Return everything of the viewer that could show, in six queries."""
    me = viewer.person_id
    there = _could_show(session, [me], today)
    there |= {Known(person_id=me, source=LEARNT, label=one): None for one in _learnt(session, viewer)}
    shown = _shown(session, [me], there)
    names = names_of_labels(session, {one.label for one in there})
    found = (Choice(source=one.source, label=one.label, name=names[one.label], shown=one in shown) for one in there)
    return tuple(sorted(found, key=lambda one: (list(SOURCES).index(one.source), one.name.casefold(), one.label)))


def shown_of(session: Session, person_ids: Collection[int], *, today: date) -> frozenset[Known]:
    """Return what these people show to colleagues, in three queries."""
    return _shown(session, person_ids, _could_show(session, person_ids, today))


def choose(viewer: Viewer, shown: Iterable[str], *, offered: Iterable[str], at: datetime, today: date) -> int:
    """Show these of what was offered, and keep the rest of it back; returns how many that are.

    Nothing of it goes into the organisation's trail: what somebody wants to learn is nobody else's business.

    Raises:
        Invalid: something that is not the viewer's to show.

    """
    chosen, asked = set(shown), set(offered)
    with transaction() as session:
        audit.take_turn(session, viewer.organisation_id)
        could = {one.key: one for one in own_choices(session, viewer, today=today)}
        if not chosen <= could.keys() & asked:
            raise Invalid("shown", "Deze lijst is intussen veranderd. Kijk hem na en bewaar opnieuw.")
        for key in asked & could.keys():
            _keep(session, viewer, could[key], shown=key in chosen, at=at)
    return len(chosen)


def _keep(session: Session, viewer: Viewer, one: Choice, *, shown: bool, at: datetime) -> None:
    mine = select(ShownKnowledge).where(
        ShownKnowledge.person_id == viewer.person_id,
        ShownKnowledge.source == one.source,
        ShownKnowledge.label == one.label,
    )
    row = session.scalar(mine) or ShownKnowledge(person_id=viewer.person_id, source=one.source, label=one.label)
    row.shown, row.chosen_at = shown, at
    session.add(row)


def _could_show(session: Session, person_ids: Collection[int], today: date) -> dict[Known, datetime | None]:
    """Return the roles, experience and questions of people, the last two with when they were put down.

    What somebody learnt is for that person alone to bring up.
    """
    ids = sorted(person_ids)
    roles = session.execute(
        select(Ambassador.person_id, Ambassador.method_id).where(Ambassador.person_id.in_(ids), stands_on(today))
    )
    topics = session.scalars(select(MatchTopic).where(MatchTopic.person_id.in_(ids), MatchTopic.ended_at.is_(None)))
    found: dict[Known, datetime | None] = {
        Known(person_id=row.person_id, source=AMBASSADOR, label=f"method:{row.method_id}"): None for row in roles
    }
    return found | {Known(person_id=one.person_id, source=one.side, label=label_of(one)): one.made_at for one in topics}


def _shown(session: Session, person_ids: Collection[int], could: Mapping[Known, datetime | None]) -> frozenset[Known]:
    """Leave out what its person keeps back or never chose; what was put down after the choice is another one."""
    rows = session.scalars(select(ShownKnowledge).where(ShownKnowledge.person_id.in_(sorted(person_ids))))
    choices = {Known(person_id=row.person_id, source=row.source, label=row.label): row for row in rows}
    learnt = (one for one, row in choices.items() if one.source == LEARNT and row.shown)
    return frozenset((*learnt, *(one for one, made_at in could.items() if _shows(one, choices.get(one), made_at))))


def _shows(one: Known, choice: ShownKnowledge | None, made_at: datetime | None) -> bool:
    if choice is None:
        return one.source == AMBASSADOR
    return choice.shown and (made_at is None or made_at <= choice.chosen_at)


def _learnt(session: Session, viewer: Viewer) -> set[str]:
    """Return the competences of what the viewer took part in."""
    rows = session.execute(
        select(ActivityCompetence.framework, ActivityCompetence.code)
        .join(Activity, Activity.id == ActivityCompetence.activity_id)
        .join(LearningSession, LearningSession.activity_id == Activity.id)
        .join(Attendance, Attendance.session_id == LearningSession.id)
        .where(
            Attendance.person_id == viewer.person_id,
            Attendance.state.in_(sorted(PRESENT)),
            Attendance.disputed_at.is_(None),
            Activity.withdrawn_at.is_(None),
        )
        .distinct()
    )
    return {f"{row.framework}:{row.code}" for row in rows}
