"""What SQLite knows of its own tables (*statistieken*), by which it chooses how to look something up.

PostgreSQL keeps that by itself. Without it SQLite looks up each of 70,000 people of an overview by the wrong index.
Only tables that grow with people, not with what they log: those are counted in a fraction of a second, so that nobody
who writes waits for it.
"""

from datetime import datetime

from sqlalchemy import text

from register.db import transaction

_TABLES = (
    "register_person",
    "register_employment",
    "register_membership",
    "register_registration",
    "register_standing",
)


def keep_statistics(*, at: datetime) -> int:  # noqa: ARG001 - every chore is told the moment
    """Count anew what the tables of people hold; returns how many tables, none where the database does it itself."""
    with transaction() as session:
        if session.get_bind().dialect.name != "sqlite":
            return 0
        for table in _TABLES:
            session.execute(text(f"ANALYZE {table}"))
    return len(_TABLES)
