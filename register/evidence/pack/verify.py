"""Verify a pack (D8): is it as it was signed, by whom, and does the trail still fit it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import IO, Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from register.audit import AuditEntry
from register.evidence.pack.controleer import Finding, Outcome, check_zip
from register.evidence.pack.keys import PublicKey, published_keys, trusted_keys
from register.people.models import Organisation
from register.settings import Settings


class Origin(StrEnum):
    """Whose key signed."""

    HERE = "hier"
    TRUSTED = "vertrouwd"
    UNKNOWN = "onbekend"


@dataclass(frozen=True, kw_only=True)
class Verification:
    """What there is to say about a pack."""

    findings: tuple[Finding, ...]
    """What is not as it was signed, file by file; empty: nothing was changed."""
    origin: Origin
    key_id: str
    manifest: Mapping[str, Any]
    files: int
    trail_changed: bool = False
    """The trail of this organisation no longer has the line that the pack names: look into that."""

    @property
    def whole(self) -> bool:
        """Whether nothing was changed and the key is known here."""
        return not self.findings and self.origin is not Origin.UNKNOWN

    @property
    def made_at(self) -> datetime | None:
        """When it says that it was made; nothing where that cannot be read."""
        try:
            moment = datetime.fromisoformat(self.told("made_at"))
        except ValueError:
            return None
        return moment if moment.tzinfo else None

    def told(self, *names: str) -> str:
        """Return a text of the manifest ("organisation", "name"), short and never anything else than a text."""
        found: Any = self.manifest
        for name in names:
            found = found.get(name) if isinstance(found, Mapping) else None
        return found[:200] if isinstance(found, str) else ""


def verify_pack(session: Session, source: IO[bytes], *, settings: Settings) -> Verification:
    """Check every file of a pack against its signed list, and the key against those that are known here."""
    outcome = check_zip(source, _verified)
    origin = _origin(outcome, settings)
    return Verification(
        findings=outcome.findings,
        origin=origin,
        key_id=outcome.key_id,
        manifest=outcome.manifest,
        files=outcome.files,
        trail_changed=origin is Origin.HERE and not outcome.findings and _trail_changed(session, outcome.manifest),
    )


def lines(found: Verification) -> Iterator[str]:
    """Say in Dutch what is wrong, one line each."""
    for one in found.findings:
        yield f"{one.path or 'Dit bestand'} {one.text}."
    if not found.findings and found.origin is Origin.UNKNOWN:
        yield f"Ondertekend met een sleutel die hier niet bekend is ({found.key_id})."


def _verified(public: bytes, message: bytes, signature: bytes) -> bool:
    return PublicKey(raw=public).accepts(message, signature)


def _origin(outcome: Outcome, settings: Settings) -> Origin:
    if outcome.key_id in {one.key.id for one in published_keys(settings)}:
        return Origin.HERE
    return Origin.TRUSTED if outcome.key_id in {key.id for key in trusted_keys(settings)} else Origin.UNKNOWN


def _trail_changed(session: Session, manifest: Mapping[str, Any]) -> bool:
    trail = manifest.get("trail")
    if trail is None:
        return False
    found = session.scalar(
        select(AuditEntry.digest)
        .join(Organisation, Organisation.id == AuditEntry.organisation_id)
        .where(Organisation.name == manifest["organisation"]["name"], AuditEntry.seq == trail["seq"])
    )
    return bool(found != trail["digest"])
