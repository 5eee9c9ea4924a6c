"""What the cards in a host's page show (*kaarten*, M2); each is read for one viewer, with what that viewer may see."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from register.access import Role, Viewer
from register.culture.ambassadors.models import MethodQuestion
from register.errors import NotFound
from register.learning.labels.models import WorkMethod
from register.learning.waiting import waiting_cards
from register.overview.team import team_counts
from register.overview.today import today_page

MOST = 3
"""Requests on one card; of the rest it says that there are more."""


@dataclass(frozen=True, kw_only=True)
class HostCard:
    """One card: its name in addresses and templates, its heading, and who has it."""

    name: str
    title: str
    endpoint: str
    """Where the whole of it is."""
    read: Callable[[Session, Viewer, date], object]
    roles: frozenset[Role] = frozenset()


@dataclass(frozen=True, kw_only=True)
class OpenQuestion:
    """A question on the page of a method, which everybody in the organisation can read; not who asked it."""

    method_id: int
    method_name: str
    text: str


def card_named(name: str, viewer: Viewer) -> HostCard:
    """Return a card that this viewer has.

    Raises:
        NotFound: there is no such card, or it belongs to another role.

    """
    card = CARDS.get(name)
    if card is None or (card.roles and not viewer.has(*card.roles)):
        raise NotFound
    return card


def question_of_the_week(session: Session, viewer: Viewer, today: date) -> OpenQuestion | None:
    """Return one open question about a method, all week the same one; the next week brings the next.

    Never a *leervraag* of a person: those are seen by whom the asker chose alone.
    """
    rows = session.execute(
        select(WorkMethod.id, WorkMethod.name, MethodQuestion.question)
        .join(MethodQuestion, MethodQuestion.method_id == WorkMethod.id)
        .where(
            WorkMethod.organisation_id == viewer.organisation_id,
            WorkMethod.ended_on.is_(None),
            MethodQuestion.answered_at.is_(None),
            MethodQuestion.withdrawn_at.is_(None),
        )
        .order_by(MethodQuestion.id)
    ).all()
    if not rows:
        return None
    method_id, name, text = rows[(today.toordinal() - 1) // 7 % len(rows)]  # the first day of all was a Monday
    return OpenQuestion(method_id=method_id, method_name=name, text=text)


CARDS: Mapping[str, HostCard] = {
    one.name: one
    for one in (
        HostCard(
            name="mijn-punten",
            title="Mijn punten",
            endpoint="dossier",
            read=lambda session, viewer, today: today_page(session, viewer, today=today).lines,
        ),
        HostCard(
            name="te-bevestigen",
            title="Te bevestigen",
            endpoint="home",
            read=lambda session, viewer, _today: waiting_cards(session, viewer),
        ),
        HostCard(
            name="mijn-team",
            title="Mijn team",
            endpoint="team",
            read=lambda session, viewer, today: team_counts(session, viewer, on=today),
            roles=frozenset({Role.MANAGER}),
        ),
        HostCard(
            name="leervraag-van-de-week", title="Leervraag van de week", endpoint="methods", read=question_of_the_week
        ),
    )
}
"""By their names."""
