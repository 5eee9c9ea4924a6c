"""The key that signs (*ondertekensleutel*): Ed25519, made at first use, changed without losing the old public ones.

The private key stands in `<data folder>/keys/current.key`, for its owner alone. Every public key this installation ever
had stands beside it as `<key id>.pub`; keys of others that are trusted stand in `trusted/`.
"""

import hashlib
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from register.errors import Invalid, Unavailable
from register.key_files import key_folder, put_in_use, write_whole
from register.settings import Settings

ALGORITHM = "Ed25519"
_CURRENT = "current.key"
_RAW = 32
_ID = 16
_LARGEST_PEM = 10_000
_FOR_ALL = 0o644


@dataclass(frozen=True, kw_only=True)
class PublicKey:
    """A public key as others see it."""

    raw: bytes
    """32 bytes."""

    @cached_property
    def id(self) -> str:
        """Return the key id (*sleutelcode*): the first 16 hex digits of the SHA-256 of the raw key."""
        return hashlib.sha256(self.raw).hexdigest()[:_ID]

    @cached_property
    def pem(self) -> str:
        """Return the key as OpenSSL reads it."""
        return (
            Ed25519PublicKey.from_public_bytes(self.raw)
            .public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
            .decode()
        )

    def accepts(self, message: bytes, signature: bytes) -> bool:
        """Whether this key made this signature under this message."""
        try:
            Ed25519PublicKey.from_public_bytes(self.raw).verify(signature, message)
        except (InvalidSignature, ValueError):
            return False
        return True


@dataclass(frozen=True, kw_only=True)
class SigningKey:
    """The key that signs now."""

    private: Ed25519PrivateKey

    @cached_property
    def public(self) -> PublicKey:
        """Return the half that everybody may see."""
        raw = self.private.public_key().public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
        return PublicKey(raw=raw)

    def sign(self, message: bytes) -> bytes:
        """Return the signature, 64 bytes."""
        return self.private.sign(message)


@dataclass(frozen=True, kw_only=True)
class PublishedKey:
    """A public key of this installation, with whether it signs now."""

    key: PublicKey
    signs_now: bool


def signing_key(settings: Settings) -> SigningKey:
    """Return the key that signs; made when there is none yet, once, however many ask at the same time.

    Raises:
        Unavailable: the key cannot be read or made.

    """
    place = key_folder(settings) / _CURRENT
    try:
        if not place.exists():
            _make(settings, replace=False)
        return _read_private(place)
    except OSError as away:
        raise Unavailable(
            f"De ondertekensleutel kan niet worden gelezen of gemaakt in {place.parent}. "
            "Vraag de beheerder om de rechten op die map na te kijken."
        ) from away


def rotate(settings: Settings) -> SigningKey:
    """Sign with a new key from now on; what the old one signed stays valid, because its public half stays.

    Raises:
        Unavailable: the key cannot be written.

    """
    try:
        _make(settings, replace=True)
    except OSError as away:
        raise Unavailable("De nieuwe sleutel kan niet worden geschreven. De oude blijft in gebruik.") from away
    return signing_key(settings)


def published_keys(settings: Settings) -> tuple[PublishedKey, ...]:
    """Return every public key of this installation: the one that signs now first, then by id."""
    now = signing_key(settings).public.id
    found = [PublishedKey(key=key, signs_now=key.id == now) for key in _read_all(key_folder(settings))]
    return tuple(sorted(found, key=lambda one: (not one.signs_now, one.key.id)))


def trusted_keys(settings: Settings) -> tuple[PublicKey, ...]:
    """Return the keys of other installations that the administrator trusts."""
    return tuple(sorted(_read_all(key_folder(settings) / "trusted"), key=lambda key: key.id))


def known_keys(settings: Settings) -> dict[str, PublicKey]:
    """Return own and trusted keys by their id."""
    own = (one.key for one in published_keys(settings))
    return {key.id: key for key in (*own, *trusted_keys(settings))}


def trust(settings: Settings, pem: bytes) -> PublicKey:
    """Trust what the owner of this key signs.

    Raises:
        Invalid: it is not an Ed25519 public key.

    """
    key = _public(pem)
    if key is None:
        raise Invalid("key", "Dit is geen openbare Ed25519-sleutel. Kies het .pem-bestand van de andere organisatie.")
    write_whole(key_folder(settings) / "trusted" / f"{key.id}.pub", key.pem.encode(), mode=_FOR_ALL)
    return key


def key_problem(settings: Settings) -> str:
    """Say in Dutch what is wrong with the key; empty when all is well or there is none yet. Makes nothing."""
    place = key_folder(settings) / _CURRENT
    if not place.exists():
        return ""
    try:
        key = _read_private(place)
    except (OSError, Unavailable):
        return f"De ondertekensleutel {place} is niet te lezen."
    if stat.S_IMODE(place.stat().st_mode) & 0o077:
        return f"De ondertekensleutel {place} is ook door anderen te lezen."
    if not (place.parent / f"{key.public.id}.pub").exists():
        return f"De openbare helft van de ondertekensleutel ({key.public.id}.pub) is weg."
    return ""


def _make(settings: Settings, *, replace: bool) -> None:
    """Write the public half first: a key that signs is published already."""
    folder, key = key_folder(settings), SigningKey(private=Ed25519PrivateKey.generate())
    pem = key.private.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    half = write_whole(folder / f"{key.public.id}.pub", key.public.pem.encode(), mode=_FOR_ALL)
    put_in_use(folder / _CURRENT, pem, kept=half, replace=replace)


def _read_private(place: Path) -> SigningKey:
    try:
        key = serialization.load_pem_private_key(place.read_bytes(), password=None)
    except ValueError as broken:
        raise _unusable() from broken
    if not isinstance(key, Ed25519PrivateKey):
        raise _unusable()
    return SigningKey(private=key)


def _unusable() -> Unavailable:
    return Unavailable(
        "De ondertekensleutel is beschadigd. Vraag de beheerder om hem uit de reservekopie te halen, "
        "of een nieuwe te maken met: flask register evidence keys rotate."
    )


def _read_all(folder: Path) -> Iterator[PublicKey]:
    for place in sorted(folder.glob("*.pub")):
        key = _public(place.read_bytes())
        if key is not None and key.id == place.stem:
            yield key


def _public(pem: bytes) -> PublicKey | None:
    if len(pem) > _LARGEST_PEM:
        return None
    try:
        key = serialization.load_pem_public_key(pem)
    except ValueError:
        return None
    if not isinstance(key, Ed25519PublicKey):
        return None
    return PublicKey(raw=key.public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw))
