"""What may be handed in as evidence: judged by content and name together, made harmless before it is stored."""

import io
import re
import zipfile
from dataclasses import dataclass
from typing import BinaryIO

from register.errors import Invalid
from register.evidence.images import clean_image
from register.evidence.names import clean_name, extension_of
from register.evidence.pdfs import check_pdf
from register.settings import Settings

_MEGABYTE = 1_000_000
_EXTENSIONS = {
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "jpe": "image/jpeg",
    "png": "image/png",
    "webp": "image/webp",
    "pdf": "application/pdf",
}
_CALLED = {"image/jpeg": "jpg", "image/png": "png", "image/webp": "webp", "application/pdf": "pdf"}
_MARKUP = re.compile(rb"<(?:script|html|svg|!doctype|iframe|\?php)[\s/>]", re.IGNORECASE)
"""Markup with what follows it: the four bytes of `<svg` alone are in one photo of 5 MB in a hundred by chance."""
_ALLOWED = "Kies een foto (jpg, png of webp) of een pdf."
_OTHER_KINDS = {
    "heic": "Deze foto is in het formaat van Apple (heic). Kies bij Instellingen > Camera > Structuur voor "
    "‘Meest compatibel’, of maak een schermafdruk van de foto en kies die.",
    "svg": f"Een svg-tekening kan een programma bevatten en mag niet. {_ALLOWED}",
    "doc": f"Een Word-bestand kan nog wijzigen. Bewaar het als pdf en kies die. {_ALLOWED}",
}
_FILM = (
    "Een film nemen wij niet aan. Op beeld en geluid is een cliënt te herkennen, ook zonder naam en ook met een blokje "
    "ervoor; toestemming verandert dat niet. Schrijf in woorden op wat je zag en leerde, zonder wie het was."
)
_OTHER_KINDS |= dict.fromkeys(("mp4", "mov", "m4v", "avi", "mkv", "webm", "wmv", "mpg", "mpeg", "3gp"), _FILM)
_OTHER_KINDS |= {"heif": _OTHER_KINDS["heic"], "docx": _OTHER_KINDS["doc"], "odt": _OTHER_KINDS["doc"]}


class TooLarge(Invalid):
    """More bytes than one file, or one person on one day, may have (bar UP4)."""

    def __init__(self, message: str) -> None:
        super().__init__("evidence", message)


@dataclass(frozen=True, kw_only=True)
class CleanFile:
    """A file that may be stored: its bytes as they will be kept, and the name to show."""

    content: bytes
    media_type: str
    name: str
    scan: str = "geen"
    """What the virus scanner said: "geen", "schoon" or "wacht"."""


def inspect_upload(stream: BinaryIO, filename: str | None, *, settings: Settings) -> CleanFile:
    """Read, judge and clean a file that somebody hands in, without touching database or disk.

    Raises:
        Invalid: it is not an accepted kind, or its name says something else than its content.
        TooLarge: it has more bytes than REGISTER_UPLOAD_LIMIT_MB.

    """
    limit = settings.upload_limit_mb * _MEGABYTE
    content = stream.read(limit + 1)
    if len(content) > limit:
        raise TooLarge(f"Dit bestand is te groot. Kies er een van hooguit {settings.upload_limit_mb} MB.")
    if not content:
        raise Invalid("evidence", "Dit bestand is leeg. Kies een ander bestand.")
    media_type = _kind(content, filename)
    _refuse_double_kind(content)
    if media_type == "application/pdf":
        check_pdf(content)
    else:
        content = clean_image(content, media_type)
    return CleanFile(content=content, media_type=media_type, name=clean_name(filename, _CALLED[media_type]))


def _kind(content: bytes, filename: str | None) -> str:
    claimed = extension_of(filename)
    if claimed not in _EXTENSIONS:
        raise Invalid("evidence", _OTHER_KINDS.get(claimed, f"Dit soort bestand kan niet als bewijs. {_ALLOWED}"))
    found = _by_content(content)
    if found is None:
        raise Invalid("evidence", f"De inhoud van dit bestand is geen foto of pdf, al heet het zo. {_ALLOWED}")
    if found != _EXTENSIONS[claimed]:
        raise Invalid(
            "evidence",
            f"Dit bestand heet .{claimed}, maar van binnen is het een {_CALLED[found]}. Geef het de goede naam.",
        )
    return found


def _by_content(content: bytes) -> str | None:
    if content.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if content.startswith(b"RIFF") and content[8:12] == b"WEBP":
        return "image/webp"
    return "application/pdf" if content.startswith(b"%PDF-") else None


def _refuse_double_kind(content: bytes) -> None:
    """Refuse a file that is two kinds at once (*polyglot*): it fools whoever opens it by the other name."""
    also_pdf = not content.startswith(b"%PDF-") and b"%PDF-" in content
    if also_pdf or _MARKUP.search(content) or zipfile.is_zipfile(io.BytesIO(content)):
        raise Invalid(
            "evidence",
            "In dit bestand zit nog een ander soort bestand verstopt. Maak een nieuwe foto of pdf en kies die.",
        )
