"""Who can be offered to somebody today: read once, for `suggest`."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from register.access import Viewer
from register.culture.matching.exclusions import apart
from register.culture.matching.models import Match, MatchProfile, MatchTopic
from register.culture.matching.suggest import Asker, Experienced
from register.culture.matching.topics import label_of
from register.current import day_here
from register.people.managing import in_authority_with
from register.people.models import Membership, Person
from register.people.teams import sits_on

LAPSES_AFTER = timedelta(days=14)
"""A request without an answer is gone after this, in silence."""


def is_open(at: datetime) -> ColumnElement[bool]:
    """Condition: the match is asked and not lapsed, or going on."""
    asked = and_(Match.state == "gevraagd", Match.asked_at > at - LAPSES_AFTER)
    return or_(asked, Match.state == "aangenomen")


def takes_part(today: date) -> ColumnElement[bool]:
    """Condition: the person of this profile takes part today and works here."""
    awake = or_(MatchProfile.snoozed_until.is_(None), MatchProfile.snoozed_until <= today)
    return and_(MatchProfile.joined_at.is_not(None), awake, Person.deactivated_at.is_(None))


def asker_of(session: Session, viewer: Viewer, *, at: datetime, today: date) -> Asker:
    """Return the viewer as who asks; apart from who manages or is managed: a question is no report to a manager."""
    me = viewer.person_id
    rows = session.execute(
        select(
            Match.receiver_id, Match.giver_id, Match.third_id, Match.asked_at, Match.state, is_open(at).label("open")
        )
        .where(or_(Match.receiver_id == me, Match.giver_id == me, Match.third_id == me))
        .order_by(Match.asked_at)
    ).all()
    met = {
        other: day_here(row.asked_at)
        for row in rows
        if row.state in {"aangenomen", "gedaan"}
        for other in (row.receiver_id, row.giver_id, row.third_id)
        if other not in {me, None}
    }
    busy = {other for row in rows if row.open for other in (row.receiver_id, row.giver_id, row.third_id) if other}
    teams = _teams(session, [me], today)[me]
    never = apart(session, me) | in_authority_with(session, me, on=today)
    return Asker(person_id=me, teams=teams, never=never, busy_with=frozenset(busy - {me}), met=met)


def experienced(session: Session, viewer: Viewer, *, at: datetime, today: date) -> tuple[Experienced, ...]:
    """Return the colleagues who offer experience today."""
    about: dict[int, set[str]] = defaultdict(set)
    most: dict[int, int] = {}
    rows = session.execute(
        select(MatchTopic, MatchProfile.most_at_once)
        .join(Person, Person.id == MatchTopic.person_id)
        .join(MatchProfile, MatchProfile.person_id == Person.id)
        .where(
            MatchTopic.side == "ervaring",
            MatchTopic.ended_at.is_(None),
            Person.organisation_id == viewer.organisation_id,
            Person.id != viewer.person_id,
            takes_part(today),
        )
    )
    for topic, most_at_once in rows:
        about[topic.person_id].add(label_of(topic))
        most[topic.person_id] = most_at_once
    teams, going_on = _teams(session, about, today), open_matches(session, about, at=at)
    return tuple(
        Experienced(
            person_id=person_id,
            about=frozenset(labels),
            teams=teams[person_id],
            open_matches=going_on.get(person_id, 0),
            most_at_once=most[person_id],
        )
        for person_id, labels in about.items()
    )


def open_matches(session: Session, people: Collection[int], *, at: datetime) -> dict[int, int]:
    """Return how many matches are asked or going on, by person."""
    counts: dict[int, int] = defaultdict(int)
    for column in (Match.receiver_id, Match.giver_id, Match.third_id):
        rows = session.execute(
            select(column, func.count()).where(column.in_(list(people)), is_open(at)).group_by(column)
        )
        for person_id, count in rows:
            counts[person_id or 0] += count
    return counts


def _teams(session: Session, people: Iterable[int], today: date) -> dict[int, frozenset[int]]:
    found: dict[int, set[int]] = {person_id: set() for person_id in people}
    rows = session.execute(
        select(Membership.person_id, Membership.team_id).where(Membership.person_id.in_(list(found)), sits_on(today))
    )
    for row in rows:
        found[row.person_id].add(row.team_id)
    return {person_id: frozenset(teams) for person_id, teams in found.items()}
