"""Mijn scholingswens: what somebody wants to learn next, handed in to be read by the own manager and HR."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from register import audit
from register.access import Viewer
from register.db import session as current_session
from register.db import transaction
from register.errors import Invalid, NotFound
from register.learning.known_names import names_that_may_stand
from register.needs.models import Inventory, Need, Wish
from register.needs.rights import check_year, open_inventory
from register.once import once
from register.privacy.guarded import refuse_client_data

LONGEST = 300
MOST = 10


@dataclass(frozen=True, kw_only=True)
class OwnWish:
    """One own wish, and what became of it."""

    id: int
    year: int
    words: str
    is_settled: bool
    """It is in the inventory, which is frozen."""
    is_left_out: bool
    """The inventory is frozen without it."""
    may_take_back: bool


def own_wishes(session: Session, viewer: Viewer) -> tuple[OwnWish, ...]:
    """Return the viewer's wishes, the newest year first."""
    of_year = and_(Inventory.year == Wish.year, Inventory.organisation_id == viewer.organisation_id)
    rows = session.execute(
        select(Wish.id, Wish.year, Wish.words, Inventory.frozen_at, Need.id.label("need_id"), Need.dropped_at)
        .outerjoin(Inventory, of_year)
        .outerjoin(Need, Need.wish_id == Wish.id)
        .where(Wish.person_id == viewer.person_id)
        .order_by(Wish.year.desc(), Wish.id)
    )
    return tuple(_own(row) for row in rows)


def _own(row: Any) -> OwnWish:  # noqa: ANN401 - a row of the query
    is_frozen, is_in = row.frozen_at is not None, row.need_id is not None and row.dropped_at is None
    return OwnWish(
        id=row.id,
        year=row.year,
        words=row.words,
        is_settled=is_frozen and is_in,
        is_left_out=is_frozen and not is_in,
        may_take_back=not is_frozen or row.need_id is None,
    )


def add_wish(
    viewer: Viewer, year: int, words: str, *, kept_anyway: str, form_key: str, at: datetime, today: date
) -> int:
    """Hand in a wish for a year; returns its id.

    Raises:
        Invalid: no words, too long, too many, or a year that nobody plans for.
        ClientData: the text may point to a client, and the writer did not say that it may stay.
        Conflict: the inventory of that year is frozen.

    """
    check_year(year, today)
    if not words.strip():
        raise Invalid("words", "Schrijf op wat je wilt leren.")
    if len(words.strip()) > LONGEST:
        raise Invalid("words", f"Je wens is te lang: hooguit {LONGEST} tekens. Kort hem in.")
    names = names_that_may_stand(current_session(), viewer, today=today)
    refuse_client_data({"words": words}, colleagues=names, kept_anyway=kept_anyway)

    def act(session: Session) -> dict[str, int]:
        open_inventory(session, viewer, year)
        mine = (Wish.person_id == viewer.person_id, Wish.year == year)
        if (session.scalar(select(func.count(Wish.id)).where(*mine)) or 0) >= MOST:
            raise Invalid("words", f"Je hebt al {MOST} wensen voor {year}. Haal er eerst een weg.")
        wish = Wish(person_id=viewer.person_id, year=year, words=words.strip(), made_at=at)
        session.add(wish)
        session.flush()
        return {"wish_id": wish.id}

    answer, _ = once(form_key, person_id=viewer.person_id, at=at, act=act)
    return int(answer["wish_id"])


def take_back_wish(viewer: Viewer, wish_id: int, *, at: datetime) -> bool:
    """Take an own wish back, with the line that was made of it; returns whether that line stays.

    What others put on the line is theirs: then it stays as a line of their own, no longer of the viewer.

    Raises:
        NotFound: it is not the viewer's.
        Conflict: it is in an inventory that is frozen.

    """
    with transaction() as session:
        audit.take_turn(session, viewer.organisation_id)
        wish = session.scalar(select(Wish).where(Wish.id == wish_id, Wish.person_id == viewer.person_id))
        if wish is None:
            raise NotFound
        need = session.scalar(select(Need).where(Need.wish_id == wish.id))
        if need is not None:
            open_inventory(session, viewer, wish.year)
        stays = need is not None and _let_go(session, need)
        session.flush()
        session.delete(wish)
        audit.record(
            session,
            organisation_id=viewer.organisation_id,
            actor_id=viewer.person_id,
            act="scholingswens.teruggenomen",
            object_kind="training_wish",
            object_id=wish_id,
            at=at,
            details={"year": wish.year, "line": "blijft" if stays else "weg" if need is not None else "geen"},
        )
        return stays


def _let_go(session: Session, need: Need) -> bool:
    """Take a line away, or make it one of its own where somebody put something on it; whether it stays."""
    weighed = need.direction_id is not None or need.hours is not None or need.costs is not None
    if weighed or need.priority is not None or need.note:
        need.origin, need.source, need.wish_id = "eigen", None, None
        return True
    session.delete(need)
    return False
