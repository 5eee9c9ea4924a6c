"""The page of matching as its owner sees it: own questions with suggestions, what is asked, what is going on."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from register.access import Viewer
from register.culture.matching.candidates import asker_of, experienced, is_open
from register.culture.matching.exclusions import own_exclusions
from register.culture.matching.hold_round import HOLDERS, who_can
from register.culture.matching.models import Match, MatchProfile, MatchRound, MatchTopic
from register.culture.matching.suggest import Suggestion, suggest
from register.culture.matching.taking_part import Settings, own_profile
from register.culture.matching.topics import label_of, names_of_labels
from register.current import state
from register.learning.colleagues import names_of


@dataclass(frozen=True, kw_only=True)
class Offered:
    """A colleague to ask, and why this one."""

    person_id: int
    name: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class Topic:
    """One question or experience of the viewer."""

    topic_id: int
    name: str
    words: str
    offered: tuple[Offered, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Going:
    """A match that is asked or going on."""

    match_id: int
    names: tuple[str, ...]
    """The others in it."""
    about: str
    message: str
    words: str
    """What the asker wrote with the question."""
    by_chance: bool
    asked_at: datetime


@dataclass(frozen=True, kw_only=True)
class MatchingPage:
    """What the page shows."""

    joined: bool
    settings: Settings
    version: int
    questions: tuple[Topic, ...]
    experience: tuple[Topic, ...]
    to_answer: tuple[Going, ...]
    """What colleagues ask of the viewer."""
    asked: tuple[Going, ...]
    """What the viewer asked and nobody answered yet."""
    going_on: tuple[Going, ...]
    apart: tuple[tuple[int, str], ...]
    may_hold: bool
    who_want_a_round: int
    """How many people a round would be held with; 0 for who holds none."""
    last_round: tuple[int, datetime] | None
    """The newest round and when it was held, for who holds them."""

    @property
    def snoozed(self) -> bool:
        """Whether the viewer paused; the page shows until when."""
        return self.settings.snoozed_until is not None


def matching_page(session: Session, viewer: Viewer, *, at: datetime, today: date) -> MatchingPage:
    """Read everything that the viewer may see of matching, which is what is theirs."""
    profile = own_profile(session, viewer)
    joined = profile is not None and profile.joined_at is not None
    topics = _own_topics(session, viewer)
    names = names_of_labels(session, {label_of(one) for one in topics})
    offered = _offered(session, viewer, topics, at=at, today=today) if joined else {}
    matches = _own_matches(session, viewer, at)
    return MatchingPage(
        joined=joined,
        settings=_settings(profile, today) if profile else Settings(),
        version=profile.version if profile else 0,
        questions=_topics(topics, "leervraag", names, offered),
        experience=_topics(topics, "ervaring", names, {}),
        **_sorted(session, viewer, matches),
        apart=own_exclusions(session, viewer),
        may_hold=viewer.has(*HOLDERS),
        who_want_a_round=len(who_can(session, viewer, at=at, today=today)) if viewer.has(*HOLDERS) else 0,
        last_round=_last_round(session, viewer) if viewer.has(*HOLDERS) else None,
    )


def matching_line(session: Session, viewer: Viewer, today: date) -> str:  # noqa: ARG001 - as every line of the hub
    """Return how many colleagues wait for an answer of the viewer."""
    waiting = select(Match.id).where(
        Match.giver_id == viewer.person_id, Match.state == "gevraagd", is_open(state().now())
    )
    count = len(session.scalars(waiting).all())
    if not count:
        return ""
    return "1 collega wil graag van je leren." if count == 1 else f"{count} collega's willen graag van je leren."


def _settings(profile: MatchProfile, today: date) -> Settings:
    until = profile.snoozed_until if profile.snoozed_until and profile.snoozed_until > today else None
    return Settings(most_at_once=profile.most_at_once, snoozed_until=until, random_rounds=profile.random_rounds)


def _own_topics(session: Session, viewer: Viewer) -> Sequence[MatchTopic]:
    mine = select(MatchTopic).where(MatchTopic.person_id == viewer.person_id, MatchTopic.ended_at.is_(None))
    return session.scalars(mine.order_by(MatchTopic.id)).all()


def _offered(
    session: Session, viewer: Viewer, topics: Iterable[MatchTopic], *, at: datetime, today: date
) -> dict[int, tuple[Offered, ...]]:
    questions = [one for one in topics if one.side == "leervraag"]
    if not questions:
        return {}
    asker = asker_of(session, viewer, at=at, today=today)
    others = experienced(session, viewer, at=at, today=today)
    found = {topic.id: suggest(asker, label_of(topic), others, on=today) for topic in questions}
    names = names_of(session, viewer, {one.person_id for several in found.values() for one in several})
    return {topic_id: tuple(_reasoned(one, names) for one in several) for topic_id, several in found.items()}


def _reasoned(one: Suggestion, names: dict[int, str]) -> Offered:
    met = "jullie leerden nog niet samen" if one.new else "jullie leerden al eens samen"
    team = "uit een ander team" if one.other_team else "uit je eigen team"
    reason = f"Heeft hier ervaring mee en komt {team}; {met}."
    return Offered(person_id=one.person_id, name=names[one.person_id], reason=reason)


def _topics(
    topics: Iterable[MatchTopic], side: str, names: dict[str, str], offered: dict[int, tuple[Offered, ...]]
) -> tuple[Topic, ...]:
    return tuple(
        Topic(topic_id=one.id, name=names[label_of(one)], words=one.words, offered=offered.get(one.id, ()))
        for one in topics
        if one.side == side
    )


def _own_matches(session: Session, viewer: Viewer, at: datetime) -> Sequence[Match]:
    me = viewer.person_id
    mine = or_(Match.receiver_id == me, Match.giver_id == me, Match.third_id == me)
    return session.scalars(select(Match).where(mine, is_open(at)).order_by(Match.asked_at, Match.id)).all()


def _sorted(session: Session, viewer: Viewer, matches: Iterable[Match]) -> dict[str, tuple[Going, ...]]:
    """Put the open matches where the page shows them."""
    matches = list(matches)
    topics = {one.id: one for one in session.scalars(
        select(MatchTopic).where(MatchTopic.id.in_([one.topic_id for one in matches if one.topic_id]))
    )}  # fmt: skip
    about = names_of_labels(session, {label_of(one) for one in topics.values()})
    people = {one for match in matches for one in (match.receiver_id, match.giver_id, match.third_id) if one}
    names = names_of(session, viewer, people - {viewer.person_id})
    places: dict[str, list[Going]] = {"to_answer": [], "asked": [], "going_on": []}
    for match in matches:
        topic = topics.get(match.topic_id or 0)
        others = (match.receiver_id, match.giver_id, match.third_id)
        shown = Going(
            match_id=match.id,
            names=tuple(names[one] for one in others if one in names),
            about=about[label_of(topic)] if topic else "",
            message=match.message,
            words=topic.words if topic else "",
            by_chance=match.round_id is not None,
            asked_at=match.asked_at,
        )
        places[_place(match, viewer)].append(shown)
    return {name: tuple(several) for name, several in places.items()}


def _place(match: Match, viewer: Viewer) -> str:
    if match.state == "aangenomen":
        return "going_on"
    return "to_answer" if match.giver_id == viewer.person_id else "asked"


def _last_round(session: Session, viewer: Viewer) -> tuple[int, datetime] | None:
    row = session.execute(
        select(MatchRound.id, MatchRound.made_at)
        .join(Match, Match.round_id == MatchRound.id)
        .where(MatchRound.organisation_id == viewer.organisation_id, Match.state == "aangenomen")
        .order_by(MatchRound.id.desc())
        .limit(1)
    ).first()
    return (row.id, row.made_at) if row else None
