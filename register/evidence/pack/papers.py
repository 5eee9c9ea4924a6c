"""What a pack holds that we made ourselves: the dossier to read, and the papers of each activity."""

import hashlib
import json
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session

from register.access import Viewer
from register.current import AMSTERDAM
from register.errors import Conflict
from register.evidence.pack.collect import PackContent, short
from register.evidence.papers.attendance import attendance_list
from register.evidence.papers.certificate import certificate
from register.evidence.papers.dossier import Period, dossier
from register.evidence.papers.opening import activities_of_person, own_registration
from register.evidence.papers.stating import Statements, read_statements
from register.evidence.papers.typeset import Draft, typeset
from register.evidence.whose import reader_of
from register.learning.models import Activity
from register.people.models import Person, Registration

Document = tuple[str, bytes]
"""Name within its folder, and the bytes."""

Placed = Mapping[int, Sequence[tuple[str, str, str]]]
"""By activity: path in the pack, name and SHA-256 of each piece of evidence."""

_Asked = Sequence[tuple[str, Callable[[], bytes]]]
_AHEAD = 4
"""Activities whose papers are being set while those before them are written."""


class Papers(Protocol):
    """Makes the documents of a pack."""

    def dossier(self, session: Session, viewer: Viewer, content: PackContent, *, at: datetime) -> Iterator[Document]:
        """Make what stands at the top: the dossier to read."""

    def of_activities(
        self, session: Session, viewer: Viewer, content: PackContent, *, at: datetime
    ) -> Iterator[Sequence[Document]]:
        """Make what belongs to each activity, in their order; nothing is an empty sequence."""

    def closing(
        self, session: Session, viewer: Viewer, content: PackContent, placed: Placed, *, at: datetime
    ) -> Iterator[Document]:
        """Make what tells where everything stands."""


@dataclass(frozen=True, kw_only=True)
class TypesetPapers:
    """PDFs: tagged, archival, the same bytes for the same data and moment."""

    shelf: Path | None = None
    """Where papers of an activity that are the same in several packs are kept, so that each is set once."""

    def dossier(self, session: Session, viewer: Viewer, content: PackContent, *, at: datetime) -> Iterator[Document]:
        """Make the dossier of the registration; a register whose rules or period are unknown has none."""
        if content.what.registration_id is not None:
            for made in self._dossier(session, viewer, content, content.what.registration_id, at=at):
                yield "00-dossier.pdf", made

    def of_activities(
        self, session: Session, viewer: Viewer, content: PackContent, *, at: datetime
    ) -> Iterator[Sequence[Document]]:
        """Make the attendance list where others were there too, the certificate once it may be made, and the statement.

        A statement is for a register: a pack of everything somebody learnt has none.
        """
        ids, what = [one.id for one in content.activities], content.what
        opened = activities_of_person(session, viewer, ids, what.person_id)
        reader = reader_of(session, viewer, what.person_id, registration_id=what.registration_id, on=_day(at))
        said = read_statements(session, reader, ids, what.registration_id)
        return _set_ahead(self._asked(activity, person, said, at) for activity, person in opened)

    def closing(
        self, session: Session, viewer: Viewer, content: PackContent, placed: Placed, *, at: datetime
    ) -> Iterator[Document]:
        """Make nothing more: the index tells it."""
        del session, viewer, content, placed, at
        yield from ()

    def _asked(self, activity: Activity, person: Person, said: Statements, at: datetime) -> _Asked:
        name = said.organisation
        asked: list[tuple[str, Callable[[], bytes]]] = []
        people = {one.person_id for meeting in activity.sessions for one in meeting.attendances}
        if len(people) > 1 or any(meeting.id in said.elsewhere for meeting in activity.sessions):
            shared = attendance_list(activity, organisation=name, signatures=False, elsewhere=said.elsewhere)
            asked.append(("presentielijst.pdf", partial(self._set_once, shared, at)))
        with suppress(Conflict):
            asked.append(
                ("certificaat.pdf", _setting(certificate(activity, person, organisation=name, on=_day(at)), at))
            )
        if said.registration is not None:
            asked.append(("invulverklaring.pdf", _setting(said.of(activity, person), at)))
        return asked

    def _set_once(self, draft: Draft, at: datetime) -> bytes:
        """Take a paper from the shelf, or set it and put it there; whole or not at all."""
        if self.shelf is None:
            return typeset(draft, at=at).content
        said = json.dumps([asdict(draft), at.isoformat()], sort_keys=True)
        place = self.shelf / f"{hashlib.sha256(said.encode()).hexdigest()}.pdf"
        with suppress(FileNotFoundError):
            return place.read_bytes()
        content = typeset(draft, at=at).content
        place.parent.mkdir(parents=True, exist_ok=True)
        place.with_suffix(".deel").write_bytes(content)
        place.with_suffix(".deel").replace(place)
        return content

    def _dossier(
        self, session: Session, viewer: Viewer, content: PackContent, registration_id: int, *, at: datetime
    ) -> Iterator[bytes]:
        with suppress(Conflict):
            draft = dossier(
                session,
                own_registration(session, viewer, registration_id),
                reader_of(session, viewer, content.what.person_id, registration_id=registration_id, on=_day(at)),
                organisation=content.organisation,
                period=_period(content),
                own_texts=True,
            )
            yield typeset(draft, at=at).content


@dataclass(frozen=True, kw_only=True)
class EveryDossier(TypesetPapers):
    """The same, with a dossier to read for each registration where the pack is of no register in particular."""

    def dossier(self, session: Session, viewer: Viewer, content: PackContent, *, at: datetime) -> Iterator[Document]:
        """Make the dossier of every registration whose rules and period are known."""
        if content.what.registration_id is not None:
            yield from super().dossier(session, viewer, content, at=at)
            return
        rows = session.execute(
            select(Registration.id, Registration.register_id, Registration.cycle_starts_on)
            .where(Registration.person_id == content.what.person_id)
            .order_by(Registration.register_id, Registration.cycle_starts_on)
        ).all()
        for row in rows:
            for made in self._dossier(session, viewer, content, row.id, at=at):
                yield f"00-dossier-{short(row.register_id)}-{row.cycle_starts_on.isoformat()}.pdf", made


def _setting(draft: Draft, at: datetime) -> Callable[[], bytes]:
    return lambda: typeset(draft, at=at).content


def _set_ahead(papers: Iterable[_Asked]) -> Iterator[Sequence[Document]]:
    """Have papers set in a thread beside this one, in turn: reading and writing go on while the child sets them."""
    setter = ThreadPoolExecutor(max_workers=1, thread_name_prefix="leerregister-stukken")
    waiting: deque[list[tuple[str, Future[bytes]]]] = deque()
    try:
        for asked in papers:
            waiting.append([(name, setter.submit(make)) for name, make in asked])
            if len(waiting) > _AHEAD:
                yield [(name, made.result()) for name, made in waiting.popleft()]
        while waiting:
            yield [(name, made.result()) for name, made in waiting.popleft()]
    finally:
        setter.shutdown(cancel_futures=True)


def _day(at: datetime) -> date:
    return at.astimezone(AMSTERDAM).date()


def _period(content: PackContent) -> Period | None:
    if content.what.since is None and content.what.until is None:
        return None
    return Period(first=content.starts_on or date.min, last=content.ends_on or date.max)
