"""Who waits with a code that had gone out, for *Vandaag* of whoever lets people in (*vraagt toegelaten te worden*)."""

from sqlalchemy import BindParameter, Date, bindparam, exists, func, or_, select
from sqlalchemy.orm import aliased

from register.learning.check_in.models import CheckInCode, CheckInRequest
from register.learning.models import Activity, Attendance, LearningSession
from register.learning.today_row import Row, today_row
from register.people.models import Person
from register.points.models import Claim
from register.rules.facts import ClaimState

AT_THE_DOOR = "inchecken"


def at_the_door_select() -> Row:
    """Select the sessions at which somebody waits who may still be let in: what, id, text, beside, number.

    Asks for person, today and `let_in_since`. For whoever logged it or showed the code; who else may let in finds them
    on the page of checking in.
    """
    me: BindParameter[int] = bindparam("person")
    asked = select(CheckInRequest.session_id).where(CheckInRequest.answer.is_(None))
    showed = exists().where(CheckInCode.session_id == LearningSession.id, CheckInCode.made_by_id == me)
    part, meeting = aliased(Attendance), aliased(LearningSession)
    granted = (
        exists()
        .where(meeting.activity_id == Activity.id, part.session_id == meeting.id)
        .where(Claim.attendance_id == part.id, Claim.state == ClaimState.GRANTED)
        .correlate(Activity)
    )
    return (
        today_row(AT_THE_DOOR, number=func.count(CheckInRequest.id), key=LearningSession.id, text=Activity.title)
        .join(CheckInRequest, CheckInRequest.session_id == LearningSession.id)
        .join(Person, Person.id == CheckInRequest.person_id)
        .join(Activity, Activity.id == LearningSession.activity_id)
        .where(
            LearningSession.id.in_(asked),  # they are few; without it every session is looked at
            CheckInRequest.answer.is_(None),
            Person.deactivated_at.is_(None),
            LearningSession.held_on.between(bindparam("let_in_since", type_=Date), bindparam("today", type_=Date)),
            Activity.withdrawn_at.is_(None),
            ~granted,  # locked: nobody comes in any more
            or_(Activity.created_by_id == me, showed),
        )
        .group_by(LearningSession.id, Activity.title)
    )
