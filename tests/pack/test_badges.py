"""Open Badges 3.0: what stands in a badge, and that anybody can verify it offline with the key that it names."""

import base64
import json
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from register.evidence.pack.keys import PublicKey, SigningKey
from register.evidence.takealong.badges import Granted, badge, did_key

GRANTED = Granted(
    key="Welzijn Noord|1|7|skj-jgp",
    person="Els de Vries",
    organisation="Welzijn Noord",
    title="Training grenzen stellen",
    kind="Training",
    register_name="SKJ",
    points=Decimal("1.5"),
    first_day=date(2026, 3, 5),
    last_day=date(2026, 3, 12),
    decided_on=date(2026, 4, 1),
)


@pytest.fixture
def key() -> SigningKey:
    return SigningKey(private=Ed25519PrivateKey.from_private_bytes(bytes(range(32))))


def test_the_badge_is_a_credential_with_the_key_in_its_head(key: SigningKey) -> None:
    head, payload, _ = badge(GRANTED, key).split(".")

    assert read(head) == {
        "alg": "EdDSA",
        "typ": "JWT",
        "jwk": {"kty": "OKP", "crv": "Ed25519", "x": base64.urlsafe_b64encode(key.public.raw).rstrip(b"=").decode()},
    }
    credential = read(payload)
    assert credential["@context"][0] == "https://www.w3.org/ns/credentials/v2"
    assert credential["type"] == ["VerifiableCredential", "OpenBadgeCredential"]
    assert credential["iss"] == credential["issuer"]["id"] == did_key(key.public)
    assert credential["jti"] == credential["id"]
    assert credential["validFrom"] == "2026-03-31T22:00:00Z"
    assert credential["nbf"] == 1774994400
    assert credential["credentialSubject"]["creditsEarned"] == 1.5
    assert credential["credentialSubject"]["achievement"]["name"] == "Training grenzen stellen"


def test_anybody_can_verify_it_with_the_key_in_its_head(key: SigningKey) -> None:
    signed, _, signature = badge(GRANTED, key).rpartition(".")
    public = Ed25519PublicKey.from_public_bytes(unpacked(read(signed.split(".")[0])["jwk"]["x"]))

    public.verify(unpacked(signature), signed.encode())
    with pytest.raises(InvalidSignature):
        public.verify(unpacked(signature), signed.replace("ey", "eX", 1).encode())


def test_the_same_achievement_is_the_same_badge(key: SigningKey) -> None:
    assert badge(GRANTED, key) == badge(GRANTED, key)


def test_a_key_is_named_as_did_key_prescribes() -> None:
    """The first test key of RFC 8032 (section 7.1)."""
    raw = bytes.fromhex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a")

    assert did_key(PublicKey(raw=raw)) == "did:key:z6MktwupdmLXVVqTzCw4i46r4uGyosGXRnR3XjN4Zq7oMMsw"


def read(part: str) -> Any:
    return json.loads(unpacked(part))


def unpacked(part: str) -> bytes:
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))
