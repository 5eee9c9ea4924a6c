"""Whose files go out with a dossier: of who opened it, and of a colleague who opened the own dossier just as far.

Everybody in a meeting can put a file with it. The choice of one of them does not open what is another's.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from register.access import Role, Viewer
from register.evidence.models import Evidence, EvidenceFile
from register.people.managing import held_on
from register.people.models import Membership
from register.privacy.layers import Audience, Layer, opened, opened_by


@dataclass(frozen=True, kw_only=True)
class Reader:
    """For whom a paper about somebody is made, and how much of it is open to that reader."""

    viewer: Viewer
    owner_id: int
    audience: Audience
    layer: Layer
    on: date

    @property
    def is_owner(self) -> bool:
        """Whether somebody reads about themselves."""
        return self.viewer.person_id == self.owner_id

    @property
    def sees_evidence(self) -> bool:
        """Whether what was handed in and written is for this reader too."""
        return self.is_owner or self.layer is Layer.EVIDENCE


@dataclass(frozen=True, kw_only=True)
class ListedFile:
    """A piece of evidence as a paper lists it."""

    activity_id: int
    name: str
    size: int
    sha256: str


def reader_of(session: Session, viewer: Viewer, owner_id: int, *, registration_id: int | None, on: date) -> Reader:
    """Return the viewer as a reader of a registration of somebody, or of the whole dossier."""
    audience = Audience.HR if viewer.has(Role.HR) else Audience.MANAGER
    layer = Layer.EVIDENCE
    if viewer.person_id != owner_id:
        layer = opened(session, owner_id, audience, on=on, registration_id=registration_id)
    return Reader(viewer=viewer, owner_id=owner_id, audience=audience, layer=layer, on=on)


def listed_files(session: Session, reader: Reader, activity_ids: Collection[int]) -> tuple[ListedFile, ...]:
    """Return the evidence of activities that a reader may know of: a name alone can tell what is in a file."""
    if not reader.sees_evidence:
        return ()
    rows = session.execute(
        select(Evidence.activity_id, Evidence.name, Evidence.uploaded_by_id, EvidenceFile.size, EvidenceFile.sha256)
        .join(EvidenceFile, EvidenceFile.id == Evidence.file_id)
        .where(Evidence.activity_id.in_(sorted(activity_ids)), Evidence.removed_at.is_(None))
        .order_by(Evidence.activity_id, Evidence.id)
    ).all()
    may = {row.uploaded_by_id for row in rows}
    if not reader.is_owner:
        may &= open_uploaders(session, reader.viewer, reader.owner_id, may, reader.audience, on=reader.on)
    return tuple(
        ListedFile(activity_id=row.activity_id, name=row.name, size=row.size, sha256=row.sha256)
        for row in rows
        if row.uploaded_by_id in may
    )


def open_uploaders(
    session: Session,
    viewer: Viewer,
    owner_id: int,
    uploader_ids: Collection[int],
    audience: Audience,
    *,
    on: date,
) -> frozenset[int]:
    """Return whose files may go out with somebody's dossier, in two queries at most.

    Those are the owner's, those of whoever looks, and those of who opened all evidence for the same audience. Opened
    for a manager means for the own manager, so the uploader has to sit in a team of this one; the owner who looks at
    what a manager sees is shown the files of who sits in a team with him or her.
    """
    others = sorted(set(uploader_ids) - {owner_id, viewer.person_id})
    opened = opened_by(session, others, audience, on=on) if others else {}
    wide = {one for one, may in opened.items() if may.least is Layer.EVIDENCE}
    if wide and audience is Audience.MANAGER:
        wide &= _in_a_team_of(session, viewer, owner_id, wide, on)
    return frozenset(wide | {owner_id, viewer.person_id})


def _in_a_team_of(session: Session, viewer: Viewer, owner_id: int, people: Collection[int], on: date) -> set[int]:
    query = select(Membership.person_id).where(Membership.person_id.in_(sorted(people)), held_on(Membership, on))
    if viewer.person_id != owner_id:
        return set(session.scalars(query.where(Membership.team_id.in_(sorted(viewer.managed_team_ids)))))
    own = aliased(Membership)
    teams = select(own.team_id).where(own.person_id == owner_id, held_on(own, on))
    return set(session.scalars(query.where(Membership.team_id.in_(teams))))
