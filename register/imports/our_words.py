"""What both kinds of import read in the same words: numbers and registers (*nummers en registers*)."""

import re
from collections.abc import Mapping, Sequence

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


def register_names(registers: Sequence[RegisterInfo]) -> dict[str, str]:
    """Return the id of each register by every way to write it."""
    names: dict[str, str] = {}
    for info in registers:
        for name in (info.id, info.name, f"{info.body} {info.name}", f"Register {info.name}"):
            names.setdefault(fold(name), info.id)
    return names


def parse_register(cell: Cell, *, names: Mapping[str, str]) -> str | Problem | None:
    """Read a register by its id or name."""
    found = parse_text(cell)
    if not isinstance(found, str):
        return found
    register = names.get(fold(found))
    if register is None:
        return Problem(
            code="register-unknown", message="Dit register kennen we niet.", remedy=_registers_like(found, names)
        )
    return register


def _registers_like(text: str, names: Mapping[str, str]) -> str:
    """Name the registers that share a word with what was written ("SKJ" is two), else all of them."""
    words = {word for word in fold(text).split() if word != "register"}
    alike = sorted({register for name, register in names.items() if words & set(name.split())})
    return f"Gebruik een van deze codes: {', '.join(alike or sorted(set(names.values())))}."
