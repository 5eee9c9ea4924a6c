"""Who wants to learn from somebody and who was just paired, for *Vandaag*: how many, never who."""

from sqlalchemy import BindParameter, bindparam, func, or_

from register.culture.matching.models import Match
from register.db import UtcDateTime
from register.learning.today_row import Row, today_row

ASKED, PAIRED = "leervraag", "gekoppeld"


def matching_selects() -> tuple[Row, Row]:
    """Select what waits for an answer, and what was agreed on since `fresh`: what, id, text, beside, number.

    Asks for person, `open_since` (a request of before lapsed) and `fresh`. Who said yes knows; who asked is told, and
    after a round by chance everybody in it.
    """
    me: BindParameter[int] = bindparam("person")
    waiting = today_row(ASKED, number=func.count(Match.id)).where(
        Match.giver_id == me,
        Match.state == "gevraagd",
        Match.asked_at > bindparam("open_since", type_=UtcDateTime()),
    )
    paired = today_row(PAIRED, number=func.count(Match.id)).where(
        or_(Match.receiver_id == me, Match.round_id.is_not(None) & or_(Match.giver_id == me, Match.third_id == me)),
        Match.state == "aangenomen",
        Match.answered_at >= bindparam("fresh", type_=UtcDateTime()),
    )
    return waiting, paired
