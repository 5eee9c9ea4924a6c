"""How an *invulverklaring* is laid out per register, read from `layouts/<register>.toml`; without one, the default."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

Field = Literal[
    "name", "employer", "registration", "role", "kind", "title", "activity_number", "subject", "learning_goal",
    "method", "competences", "provider", "accreditation", "days", "net", "mode", "online_av", "location", "facilitator",
    "facilitator_kind", "facilitator_registration", "authority", "report", "own_part", "claims", "files",
]  # fmt: skip
"""The neutral set of fields: the union of what readable forms ask."""


class Section(BaseModel):
    """A part of the form."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    fields: tuple[Field, ...] = ()
    meetings: bool = False
    participants: bool = False
    kinds: tuple[str, ...] = ()
    """Only for these kinds of activity; empty: for all."""
    lines: tuple[str, ...] = ()
    write: tuple[str, ...] = ()
    """Questions with room to write."""


class Layout(BaseModel):
    """The form of one register."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    intro: str = ""
    sections: tuple[Section, ...]

    def of_kind(self, kind: str) -> tuple[Section, ...]:
        """Return the parts that belong to a kind of activity."""
        return tuple(section for section in self.sections if not section.kinds or kind in section.kinds)


@cache
def layouts() -> dict[str, Layout]:
    """Return the layouts by register id, "default" among them."""
    folder = files("register.evidence.papers").joinpath("layouts")
    raw = {
        entry.name.removesuffix(".toml"): tomllib.loads(entry.read_text("utf-8"))
        for entry in folder.iterdir()
        if entry.name.endswith(".toml")
    }
    return {register_id: _laid(own, raw["default"]) for register_id, own in raw.items()}


def layout_of(register_id: str | None) -> Layout:
    """Return the layout of a register; the neutral one where it has none."""
    return layouts().get(register_id or "default", layouts()["default"])


def _laid(own: dict[str, Any], default: dict[str, Any]) -> Layout:
    whole = {**default, **{name: said for name, said in own.items() if name != "extra"}}
    return Layout.model_validate({**whole, "sections": [*whole["sections"], *own.get("extra", [])]})
