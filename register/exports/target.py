"""What a system that takes results is like (doelsysteem): one shape for all of them, found by name."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from typing import Literal

from register.errors import NotFound
from register.exports.results import Result
from register.workbooks.write import Column, Value
from register.workbooks.write_csv import Dialect

MODULES = ("generic_xlsx", "generic_csv", "afas", "nmbrs", "sdb", "learnlinq", "coachview", "successfactors", "totara")
"""The modules in `register/exports/targets`, in the order of the page."""

Settings = Mapping[str, str]
Rows = Callable[[Result, Settings], Sequence[Sequence[Value]]]


@dataclass(frozen=True, kw_only=True)
class Ask:
    """Something that only HR knows and that stands in no source: asked once, remembered with the delivery."""

    name: str
    label: str
    hint: str = ""
    required: bool = True
    choices: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, kw_only=True)
class Target:
    """A system and how it wants its results."""

    name: str
    title: str
    about: str
    file: Literal["xlsx", "csv"]
    columns: Callable[[Settings], Sequence[Column]]
    rows: Rows
    dialect: Dialect = field(default_factory=Dialect)
    asks: tuple[Ask, ...] = ()
    most_rows: int | None = None
    """Rows that one file may hold; more become a ZIP of files."""
    adds_only: bool = False
    """The system adds a row every time: whatever was delivered is not delivered again."""
    left_out: tuple[str, ...] = ()
    """What stays empty and why, for the page."""
    check: Callable[[Settings], Mapping[str, str]] = lambda _settings: {}
    """Problems of the settings by name, in Dutch."""


WHO = Ask(
    name="who",
    label="Waaraan herkent het systeem de medewerker?",
    choices=(("personnel_number", "Personeelsnummer"), ("email", "E-mailadres")),
)
"""Which of the two identifiers the other system has as its key."""


def who(result: Result, settings: Settings) -> str:
    """Return the identifier that was chosen for `WHO`."""
    return result.email if settings.get("who") == "email" else result.personnel_number


def fixed(*columns: Column) -> Callable[[Settings], Sequence[Column]]:
    """Make columns that no setting changes."""
    return lambda _settings: columns


@cache
def targets() -> dict[str, Target]:
    """Return every system by name, in the order of the page."""
    found = [import_module(f"register.exports.targets.{name}").TARGET for name in MODULES]
    return {target.name: target for target in found}


def target_of(name: str) -> Target:
    """Return a system.

    Raises:
        NotFound: there is no such system.

    """
    if name not in targets():
        raise NotFound
    return targets()[name]
