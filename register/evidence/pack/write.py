"""Write a pack: files always in the same order, with a signed list at the end."""

import base64
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from importlib.resources import files as resources
from io import BytesIO
from typing import Any, BinaryIO

from sqlalchemy.orm import Session

from register import __version__
from register.access import Viewer
from register.current import AMSTERDAM
from register.errors import Conflict
from register.evidence.export import EvidenceFilter, write_index
from register.evidence.pack.archive import Archive, Names
from register.evidence.pack.collect import PackContent, PackedActivity, PackedFile
from register.evidence.pack.controleer import FORMAT, LARGEST, MANIFEST, SIGNATURE, VERSION
from register.evidence.pack.keys import ALGORITHM, SigningKey
from register.evidence.pack.papers import Document, Papers
from register.evidence.pack.words import About, explanation
from register.rules.explain import day
from register.storage import Damaged, Storage


@dataclass(frozen=True, kw_only=True)
class Making:
    """Who makes a pack, when, signed with what, from which store, and where it can be verified."""

    viewer: Viewer
    at: datetime
    key: SigningKey
    storage: Storage
    papers: Papers
    verify_url: str = ""
    without_damaged: bool = False
    """Leave a file out whose bytes are no longer what was handed in; the pack says that it is missing."""


@dataclass(frozen=True, kw_only=True)
class Written:
    """What went into a pack."""

    activities: int
    files: int
    size: int
    left_out: tuple[str, ...]


class DamagedEvidence(Damaged):
    """A file in the store is no longer what was handed in; names it, so that the pack can be made without it."""

    def __init__(self, file: PackedFile, activity: PackedActivity) -> None:
        super().__init__(file.sha256)
        self.evidence_id = file.evidence_id
        self.message = (
            f"Het bestand ‘{file.name}’ bij ‘{activity.title}’ van {day(activity.held_on)} is beschadigd in de opslag. "
            "Daarom is er geen bewijsmap gemaakt. Meld het bij de beheerder: het kan uit de reservekopie komen. "
            "Of maak de bewijsmap zonder dit bestand; dan staat erin dat het ontbreekt."
        )
        self.args = (self.message,)


@dataclass(frozen=True, kw_only=True)
class BegunPack:
    """A pack of which the rows are read and the papers are being set."""

    content: PackContent
    making: Making
    dossier: Iterator[Document]
    index: BytesIO
    papers: Iterator[Sequence[Document]]
    """By activity."""


def begin_pack(session: Session, content: PackContent, making: Making) -> BegunPack:
    """Read what the pack holds and have its papers set from now on.

    Raises:
        Conflict: it would be larger than a ZIP of the plain kind may be.

    """
    if sum(file.size for activity in content.activities for file in activity.files) > LARGEST:
        raise Conflict("Deze bewijsmap wordt groter dan 4 GB. Kies een kortere periode.")
    return BegunPack(
        content=content,
        making=making,
        dossier=making.papers.dossier(session, making.viewer, content, at=making.at),
        papers=making.papers.of_activities(session, making.viewer, content, at=making.at),
        index=_index(session, content, making.at),
    )


def write_pack(session: Session, begun: BegunPack, out: BinaryIO) -> Written:
    """Write the pack to a file that can be sought in; memory does not grow with the number of files.

    Raises:
        DamagedEvidence: a file in the store is no longer what was handed in.

    """
    content, making = begun.content, begun.making
    with Archive(out, making.at) as archive:
        for name, document in begun.dossier:
            archive.add(name, document)
        archive.add("index.xlsx", begun.index)
        placed: dict[int, list[tuple[str, str, str]]] = {}
        left_out = tuple(_write_activities(begun, archive, placed))
        for name, document in making.papers.closing(session, making.viewer, content, placed, at=making.at):
            archive.add(name, document)
        archive.add("LEESMIJ.txt", b"\xef\xbb\xbf" + explanation(_about(content, making, left_out)).encode())
        archive.add("controleer.py", checker())
        archive.add("sleutel.pem", making.key.public.pem.encode())
        manifest = json.dumps(_manifest(content, making, archive.listed, left_out), ensure_ascii=False, indent=1)
        archive.put(MANIFEST, manifest.encode())
        archive.put(SIGNATURE, making.key.sign(manifest.encode()))
        return Written(
            activities=len(content.activities), files=len(archive.listed), size=archive.size, left_out=left_out
        )


def checker() -> bytes:
    """Return the file that checks a pack without this program."""
    return resources("register.evidence.pack").joinpath("controleer.py").read_bytes()


def _write_activities(
    begun: BegunPack, archive: Archive, placed: dict[int, list[tuple[str, str, str]]]
) -> Iterable[str]:
    """Write every folder, note where each file was placed, and give back what had to be left out."""
    making = begun.making
    for activity, documents in zip(begun.content.activities, begun.papers, strict=True):
        names = Names()
        for name, document in documents:
            archive.add(f"{activity.folder}/{names.unique(name)}", document)
        for file in activity.files:
            if file.is_closed:
                yield f"een bestand bij {activity.title}, {day(activity.held_on)} (van een collega, niet open voor HR)"
                continue
            if file.in_quarantine:
                yield f"{file.name} bij {activity.title}, {day(activity.held_on)} (wacht op de virusscanner)"
                continue
            path = f"{activity.folder}/{names.unique(file.name)}"
            try:
                with making.storage.open(file.space, file.sha256) as opened:
                    archive.add(path, opened, sha256=file.sha256)
                placed.setdefault(activity.id, []).append((path, file.name, file.sha256))
            except Damaged as damaged:
                if not making.without_damaged:
                    raise DamagedEvidence(file, activity) from damaged
                yield f"{file.name} bij {activity.title}, {day(activity.held_on)}"


def _index(session: Session, content: PackContent, at: datetime) -> BytesIO:
    out = BytesIO()
    what = EvidenceFilter(
        person_id=content.what.person_id,
        register_id=content.register_id,
        registration_id=content.what.registration_id,
        since=content.what.since,
        until=content.what.until,
    )
    folders = {one.id: one.folder for one in content.activities}
    write_index(session, content.organisation_id, what, out, at=at, folders=folders)
    out.seek(0)
    return out


def _manifest(
    content: PackContent, making: Making, listed: list[dict[str, str | int]], left_out: Sequence[str]
) -> dict[str, Any]:
    public = making.key.public
    return {
        "format": FORMAT,
        "version": VERSION,
        "software": f"Leerregister {__version__}",
        "made_at": making.at.isoformat(timespec="seconds"),
        "made_by": {"name": making.viewer.name, "owner": making.viewer.person_id == content.what.person_id},
        "organisation": {"name": content.organisation},
        "person": {"name": content.person},
        "registration": {"register": content.register_id, "name": content.register_name, "number": content.number},
        "period": {"from": _iso(content.starts_on), "to": _iso(content.ends_on)},
        "rules": [{"register": one.register, "version": one.version, "digest": one.digest} for one in content.rules],
        "trail": {"seq": content.anchor.seq, "digest": content.anchor.digest} if content.anchor else None,
        "key": {"id": public.id, "algorithm": ALGORITHM, "public_key": base64.b64encode(public.raw).decode()},
        "left_out": list(left_out),
        "files": listed,
    }


def _about(content: PackContent, making: Making, left_out: Sequence[str]) -> About:
    moment = making.at.astimezone(AMSTERDAM)
    return About(
        person=content.person,
        organisation=content.organisation,
        registration=f"{content.register_name} {content.number}".strip(),
        period=f"{_day(content.starts_on, 'het begin')} tot en met {_day(content.ends_on, 'nu')}",
        made=f"{day(moment.date())}, {moment:%H:%M} uur",
        made_by=making.viewer.name,
        activities=len(content.activities),
        key_id=making.key.public.id,
        verify_url=making.verify_url,
        left_out=left_out,
    )


def _iso(when: date | None) -> str | None:
    return when.isoformat() if when else None


def _day(when: date | None, otherwise: str) -> str:
    return day(when) if when else otherwise
