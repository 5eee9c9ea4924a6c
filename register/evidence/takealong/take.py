"""Take the own dossier along (E5): a pack of everything, with the same as data and a badge for what was granted."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, BinaryIO

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from register.access import Viewer
from register.current import day_here
from register.evidence.pack.collect import PackContent, PackFilter, short
from register.evidence.pack.keys import SigningKey, signing_key
from register.evidence.pack.make import MadePack, PackOrder, make_pack
from register.evidence.pack.papers import Document, EveryDossier, Placed
from register.evidence.takealong.badges import Granted, badge
from register.evidence.takealong.describe import describe
from register.evidence.takealong.format import FILE
from register.learning.kinds import kinds
from register.learning.models import Activity, Attendance, LearningSession
from register.points.judges import rule_book
from register.points.models import Claim
from register.rules.facts import ClaimState
from register.settings import Settings


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What goes along beside activities, claims and evidence."""

    reflections: bool = False
    verify_url: str = ""
    without_damaged: bool = False


def take_along(viewer: Viewer, wanted: Wanted, out: BinaryIO, *, at: datetime, settings: Settings) -> MadePack:
    """Write the viewer's own complete dossier to a file that can be sought in; nobody can do it for somebody else.

    Raises:
        DamagedEvidence: a file in the store is no longer what was handed in.
        Conflict: it would be larger than 4 GB.

    """
    order = PackOrder(
        what=PackFilter(person_id=viewer.person_id),
        verify_url=wanted.verify_url,
        without_damaged=wanted.without_damaged,
        papers=WholeDossier(key=signing_key(settings), reflections=wanted.reflections),
    )
    made = make_pack(viewer, order, out, at=at, settings=settings)
    return MadePack(name=f"mijn-dossier-{day_here(at).isoformat()}.zip", written=made.written)


@dataclass(frozen=True, kw_only=True)
class WholeDossier(EveryDossier):
    """A dossier to read for each registration, and all of it as data."""

    key: SigningKey
    reflections: bool

    def closing(
        self, session: Session, viewer: Viewer, content: PackContent, placed: Placed, *, at: datetime
    ) -> Iterator[Document]:
        """Write everything as data, and a badge for each activity that a register granted points for."""
        file = describe(session, content, placed, at=at, with_reflections=self.reflections)
        yield FILE, file.model_dump_json(indent=1).encode()
        for position, granted in enumerate(_granted(session, content), start=1):
            yield f"badges/{position:02d}-{short(granted.title)}.jwt", badge(granted, self.key).encode()
        del viewer


def _granted(session: Session, content: PackContent) -> Iterator[Granted]:
    rows = session.execute(
        select(
            Activity.id,
            Activity.title,
            Activity.kind,
            Claim.register_id,
            func.sum(Claim.granted_points).label("points"),
            func.min(LearningSession.held_on).label("first_day"),
            func.max(LearningSession.held_on).label("last_day"),
            func.max(Claim.decided_on).label("decided_on"),
        )
        .join(LearningSession, LearningSession.activity_id == Activity.id)
        .join(Attendance, Attendance.session_id == LearningSession.id)
        .join(Claim, Claim.attendance_id == Attendance.id)
        .where(
            Attendance.person_id == content.what.person_id,
            Claim.state == ClaimState.GRANTED,
            Activity.withdrawn_at.is_(None),
        )
        .group_by(Activity.id, Activity.title, Activity.kind, Claim.register_id)
        .order_by(func.min(LearningSession.held_on), Activity.id, Claim.register_id)
    )
    for row in rows:
        yield _of(row, content)


def _of(row: Any, content: PackContent) -> Granted:  # noqa: ANN401 - a row of columns
    infos = rule_book().infos
    decided: date = row.decided_on or row.last_day
    return Granted(
        key=f"{content.organisation}|{content.what.person_id}|{row.id}|{row.register_id}",
        person=content.person,
        organisation=content.organisation,
        title=row.title,
        kind=kinds()[row.kind].name if row.kind in kinds() else row.kind,
        register_name=infos[row.register_id].name if row.register_id in infos else row.register_id,
        points=row.points,
        first_day=row.first_day,
        last_day=row.last_day,
        decided_on=decided,
    )
