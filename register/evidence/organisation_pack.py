"""The evidence of a whole organisation (D7): a job that goes person by person, and can be gone on with after a kill."""

import shutil
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from itertools import chain, pairwise
from pathlib import Path
from typing import BinaryIO

from sqlalchemy import select

from register import audit
from register.access import Role, Viewer
from register.current import AMSTERDAM, day_here, state
from register.db import session as current_session
from register.db import transaction
from register.errors import Conflict, NotAllowed, NotFound, RegisterError
from register.evidence.export import EvidenceFilter, write_evidence
from register.evidence.names import clean_name
from register.evidence.organisation_choice import (
    Selection,
    as_arguments,
    chosen_people,
    filter_of,
    selection_of,
)
from register.evidence.organisation_totals import PLACES, REFUSED, TOTAL_COLUMNS, made_in, total_rows
from register.evidence.pack.collect import PackFilter
from register.evidence.pack.make import PackOrder, begin_making, finish_pack
from register.evidence.pack.papers import EveryDossier, Shelf
from register.evidence.papers.press import PaperRefused
from register.jobs.asking import ask_for
from register.jobs.running import Result, RunningJob
from register.people.models import Person, Team
from register.people.viewer import viewer_of
from register.points.judges import rule_book
from register.privacy.layers import Audience, Layer, opened
from register.workbooks.write import SheetSpec, write_workbook

KIND = "organisatiepakket"
_ZIP = "application/zip"
_PACKED = {".zip", ".xlsx", ".txt"}
_SHELF = "gedeeld"
"""Folder of the lists that go into the packs of everybody who was there."""


@dataclass(frozen=True, kw_only=True)
class _Work:
    """A job with what it needs for everybody."""

    job: RunningJob
    viewer: Viewer
    what: Selection
    papers: EveryDossier


@dataclass(frozen=True, kw_only=True)
class _Begun:
    """The file of one person, of which the papers are being set while that of the one before is written."""

    asked: PackFilter
    layer: Layer
    """How much the person opened when it was begun."""
    place: Path
    write: Callable[[BinaryIO], object]


def ask_for_organisation_pack(viewer: Viewer, what: Selection, *, form_key: str, at: datetime) -> int:
    """Ask for the job; returns its id.

    Raises:
        NotFound: not HR, or a team or register that is not there.

    """
    if not viewer.has(Role.HR):
        raise NotFound
    if what.register_id and what.register_id not in rule_book().infos:
        raise NotFound
    if what.team_id is not None:
        home = current_session().scalar(select(Team.organisation_id).where(Team.id == what.team_id))
        if home != viewer.organisation_id:
            raise NotFound
    arguments = as_arguments(what)
    return ask_for(viewer, KIND, title="Bewijs van de organisatie", arguments=arguments, form_key=form_key, at=at)


def make_organisation_pack(job: RunningJob) -> Result:
    """Make what each person opened, one file a person, and put them in one ZIP; memory does not grow with people.

    A person's file is whole or not there, so after a kill the next worker goes on with the first that is missing.

    Raises:
        NotAllowed: who asked is no HR any more.
        Conflict: nobody fits the selection.

    """
    viewer, what = _viewer(job), selection_of(job.arguments)
    people = job.step.get("people") or chosen_people(current_session(), job.organisation_id, what, on=day_here(job.at))
    if not people:
        raise Conflict("Niemand past bij deze keuze. Kies een ander register of team, of een ruimere periode.")
    job.reached(0, total=len(people), step={"people": people})
    work = _Work(job=job, viewer=viewer, what=what, papers=EveryDossier(shelf=Shelf(job.folder / _SHELF)))
    begun = (_begin_one(work, person_id) for person_id in people)
    for position, (one, _) in enumerate(pairwise(chain(begun, [None])), 1):
        _finish_one(work, one)
        current_session().rollback()
        job.reached(position, total=len(people))
    _take_back_what_was_closed(work)
    _write_totals(work, people)
    return Result(path=_join(job), name=f"bewijs-organisatie-{day_here(job.at).isoformat()}.zip", media_type=_ZIP)


def _viewer(job: RunningJob) -> Viewer:
    """Who asked, with the rights of this moment: a role that ended in the meantime gives nothing."""
    session = current_session()
    name = session.scalar(
        select(Person.display_name).where(
            Person.id == job.asked_by_id,
            Person.organisation_id == job.organisation_id,
            Person.deactivated_at.is_(None),
        )
    )
    viewer = viewer_of(
        session, job.asked_by_id, organisation_id=job.organisation_id, name=name or "", today=state().today()
    )
    if name is None or not viewer.has(Role.HR):
        raise NotAllowed("Wie dit vroeg, is intussen geen HR meer. Laat iemand van HR het opnieuw aanvragen.")
    return viewer


def _begin_one(work: _Work, person_id: int) -> _Begun | None:
    """Begin the file of one person, unless an earlier worker made it; who opened nothing more has only totals."""
    session, job = current_session(), work.job
    asked = filter_of(session, work.what, person_id)
    if asked is None:
        return None
    layer = _layer_now(work, asked)
    if layer is Layer.TOTALS:
        return None
    name = session.scalar(select(Person.display_name).where(Person.id == person_id)) or ""
    places = {one: _place(job, person_id, name, one) for one in PLACES}
    place = places[layer]
    if any(one.exists() for one in (*places.values(), _refusal(job, place))):
        return None
    if layer is Layer.LIST:
        return _Begun(asked=asked, layer=layer, place=place, write=partial(_write_list, work, asked))
    order = PackOrder(what=asked, without_damaged=True, papers=work.papers)
    try:
        begun = begin_making(work.viewer, order, at=job.at, settings=state().settings)
    except (Conflict, PaperRefused) as refused:
        _refuse(job, place, refused)
        return None
    return _Begun(asked=asked, layer=layer, place=place, write=partial(finish_pack, begun))


def _place(job: RunningJob, person_id: int, name: str, layer: Layer) -> Path:
    folder, extension = PLACES[layer]
    return job.folder / folder / f"{person_id:06d}-{clean_name(f'{name}.x', extension)}"


def _layer_now(work: _Work, asked: PackFilter) -> Layer:
    """Return what the person opens at this moment for who asked; one's own evidence is open."""
    if asked.person_id == work.viewer.person_id:
        return Layer.EVIDENCE
    registration_id = asked.registration_id
    on = day_here(work.job.at)
    return opened(current_session(), asked.person_id, Audience.HR, on=on, registration_id=registration_id)


def _finish_one(work: _Work, one: _Begun | None) -> None:
    """Write the file of one person, whole or not at all; who opens less than when it was begun gets a smaller one.

    What cannot be made is said in the pack itself: the others are not kept waiting for it.
    """
    if one is not None and _layer_now(work, one.asked).depth < one.layer.depth:
        one = _begin_one(work, one.asked.person_id)
    if one is None:
        return
    one.place.parent.mkdir(exist_ok=True)
    draft = one.place.with_suffix(".deel")
    try:
        with draft.open("w+b") as out:
            one.write(out)
        draft.replace(one.place)
    except (Conflict, PaperRefused, NotFound) as refused:
        draft.unlink()
        _refuse(work.job, one.place, refused)


def _take_back_what_was_closed(work: _Work) -> None:
    """Take out what somebody opens no more since it was made, and put in what is still open: a job can take long."""
    files = made_in(work.job.folder).files
    for person_id, (layer, path) in sorted(files.items()):
        asked = filter_of(current_session(), work.what, person_id)
        if asked is None or _layer_now(work, asked).depth < layer.depth:
            path.unlink()
            _finish_one(work, _begin_one(work, person_id))


def _refuse(job: RunningJob, place: Path, refused: RegisterError) -> None:
    refusal = _refusal(job, place)
    refusal.parent.mkdir(exist_ok=True)
    refusal.write_text(f"{refused.message}\n", "utf-8-sig")


def _refusal(job: RunningJob, place: Path) -> Path:
    return job.folder / REFUSED / f"{place.stem}.txt"


def _write_list(work: _Work, asked: PackFilter, out: BinaryIO) -> None:
    job = work.job
    listed = EvidenceFilter(
        person_id=asked.person_id,
        register_id=work.what.register_id or None,
        registration_id=asked.registration_id,
        since=asked.since,
        until=asked.until,
    )
    with transaction() as session:
        write_evidence(session, job.organisation_id, listed, out, actor_id=work.viewer.person_id, at=job.at)


def _write_totals(work: _Work, people: Sequence[int]) -> None:
    """Write where everybody stands, with what is in the pack of whom."""
    job, made = work.job, made_in(work.job.folder)
    rows = list(total_rows(current_session(), work.what, people, made, asker_id=job.asked_by_id, on=day_here(job.at)))
    sheet = SheetSpec(title="Totalen", columns=TOTAL_COLUMNS, rows=rows)
    write_workbook(job.folder / "totalen.xlsx", (sheet,), made_at=job.at)
    with transaction() as writing:
        audit.record(
            writing,
            organisation_id=job.organisation_id,
            actor_id=job.asked_by_id,
            act="export.organisatiepakket",
            object_kind="job",
            object_id=job.id,
            at=job.at,
            details={
                "people": len(people),
                "rows": len(rows),
                "failed": len(made.failed),
                "service": work.what.service,
            },
        )


def _join(job: RunningJob) -> Path:
    """Put everything in one ZIP, copied piece by piece; the files are packed already, so nothing is packed again."""
    made = job.at.astimezone(AMSTERDAM)
    moment = (made.year, made.month, made.day, made.hour, made.minute, made.second)
    target = job.folder / "geheel.zip"
    found = sorted(path for path in job.folder.rglob("*") if path.suffix in _PACKED and path != target)
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED, allowZip64=True) as archive:
        for path in found:
            entry = zipfile.ZipInfo(path.relative_to(job.folder).as_posix(), moment)
            entry.external_attr = 0o644 << 16
            with path.open("rb") as source, archive.open(entry, "w", force_zip64=True) as out:
                shutil.copyfileobj(source, out, 1024 * 1024)
    return target
