"""Which rows of a table are of somebody, by the ways that the inventory names: for the own data and for erasing."""

from collections.abc import Iterable, Mapping
from functools import cache
from importlib import import_module
from typing import Any

from sqlalchemy import ColumnElement, Select, Table, and_, false, or_, select

from register.db import Base
from register.privacy.data_inventory import data_inventory


@cache
def every_table() -> Mapping[str, Table]:
    """Return every table by name; whoever asks first has them all loaded (a floor above gathers them)."""
    import_module("register.models")
    return {table.name: table for table in Base.metadata.sorted_tables}


def is_of(table_name: str, person_id: int) -> ColumnElement[bool]:
    """Return the condition for the rows that are somebody's own."""
    facts = data_inventory()[table_name]
    return _any(table_name, facts.own, person_id)


def concerns(table_name: str, person_id: int) -> ColumnElement[bool]:
    """Return the condition for the rows that are somebody's own, or in which somebody only stands."""
    facts = data_inventory()[table_name]
    return _any(table_name, (*facts.own, *facts.named), person_id)


def keys_of(table: Table) -> tuple[ColumnElement[object], ...]:
    """Return the columns of the primary key."""
    return tuple(table.primary_key.columns)


def _any(table_name: str, ways: Iterable[str], person_id: int) -> ColumnElement[bool]:
    return or_(false(), *(_way(every_table()[table_name], way, person_id) for way in ways))


def _way(table: Table, way: str, person_id: int) -> ColumnElement[bool]:
    """Turn one way into a condition; see `TableFacts`.

    `object_id ? register_person person persoon` is a column with the number of something whose kind stands beside it.
    """
    column, _, rest = way.partition(" ")
    if not rest:
        return table.c[column] == person_id
    sign, _, target = rest.partition(" ")
    if sign == ">":
        return table.c[column].in_(_own_ids(target, person_id))
    if sign == "<":
        child, _, pointing = target.partition(".")
        other = every_table()[child]
        return table.c[column].in_(select(other.c[pointing]).where(is_of(child, person_id)))
    of, *kinds = target.split(" ")
    return and_(table.c.object_kind.in_(kinds), table.c[column].in_(_own_ids(of, person_id)))


def _own_ids(table_name: str, person_id: int) -> Select[*tuple[Any, ...]]:
    table = every_table()[table_name]
    return select(*keys_of(table)).where(is_of(table_name, person_id))
