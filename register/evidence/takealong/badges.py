"""Open Badges 3.0 for what a register granted: a credential as a signed JWT that anybody can verify offline, one way.

1EdTech Open Badges 3.0, section 8.2 (JSON Web Token proof format): the payload is the credential itself, `iss`, `jti`
and `nbf` repeat its issuer, id and start, and the header carries the public key (`jwk`). The issuer is a `did:key`: its
name is its key.
"""

import base64
import json
import uuid
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

from register.current import AMSTERDAM
from register.evidence.pack.keys import PublicKey, SigningKey

CONTEXT = ("https://www.w3.org/ns/credentials/v2", "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json")
_OURS = uuid.UUID("6f0b1b0e-6a0a-5c7e-9a55-6c6565727265")
_ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_ED25519 = b"\xed\x01"


@dataclass(frozen=True, kw_only=True)
class Granted:
    """An activity for which a register granted points."""

    key: str
    """Names activity and register; the same badge twice has the same id."""
    person: str
    organisation: str
    title: str
    kind: str
    register_name: str
    points: Decimal
    first_day: date
    last_day: date
    decided_on: date


def badge(granted: Granted, key: SigningKey) -> str:
    """Return the credential as a compact JWT."""
    issuer = did_key(key.public)
    credential = _credential(granted, issuer)
    claims = {
        **credential,
        "iss": issuer,
        "jti": credential["id"],
        "nbf": int(_moment(granted.decided_on).timestamp()),
    }
    header = {"alg": "EdDSA", "typ": "JWT", "jwk": jwk(key.public)}
    signed = f"{_packed(header)}.{_packed(claims)}"
    return f"{signed}.{_base64(key.sign(signed.encode()))}"


def jwk(key: PublicKey) -> dict[str, str]:
    """Return a public key as RFC 8037 writes it."""
    return {"kty": "OKP", "crv": "Ed25519", "x": _base64(key.raw)}


def did_key(key: PublicKey) -> str:
    """Return the name of a key by its own content: `did:key:z6Mk…`."""
    number, digits = int.from_bytes(_ED25519 + key.raw), ""
    while number:
        number, rest = divmod(number, len(_ALPHABET))
        digits = _ALPHABET[rest] + digits
    return f"did:key:z{digits}"


def _credential(granted: Granted, issuer: str) -> dict[str, Any]:
    return {
        "@context": list(CONTEXT),
        "id": f"urn:uuid:{uuid.uuid5(_OURS, granted.key)}",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "issuer": {"id": issuer, "type": ["Profile"], "name": granted.organisation},
        "validFrom": _moment(granted.decided_on).isoformat().replace("+00:00", "Z"),
        "name": granted.title,
        "credentialSubject": {
            "type": ["AchievementSubject"],
            "identifier": [
                {"type": "IdentityObject", "hashed": False, "identityHash": granted.person, "identityType": "name"}
            ],
            "activityStartDate": _moment(granted.first_day).isoformat().replace("+00:00", "Z"),
            "activityEndDate": _moment(granted.last_day).isoformat().replace("+00:00", "Z"),
            "creditsEarned": float(granted.points),
            "achievement": _achievement(granted),
        },
    }


def _achievement(granted: Granted) -> dict[str, Any]:
    points = f"{granted.points.normalize():f}".replace(".", ",")
    return {
        "id": f"urn:uuid:{uuid.uuid5(_OURS, f'{granted.key}/achievement')}",
        "type": ["Achievement"],
        "inLanguage": "nl",
        "name": granted.title,
        "description": f"{granted.kind}, {granted.register_name}: {points} punten toegekend.",
        "criteria": {
            "narrative": f"Aanwezig en bevestigd bij {granted.organisation}; volgens de eigen opgave toegekend door "
            f"{granted.register_name}. Het register zelf kan dat bevestigen."
        },
        "creator": {"id": f"urn:uuid:{uuid.uuid5(_OURS, granted.organisation)}", "type": ["Profile"],
                    "name": granted.organisation},
    }  # fmt: skip


def _moment(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=AMSTERDAM).astimezone(UTC)


def _packed(content: dict[str, Any]) -> str:
    return _base64(json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode())


def _base64(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()
