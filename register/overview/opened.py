"""The dossier of somebody else, as far as its owner opened it (H4): totals by default, then the list, then evidence.

The same page is the owner's own preview. No text that somebody wrote is on it: no reflection, no report, no own part.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from register.access import Role, Viewer
from register.db import session as current_session
from register.errors import NotFound
from register.evidence.files import OpenedEvidence, open_file
from register.evidence.models import Evidence, EvidenceFile
from register.evidence.whose import open_uploaders
from register.learning.kinds import kinds
from register.overview.opened_lines import PAGE, OpenLines, is_open, lines_query, minutes_of
from register.overview.opened_totals import OpenRegistration, read_registrations
from register.overview.registrations import name_of
from register.people.managing import manages
from register.people.models import Person, Registration
from register.points.states import STATE_NAMES
from register.privacy.layers import Audience, Layer, Opened, opened_of
from register.privacy.looks import LookedAt, look
from register.rules.facts import ClaimState
from register.settings import Settings


@dataclass(frozen=True, kw_only=True)
class OpenFile:
    """A piece of evidence that may be downloaded."""

    id: int
    name: str
    size: int


@dataclass(frozen=True, kw_only=True)
class OpenLine:
    """One activity under one registration; without a registration the register is empty."""

    activity_id: int
    title: str
    kind_name: str
    held_on: date
    minutes: int
    register_name: str
    points: Decimal | None
    granted: Decimal | None
    state_name: str
    with_evidence: bool
    files: tuple[OpenFile, ...]


@dataclass(frozen=True, kw_only=True)
class OpenedPerson:
    """The page: totals of every registration, and what more was opened."""

    person_id: int
    name: str
    audience: Audience
    on: date
    registrations: tuple[OpenRegistration, ...]
    loose: Layer
    """What is open of activities that count for no register."""
    lines: tuple[OpenLine, ...]
    found: int
    page: int
    pages: int

    @property
    def listed(self) -> bool:
        """Whether any list was opened."""
        return any(one is not Layer.TOTALS for one in (self.loose, *(one.layer for one in self.registrations)))


@dataclass(frozen=True, kw_only=True)
class _Whose:
    """Who looks at whose dossier, as what, and when."""

    viewer: Viewer
    owner_id: int
    audience: Audience
    on: date


def open_dossier(
    viewer: Viewer,
    person_id: int,
    audience: Audience,
    *,
    what: LookedAt = LookedAt.DOSSIER,
    page: int = 1,
    size: int = PAGE,
    at: datetime,
    on: date,
) -> OpenedPerson:
    """Show a manager or HR what somebody opened for them; the owner can read that they looked.

    Raises:
        NotFound: not there, or not (any more) in a team of this manager.

    """
    session = current_session()
    person = _refuse_others(session, viewer, person_id, audience, on)
    found = read_opened(session, viewer, person.id, person.display_name, audience, page=page, size=size, on=on)
    look(viewer, [person_id], what, audience=audience.value, rows=len(found.lines), at=at)
    return found


def preview_dossier(session: Session, viewer: Viewer, audience: Audience, *, page: int = 1, on: date) -> OpenedPerson:
    """Show the owner what a manager or HR sees (*wat ziet mijn leidinggevende*): the very same reading."""
    return read_opened(session, viewer, viewer.person_id, viewer.name, audience, page=page, on=on)


def open_their_evidence(
    viewer: Viewer,
    person_id: int,
    evidence_id: int,
    audience: Audience,
    *,
    settings: Settings,
    at: datetime,
    on: date,
) -> OpenedEvidence:
    """Hand out a file of somebody who opened the evidence; the owner, and who uploaded it, can read who fetched it.

    Raises:
        NotFound: not there, taken away, its activity is not opened that far, or it is of a colleague who opened less.
        Damaged, Unavailable: as `open_evidence`.

    """
    session = current_session()
    _refuse_others(session, viewer, person_id, audience, on)
    evidence = session.scalar(select(Evidence).where(Evidence.id == evidence_id, Evidence.removed_at.is_(None)))
    may = opened_of(session, person_id, audience, on=on)
    wanted = OpenLines.of(_registration_ids(session, person_id), may, least=Layer.EVIDENCE)
    if evidence is None or not is_open(session, person_id, wanted, evidence.activity_id):
        raise NotFound
    uploader = evidence.uploaded_by_id
    if uploader not in open_uploaders(session, viewer, person_id, [uploader], audience, on=on):
        raise NotFound
    for whose in {person_id, uploader}:
        look(viewer, [whose], LookedAt.EVIDENCE, audience=audience.value, at=at)
    return open_file(session.get_one(Evidence, evidence_id), settings=settings)


def read_opened(
    session: Session,
    viewer: Viewer,
    person_id: int,
    name: str,
    audience: Audience,
    *,
    page: int = 1,
    size: int = PAGE,
    on: date,
) -> OpenedPerson:
    """Read what somebody opened for an audience, whoever asks; in nine queries whatever the amount of data."""
    may = opened_of(session, person_id, audience, on=on)
    registered = read_registrations(session, person_id, may, audience, on=on)
    wanted = OpenLines.of(registered.every, may, least=Layer.LIST)
    query, found = lines_query(person_id, wanted), 0
    whose = _Whose(viewer=viewer, owner_id=person_id, audience=audience, on=on)
    if not wanted.nothing:
        found = session.scalar(select(func.count()).select_from(query.order_by(None).subquery())) or 0
    pages = max(1, -(-found // size))
    shown = min(max(page, 1), pages)
    return OpenedPerson(
        person_id=person_id,
        name=name,
        audience=audience,
        on=on,
        registrations=registered.current,
        loose=may.everything,
        lines=_lines(session, query.limit(size).offset((shown - 1) * size), may, whose) if found else (),
        found=found,
        page=shown,
        pages=pages,
    )


def _refuse_others(session: Session, viewer: Viewer, person_id: int, audience: Audience, on: date) -> Person:
    person = session.get(Person, person_id)
    if person is None or person.organisation_id != viewer.organisation_id:
        raise NotFound
    if audience is Audience.HR and not viewer.has(Role.HR):
        raise NotFound
    if audience is Audience.MANAGER and not manages(session, viewer, person_id, on=on):
        raise NotFound
    return person


def _registration_ids(session: Session, person_id: int) -> Sequence[int]:
    return session.scalars(select(Registration.id).where(Registration.person_id == person_id)).all()


def _lines(session: Session, query: Select[*tuple[Any, ...]], may: Opened, whose: _Whose) -> tuple[OpenLine, ...]:
    rows = session.execute(query).all()
    proven = {row.attendance_id for row in rows if _layer(row.registration_id, may) is Layer.EVIDENCE}
    files = _files(session, {row.activity_id for row in rows if row.attendance_id in proven}, whose)
    names = {kind.id: kind.name for kind in kinds().values()}
    return tuple(
        OpenLine(
            activity_id=row.activity_id,
            title=row.title,
            kind_name=names.get(row.kind, row.kind),
            held_on=row.held_on,
            minutes=minutes_of(row),
            register_name=name_of(row.register_id) if row.register_id else "",
            points=row.points,
            granted=row.granted_points,
            state_name=STATE_NAMES[ClaimState(row.claim_state)] if row.claim_state else "",
            with_evidence=_layer(row.registration_id, may) is Layer.EVIDENCE,
            files=files.get(row.activity_id, ()) if _layer(row.registration_id, may) is Layer.EVIDENCE else (),
        )
        for row in rows
    )


def _layer(registration_id: int | None, may: Opened) -> Layer:
    return may.everything if registration_id is None else may.of(registration_id)


def _files(session: Session, activity_ids: Collection[int], whose: _Whose) -> Mapping[int, tuple[OpenFile, ...]]:
    found: dict[int, tuple[OpenFile, ...]] = {}
    rows = session.execute(
        select(Evidence.activity_id, Evidence.id, Evidence.name, Evidence.uploaded_by_id, EvidenceFile.size)
        .join(EvidenceFile, EvidenceFile.id == Evidence.file_id)
        .where(Evidence.activity_id.in_(activity_ids), Evidence.removed_at.is_(None))
        .order_by(Evidence.id)
    ).all()
    uploaders = {row.uploaded_by_id for row in rows}
    may_go = open_uploaders(session, whose.viewer, whose.owner_id, uploaders, whose.audience, on=whose.on)
    for row in rows:
        if row.uploaded_by_id in may_go:
            one = OpenFile(id=row.id, name=row.name, size=row.size)
            found[row.activity_id] = (*found.get(row.activity_id, ()), one)
    return found
