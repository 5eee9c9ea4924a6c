"""The competences that learning can be about (*competenties*, J7), read from `frameworks/<id>.toml`."""

import tomllib
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from typing import Literal

from pydantic import BaseModel, ConfigDict

from register.errors import Invalid

MOST_COMPETENCES = 3
"""An activity, a learning or a goal is about this many at most; with more a label says nothing."""


class Framework(BaseModel):
    """A list of competences that somebody published (*competentiekader*)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    name: str
    source: str
    """Where the list was read, and of which year it is."""
    confidence: Literal["high", "medium", "low"]
    note: str = ""
    """What is not certain about it, in a sentence."""
    order: int
    competences: dict[str, str]
    """How each competence is called, by its code."""

    @property
    def labels(self) -> dict[str, str]:
        """How each competence is called, by "framework:code"."""
        return {f"{self.id}:{code}": name for code, name in self.competences.items()}


@cache
def frameworks() -> dict[str, Framework]:
    """Return all frameworks by id, in the order in which they show."""
    found = [
        Framework(id=entry.name.removesuffix(".toml"), **tomllib.loads(entry.read_text("utf-8")))
        for entry in files("register.learning.labels.frameworks").iterdir()
        if entry.name.endswith(".toml")
    ]
    return {one.id: one for one in sorted(found, key=lambda one: one.order)}


@cache
def competences() -> dict[str, dict[str, str]]:
    """Return the competences by "framework:code", under the name of their framework."""
    return {one.name: one.labels for one in frameworks().values()}


def competence_name(label: str) -> str:
    """Return how a competence is called; a code of before stays readable."""
    return _names().get(label, label.partition(":")[2])


def check_competences(labels: Iterable[str], *, most: int = MOST_COMPETENCES) -> tuple[str, ...]:
    """Return the chosen labels, each once.

    Raises:
        Invalid: at `competences`: one that is in no framework, or too many.

    """
    chosen = tuple(dict.fromkeys(labels))
    if not _names().keys() >= set(chosen):
        raise Invalid("competences", "Kies competenties uit de lijst.")
    if len(chosen) > most:
        raise Invalid("competences", f"Kies hooguit {most} competenties. Haal de andere vinkjes weg.")
    return chosen


@cache
def _names() -> dict[str, str]:
    return {label: name for one in frameworks().values() for label, name in one.labels.items()}
