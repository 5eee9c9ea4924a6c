"""The state of our own tables: upgrade, what is pending, and a hook that keeps a host's migrations off them."""

from importlib.resources import as_file, files
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, inspect
from sqlalchemy.exc import OperationalError

from register.db import PREFIX
from register.errors import Unavailable

VERSION_TABLE = "register_alembic_version"


class UnknownRevision(RuntimeError):
    """The database was made by a newer version of the product (bar MI9)."""


def leave_register_tables_alone(
    object_: Any,  # noqa: ANN401 - alembic hands over any schema item
    name: str | None,
    type_: str,
    reflected: bool,  # noqa: FBT001 - alembic's own signature
    compare_to: Any,  # noqa: ANN401, ARG001
) -> bool:
    """For the host's `include_object` in its `migrations/env.py`: its autogenerate must not drop our tables."""
    table = name if type_ == "table" else getattr(getattr(object_, "table", None), "name", None)
    return not (reflected and (table or "").startswith(PREFIX))


def upgrade(engine: Engine, *, revision: str = "head") -> None:
    """Bring our tables to a revision, all of it in one transaction or nothing.

    Raises:
        UnknownRevision: the database is newer than this code.

    """
    _refuse_newer(engine)
    _run(engine, lambda config: command.upgrade(config, revision))


def downgrade(engine: Engine, *, revision: str) -> None:
    """Take our tables back to a revision ("base" for none)."""
    _run(engine, lambda config: command.downgrade(config, revision))


def current(engine: Engine) -> str | None:
    """Return the revision of our tables, `None` before the first."""
    with engine.connect() as connection:
        return MigrationContext.configure(connection, opts={"version_table": VERSION_TABLE}).get_current_revision()


def head() -> str:
    """Return the newest revision that this code has."""
    return _script().get_current_head() or ""


def is_current(engine: Engine) -> bool:
    """Whether nothing is pending.

    Raises:
        UnknownRevision: the database is newer than this code.

    """
    _refuse_newer(engine)
    return current(engine) == head()


def refuse_pending(engine: Engine) -> None:
    """Refuse to work on tables that are not those of this release.

    Raises:
        Unavailable: an upgrade is pending, or the database is away.

    """
    try:
        if is_current(engine):
            return
    except UnknownRevision as newer:
        raise Unavailable(str(newer)) from newer
    except OperationalError as away:
        raise Unavailable("De database is nu niet te bereiken. Probeer het over een minuut opnieuw.") from away
    raise Unavailable(
        "Het leerregister wordt bijgewerkt. Duurt dit lang? Dan voert de beheerder dit uit: flask register db upgrade."
    )


def _refuse_newer(engine: Engine) -> None:
    revision = current(engine)
    if revision is not None and revision not in {script.revision for script in _script().walk_revisions()}:
        raise UnknownRevision(
            f"De database heeft versie {revision}, en die kent deze uitgave van Leerregister niet. "
            "Installeer een nieuwere uitgave, of zet de reservekopie van voor de laatste wijziging terug."
        )


def _script() -> ScriptDirectory:
    return ScriptDirectory.from_config(_config())


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    with as_file(files("register.migrations")) as folder:
        config.set_main_option("script_location", str(folder).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def _run(engine: Engine, step: Any) -> None:  # noqa: ANN401 - a call that takes the alembic configuration
    """Run in one explicit transaction: SQLite would otherwise commit each statement (RELIABILITY 0.11)."""
    with engine.connect() as connection, connection.begin():
        if engine.dialect.name == "sqlite" and not connection.connection.dbapi_connection.in_transaction:  # type: ignore[union-attr]
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        step(_config(connection))
        _guard_trail(connection)


_TRAIL = "register_audit_entry"
_REFUSE = "register_refuse_change"


def trail_is_guarded(connection: Connection) -> bool:
    """Whether the database itself refuses to change or delete a line of the trail."""
    names = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    if connection.dialect.name == "postgresql":
        names = "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'"
    return {f"{_TRAIL}_{act}" for act in ("update", "delete")} <= set(connection.exec_driver_sql(names).scalars())


def _guard_trail(connection: Connection) -> None:
    """Let the database refuse whatever changes or deletes a line of the trail; done anew after every step.

    SQLite makes a table anew to alter it and loses its triggers, so that a step could not keep them by itself.
    """
    there = inspect(connection).has_table(_TRAIL)
    if connection.dialect.name == "postgresql":
        statements = _guards_of_postgresql() if there else [f"DROP FUNCTION IF EXISTS {_REFUSE}()"]
    else:
        statements = _guards_of_sqlite() if there else []
    for statement in statements:
        connection.exec_driver_sql(statement)


def _guards_of_sqlite() -> list[str]:
    return [
        f"CREATE TRIGGER IF NOT EXISTS {_TRAIL}_{act} BEFORE {act.upper()} ON {_TRAIL} "
        "BEGIN SELECT RAISE(ABORT, 'het spoor wordt niet gewijzigd'); END"
        for act in ("update", "delete")
    ]


def _guards_of_postgresql() -> list[str]:
    function = (
        f"CREATE OR REPLACE FUNCTION {_REFUSE}() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'het spoor wordt niet gewijzigd'; END $$"
    )
    each: list[str] = []
    for act in ("update", "delete", "truncate"):
        each += [
            f"DROP TRIGGER IF EXISTS {_TRAIL}_{act} ON {_TRAIL}",
            (
                f"CREATE TRIGGER {_TRAIL}_{act} BEFORE {act.upper()} ON {_TRAIL} "
                f"FOR EACH {'STATEMENT' if act == 'truncate' else 'ROW'} EXECUTE FUNCTION {_REFUSE}()"
            ),
        ]
    return [function, *each]
