"""Finds how a text file was written, over the whole file, and what to show for confirmation (tekencodering)."""

import codecs
import re
import unicodedata
from dataclasses import dataclass

from register.workbooks.bsn import mask
from register.workbooks.refused import WorkbookRefused

BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
NAMES = {
    "utf-8": "UTF-8",
    "utf-16-le": "UTF-16",
    "utf-16-be": "UTF-16",
    "utf-7": "UTF-7",
    "cp1252": "Windows-1252",
}
SHIFTED = re.compile(rb"\+[A-Za-z0-9+/]+-?")
SHIFTED_TEXT = re.compile(rb"\+[A-Za-z0-9+/]{3,}-?")
TYPOGRAPHIC = frozenset("€‘’“”„–—…•·\u00a0")
DOUBLE = re.compile(r"[ÂÃÄÅ][\x80-\xbf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]")
NOT_PLAIN = re.compile("[^\x00-\x7f\xa0€]")
FIELD_ENDS = '\r\n\t;,|"'
CONTROLS = re.compile(rb"[\x00-\x08\x0b\x0e-\x19\x1b-\x1f]")
SAMPLE = 4_096
SHOWN = 40
REMEDY = "Sla het bestand in Excel op als ‘CSV UTF-8’ of als Excel-werkmap (.xlsx) en lever dat in."


@dataclass(frozen=True, kw_only=True, slots=True)
class Decoded:
    """A text with the name of its encoding; `example` is the first word with another sign than plain ASCII."""

    text: str
    encoding: str
    example: str

    def notice(self) -> str | None:
        """Give the sentence by which a person can see that names are read well; None for plain ASCII."""
        if not self.example:
            return None
        return (
            f"Gelezen als {self.encoding}; de eerste naam met een bijzonder teken is '{mask(self.example)}'. "
            "Klopt die niet, sla het bestand dan op als ‘CSV UTF-8’."
        )


def decode(raw: bytes) -> Decoded:
    """Decode by byte order mark, else strict UTF-8, else Windows-1252, with UTF-16 and UTF-7 recognised.

    Raises:
        WorkbookRefused: bytes that fit no encoding, two encodings in one file, or NUL signs; with the line.

    """
    encoding, start = _encoding(raw)
    if encoding in {"utf-8", "cp1252", "utf-7"}:
        _refuse_controls(raw)
    if encoding == "cp1252" and _share_of_high(raw[:SAMPLE]) > 0.3:  # noqa: PLR2004 - no language is written like that
        raise _no_text()
    try:
        text = raw[start:].decode(encoding)
    except UnicodeDecodeError as error:
        raise _unreadable(raw, start + error.start, encoding) from error
    if encoding == "cp1252" and (twice := DOUBLE.search(text)):
        raise _mixed(text, twice.start())
    return Decoded(text=text, encoding=NAMES[encoding], example=_example(text))


def _encoding(raw: bytes) -> tuple[str, int]:
    for mark, encoding in BOMS:
        if raw.startswith(mark):
            return encoding, len(mark)
    if wide := _without_mark(raw[:SAMPLE]):
        return wide, 0
    if raw.isascii():
        return ("utf-7" if _is_utf7(raw) else "utf-8"), 0
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return "cp1252", 0
    return "utf-8", 0


def _without_mark(head: bytes) -> str | None:
    """Recognise UTF-16 by the zero beside each plain letter."""
    half = len(head) // 2
    if half and head[1::2].count(0) > 0.6 * half and head[::2].count(0) == 0:
        return "utf-16-le"
    if half and head[::2].count(0) > 0.6 * half and head[1::2].count(0) == 0:
        return "utf-16-be"
    return None


def _is_utf7(raw: bytes) -> bool:
    """Tell UTF-7 from plain text with a `+`: every shifted piece must be letters or signs of Western writing."""
    found = SHIFTED_TEXT.search(raw)
    if found is None:
        return False
    try:
        texts = {piece: piece.decode("utf-7") for piece in set(SHIFTED.findall(raw))}
    except UnicodeDecodeError:
        return False
    return all(_western(sign) for text in texts.values() for sign in text)


def _western(sign: str) -> bool:
    if sign.isascii():
        return sign.isprintable() or sign in "\r\n\t"
    return sign in TYPOGRAPHIC or unicodedata.name(sign, "").startswith("LATIN ")


def _refuse_controls(raw: bytes) -> None:
    found = CONTROLS.search(raw)
    if found is None:
        return
    if len(CONTROLS.findall(raw[:SAMPLE])) > len(raw[:SAMPLE]) // 20:
        raise _no_text()
    raise WorkbookRefused(
        "csv-control",
        f"In regel {_line(raw, found.start())} staat een teken dat in geen tekst hoort (code {found[0][0]}).",
        "Vraag om een nieuwe export, of open het bestand in Excel en sla het op als .xlsx.",
    )


def _share_of_high(raw: bytes) -> float:
    return len(re.findall(rb"[\x80-\xff]", raw)) / max(len(raw), 1)


def _no_text() -> WorkbookRefused:
    return WorkbookRefused(
        "kind-unknown",
        "We herkennen dit bestand niet: het is geen werkmap en geen tekst.",
        "Vraag om een nieuwe export als .xlsx of .csv en probeer het nog eens.",
    )


def _unreadable(raw: bytes, at: int, encoding: str) -> WorkbookRefused:
    return WorkbookRefused(
        "csv-encoding",
        f"In regel {_line(raw, at)} staan tekens die niet te lezen zijn als {NAMES[encoding]}.",
        REMEDY,
    )


def _mixed(text: str, at: int) -> WorkbookRefused:
    line = text.count("\n", 0, at) + 1
    return WorkbookRefused(
        "csv-mixed",
        f"In dit bestand staan twee tekencoderingen door elkaar: in regel {line} lezen we '{_word(text, at)}'.",
        REMEDY,
    )


def _line(raw: bytes, at: int) -> int:
    return raw.count(b"\n", 0, at) + 1


def _word(text: str, at: int) -> str:
    """Give the field around a place in the text, masked and cut."""
    start = max(text.rfind(sign, 0, at) for sign in FIELD_ENDS) + 1
    ends = [end for end in (text.find(sign, at) for sign in FIELD_ENDS) if end >= 0]
    return mask(text[max(start, at - SHOWN) : min([*ends, at + SHOWN])].strip())


def _example(text: str) -> str:
    match = NOT_PLAIN.search(text)
    return _word(text, match.start()) if match else ""
