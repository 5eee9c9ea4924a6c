"""SQLite is told what its tables hold, so that it looks everybody up by the right index."""

from sqlalchemy import text
from sqlalchemy.orm import Session

from register.jobs.queue import do_chores
from tests.makers import NOON, make_person, make_registration

TOLD = {"sqlite": 5, "postgresql": 0}
COUNTED = {"sqlite": {"register_person", "register_registration"}, "postgresql": set[str]()}
"""PostgreSQL does it by itself."""


def counted(session: Session) -> set[str]:
    if session.get_bind().dialect.name != "sqlite":
        return set()
    found = session.scalars(text("SELECT name FROM sqlite_master WHERE name = 'sqlite_stat1'")).all()
    return set(session.scalars(text("SELECT tbl FROM sqlite_stat1"))) if found else set()


def test_a_chore_counts_what_the_tables_of_people_hold(session: Session) -> None:
    make_registration(session, make_person(session, "Els"))
    session.commit()
    before = counted(session)

    told = do_chores(at=NOON)["keep_statistics"]

    session.rollback()
    after = counted(session)
    assert before == set()
    database = session.get_bind().dialect.name
    assert told == TOLD[database]
    assert after >= COUNTED[database]
