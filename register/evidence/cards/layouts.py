"""The fields of an upload card (*uploadkaart*), read from `<body>.toml`: its own first, the neutral order after."""

import tomllib
from functools import cache
from importlib.resources import files

from pydantic import BaseModel, ConfigDict

_NEUTRAL = "_neutral.toml"


class CardField(BaseModel):
    """One field of the register's form."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    code: str
    label: str
    long: bool = False
    """More than one line of text."""


class CardLayout(BaseModel):
    """What a body that keeps registers asks, as far as it could be seen."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    bodies: tuple[str, ...] = ()
    note: str = ""
    """What is and is not known of its form."""
    sign_in: str = ""
    """What trips people up when they sign in there."""
    fields: tuple[CardField, ...] = ()


def layout_for(body: str) -> CardLayout:
    """Return the layout of a body; what its file does not name follows in the neutral order."""
    neutral, own = _layouts()[_NEUTRAL], _by_body().get(body)
    if own is None:
        return neutral
    named = {field.code for field in own.fields}
    rest = tuple(field for field in neutral.fields if field.code not in named)
    return own.model_copy(update={"note": own.note or neutral.note, "fields": (*own.fields, *rest)})


@cache
def _layouts() -> dict[str, CardLayout]:
    return {
        entry.name: CardLayout(**tomllib.loads(entry.read_text("utf-8")))
        for entry in files("register.evidence.cards").iterdir()
        if entry.name.endswith(".toml")
    }


@cache
def _by_body() -> dict[str, CardLayout]:
    return {body: layout for layout in _layouts().values() for body in layout.bodies}
