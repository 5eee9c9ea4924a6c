"""Who waits with a code that had gone out, for *Vandaag* of whoever lets people in (*vraagt toegelaten te worden*)."""

from typing import Any

from sqlalchemy import BindParameter, Date, Select, bindparam, exists, func, literal_column, or_, select

from register.learning.check_in.models import CheckInCode, CheckInRequest
from register.learning.models import Activity, LearningSession

AT_THE_DOOR = "inchecken"


def at_the_door_select() -> Select[*tuple[Any, ...]]:
    """Select the sessions of today at which somebody waits: what, id, text, beside, number; asks for person and today.

    For whoever logged it or showed the code; who else may let in finds them on the page of checking in.
    """
    me: BindParameter[int] = bindparam("person")
    asked = select(CheckInRequest.session_id).where(CheckInRequest.answer.is_(None))
    showed = exists().where(CheckInCode.session_id == LearningSession.id, CheckInCode.made_by_id == me)
    return (
        select(
            literal_column(f"'{AT_THE_DOOR}'").label("what"),
            LearningSession.id,
            Activity.title.label("text"),
            literal_column("''").label("beside"),
            func.count(CheckInRequest.id).label("number"),
        )
        .join(CheckInRequest, CheckInRequest.session_id == LearningSession.id)
        .join(Activity, Activity.id == LearningSession.activity_id)
        .where(
            LearningSession.id.in_(asked),  # they are few; without it every session is looked at
            CheckInRequest.answer.is_(None),
            LearningSession.held_on == bindparam("today", type_=Date),
            Activity.withdrawn_at.is_(None),
            or_(Activity.created_by_id == me, showed),
        )
        .group_by(LearningSession.id, Activity.title)
    )
