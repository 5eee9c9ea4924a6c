"""Mijn scholingswens: what somebody wants to learn next, handed in to be read by the own manager and HR."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from register.access import Viewer
from register.db import session as current_session
from register.db import transaction
from register.errors import Invalid, NotFound
from register.learning.known_names import names_that_may_stand
from register.needs.models import Need, Wish
from register.needs.rights import check_year, find_inventory, open_inventory
from register.once import once
from register.privacy.guarded import refuse_client_data

LONGEST = 300
MOST = 10


@dataclass(frozen=True, kw_only=True)
class OwnWish:
    """One own wish, and whether it can still be taken back."""

    id: int
    year: int
    words: str
    is_settled: bool


def own_wishes(session: Session, viewer: Viewer) -> tuple[OwnWish, ...]:
    """Return the viewer's wishes, the newest year first."""
    rows = session.scalars(select(Wish).where(Wish.person_id == viewer.person_id).order_by(Wish.year.desc(), Wish.id))
    return tuple(
        OwnWish(id=row.id, year=row.year, words=row.words, is_settled=_is_settled(session, viewer, row.year))
        for row in rows
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


def take_back_wish(viewer: Viewer, wish_id: int) -> None:
    """Take an own wish back, with the line that was made of it.

    Raises:
        NotFound: it is not the viewer's.
        Conflict: the inventory of its year is frozen.

    """
    with transaction() as session:
        wish = session.scalar(select(Wish).where(Wish.id == wish_id, Wish.person_id == viewer.person_id))
        if wish is None:
            raise NotFound
        open_inventory(session, viewer, wish.year)
        session.execute(delete(Need).where(Need.wish_id == wish.id))
        session.delete(wish)


def _is_settled(session: Session, viewer: Viewer, year: int) -> bool:
    inventory = find_inventory(session, viewer, year)
    return inventory is not None and inventory.frozen_at is not None
