"""What the evidence pages show: one activity with its files, or the latest activities to choose from."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from register.access import Viewer
from register.errors import NotFound
from register.evidence.files import EvidenceLine, evidence_of, is_locked, open_to
from register.evidence.models import Evidence
from register.learning.kinds import kinds
from register.learning.models import Activity, LearningSession

_RECENT = 20


@dataclass(frozen=True, kw_only=True)
class EvidencePage:
    """The evidence of one activity."""

    activity_id: int
    title: str
    held_on: date | None
    hint: str
    """What is usual as evidence of this kind."""
    lines: tuple[EvidenceLine, ...]
    locked: bool
    removed_id: int | None = None
    removed_name: str = ""
    """What was taken away just now and can be put back."""


@dataclass(frozen=True, kw_only=True)
class RecentActivity:
    """An activity to add evidence to."""

    id: int
    title: str
    held_on: date
    evidence: int


def evidence_page(
    session: Session, viewer: Viewer, activity_id: int, *, just_removed: int | None = None
) -> EvidencePage:
    """Return one activity with its evidence.

    Raises:
        NotFound: the viewer neither took part in it nor entered it.

    """
    activity = session.execute(
        select(Activity.id, Activity.title, Activity.kind, func.max(LearningSession.held_on).label("held_on"))
        .outerjoin(LearningSession, LearningSession.activity_id == Activity.id)
        .where(Activity.id == activity_id, open_to(viewer))
        .group_by(Activity.id, Activity.title, Activity.kind)
    ).first()
    if activity is None:
        raise NotFound
    removed = _removed(session, viewer, activity_id, just_removed) if just_removed else None
    kind = kinds().get(activity.kind)
    return EvidencePage(
        activity_id=activity.id,
        title=activity.title,
        held_on=activity.held_on,
        hint=kind.evidence_hint if kind else "",
        lines=tuple(evidence_of(session, viewer, activity_id)),
        locked=is_locked(session, activity_id),
        removed_id=removed.id if removed else None,
        removed_name=removed.name if removed else "",
    )


def recent_activities(session: Session, viewer: Viewer, *, today: date) -> Sequence[RecentActivity]:
    """Return the latest activities that the viewer entered or took part in, newest first."""
    files = (
        select(func.count(Evidence.id))
        .where(Evidence.activity_id == Activity.id, Evidence.removed_at.is_(None))
        .correlate(Activity)
        .scalar_subquery()
    )
    latest = func.max(LearningSession.held_on)
    rows = session.execute(
        select(Activity.id, Activity.title, latest.label("held_on"), files.label("evidence"))
        .join(LearningSession, LearningSession.activity_id == Activity.id)
        .where(open_to(viewer), LearningSession.held_on <= today)
        .group_by(Activity.id, Activity.title)
        .order_by(latest.desc(), Activity.id.desc())
        .limit(_RECENT)
    )
    return tuple(RecentActivity(id=row.id, title=row.title, held_on=row.held_on, evidence=row.evidence) for row in rows)


def _removed(session: Session, viewer: Viewer, activity_id: int, evidence_id: int) -> Evidence | None:
    return session.scalar(
        select(Evidence)
        .join(Activity, Activity.id == Evidence.activity_id)
        .where(
            Evidence.id == evidence_id,
            Evidence.activity_id == activity_id,
            Evidence.removed_at.is_not(None),
            open_to(viewer),
        )
    )
