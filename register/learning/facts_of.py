"""From what is stored of a session to the facts that rules judge."""

from register.learning.kinds import PRESENT
from register.learning.models import ON_SCREEN, Attendance
from register.learning.outsiders.there import NOBODY, OutsidersThere
from register.rules.facts import Facts


def facts_of(attendance: Attendance, *, elsewhere: OutsidersThere = NOBODY) -> Facts:
    """Return the facts of one attendance, its session and activity loaded; `elsewhere`: who came from elsewhere."""
    session = attendance.session
    activity = session.activity
    others = [other for other in session.attendances if other.state in PRESENT]
    return Facts(
        kind=activity.kind,
        completed_on=session.held_on,
        gross_minutes=session.gross_minutes,
        excluded=dict(session.excluded_minutes),
        minutes_present=attendance.minutes_present if attendance.state == "deels" else None,
        role=attendance.role,
        online=activity.mode == "online" or attendance.state == "online",
        online_av_confirmed=activity.online_av_confirmed,
        present=sum(other.disputed_at is None for other in others) + elsewhere.there,
        authority_relation=activity.authority_relation,
        facilitator_kind=activity.facilitator_kind,
        facilitator_register=activity.facilitator_register,
        accreditation_ids=dict(activity.accreditation_ids),
        awarded_points=activity.awarded_points,
        series=f"groep-{activity.group_id}" if activity.group_id else None,
        setting="team" if activity.kind == "teamoverleg_leermoment" else None,
        chair_and_notes={"voorzitter", "notulist"} <= {other.role for other in others} or None,
        signed_list=elsewhere.all_confirmed and all(is_confirmed(other) for other in others),
        signed_on_screen=any(is_confirmed(other) and other.confirmation_method == ON_SCREEN for other in others),
    )


def is_confirmed(attendance: Attendance) -> bool:
    """Whether the person confirmed the activity as it is now, not an earlier version of it."""
    return attendance.confirmed_version == attendance.session.activity.content_version
