"""Who wants to learn from somebody and who was just paired, for *Vandaag*: how many, never who."""

from typing import Any

from sqlalchemy import BindParameter, Select, bindparam, func, literal_column, or_, select

from register.culture.matching.models import Match
from register.db import UtcDateTime

ASKED, PAIRED = "leervraag", "gekoppeld"
Columns = Select[*tuple[Any, ...]]


def matching_selects() -> tuple[Columns, Columns]:
    """Select what waits for an answer, and what was agreed on since `fresh`: what, id, text, beside, number.

    Asks for person, `open_since` (a request of before lapsed) and `fresh`. Who said yes knows; who asked is told, and
    after a round by chance everybody in it.
    """
    me: BindParameter[int] = bindparam("person")
    waiting = _how_many(ASKED).where(
        Match.giver_id == me,
        Match.state == "gevraagd",
        Match.asked_at > bindparam("open_since", type_=UtcDateTime()),
    )
    paired = _how_many(PAIRED).where(
        or_(Match.receiver_id == me, Match.round_id.is_not(None) & or_(Match.giver_id == me, Match.third_id == me)),
        Match.state == "aangenomen",
        Match.answered_at >= bindparam("fresh", type_=UtcDateTime()),
    )
    return waiting, paired


def _how_many(what: str) -> Columns:
    return select(
        literal_column(f"'{what}'").label("what"),
        literal_column("0").label("id"),
        literal_column("''").label("text"),
        literal_column("''").label("beside"),
        func.count(Match.id).label("number"),
    )
