"""Hold a random round (*willekeurige ronde*) among who wants that, and undo it. Who holds it sees numbers, no names."""

import secrets
from dataclasses import dataclass
from datetime import date, datetime
from itertools import combinations

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from register import audit
from register.access import Role, Viewer
from register.culture.matching.candidates import open_matches, takes_part
from register.culture.matching.models import Match, MatchExclusion, MatchProfile, MatchRound
from register.culture.matching.rounds import Pair, Round, make_round
from register.db import transaction
from register.errors import Conflict, NotAllowed, NotFound
from register.learning.mail import write_to
from register.once import once
from register.people.models import Person

HOLDERS = (Role.COORDINATOR, Role.HR)


@dataclass(frozen=True, kw_only=True)
class Held:
    """What a round came to, in numbers."""

    round_id: int
    groups: int
    alone: int
    """Who could be placed with nobody this time."""


def hold_round(viewer: Viewer, *, form_key: str, at: datetime, today: date) -> Held:
    """Put everybody who asked for rounds with one colleague, or two at an odd number; by chance, new faces first.

    Raises:
        NotAllowed: neither coordinator nor HR.
        Conflict: fewer than two people take part today.

    """
    refuse_others(viewer)

    def act(session: Session) -> dict[str, int]:
        audit.take_turn(session, viewer.organisation_id)
        people = who_can(session, viewer, at=at, today=today)
        if len(people) < 2:  # noqa: PLR2004
            raise Conflict("Er doen nu te weinig collega's mee voor een ronde. Er zijn er minstens twee nodig.")
        never, met = _apart(session, people), _met(session, people)
        made = make_round(people, excluded=never, earlier=met, seed=secrets.randbits(32))
        return _keep(session, viewer, made, at)

    answer, _ = once(form_key, person_id=viewer.person_id, at=at, act=act)
    return Held(**answer)


def _keep(session: Session, viewer: Viewer, made: Round, at: datetime) -> dict[str, int]:
    held = MatchRound(organisation_id=viewer.organisation_id, made_by_id=viewer.person_id, made_at=at)
    session.add(held)
    session.flush()
    for first, second, *third in made.groups:
        session.add(
            Match(
                receiver_id=first,
                giver_id=second,
                third_id=third[0] if third else None,
                round_id=held.id,
                state="aangenomen",
                asked_at=at,
                answered_at=at,
            )
        )
    everybody = [one for group in made.groups for one in group]
    body = "Je bent door het lot aan een collega gekoppeld. Bekijk met wie bij Samen leren, Leervragen."
    write_to(session, everybody, kind="leervraag", subject="Leren met een collega", body=body, at=at)
    return {"round_id": held.id, "groups": len(made.groups), "alone": len(made.alone)}


def undo_round(viewer: Viewer, round_id: int, *, at: datetime) -> None:
    """Undo a round as long as nothing of it was logged.

    Raises:
        NotAllowed: neither coordinator nor HR.
        NotFound: there is no such round.
        Conflict: somebody logged already what they learnt in it.

    """
    refuse_others(viewer)
    with transaction() as session:
        held = session.get(MatchRound, round_id)
        if held is None or held.organisation_id != viewer.organisation_id:
            raise NotFound
        done = select(Match.id).where(Match.round_id == round_id, Match.state == "gedaan").limit(1)
        if session.scalar(done) is not None:
            raise Conflict("Iemand legde al vast wat hij in deze ronde leerde. Ongedaan maken kan niet meer.")
        undone = update(Match).where(Match.round_id == round_id, Match.state == "aangenomen")
        session.execute(undone.values(state="ingetrokken", answered_at=at, version=Match.version + 1))


def who_can(session: Session, viewer: Viewer, *, at: datetime, today: date) -> tuple[int, ...]:
    """Return who wants a round and has room for one more today."""
    rows = session.execute(
        select(Person.id, MatchProfile.most_at_once)
        .join(MatchProfile, MatchProfile.person_id == Person.id)
        .where(Person.organisation_id == viewer.organisation_id, MatchProfile.random_rounds, takes_part(today))
        .order_by(Person.id)
    ).all()
    going_on = open_matches(session, [row.id for row in rows], at=at)
    return tuple(row.id for row in rows if going_on.get(row.id, 0) < row.most_at_once)


def refuse_others(viewer: Viewer) -> None:
    """Refuse who holds no rounds.

    Raises:
        NotAllowed: neither coordinator nor HR.

    """
    if not viewer.has(*HOLDERS):
        raise NotAllowed("Een coördinator of HR houdt een ronde. Vraag het aan een van hen.")


def _apart(session: Session, people: tuple[int, ...]) -> set[Pair]:
    rows = session.execute(
        select(MatchExclusion.person_id, MatchExclusion.other_id).where(MatchExclusion.person_id.in_(people))
    )
    return {frozenset((row.person_id, row.other_id)) for row in rows}


def _met(session: Session, people: tuple[int, ...]) -> set[Pair]:
    rows = session.execute(
        select(Match.receiver_id, Match.giver_id, Match.third_id).where(
            Match.state.in_(["aangenomen", "gedaan"]), Match.receiver_id.in_(people) | Match.giver_id.in_(people)
        )
    )
    groups = ([one for one in row if one is not None] for row in rows)
    return {frozenset(pair) for group in groups for pair in combinations(group, 2)}
