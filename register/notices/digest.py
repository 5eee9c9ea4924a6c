"""The weekly message (*weekbericht*, K): what waits for one person and where to do it; none where nothing waits."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from email.message import EmailMessage

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from register.access import Role, Viewer
from register.culture.ambassadors.news import FRESH, NOTHING, News, method_news
from register.culture.followup.questions import Question, questions_for
from register.culture.matching.candidates import LAPSES_AFTER
from register.culture.matching.models import Match
from register.current import day_here, state
from register.evidence.models import Notice
from register.evidence.readiness import ActivityGaps, dossier_readiness
from register.learning.cards import Card
from register.learning.mail import write_text
from register.learning.models import Attendance, LearningSession
from register.learning.planning.calendar import CalendarEvent, events_of_person
from register.learning.planning.planned import PlannedDay, own_plan
from register.learning.sign_links import PATH as SIGN
from register.learning.sign_links import make_link
from register.learning.waiting import waiting_cards
from register.notices.follow_up_links import PATH as ANSWER
from register.notices.follow_up_links import make_answer_link
from register.notices.kinds import METHODS, WEEKLY
from register.notices.messages import home_of, write_plain
from register.notices.preferences import is_wanted
from register.overview.status import Status
from register.overview.team import team_counts
from register.people.models import Person
from register.people.viewer import viewer_of

MOST_LINES = 5
"""Of each subject; of the rest it says how many there are."""
WEEK_KEY = "week-"
"""How the keys begin of the notes of who was looked at in which week."""
_WEEK = timedelta(days=7)
_TALK_ABOUT = (Status.OVER, Status.SOON, Status.TALK)


@dataclass(frozen=True, kw_only=True)
class Digest:
    """What waits for one person."""

    cards: tuple[Card, ...]
    more_cards: bool
    questions: tuple[Question, ...]
    gaps: tuple[ActivityGaps, ...]
    to_log: tuple[PlannedDay, ...]
    """Days that own groups planned and did not log."""
    asked_to_share: int
    """Colleagues who want to learn from this person; who they are stands behind signing in."""
    methods: News
    """Open questions about methods of which this person is ambassador, and answers to what they asked."""
    team: tuple[tuple[Status, int], ...]
    """In the own team: with how many people to talk, or whose period ends; never who."""
    coming: tuple[CalendarEvent, ...]
    """Planned this week; no reason to write by itself."""

    @property
    def has_work(self) -> bool:
        """Whether there is anything to do."""
        told = self.methods.to_answer or self.methods.answered
        return bool(
            self.cards or self.questions or self.gaps or self.to_log or self.team or self.asked_to_share or told
        )


def digest_of(
    session: Session,
    person: Person,
    *,
    at: datetime,
    made_at: datetime | None = None,
    gaps: tuple[ActivityGaps, ...] | None = None,
) -> Digest:
    """Gather what waits for somebody; reads only.

    `made_at`: when the message was put in the outbox, of one that is there already. `gaps`: what the evidence misses,
    where that is known already.
    """
    today = day_here(at)
    viewer = viewer_of(
        session, person.id, organisation_id=person.organisation_id, name=person.display_name, today=today
    )
    cards = waiting_cards(session, viewer)
    return Digest(
        cards=cards.waiting,
        more_cards=cards.more,
        questions=questions_for(session, viewer, today=today).waiting,
        gaps=dossier_readiness(session, viewer).missing if gaps is None else gaps,
        to_log=own_plan(session, viewer, today=today).to_log,
        asked_to_share=_asked_to_share(session, viewer, at),
        methods=_methods(session, viewer, at, today, before=made_at or at),
        team=_team(session, viewer, today),
        coming=tuple(
            one
            for one in events_of_person(session, person.id, today=today)
            if today <= one.held_on < today + _WEEK and not one.cancelled
        ),
    )


def _asked_to_share(session: Session, viewer: Viewer, at: datetime) -> int:
    asked = select(func.count(Match.id)).where(
        Match.giver_id == viewer.person_id, Match.state == "gevraagd", Match.asked_at > at - LAPSES_AFTER
    )
    return session.scalar(asked) or 0


def _methods(session: Session, viewer: Viewer, at: datetime, today: date, *, before: datetime) -> News:
    since = _looked_before(session, viewer, before)
    news = method_news(session, viewer, at=at, today=today, since=since)
    return news if news != NOTHING and is_wanted(session, viewer.person_id, METHODS) else NOTHING


def _looked_before(session: Session, viewer: Viewer, before: datetime) -> datetime:
    """Return when this person was looked at for the weekly message before this one; never: a week before."""
    looked = select(func.max(Notice.given_at)).where(
        Notice.person_id == viewer.person_id, Notice.key.startswith(WEEK_KEY), Notice.given_at < before
    )
    return session.scalar(looked) or before - FRESH


def _team(session: Session, viewer: Viewer, today: date) -> tuple[tuple[Status, int], ...]:
    if not viewer.has(Role.MANAGER):
        return ()
    return tuple(one for one in team_counts(session, viewer, on=today) if one[0] in _TALK_ABOUT)


def write_digest(
    session: Session, mail_id: int, person: Person, *, at: datetime, made_at: datetime | None = None
) -> EmailMessage | None:
    """Write the message as things are now, with links to act by; `None`: nothing waits any more.

    `made_at`: when it was put in the outbox.

    Raises:
        ValueError: the address cannot stand in a header.

    """
    found = digest_of(session, person, at=at, made_at=made_at)
    if not found.has_work:
        return None
    home = home_of(state())
    values = {
        "given_name": person.given_name,
        "digest": found,
        "cards": _with_links(session, found.cards[:MOST_LINES], home, at=at),
        "questions": [
            (one, f"{home}{ANSWER}{make_answer_link(session, person.id, one.follow_up_id, at=at)}")
            for one in found.questions
        ],
        "most": MOST_LINES,
        "home": home,
    }
    return write_plain(
        state(),
        mail_id,
        person,
        "Wat op je wacht in Leerregister",
        write_text("digest.txt", values),
        kind=WEEKLY,
        at=at,
    )


def _with_links(session: Session, cards: Sequence[Card], home: str, *, at: datetime) -> list[tuple[Card, str]]:
    term = state().settings.sign_link_days
    wanted = select(Attendance).where(Attendance.id.in_([one.attendance_id for one in cards]))
    whole = joinedload(Attendance.session).joinedload(LearningSession.activity)
    parts = {one.id: one for one in session.scalars(wanted.options(whole))} if cards else {}
    return [(card, f"{home}{SIGN}{make_link(session, parts[card.attendance_id], at=at, days=term)}") for card in cards]
