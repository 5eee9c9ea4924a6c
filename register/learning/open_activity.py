"""Who may see and change an activity, decided in one place."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from register import audit
from register.access import Viewer
from register.errors import Conflict, NotAllowed, NotFound
from register.learning.groups import coordinates, is_coordinated
from register.learning.kinds import PRESENT
from register.learning.models import Activity, Attendance, LearningSession
from register.points.claims import granted_attendances

LOCKED = (
    "De punten van deze activiteit zijn al toegekend. Daarom ligt zij vast. Klopt er iets niet? Wie haar vastlegde, "
    "kan haar heropenen op de pagina van de activiteit."
)


@dataclass(frozen=True, kw_only=True)
class OpenedActivity:
    """A stored activity with what the viewer may do with it."""

    activity: Activity
    may_change: bool
    """Entered by the viewer, or of a group that the viewer coordinates; whose maker left: also who was there."""
    locked: bool
    """A register granted points for it (D4)."""
    takes_over: bool = False
    """May change it because its maker left: what others wrote to that maker is not for the viewer."""


def visible_activity(session: Session, viewer: Viewer, activity_id: int, *, for_change: bool = False) -> OpenedActivity:
    """Load an activity with its sessions and people, for who entered it, took part, or coordinates its group.

    With `for_change` the row stays ours until the end of the transaction, so that confirming waits (bar CO6).

    Raises:
        NotFound: it does not exist, was withdrawn, or is not for this viewer.

    """
    wanted = (
        select(Activity)
        .where(
            Activity.id == activity_id,
            Activity.organisation_id == viewer.organisation_id,
            Activity.withdrawn_at.is_(None),
        )
        .options(
            selectinload(Activity.sessions).selectinload(LearningSession.attendances).joinedload(Attendance.person),
            joinedload(Activity.created_by, innerjoin=True),
        )
        .execution_options(populate_existing=for_change)
    )
    if for_change:
        audit.take_turn(session, viewer.organisation_id)
        wanted = wanted.with_for_update(of=Activity)
    activity = session.scalar(wanted)
    if activity is None:
        raise NotFound
    everybody = [one for meeting in activity.sessions for one in meeting.attendances]
    may_change = activity.created_by_id == viewer.person_id or coordinates(session, viewer, activity.group_id)
    takes_over = not may_change and _takes_over(session, viewer, activity, everybody)
    may_change = may_change or takes_over
    if not may_change and viewer.person_id not in {one.person_id for one in everybody}:
        raise NotFound
    locked = bool(granted_attendances(session, [one.id for one in everybody]))
    return OpenedActivity(activity=activity, may_change=may_change, locked=locked, takes_over=takes_over)


def _takes_over(session: Session, viewer: Viewer, activity: Activity, everybody: Sequence[Attendance]) -> bool:
    """Whether nobody else is left to change it: the maker has no access any more, and the viewer was there.

    What came in for several by a list of HR is for HR to mend, whoever imported it; a group with a coordinator has
    somebody left.
    """
    listed = activity.origin == "import" and {one.person_id for one in everybody} != {viewer.person_id}
    if activity.created_by.deactivated_at is None or listed:
        return False
    there = (one.person_id for one in everybody if one.state in PRESENT and one.disputed_at is None)
    return viewer.person_id in there and not is_coordinated(session, activity.group_id)


def changeable_activity(session: Session, viewer: Viewer, activity_id: int) -> Activity:
    """Load an activity that the viewer may change now, and hold it until the end of the transaction.

    Raises:
        NotFound: not for this viewer.
        NotAllowed: somebody else entered it.
        Conflict: a register already granted points for it.

    """
    opened = visible_activity(session, viewer, activity_id, for_change=True)
    refuse_change(opened)
    return opened.activity


def refuse_change(opened: OpenedActivity) -> None:
    """Refuse who did not enter the activity, and any change after granting.

    Raises:
        NotAllowed: somebody else entered it.
        Conflict: a register already granted points for it.

    """
    if not opened.may_change:
        name = opened.activity.created_by.display_name
        raise NotAllowed(f"{name} heeft deze activiteit vastgelegd. Vraag {name} om haar te wijzigen.")
    if opened.locked:
        raise Conflict(LOCKED)
