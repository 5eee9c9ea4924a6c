"""PDF files: opened and walked through; whatever can run, start or carry another file is refused (bar UP1)."""

import io
import re
import zlib
from collections.abc import Iterator
from typing import Any

from register.errors import Invalid

_ACTIVE_KEYS = {
    "/JS": "een programma (JavaScript)",
    "/JavaScript": "een programma (JavaScript)",
    "/EmbeddedFiles": "een ander bestand",
    "/EF": "een ander bestand",
    "/XFA": "een formulier met een programma",
    "/RichMediaContent": "een film of ander bestand",
}
_ACTIVE_ACTIONS = {
    "/JavaScript": "een programma (JavaScript)",
    "/Launch": "een opdracht die iets start op je computer",
    "/ImportData": "een opdracht die gegevens ophaalt",
    "/SubmitForm": "een opdracht die gegevens verstuurt",
    "/GoToE": "een ander bestand",
    "/Rendition": "een film of ander bestand",
    "/RichMediaExecute": "een film of ander bestand",
}
_STREAM = re.compile(rb"stream\r?\n")
_FILTER = re.compile(rb"/(\w+?)Decode\b")
_ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
_HEAD = 2000
_MOST_UNPACKED = 32_000_000
_DEEPEST = 60
_MOST_OBJECTS = 200_000
_REMEDY = "Druk het document af naar een nieuwe pdf en kies die."


def check_pdf(content: bytes) -> None:
    """Refuse a PDF that is locked, broken, or does more than show pages.

    Raises:
        Invalid: with what is in it and how to mend it.

    """
    import pikepdf

    _refuse_bombs(content)
    try:
        with pikepdf.open(io.BytesIO(content), suppress_warnings=True) as document:
            if len(document.objects) > _MOST_OBJECTS:
                raise Invalid("evidence", f"Deze pdf heeft te veel onderdelen om na te kijken. {_REMEDY}")
            if found := next(_active(document), None):
                raise Invalid("evidence", f"In deze pdf zit {found}. Dat mag niet. {_REMEDY}")
            if not len(document.pages):
                raise Invalid("evidence", f"Deze pdf heeft geen pagina's. {_REMEDY}")
    except pikepdf.PasswordError as locked:
        raise Invalid("evidence", f"Deze pdf zit op slot met een wachtwoord. {_REMEDY}") from locked
    except (pikepdf.PdfError, ValueError, TypeError, RuntimeError, MemoryError) as broken:
        raise Invalid("evidence", f"Deze pdf is beschadigd en kan niet worden gelezen. {_REMEDY}") from broken


def _refuse_bombs(content: bytes) -> None:
    """Measure what a reader must unpack before it can look at anything: object and cross-reference streams."""
    unpacked = 0
    for found in _STREAM.finditer(content):
        head = _ESCAPED.sub(_spelled, content[max(0, found.start() - _HEAD) : found.start()].rsplit(b"endobj", 1)[-1])
        if b"/ObjStm" not in head and b"/XRef" not in head:
            continue
        if set(_FILTER.findall(head)) - {b"Flate"} or head.count(b"/FlateDecode") > 1:
            raise Invalid("evidence", f"Deze pdf is op een ongewone manier ingepakt. {_REMEDY}")
        inflate = zlib.decompressobj()
        try:
            unpacked += len(inflate.decompress(memoryview(content)[found.end() :], _MOST_UNPACKED))
        except zlib.error:
            continue
        if unpacked >= _MOST_UNPACKED:
            raise Invalid("evidence", f"Deze pdf wordt bij het uitpakken te groot. {_REMEDY}")


def _spelled(escaped: "re.Match[bytes]") -> bytes:
    return bytes([int(escaped[1], 16)])


def _active(document: Any) -> Iterator[str]:  # noqa: ANN401 - pikepdf's own objects
    yield from _in(document.trailer, 0)
    for item in document.objects:
        yield from _in(item, 0)


def _in(item: Any, depth: int) -> Iterator[str]:  # noqa: ANN401
    """Look into one object and what lies directly in it; references are objects of their own."""
    import pikepdf

    if depth > _DEEPEST:
        yield "een onderdeel dat niet na te kijken is"
    elif isinstance(item, (pikepdf.Dictionary, pikepdf.Stream)):
        for key, value in item.items():
            if key in _ACTIVE_KEYS:
                yield _ACTIVE_KEYS[key]
            if key == "/S" and str(value) in _ACTIVE_ACTIONS:
                yield _ACTIVE_ACTIONS[str(value)]
            if not getattr(value, "is_indirect", False):
                yield from _in(value, depth + 1)
    elif isinstance(item, pikepdf.Array):
        for value in item:
            if not getattr(value, "is_indirect", False):
                yield from _in(value, depth + 1)
