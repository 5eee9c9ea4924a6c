"""A version as a rule file (*regelbestand*): own figures worked into it, written as TOML that can be read again."""

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Any

import tomli_w

from register.rules.explain import number
from register.rules.model import OwnFigure
from register.rules.schema import FileSpec

Raw = dict[str, Any]
_SOURCE = "eigen-{}"


def worked_in(file: FileSpec, figures: Sequence[OwnFigure]) -> FileSpec:
    """Put figures in their places in a file of one version, each with a source of its own.

    An example becomes a figure that is not known: in a file nobody could see that nobody verified it.
    """
    raw = _raw(file)
    version, sources = raw["versions"][0], raw["sources"]
    for position, figure in enumerate(figures, start=1):
        key = _free(sources, position)
        for place, name in _places(version, figure.path):
            place[name] = _written(figure, key)
        if not figure.example:
            sources[key] = {"title": figure.source, "confidence": "high"}
    return FileSpec.model_validate(raw)


def as_toml(file: FileSpec) -> str:
    """Write a whole rule file."""
    return tomli_w.dumps(_whole_numbers(_raw(file)))


def _raw(file: FileSpec) -> Raw:
    return file.model_dump(by_alias=True, exclude_defaults=True)


def _whole_numbers(value: Any) -> Any:  # noqa: ANN401 - whatever a rule file holds
    """Write 80 for 80.0, as people do."""
    if isinstance(value, dict):
        return {key: _whole_numbers(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_whole_numbers(one) for one in value]
    return int(value) if isinstance(value, Decimal) and value == value.to_integral_value() else value


def _written(figure: OwnFigure, key: str) -> Raw:
    if figure.example:
        return {"unknown": True, "ask": f"voorbeeld was {number(figure.value)}: {figure.source}"}
    return {"value": figure.value, "source": key}


def _free(sources: Raw, position: int) -> str:
    while _SOURCE.format(position) in sources:
        position += 1
    return _SOURCE.format(position)


def _places(version: Raw, path: str) -> Iterator[tuple[Raw, str]]:
    """Find every table that holds the figure of a path; two ceilings of one code share theirs."""
    *steps, name = path.split(".")
    here: list[Any] = [version]
    for step in steps:
        here = [below for one in here for below in _below(one, step)]
    return ((one, name) for one in here)


def _below(one: Any, step: str) -> Iterable[Any]:  # noqa: ANN401 - a table or a list of them
    if isinstance(one, dict):
        return (one.setdefault(step, {}),)
    if step.isdigit() and not any(entry.get("code") == step for entry in one):
        return (one[int(step) - 1],)
    return (entry for entry in one if entry.get("code") == step)
