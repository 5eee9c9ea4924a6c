"""The inventory in words (*gegevensoverzicht*): per table and column what a person wants to know of it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from register.privacy.data_inventory import Handling, TableFacts, data_inventory, words


@dataclass(frozen=True, kw_only=True)
class Said:
    """How something is handled, in words."""

    purpose: str
    ground: str
    record_class: str
    term: str
    readers: str


@dataclass(frozen=True, kw_only=True)
class ColumnLine:
    """One column; `differs` where it is handled otherwise than most of its table."""

    label: str
    said: Said
    differs: bool


@dataclass(frozen=True, kw_only=True)
class TableLines:
    """One table: what is in it, how most of it is handled, and its columns."""

    name: str
    title: str
    about: str
    said: Said
    columns: tuple[ColumnLine, ...]


def explain(amounts: Mapping[str, int]) -> tuple[TableLines, ...]:
    """Return everything that is kept, in words; `amounts` are the terms that hold here."""
    return tuple(_table(one, amounts) for one in data_inventory().values())


def _table(table: TableFacts, amounts: Mapping[str, int]) -> TableLines:
    handled = [one.handling for one in table.columns.values()]
    usual = max(handled, key=handled.count)
    return TableLines(
        name=table.name,
        title=table.title,
        about=table.about,
        said=_said(usual, amounts),
        columns=tuple(
            ColumnLine(label=one.label, said=_said(one.handling, amounts), differs=one.handling != usual)
            for one in table.columns.values()
        ),
    )


def _said(handling: Handling, amounts: Mapping[str, int]) -> Said:
    known = words()
    return Said(
        purpose=known.purposes[handling.purpose],
        ground=known.grounds[handling.ground],
        record_class=known.classes[handling.record_class],
        term=known.terms[handling.term].format(**amounts),
        readers=known.readers[handling.readers],
    )


def inventory_rows(tables: Iterable[TableLines]) -> Iterator[tuple[str, ...]]:
    """Return a row per column, for a file: the same as the page shows."""
    for table in tables:
        for one in table.columns:
            said = one.said
            yield table.title, one.label, said.purpose, said.ground, said.record_class, said.term, said.readers
