"""Passwords: argon2id, the same work for an unknown name, and what a new one must be like."""

import secrets
import unicodedata

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

from register.errors import Invalid

SHORTEST = 12
LONGEST = 128
_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
"""19 MiB, two passes: the floor of bar SE11; raising it here upgrades old hashes at the next login."""

_NOBODY = _HASHER.hash(secrets.token_urlsafe(32))
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
_OFTEN_TRIED = ("wachtwoord", "welkom", "password", "qwerty", "123456", "leerregister", "geheim")


def hash_password(password: str) -> str:
    """Return the argon2id hash of a password."""
    return _HASHER.hash(_same_form(password))


def fits(password_hash: str | None, password: str) -> bool:
    """Whether the password belongs to the hash; without a hash it takes the same work and is `False` (bar SE7)."""
    try:
        _HASHER.verify(password_hash or _NOBODY, _same_form(password)[:LONGEST])
    except (VerifyMismatchError, InvalidHashError):
        return False
    return password_hash is not None


def is_outdated(password_hash: str) -> bool:
    """Whether the hash was made with weaker settings than today's."""
    return _HASHER.check_needs_rehash(password_hash)


def one_time_password() -> str:
    """Make a password to read out or write down once: 80 bits, without signs that look alike."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(4))


def check_new_password(password: str, *, login: str) -> None:
    """Refuse a password that is easily guessed.

    Raises:
        Invalid: too short, too long, or something that attackers try first.

    """
    plain = _same_form(password).casefold()
    if len(plain) < SHORTEST:
        raise Invalid(
            "new_password", f"Kies een wachtwoord van minstens {SHORTEST} tekens. Een paar woorden werkt goed."
        )
    if len(plain) > LONGEST:
        raise Invalid("new_password", f"Dit wachtwoord is langer dan {LONGEST} tekens. Kies een korter.")
    if len(set(plain)) < 5 or login.casefold() in plain or _is_often_tried(plain):  # noqa: PLR2004 - aaaaaaaaaaaa
        raise Invalid(
            "new_password",
            "Dit wachtwoord is makkelijk te raden. Kies een paar woorden die niets met jou te maken hebben.",
        )


def _is_often_tried(plain: str) -> bool:
    """Whether little is left when the words that everybody tries are taken away."""
    rest = plain
    for word in _OFTEN_TRIED:
        rest = rest.replace(word, "")
    return len(rest.strip("0123456789!.-_ ")) < 4  # noqa: PLR2004 - a short tail adds nothing


def _same_form(password: str) -> str:
    """Make the é of one keyboard equal to the é of another."""
    return unicodedata.normalize("NFC", password)
