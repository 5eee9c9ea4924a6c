"""Checks rule files for whoever writes them (*regels nakijken*): line, field, what is wrong, how to mend it."""

import re
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from register.rules.reading import complete, parse, shipped_text
from register.rules.references import loose_ends
from register.rules.schema import FileSpec

_HEADER = re.compile(r"^\s*(\[\[?)\s*([A-Za-z0-9_.\-]+)\s*\]\]?")
_KEY = re.compile(r"^\s*([A-Za-z0-9_\-]+)\s*=")
_TOO_BIG = 1_000_000

Where = tuple[str | int, ...]

_MESSAGES = {
    "missing": ("Dit veld ontbreekt.", "Voeg het toe."),
    "extra_forbidden": ("Dit veld kennen we niet.", "Kijk of de naam goed is geschreven, of haal het weg."),
    "decimal_parsing": ("Dit is geen getal.", "Schrijf een getal, met een punt voor de decimalen."),
    "decimal_type": ("Dit is geen getal.", "Schrijf een getal, met een punt voor de decimalen."),
    "date_from_datetime_parsing": ("Dit is geen datum.", "Schrijf de datum als 2026-03-05, zonder aanhalingstekens."),
    "date_type": ("Dit is geen datum.", "Schrijf de datum als 2026-03-05, zonder aanhalingstekens."),
    "string_type": ("Hier hoort tekst.", "Zet de waarde tussen aanhalingstekens."),
    "string_pattern_mismatch": ("Een code heeft kleine letters, cijfers, - en _.", "Pas de code aan."),
    "literal_error": ("Deze keuze bestaat niet.", "Kies uit: {expected}."),
    "greater_than_equal": ("Dit getal is te klein.", "Vul {ge} of meer in."),
    "less_than": ("Dit getal is te groot.", "Vul minder dan {lt} in."),
    "bool_type": ("Hier hoort true of false.", "Schrijf true of false, zonder aanhalingstekens."),
    "too_short": ("Deze lijst is leeg.", "Zet er minstens één in."),
}


@dataclass(frozen=True, kw_only=True)
class Problem:
    """One thing in a rule file that must be mended."""

    file: str
    line: int | None
    field: str
    what: str
    remedy: str

    def __str__(self) -> str:
        place = f"{self.file}, regel {self.line}" if self.line else self.file
        return (
            f"{place}, {self.field}: {self.what} {self.remedy}" if self.field else f"{place}: {self.what} {self.remedy}"
        )


def check_file(path: Path | str) -> list[Problem]:
    """Check one rule file; an empty list means that the engine can read it."""
    path = Path(path)
    try:
        if path.stat().st_size > _TOO_BIG:
            return [_whole(path, "Het bestand is te groot voor een regelbestand.", "Kies een bestand onder 1 MB.")]
        text = path.read_bytes().decode("utf-8-sig")
    except OSError:
        return [_whole(path, "Het bestand is niet te lezen.", "Kijk de naam, de plaats en je rechten erop na.")]
    except UnicodeDecodeError:
        return [_whole(path, "Het bestand is geen UTF-8.", "Bewaar het als tekst in UTF-8.")]
    return check_text(path, text, shared=lambda name: _shared(path, name))


def check_text(path: Path, text: str, *, shared: Callable[[str], str] = shipped_text) -> list[Problem]:
    """Check the text of a rule file, `path` being the name it goes by; only `shared` reads more."""
    try:
        file = FileSpec.model_validate(complete(parse(text), shared=shared))
        return [problem_at(path, text, loose.where, loose.what, loose.remedy) for loose in loose_ends(file)]
    except tomllib.TOMLDecodeError as error:
        return [_broken(path, str(error))]
    except ValidationError as error:
        told = [one for one in error.errors() if not _is_short_of_faults(one)]
        return [problem_at(path, text, tuple(details["loc"]), *_told(details)) for details in told]
    except OSError:
        what = "Het gedeelde deel bij extends bestaat niet."
        return [problem_at(path, text, ("extends",), what, 'Kijk de naam na, bijvoorbeeld extends = "_registerplein".')]
    except (ValueError, TypeError, AttributeError):
        return [
            _whole(path, "De opbouw klopt niet: een tabel of lijst staat op de verkeerde plek.", "Kijk de kopjes na.")
        ]


def _is_short_of_faults(details: ErrorDetails) -> bool:
    """Whether a list is called too short only because what is in it is wrong: that is told already, at its place."""
    given = details["input"]
    return details["type"] == "too_short" and isinstance(given, list | tuple) and len(given) > 0


def _shared(path: Path, name: str) -> str:
    if not re.fullmatch(r"_[a-z0-9_-]+", name):
        raise FileNotFoundError(2, f"extends = ‘{name}’ bestaat niet")
    beside = path.with_name(f"{name}.toml")
    return beside.read_text(encoding="utf-8") if beside.is_file() else shipped_text(name)


def _whole(path: Path, what: str, remedy: str) -> Problem:
    return Problem(file=path.name, line=None, field="", what=what, remedy=remedy)


def _broken(path: Path, message: str) -> Problem:
    found = re.search(r"at line (\d+)", message)
    what = "Hier klopt de schrijfwijze (TOML) niet."
    remedy = "Kijk aanhalingstekens, haken en het isgelijkteken na, ook op de regel erboven."
    return Problem(file=path.name, line=int(found[1]) if found else None, field="", what=what, remedy=remedy)


def problem_at(path: Path, text: str, where: Where, what: str, remedy: str) -> Problem:
    """Name a problem by its line and field."""
    field = ".".join(str(step + 1) if isinstance(step, int) else step for step in where)
    return Problem(file=path.name, line=line_of(text, where), field=field, what=what, remedy=remedy)


def _told(details: ErrorDetails) -> tuple[str, str]:
    if details["type"] == "value_error":
        message = details["msg"].removeprefix("Value error, ")
        return f"{message[:1].upper()}{message[1:]}.", "Pas het aan."
    what, remedy = _MESSAGES.get(details["type"], ("Deze waarde past hier niet.", "Kijk de waarde na."))
    context: dict[str, Any] = details.get("ctx", {})
    return what, remedy.format(**{"expected": "", "ge": "", "lt": "", **context}).replace("' or '", "' of '")


def line_of(text: str, where: Where) -> int | None:
    """Find the line that stands closest to a path through the file; `None` where the file has none of it."""
    best, length = None, 0
    table: Where = ()
    counts: dict[str, int] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        header = _HEADER.match(line)
        if header:
            table = _table(header[2].split("."), counts, is_list=header[1] == "[[")
            here = table
        elif key := _KEY.match(line):
            here = (*table, key[1])
        else:
            continue
        if length < len(here) <= len(where) and where[: len(here)] == here:
            best, length = number, len(here)
    return best


def _table(names: list[str], counts: dict[str, int], *, is_list: bool) -> Where:
    path: list[str | int] = []
    for depth, name in enumerate(names):
        path.append(name)
        key = ".".join(map(str, path))
        if is_list and depth == len(names) - 1:
            counts[key] = counts.get(key, -1) + 1
        if key in counts:
            path.append(counts[key])
    return tuple(path)
