"""Rows from one database in another with the same tables: a world is made once, for both kinds."""

from collections.abc import Iterable

from sqlalchemy import Connection, Engine, func, select, text

from register import models


def copy_rows(source: Engine, target: Engine) -> None:
    """Put every row of a filled SQLite file in an empty PostgreSQL database, which numbers new rows after them."""
    tables = models.metadata.sorted_tables
    with source.connect() as taken, target.begin() as put:
        put.execute(text("SET LOCAL session_replication_role = replica"))  # rows may name rows that come after them
        for table in tables:
            if rows := [dict(row) for row in taken.execute(table.select()).mappings()]:
                put.execute(table.insert(), rows)
        _number_on(put, (table.name for table in tables if "id" in table.columns))


def _number_on(connection: Connection, tables: Iterable[str]) -> None:
    for table in tables:
        sequence = connection.scalar(select(func.pg_get_serial_sequence(table, "id")))
        if sequence:
            connection.execute(text(f"SELECT setval('{sequence}', max(id)) FROM {table} HAVING max(id) IS NOT NULL"))
