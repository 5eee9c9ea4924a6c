"""What a pack holds that we made ourselves: the dossier to read, and the papers of each activity."""

import hashlib
import json
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Protocol
from weakref import WeakValueDictionary

from sqlalchemy import select
from sqlalchemy.orm import Session

from register.access import Viewer
from register.current import day_here
from register.errors import Conflict
from register.evidence.pack.collect import PackContent, short
from register.evidence.papers.attendance import attendance_list
from register.evidence.papers.certificate import certificate
from register.evidence.papers.dossier import Period, dossier
from register.evidence.papers.opening import AT_A_TIME, activities_of_person, own_registration
from register.evidence.papers.press import Awaited
from register.evidence.papers.stating import Statements, read_statements
from register.evidence.papers.typeset import Draft, ask_ahead
from register.evidence.whose import reader_of
from register.learning.models import Activity
from register.learning.outsiders.there import Outsider, outsiders_in
from register.people.models import Person, Registration

Document = tuple[str, bytes]
"""Name within its folder, and the bytes."""

Placed = Mapping[int, Sequence[tuple[str, str, str]]]
"""By activity: path in the pack, name and SHA-256 of each piece of evidence."""

_Asked = Sequence[tuple[str, Callable[[], bytes]]]
"""Names of papers, and how each is taken once it is set."""


class Papers(Protocol):
    """Makes the documents of a pack. What is asked for is set from then on; going through it waits for it."""

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


class Shelf:
    """Where papers that are the same in several packs are kept, so that each is set once."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._coming: WeakValueDictionary[Path, Awaited] = WeakValueDictionary()
        """Held by the packs that ask for them: what belongs in no pack any more is neither kept nor set."""

    def ask(self, draft: Draft, *, at: datetime) -> Callable[[], bytes]:
        """Ask for a paper, unless it is there or another pack asked for it already; returns how it is taken."""
        said = json.dumps([vars(draft), at.isoformat()], sort_keys=True)
        place = self._folder / f"{hashlib.sha256(said.encode()).hexdigest()}.pdf"
        coming = self._coming.get(place)
        if coming is None and not place.exists():
            coming = self._coming[place] = ask_ahead(draft, at=at)
        return partial(self._take, draft, place, at, coming)

    def _take(self, draft: Draft, place: Path, at: datetime, coming: Awaited | None) -> bytes:
        """Take it from the shelf, or put it there once it is set; whole or not at all.

        What was refused to the pack before is asked for anew.
        """
        with suppress(FileNotFoundError):
            return place.read_bytes()
        if coming is None or self._coming.pop(place, None) is not coming:
            coming = ask_ahead(draft, at=at)
        content = coming.take()
        place.parent.mkdir(parents=True, exist_ok=True)
        place.with_suffix(".deel").write_bytes(content)
        place.with_suffix(".deel").replace(place)
        return content


@dataclass(frozen=True, kw_only=True)
class _Around:
    """What the papers of activities say beside the activity itself."""

    organisation: str
    elsewhere: Mapping[int, Sequence[Outsider]]
    """Who of elsewhere was there, by meeting."""
    statements: Statements | None
    """`None`: for no register, so that there is nothing to state."""


@dataclass(frozen=True, kw_only=True)
class TypesetPapers:
    """PDFs: tagged, archival, the same bytes for the same data and moment."""

    shelf: Shelf | None = None
    """For papers of an activity that go into several packs."""

    def dossier(self, session: Session, viewer: Viewer, content: PackContent, *, at: datetime) -> Iterator[Document]:
        """Make the dossier of the registration; a register whose rules or period are unknown has none."""
        registration_id = content.what.registration_id
        asked = [] if registration_id is None else self._dossier(session, viewer, content, registration_id, at=at)
        return _taken([("00-dossier.pdf", one.take) for one in asked])

    def of_activities(
        self, session: Session, viewer: Viewer, content: PackContent, *, at: datetime
    ) -> Iterator[Sequence[Document]]:
        """Make the attendance list where others were there too, the certificate once it may be made, and the statement.

        A statement is for a register: a pack of everything somebody learnt has none.
        """
        ids, what = [one.id for one in content.activities], content.what
        opened = activities_of_person(session, viewer, ids, what.person_id)
        said = None
        if what.registration_id is not None:
            reader = reader_of(session, viewer, what.person_id, registration_id=what.registration_id, on=day_here(at))
            said = read_statements(session, reader, ids, what.registration_id)
        around = _Around(
            organisation=content.organisation,
            elsewhere=said.elsewhere if said else outsiders_in(session, ids),
            statements=said,
        )
        return _Ahead(self._asked(activity, person, around, at) for activity, person in opened)

    def closing(
        self, session: Session, viewer: Viewer, content: PackContent, placed: Placed, *, at: datetime
    ) -> Iterator[Document]:
        """Make nothing more: the index tells it."""
        del session, viewer, content, placed, at
        yield from ()

    def _asked(self, activity: Activity, person: Person, around: _Around, at: datetime) -> _Asked:
        name, elsewhere = around.organisation, around.elsewhere
        asked: list[tuple[str, Callable[[], bytes]]] = []
        people = {one.person_id for meeting in activity.sessions for one in meeting.attendances}
        if len(people) > 1 or any(meeting.id in elsewhere for meeting in activity.sessions):
            shared = attendance_list(activity, organisation=name, signatures=False, elsewhere=elsewhere)
            asked.append(("presentielijst.pdf", self._shared(shared, at)))
        with suppress(Conflict):
            own = certificate(activity, person, organisation=name, on=day_here(at))
            asked.append(("certificaat.pdf", ask_ahead(own, at=at).take))
        if around.statements is not None:
            asked.append(("invulverklaring.pdf", ask_ahead(around.statements.of(activity, person), at=at).take))
        return asked

    def _shared(self, draft: Draft, at: datetime) -> Callable[[], bytes]:
        return ask_ahead(draft, at=at).take if self.shelf is None else self.shelf.ask(draft, at=at)

    def _dossier(
        self, session: Session, viewer: Viewer, content: PackContent, registration_id: int, *, at: datetime
    ) -> Sequence[Awaited]:
        """Ask for the dossier of a registration; none where its rules or period are not known."""
        with suppress(Conflict):
            draft = dossier(
                session,
                own_registration(session, viewer, registration_id),
                reader_of(session, viewer, content.what.person_id, registration_id=registration_id, on=day_here(at)),
                organisation=content.organisation,
                period=_period(content),
                own_texts=True,
            )
            return [ask_ahead(draft, at=at)]
        return []


@dataclass(frozen=True, kw_only=True)
class EveryDossier(TypesetPapers):
    """The same, with a dossier to read for each registration where the pack is of no register in particular."""

    def dossier(self, session: Session, viewer: Viewer, content: PackContent, *, at: datetime) -> Iterator[Document]:
        """Make the dossier of every registration whose rules and period are known."""
        if content.what.registration_id is not None:
            return super().dossier(session, viewer, content, at=at)
        rows = session.execute(
            select(Registration.id, Registration.register_id, Registration.cycle_starts_on)
            .where(Registration.person_id == content.what.person_id)
            .order_by(Registration.register_id, Registration.cycle_starts_on)
        ).all()
        return _taken(
            [
                (f"00-dossier-{short(row.register_id)}-{row.cycle_starts_on.isoformat()}.pdf", one.take)
                for row in rows
                for one in self._dossier(session, viewer, content, row.id, at=at)
            ]
        )


class _Ahead(Iterator[Sequence[Document]]):
    """Papers of activities that are being set while those before them are written, as many as are read at a time."""

    def __init__(self, asked: Iterator[_Asked]) -> None:
        self._asked = asked
        self._waiting: deque[_Asked] = deque(islice(asked, AT_A_TIME))

    def __next__(self) -> Sequence[Document]:
        if not self._waiting:
            raise StopIteration
        made = list(_taken(self._waiting.popleft()))
        self._waiting.extend(islice(self._asked, 1))
        return made


def _taken(asked: _Asked) -> Iterator[Document]:
    return ((name, take()) for name, take in asked)


def _period(content: PackContent) -> Period | None:
    if content.what.since is None and content.what.until is None:
        return None
    return Period(first=content.starts_on or date.min, last=content.ends_on or date.max)
