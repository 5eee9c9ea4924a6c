"""Open a dossier that somebody brings along: is it whole, whose key is it, and what does it say."""

import hashlib
import json
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO

from pydantic import ValidationError
from sqlalchemy.orm import Session

from register.errors import Invalid
from register.evidence.pack.controleer import MANIFEST
from register.evidence.pack.verify import Origin, lines, verify_pack
from register.evidence.takealong.format import FILE, FORMAT, LARGEST, VERSION, DossierFile
from register.settings import Settings

FIELD = "dossier"
_MOST_SAID = 5


@dataclass(frozen=True, kw_only=True)
class OpenedDossier:
    """A dossier whose every file is as it was signed."""

    file: DossierFile
    archive: zipfile.ZipFile
    origin: Origin
    key_id: str
    manifest_sha256: str

    @property
    def known(self) -> bool:
        """Whether the key that signed is one that is known here."""
        return self.origin is not Origin.UNKNOWN

    @property
    def label(self) -> str:
        """Say in Dutch where it comes from, as far as that is known."""
        whose = self.file.organisation
        return f"Meegebracht van {whose}" if self.known else f"Meegebracht, herkomst onbekend (er staat: {whose})"

    def read(self, path: str) -> IO[bytes]:
        """Open a file of the dossier."""
        return self.archive.open(path)


@contextmanager
def open_dossier(session: Session, source: IO[bytes], *, settings: Settings) -> Iterator[OpenedDossier]:
    """Check a brought dossier as a whole before anything of it is read.

    Raises:
        Invalid: a file was changed, it is no dossier to take along, or it cannot be read.

    """
    found = verify_pack(session, source, settings=settings)
    if found.findings:
        said = " ".join(list(lines(found))[:_MOST_SAID])
        raise Invalid(
            FIELD,
            f"Dit dossier is niet zoals het is ondertekend. {said} Haal het opnieuw op bij je vorige organisatie.",
        )
    source.seek(0)
    with zipfile.ZipFile(source) as archive:
        yield OpenedDossier(
            file=_file(archive),
            archive=archive,
            origin=found.origin,
            key_id=found.key_id,
            manifest_sha256=hashlib.sha256(archive.read(MANIFEST)).hexdigest(),
        )


def _file(archive: zipfile.ZipFile) -> DossierFile:
    """Read the data; every file was hashed, so sizes are what the signed list says."""
    if FILE not in archive.namelist():
        raise Invalid(
            FIELD,
            "Dit is een bewijsmap voor een register, geen dossier om mee te nemen. Maak bij je vorige organisatie een "
            "bestand met ‘Dossier meenemen’.",
        )
    if archive.getinfo(FILE).file_size > LARGEST:
        raise Invalid(FIELD, "De gegevens in dit dossier zijn te groot om te lezen. Vraag de beheerder.")
    content = archive.read(FILE)
    try:
        head = json.loads(content)
    except (ValueError, RecursionError):
        head = None
    if not isinstance(head, dict) or head.get("format") != FORMAT:
        raise Invalid(FIELD, "De gegevens in dit dossier zijn niet te lezen. Haal het opnieuw op.")
    if head.get("version") != VERSION:
        raise Invalid(
            FIELD, "Dit dossier is van een andere uitgave van Leerregister. Vraag de beheerder om bij te werken."
        )
    try:
        return DossierFile.model_validate_json(content)
    except ValidationError as wrong:
        first = wrong.errors(include_url=False, include_input=False)[0]
        place = " > ".join(str(part) for part in first["loc"])
        raise Invalid(
            FIELD, f"In dit dossier klopt {place} niet. Haal het opnieuw op bij je vorige organisatie."
        ) from None
