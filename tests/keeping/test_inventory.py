"""Every column of every table has a purpose, a ground, a class, a term and readers (bar PR1)."""

import pytest
from sqlalchemy import Table

from register import models
from register.privacy.data_inventory import data_inventory, words

PERSON = "register_person"
WITHOUT_A_KEY = {
    ("register_form_draft", "person_id"),
    ("register_form_key", "person_id"),
    ("register_audit_entry", "actor_id"),
}
"""Columns with a person in them that point to nothing, so that the lower floors need not know people."""


def people_in(table: Table) -> set[str]:
    """The columns of a table that hold a person, whatever the inventory says."""
    pointing = {
        one.parent.name
        for one in table.foreign_keys
        if one.column.table.name == PERSON or one.column.name == "person_id"
    }
    return pointing | {column for name, column in WITHOUT_A_KEY if name == table.name}


def test_no_column_is_without_a_row_and_no_row_without_a_column() -> None:
    kept = {(table.name, column.name) for table in models.metadata.tables.values() for column in table.c}
    said = {(table.name, column) for table in data_inventory().values() for column in table.columns}

    assert kept - said == set()
    assert said - kept == set()


def test_every_column_has_a_name_in_dutch_of_its_own() -> None:
    twice = [
        (table.name, label)
        for table in data_inventory().values()
        for label in {one.label for one in table.columns.values()}
        if sum(one.label == label for one in table.columns.values()) > 1
    ]

    assert twice == []
    assert len({table.title for table in data_inventory().values()}) == len(data_inventory())


@pytest.mark.parametrize("name", sorted(models.metadata.tables))
def test_every_column_with_a_person_in_it_says_whose_row_it_is(name: str) -> None:
    facts = data_inventory()[name]

    said = {way for way in (*facts.own, *facts.named) if " " not in way} | set(facts.spared)

    assert people_in(models.metadata.tables[name]) <= said


def test_a_table_is_somebodys_or_says_why_it_is_nobodys() -> None:
    both = [one.name for one in data_inventory().values() if bool(one.nobody) is bool(one.own or one.named)]

    assert both == []


def test_what_hangs_on_somebodys_row_is_theirs_or_nobodys() -> None:
    """A row that points to a row that is erased with its person goes along, so it is of that person."""
    inventory = data_inventory()
    hanging = [
        f"{table.name}.{key.parent.name}"
        for table in models.metadata.tables.values()
        for key in table.foreign_keys
        if inventory[key.column.table.name].erase == "weg"
        and inventory[key.column.table.name].own
        and not key.parent.nullable
        and not inventory[table.name].own
    ]

    assert hanging == []


def test_no_code_is_without_use() -> None:
    used = [one.handling for table in data_inventory().values() for one in table.columns.values()]

    assert set(words().purposes) == {one.purpose for one in used}
    assert set(words().grounds) == {one.ground for one in used}
    assert set(words().classes) == {one.record_class for one in used}
    assert set(words().terms) == {one.term for one in used}
    assert set(words().readers) == {one.readers for one in used}
