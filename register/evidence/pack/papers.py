"""The documents that are made for a pack: the dossier to read, and per activity its list and certificate."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import date, datetime
from typing import Protocol

from sqlalchemy.orm import Session

from register.access import Viewer
from register.current import AMSTERDAM
from register.errors import Conflict
from register.evidence.pack.collect import PackContent
from register.evidence.papers.attendance import attendance_list
from register.evidence.papers.certificate import certificate
from register.evidence.papers.dossier import Period, dossier
from register.evidence.papers.opening import activity_of_person, own_registration
from register.evidence.papers.typeset import Draft, typeset

Document = tuple[str, bytes]
"""Name within its folder, and the bytes."""


Placed = Mapping[int, Sequence[tuple[str, str, str]]]
"""By activity: path in the pack, name and SHA-256 of each piece of evidence."""


class Papers(Protocol):
    """Makes the documents of a pack."""

    def dossier(self, session: Session, viewer: Viewer, content: PackContent, *, at: datetime) -> Iterator[Document]:
        """Make what stands at the top: the dossier to read."""

    def of_activity(
        self, session: Session, viewer: Viewer, content: PackContent, activity_id: int, *, at: datetime
    ) -> Iterator[Document]:
        """Make what belongs to one activity."""

    def closing(
        self, session: Session, viewer: Viewer, content: PackContent, placed: Placed, *, at: datetime
    ) -> Iterator[Document]:
        """Make what tells where everything stands."""


class TypesetPapers:
    """PDFs: tagged, archival, the same bytes for the same data and moment."""

    def dossier(self, session: Session, viewer: Viewer, content: PackContent, *, at: datetime) -> Iterator[Document]:
        """Make the dossier of the registration; a register whose rules or period are unknown has none."""
        if content.what.registration_id is None:
            return
        with suppress(Conflict):
            draft = dossier(
                session,
                own_registration(session, viewer, content.what.registration_id),
                organisation_id=content.organisation_id,
                organisation=content.organisation,
                on=_day(at),
                period=_period(content),
            )
            yield "00-dossier.pdf", typeset(draft, at=at).content

    def of_activity(
        self, session: Session, viewer: Viewer, content: PackContent, activity_id: int, *, at: datetime
    ) -> Iterator[Document]:
        """Make the attendance list where others were there too, and the certificate once it may be made."""
        activity, person = activity_of_person(session, viewer, activity_id, content.what.person_id)
        name = content.organisation
        drafts: list[tuple[str, Draft]] = []
        if len({one.person_id for meeting in activity.sessions for one in meeting.attendances}) > 1:
            drafts.append(("presentielijst.pdf", attendance_list(activity, organisation=name, signatures=False)))
        with suppress(Conflict):
            drafts.append(("certificaat.pdf", certificate(activity, person, organisation=name, on=_day(at))))
        for called, draft in drafts:
            yield called, typeset(draft, at=at).content

    def closing(
        self,
        session: Session,
        viewer: Viewer,
        content: PackContent,
        placed: Placed,
        *,
        at: datetime,
    ) -> Iterator[Document]:
        """Make nothing more: the index tells it."""
        del session, viewer, content, placed, at
        yield from ()


def _day(at: datetime) -> date:
    return at.astimezone(AMSTERDAM).date()


def _period(content: PackContent) -> Period | None:
    if content.what.since is None and content.what.until is None:
        return None
    return Period(first=content.starts_on or date.min, last=content.ends_on or date.max)
