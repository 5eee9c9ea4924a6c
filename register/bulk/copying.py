"""Rows into PostgreSQL by its COPY (*bulkladen*): nothing is parsed or planned per row; half as dear as executemany."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, Table
from sqlalchemy.exc import DBAPIError

FEWEST = 100
"""Of fewer rows an ordinary insert is as quick."""


def can_copy(connection: Connection) -> bool:
    """Whether the database has COPY and its driver a way to it: psycopg 3, not whatever else a host may have."""
    return connection.dialect.name == "postgresql" and connection.dialect.driver == "psycopg"


def copy_rows(connection: Connection, table: Table, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Write finished rows in the transaction of a connection; `rows` asks nothing of the database meanwhile.

    Raises:
        DBAPIError: as an insert would, of the same subclass; what the driver says may hold values, as there.

    """
    preparer = connection.dialect.identifier_preparer
    names = ", ".join(preparer.quote(name) for name in columns)
    statement = f"COPY {preparer.format_table(table)} ({names}) FROM STDIN"
    driver: Any = connection.connection
    errors: Any = connection.dialect.loaded_dbapi
    try:
        with driver.cursor() as cursor, cursor.copy(statement) as copy:
            for row in rows:
                copy.write_row(row)
    except errors.Error as wrong:
        is_away = connection.dialect.is_disconnect(wrong, driver.driver_connection, None)
        if is_away:
            connection.invalidate(wrong)
        raise DBAPIError.instance(
            statement, None, wrong, errors.Error, hide_parameters=True, connection_invalidated=is_away,
            dialect=connection.dialect,
        ) from wrong  # fmt: skip
