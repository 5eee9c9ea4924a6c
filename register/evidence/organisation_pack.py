"""The evidence of a whole organisation (D7): a job that goes person by person, and can be gone on with after a kill."""

import shutil
import zipfile
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from itertools import chain, pairwise
from pathlib import Path
from typing import Any, BinaryIO

from sqlalchemy import select
from sqlalchemy.orm import Session

from register import audit
from register.access import Role, Viewer
from register.current import AMSTERDAM, state
from register.db import session as current_session
from register.db import transaction
from register.errors import Conflict, NotAllowed, NotFound, RegisterError
from register.evidence.export import EvidenceFilter, write_evidence
from register.evidence.names import clean_name
from register.evidence.pack.collect import PackFilter
from register.evidence.pack.make import PackOrder, begin_making, finish_pack
from register.evidence.pack.papers import EveryDossier, Shelf
from register.evidence.papers.press import PaperRefused
from register.evidence.readiness import open_gaps
from register.jobs.asking import ask_for
from register.jobs.running import Result, RunningJob
from register.people.models import Membership, Person, Registration, Team
from register.people.viewer import viewer_of
from register.points.judges import rule_book
from register.points.models import Standing
from register.points.standing import TOTAL
from register.privacy.layers import Audience, Layer, Opened, opened, opened_by
from register.workbooks.write import Column, SheetSpec, Value, write_workbook

KIND = "organisatiepakket"
READINESS = {"": "Iedereen", "compleet": "Alleen wie compleet is", "mist": "Alleen wie nog iets mist"}
_ZIP = "application/zip"
_PACKED = {".zip", ".xlsx", ".txt"}
_SHELF = "gedeeld"
"""Folder of the lists that go into the packs of everybody who was there."""
_BATCH = 100
_COLUMNS = (
    Column(header="Naam", width=28),
    Column(header="Register", width=24),
    Column(header="Nummer in register", width=18),
    Column(header="Periode tot en met", kind="date", width=12),
    Column(header="Vastgelegd", kind="decimal", width=11),
    Column(header="Telt mee", kind="decimal", width=11),
    Column(header="Toegekend", kind="decimal", width=11),
    Column(header="Nog nodig", kind="decimal", width=18),
    Column(header="In dit pakket", width=44),
)
_TOLD = {
    Layer.TOTALS: "alleen deze totalen: de medewerker heeft niet alles opengezet",
    Layer.LIST: "de lijst van activiteiten (map lijsten)",
    Layer.EVIDENCE: "de hele bewijsmap (map bewijsmappen)",
}
_OTHER_PERIOD = "niets van deze registratie: van een register gaat de laatste mee die in de gekozen periode valt"
_REFUSED = "niet-gelukt"
_FAILED = f"niet gelukt: de reden staat in de map {_REFUSED}"


@dataclass(frozen=True, kw_only=True)
class _Begun:
    """The file of one person, of which the papers are being set while that of the one before is written."""

    place: Path
    write: Callable[[BinaryIO], object]
    is_open: Callable[[], bool]
    """Whether the person still opens as much as when it was begun."""


@dataclass(frozen=True, kw_only=True)
class Selection:
    """Whose evidence, and of which period; empty is everything."""

    register_id: str = ""
    team_id: int | None = None
    readiness: str = ""
    """"", "compleet" or "mist"."""
    since: date | None = None
    until: date | None = None


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
    arguments: dict[str, Any] = {
        "register_id": what.register_id,
        "team_id": what.team_id,
        "readiness": what.readiness if what.readiness in READINESS else "",
        "since": what.since.isoformat() if what.since else None,
        "until": what.until.isoformat() if what.until else None,
    }
    return ask_for(viewer, KIND, title="Bewijs van de organisatie", arguments=arguments, form_key=form_key, at=at)


def make_organisation_pack(job: RunningJob) -> Result:
    """Make what each person opened, one file a person, and put them in one ZIP; memory does not grow with people.

    A person's file is whole or not there, so after a kill the next worker goes on with the first that is missing.

    Raises:
        NotAllowed: who asked is no HR any more.
        Conflict: nobody fits the selection.

    """
    viewer, what = _viewer(job), _selection(job.arguments)
    people = job.step.get("people") or _people(current_session(), job.organisation_id, what, on=_day(job.at))
    if not people:
        raise Conflict("Niemand past bij deze keuze. Kies een ander register of team, of een ruimere periode.")
    job.reached(0, total=len(people), step={"people": people})
    papers = EveryDossier(shelf=Shelf(job.folder / _SHELF))
    begun = (_begin_one(job, viewer, what, papers, person_id) for person_id in people)
    for position, (one, _) in enumerate(pairwise(chain(begun, [None])), 1):
        _finish_one(job, one)
        current_session().rollback()
        job.reached(position, total=len(people))
    _write_totals(job, what, people)
    return Result(path=_join(job), name=f"bewijs-organisatie-{_day(job.at).isoformat()}.zip", media_type=_ZIP)


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


def _selection(arguments: dict[str, Any]) -> Selection:
    since, until = arguments["since"], arguments["until"]
    return Selection(
        register_id=arguments["register_id"],
        team_id=arguments["team_id"],
        readiness=arguments["readiness"],
        since=date.fromisoformat(since) if since else None,
        until=date.fromisoformat(until) if until else None,
    )


def _people(session: Session, organisation_id: int, what: Selection, *, on: date) -> list[int]:
    query = select(Person.id).where(Person.organisation_id == organisation_id, Person.deactivated_at.is_(None))
    if what.register_id:
        query = query.where(
            Person.id.in_(select(Registration.person_id).where(Registration.register_id == what.register_id))
        )
    if what.team_id is not None:
        now = (Membership.starts_on <= on) & (Membership.ends_on.is_(None) | (Membership.ends_on >= on))
        query = query.where(Person.id.in_(select(Membership.person_id).where(Membership.team_id == what.team_id, now)))
    people = list(session.scalars(query.order_by(Person.sort_key, Person.id)))
    if not what.readiness:
        return people
    missing = set(_missing(session, organisation_id, people))
    return [one for one in people if (one in missing) == (what.readiness == "mist")]


def _missing(session: Session, organisation_id: int, people: Sequence[int]) -> Iterator[int]:
    for start in range(0, len(people), _BATCH):
        for one in open_gaps(session, organisation_id, people[start : start + _BATCH]):
            if not one.ready:
                yield one.person_id


def _begin_one(job: RunningJob, viewer: Viewer, what: Selection, papers: EveryDossier, person_id: int) -> _Begun | None:
    """Begin the file of one person, unless an earlier worker made it; who opened nothing more has only totals."""
    session = current_session()
    asked = _filter(session, what, person_id)
    if asked is None:
        return None
    layer = _layer_now(job, viewer, asked)
    if layer is Layer.TOTALS:
        return None
    kind, extension = ("bewijsmappen", "zip") if layer is Layer.EVIDENCE else ("lijsten", "xlsx")
    name = session.scalar(select(Person.display_name).where(Person.id == person_id)) or ""
    place = job.folder / kind / f"{person_id:06d}-{clean_name(f'{name}.x', extension)}"
    if place.exists() or _refusal(job, place).exists():
        return None

    def is_open() -> bool:
        return _layer_now(job, viewer, asked) is layer

    if layer is Layer.LIST:
        return _Begun(place=place, write=partial(_write_list, job, viewer, what, asked), is_open=is_open)
    order = PackOrder(what=asked, without_damaged=True, papers=papers)
    try:
        begun = begin_making(viewer, order, at=job.at, settings=state().settings)
    except (Conflict, PaperRefused) as refused:
        _refuse(job, place, refused)
        return None
    return _Begun(place=place, write=partial(finish_pack, begun), is_open=is_open)


def _layer_now(job: RunningJob, viewer: Viewer, asked: PackFilter) -> Layer:
    """Return what the person opens at this moment for who asked; one's own evidence is open."""
    if asked.person_id == viewer.person_id:
        return Layer.EVIDENCE
    registration_id = asked.registration_id
    return opened(current_session(), asked.person_id, Audience.HR, on=_day(job.at), registration_id=registration_id)


def _finish_one(job: RunningJob, one: _Begun | None) -> None:
    """Write the file of one person, whole or not at all.

    What cannot be made is said in the pack itself: the others are not kept waiting for it.
    """
    if one is None or not one.is_open():
        return
    one.place.parent.mkdir(exist_ok=True)
    draft = one.place.with_suffix(".deel")
    try:
        with draft.open("w+b") as out:
            one.write(out)
        draft.replace(one.place)
    except (Conflict, PaperRefused, NotFound) as refused:
        draft.unlink()
        _refuse(job, one.place, refused)


def _refuse(job: RunningJob, place: Path, refused: RegisterError) -> None:
    refusal = _refusal(job, place)
    refusal.parent.mkdir(exist_ok=True)
    refusal.write_text(f"{refused.message}\n", "utf-8-sig")


def _refusal(job: RunningJob, place: Path) -> Path:
    return job.folder / _REFUSED / f"{place.stem}.txt"


def _write_list(job: RunningJob, viewer: Viewer, what: Selection, asked: PackFilter, out: BinaryIO) -> None:
    listed = EvidenceFilter(
        person_id=asked.person_id,
        register_id=what.register_id or None,
        registration_id=asked.registration_id,
        since=asked.since,
        until=asked.until,
    )
    with transaction() as session:
        write_evidence(session, job.organisation_id, listed, out, actor_id=viewer.person_id, at=job.at)


def _filter(session: Session, what: Selection, person_id: int) -> PackFilter | None:
    """Return what of somebody is asked for; `None`: no registration in that register falls in the period."""
    chosen = _chosen(session, what, [person_id]).get(person_id)
    if what.register_id and chosen is None:
        return None
    return PackFilter(person_id=person_id, registration_id=chosen, since=what.since, until=what.until)


def _chosen(session: Session, what: Selection, people: Sequence[int]) -> dict[int, int]:
    """Return for each person the newest registration in the register that falls in the period that was asked for."""
    query = select(Registration.person_id, Registration.id).where(
        Registration.person_id.in_(people), Registration.register_id == what.register_id
    )
    if what.until is not None:
        query = query.where(Registration.cycle_starts_on <= what.until)
    if what.since is not None:
        ends_on = Registration.cycle_ends_on
        query = query.where(ends_on.is_(None) | (ends_on >= what.since))
    rows = session.execute(query.order_by(Registration.cycle_starts_on))
    return {row.person_id: row.id for row in rows}


def _write_totals(job: RunningJob, what: Selection, people: Sequence[int]) -> None:
    """Write a line per person and registration: all that may be said of who opened nothing more."""
    session = current_session()
    failed = {int(path.name.partition("-")[0]) for path in job.folder.glob(f"{_REFUSED}/*.txt")}
    rows = [
        row
        for start in range(0, len(people), _BATCH)
        for row in _total_rows(session, what, people[start : start + _BATCH], job, failed)
    ]
    write_workbook(
        job.folder / "totalen.xlsx", (SheetSpec(title="Totalen", columns=_COLUMNS, rows=rows),), made_at=job.at
    )
    with transaction() as writing:
        audit.record(
            writing,
            organisation_id=job.organisation_id,
            actor_id=job.asked_by_id,
            act="export.organisatiepakket",
            object_kind="job",
            object_id=job.id,
            at=job.at,
            details={"people": len(people), "rows": len(rows), "failed": len(failed)},
        )


def _total_rows(
    session: Session, what: Selection, people: Sequence[int], job: RunningJob, failed: Container[int]
) -> Iterator[tuple[Value, ...]]:
    layers = opened_by(session, people, Audience.HR, on=_day(job.at))
    chosen = _chosen(session, what, people)
    infos = rule_book().infos
    query = (
        select(Person.id, Person.display_name, Registration, Standing)
        .outerjoin(Registration, Registration.person_id == Person.id)
        .outerjoin(Standing, (Standing.registration_id == Registration.id) & (Standing.track == TOTAL))
        .where(Person.id.in_(people))
        .order_by(Person.sort_key, Person.id, Registration.id)
    )
    for person_id, name, registration, standing in session.execute(query):
        if what.register_id and (registration is None or registration.register_id != what.register_id):
            continue
        layer = Layer.EVIDENCE if person_id == job.asked_by_id else _layer(layers, person_id, what, registration)
        is_left_out = bool(what.register_id) and registration is not None and chosen.get(person_id) != registration.id
        register = registration.register_id if registration else None
        yield (
            name,
            infos[register].name if register and register in infos else register,
            registration.number if registration else None,
            standing.ends_on if standing else None,
            standing.logged if standing else None,
            standing.countable if standing else None,
            standing.granted if standing else None,
            _needed(standing) if standing else None,
            _told(layer, failed=person_id in failed, left_out=is_left_out),
        )


def _layer(layers: Mapping[int, Opened], person_id: int, what: Selection, registration: Registration | None) -> Layer:
    """Return what of somebody is in the pack: of the register that was asked for, or of everything at once."""
    if person_id not in layers:
        return Layer.TOTALS
    return layers[person_id].of(registration.id if what.register_id and registration else None)


def _told(layer: Layer, *, failed: bool, left_out: bool) -> str:
    if left_out and layer is not Layer.TOTALS:
        return _OTHER_PERIOD
    return _FAILED if failed else _TOLD[layer]


def _needed(standing: Standing) -> Decimal | str:
    return "niet vastgesteld" if standing.needed is None else standing.needed


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


def _day(at: datetime) -> date:
    return at.astimezone(AMSTERDAM).date()
