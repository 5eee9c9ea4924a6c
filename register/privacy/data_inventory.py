"""What is kept of people (*gegevensoverzicht*): of every column why, on what ground, how long and who reads it (PR1).

The data stand in `inventory/*.toml`: one file per subject, what differs per column beside what holds for the table.
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal

_WORDS = "words.toml"
_OWN = ("purpose", "ground", "class", "term", "readers")
"""What a table says for all its columns, and a column may say differently."""

Erase = Literal["weg", "blijft"]


@dataclass(frozen=True, kw_only=True)
class Handling:
    """Why something is kept, on what ground, in which class, until when, and who reads it; each a code of `words`."""

    purpose: str
    ground: str
    record_class: str
    term: str
    readers: str


@dataclass(frozen=True, kw_only=True)
class ColumnFacts:
    """One column, with its Dutch name."""

    name: str
    label: str
    handling: Handling
    secret: bool = False
    """A digest or a hash: of no use to anybody, and left out of what a person gets."""
    sealed: str = ""
    """Why a person does not get it all the same; empty: they do."""
    blank: bool = False
    """Emptied when its person is erased, though the row stays."""


@dataclass(frozen=True, kw_only=True)
class TableFacts:
    """One table: what is in it, how a row belongs to a person, and what becomes of it when that person is erased.

    A way to a person is a column with a person in it (`person_id`), a column with a row of another table of that
    person (`attendance_id > register_attendance`), or a row that a row of theirs points to
    (`id < register_session.activity_id`).
    """

    name: str
    title: str
    about: str
    own: tuple[str, ...]
    """Ways by which a row is of somebody."""
    named: tuple[str, ...]
    """Ways by which somebody only stands in it: who made it, who answered."""
    spared: Mapping[str, str]
    """Columns with a person in it who does not get the row, and why."""
    nobody: str
    """Why no row of it is of anybody; empty: rows are."""
    erase: Erase
    record_class: str
    """The class of most of it."""
    columns: Mapping[str, ColumnFacts]


@dataclass(frozen=True, kw_only=True)
class Words:
    """The Dutch of every code."""

    purposes: Mapping[str, str]
    grounds: Mapping[str, str]
    classes: Mapping[str, str]
    terms: Mapping[str, str]
    readers: Mapping[str, str]


@cache
def words() -> Words:
    """Return the Dutch of every code."""
    read = _read(_WORDS)
    return Words(**{name: read[name] for name in ("purposes", "grounds", "classes", "terms", "readers")})


@cache
def data_inventory() -> Mapping[str, TableFacts]:
    """Return every table by its name, in the order of the files.

    Raises:
        KeyError: a table lacks something, or names a code that `words.toml` does not have.

    """
    common: Mapping[str, str] = _read(_WORDS)["columns"]
    return {name: _table(name, table, common) for name, table in _tables()}


def _tables() -> Iterator[tuple[str, dict[str, Any]]]:
    for place in sorted(files("register.privacy").joinpath("inventory").iterdir(), key=lambda one: one.name):
        if place.name.endswith(".toml") and place.name != _WORDS:
            yield from tomllib.loads(place.read_text("utf-8")).items()


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads(files("register.privacy").joinpath("inventory", name).read_text("utf-8"))


def _table(name: str, table: Mapping[str, Any], common: Mapping[str, str]) -> TableFacts:
    said: dict[str, Any] = table["columns"]
    shared: dict[str, Any] = {column: {} for column in table.get("common", ())}
    return TableFacts(
        name=name,
        title=table["title"],
        about=table["about"],
        own=tuple(table.get("own", ())),
        named=tuple(table.get("named", ())),
        spared=table.get("spared", {}),
        nobody=table.get("nobody", ""),
        erase=table.get("erase", "weg"),
        record_class=table["class"],
        columns={
            column: _column(column, given if isinstance(given, dict) else {"label": given}, table, common)
            for column, given in {**shared, **said}.items()
        },
    )


def _column(name: str, given: Mapping[str, Any], table: Mapping[str, Any], common: Mapping[str, str]) -> ColumnFacts:
    codes = {one: given.get(one, table[one]) for one in _OWN}
    known = words()
    for one, of in zip(_OWN, (known.purposes, known.grounds, known.classes, known.terms, known.readers), strict=True):
        of[codes[one]]
    return ColumnFacts(
        name=name,
        label=given["label"] if "label" in given else common[name],
        handling=Handling(
            purpose=codes["purpose"],
            ground=codes["ground"],
            record_class=codes["class"],
            term=codes["term"],
            readers=codes["readers"],
        ),
        secret=given.get("secret", False),
        sealed=given.get("sealed", ""),
        blank=given.get("blank", False),
    )
