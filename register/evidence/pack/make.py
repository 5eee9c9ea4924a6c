"""Make a pack (D6): collect, write, note in the trail who took what along (bar EX8)."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import BinaryIO

from sqlalchemy import select
from sqlalchemy.orm import Session

from register import audit
from register.access import Viewer
from register.current import day_here
from register.db import session as current_session
from register.db import transaction
from register.evidence.pack.collect import PackContent, PackFilter, collect, short
from register.evidence.pack.keys import signing_key
from register.evidence.pack.papers import Papers, TypesetPapers
from register.evidence.pack.write import BegunPack, Making, Written, begin_pack, write_pack
from register.people.models import Registration
from register.points.judges import rule_book
from register.privacy.looks import LookedAt, note_looks
from register.settings import Settings
from register.storage import open_storage


@dataclass(frozen=True, kw_only=True)
class MadePack:
    """What was made, and how the file is called."""

    name: str
    written: Written


@dataclass(frozen=True, kw_only=True)
class RegistrationChoice:
    """A registration to choose from."""

    id: int
    name: str
    number: str


@dataclass(frozen=True, kw_only=True)
class PackOrder:
    """Which pack, and how."""

    what: PackFilter
    verify_url: str = ""
    without_damaged: bool = False
    papers: Papers = field(default_factory=TypesetPapers)


def make_pack(viewer: Viewer, order: PackOrder, out: BinaryIO, *, at: datetime, settings: Settings) -> MadePack:
    """Write a pack for its owner, or for HR where the owner opened the evidence, to a file that can be sought in.

    Raises:
        NotFound: a person or registration that is not there for this viewer.
        NotAllowed: the owner did not open the evidence for HR.
        DamagedEvidence: a file in the store is no longer what was handed in.
        Conflict: it would be larger than 4 GB.

    """
    return finish_pack(begin_making(viewer, order, at=at, settings=settings), out)


def begin_making(viewer: Viewer, order: PackOrder, *, at: datetime, settings: Settings) -> BegunPack:
    """Read what belongs in a pack and have its papers set, so that another can be written meanwhile.

    Raises:
        NotFound: a person or registration that is not there for this viewer.
        NotAllowed: the owner did not open the evidence for HR.
        Conflict: it would be larger than 4 GB.

    """
    making = Making(
        viewer=viewer,
        at=at,
        key=signing_key(settings),
        storage=open_storage(settings),
        papers=order.papers,
        verify_url=order.verify_url,
        without_damaged=order.without_damaged,
    )
    return begin_pack(current_session(), collect(current_session(), viewer, order.what, at=at), making)


def finish_pack(begun: BegunPack, out: BinaryIO) -> MadePack:
    """Write a pack that was begun, and note it.

    Raises:
        DamagedEvidence: a file in the store is no longer what was handed in.

    """
    content, at = begun.content, begun.making.at
    written = write_pack(current_session(), begun, out)
    _note(begun.making.viewer, content, written, at)
    register = short(content.register_id or "leren")
    return MadePack(name=f"bewijsmap-{register}-{day_here(at).isoformat()}.zip", written=written)


def registrations_to_choose(session: Session, person_id: int) -> tuple[RegistrationChoice, ...]:
    """Return somebody's registrations, the newest period first."""
    rows = session.scalars(
        select(Registration)
        .where(Registration.person_id == person_id)
        .order_by(Registration.cycle_starts_on.desc(), Registration.id)
    )
    infos = rule_book().infos
    return tuple(
        RegistrationChoice(
            id=row.id,
            name=infos[row.register_id].name if row.register_id in infos else row.register_id,
            number=row.number,
        )
        for row in rows
    )


def _note(viewer: Viewer, content: PackContent, written: Written, at: datetime) -> None:
    what = content.what
    files = [one for activity in content.activities for one in activity.files if not one.is_closed]
    others = {one.uploaded_by_id for one in files} - {what.person_id} if viewer.person_id != what.person_id else set()
    with transaction() as session:
        note_looks(
            session, viewer.person_id, [what.person_id], LookedAt.PACK,
            registration_id=what.registration_id, rows=written.activities, at=at,
        )  # fmt: skip
        note_looks(session, viewer.person_id, others, LookedAt.EVIDENCE, at=at)
        audit.record(
            session,
            organisation_id=content.organisation_id,
            actor_id=viewer.person_id,
            act="export.bewijsmap",
            object_kind="person",
            object_id=what.person_id,
            at=at,
            details={
                "registration_id": what.registration_id,
                "since": what.since.isoformat() if what.since else None,
                "until": what.until.isoformat() if what.until else None,
                "rows": written.activities,
                "files": written.files,
                "left_out": len(written.left_out),
            },
        )
