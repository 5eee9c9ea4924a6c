"""Makers of training needs."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from register.access import Viewer
from register.needs.change_need import NeedEntry, add_need
from register.needs.directions import DirectionEntry, add_direction
from register.needs.models import Direction, Inventory, Need
from register.needs.wishes import add_wish
from register.once import as_form_key
from register.people.models import Person, Team
from tests.makers import NOON, TODAY, make_viewer

YEAR = 2027


def wish(session: Session, person: Person, words: str = "Motiverende gespreksvoering", *, year: int = YEAR) -> int:
    """Hand in a wish; its id."""
    return add_wish(
        make_viewer(session, person), year, words, kept_anyway="", form_key=as_form_key(""), at=NOON, today=TODAY
    )


def need(session: Session, viewer: Viewer, words: str = "Meldcode", *, team_id: int | None = None) -> int:
    """Add a line of one's own; its id."""
    entry = NeedEntry(words=words, team_id=team_id)
    return add_need(viewer, YEAR, entry, kept_anyway="", form_key=as_form_key(""), at=NOON, today=TODAY)


def direction(viewer: Viewer, words: str = "Dichter bij de wijk") -> int:
    """Add something the organisation is after; its id."""
    entry = DirectionEntry(words=words, starts_on=date(2026, 1, 1))
    return add_direction(viewer, entry, form_key=as_form_key(""), at=NOON)


def lines(session: Session) -> list[tuple[str, str, int | None]]:
    """Every line of every inventory: where it comes from, its words, and how many people."""
    session.expire_all()
    return [(one.origin, one.words, one.people) for one in session.scalars(select(Need).order_by(Need.id))]


def things_of(session: Session, owner: Person, team: Team) -> dict[str, int]:
    """A wish, a line of the owner's team and one that was left out, a course, and a frozen inventory of a year ago."""
    course = Direction(organisation_id=owner.organisation_id, words="De wijk in", starts_on=date(2026, 1, 1))
    inventory = Inventory(organisation_id=owner.organisation_id, year=YEAR)
    frozen = Inventory(organisation_id=owner.organisation_id, year=YEAR - 1, frozen_at=NOON, frozen_by_id=owner.id)
    session.add_all([course, inventory, frozen])
    session.flush()
    kept = Need(inventory_id=inventory.id, team_id=team.id, origin="eigen", words="Meldcode", direction_id=course.id)
    dropped = Need(inventory_id=inventory.id, team_id=team.id, origin="eigen", words="Rouw", dropped_at=NOON)
    session.add_all([kept, dropped, Need(inventory_id=frozen.id, origin="eigen", words="Oud")])
    session.commit()
    return {
        "wish_id": wish(session, owner), "need_id": kept.id, "dropped_need_id": dropped.id, "direction_id": course.id
    }  # fmt: skip
