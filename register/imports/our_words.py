"""What both kinds of import read in the same words: numbers and registers (*nummers en registers*)."""

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from register.people.names import fold
from register.rules.rulesets import RegisterInfo
from register.workbooks.cells import Cell
from register.workbooks.values import Problem, parse_identifier, parse_text

_NUMBER_LENGTH = 40
PLAIN_NUMBER = re.compile(r"[0-9A-Za-z-]{1,40}")
"""The shape of a text that `parse_number` gives back as it is."""


def parse_number(cell: Cell) -> str | Problem | None:
    """Read a personnel or register number, as text."""
    found = parse_identifier(cell)
    if isinstance(found, str) and len(found) > _NUMBER_LENGTH:
        return Problem(
            code="number-too-long",
            message=f"Een nummer heeft hooguit {_NUMBER_LENGTH} tekens.",
            remedy="Kijk na of hier het goede nummer staat.",
        )
    return found


class RegisterWords(NamedTuple):
    """How registers can be written."""

    ids: Mapping[str, str]
    """The id of each register by every way to write it."""
    labels: Mapping[str, str]
    """The name of each register by its id, as it stands in a list to choose from."""


def register_words(registers: Sequence[RegisterInfo]) -> RegisterWords:
    """Return every way in which these registers can be written."""
    ids: dict[str, str] = {}
    for info in registers:
        for name in (info.id, info.name, info.label, f"{info.body} {info.name}", f"Register {info.name}"):
            ids.setdefault(fold(name), info.id)
    return RegisterWords(ids, {info.id: info.label for info in registers})


def parse_register(cell: Cell, *, words: RegisterWords) -> str | Problem | None:
    """Read a register by its id or name."""
    found = parse_text(cell)
    if not isinstance(found, str):
        return found
    register = words.ids.get(fold(found))
    if register is None:
        return Problem(
            code="register-unknown", message="Dit register kennen we niet.", remedy=_registers_like(found, words)
        )
    return register


def _registers_like(text: str, words: RegisterWords) -> str:
    """Name the registers that share a word with what was written ("SKJ" is two), else all of them; with their codes."""
    said = {word for word in fold(text).split() if word != "register"}
    alike = sorted({register for name, register in words.ids.items() if said & set(name.split())})
    listed = "; ".join(f"{words.labels[one]}: {one}" for one in alike or sorted(words.labels))
    return f"Schrijf de naam of de code van een van deze registers. {listed}."
