"""Own declarative base, the session we share with the host, and the one way to write: `with transaction():`."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any, cast

from flask import current_app
from sqlalchemy import (
    CursorResult,
    DateTime,
    Dialect,
    Engine,
    Executable,
    Float,
    MetaData,
    Numeric,
    TypeDecorator,
    event,
)
from sqlalchemy.engine import Connection
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, declared_attr, mapped_column
from sqlalchemy.orm.exc import StaleDataError

from register.errors import Conflict, Unavailable

PREFIX = "register_"
"""Every table of ours starts with this."""

_WRITE = "register_write"
_OURS = "register_own_engine"
_DEPTH = "register_transaction_depth"


class Base(DeclarativeBase):
    """Own base: a host may have an `Activity` too, and its metadata stays untouched."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class Versioned:
    """A row that people edit: a second save of an old version is refused (bars CO1, CO2), on a host's engine too."""

    version: Mapped[int] = mapped_column(default=1)

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:  # noqa: N805 - SQLAlchemy hands over the class
        return {"version_id_col": cls.__table__.c.version}  # type: ignore[attr-defined]


class UtcDateTime(TypeDecorator[datetime]):
    """A moment: aware, UTC, on every database."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse a moment without a zone; store UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Give back an aware UTC moment."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Points(TypeDecorator[Decimal]):
    """Points (*punten*) with four decimals: minutes are exact, rounding is for the eye only.

    SQLite has no decimals; four of them survive a double up to 10^11.
    """

    impl = Numeric(11, 4)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> Any:  # noqa: ANN401 - SQLAlchemy's own type
        """Choose REAL on SQLite, NUMERIC elsewhere."""
        return dialect.type_descriptor(Float() if dialect.name == "sqlite" else Numeric(11, 4))

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> Any:  # noqa: ANN401
        """Hand a double to SQLite, a decimal to the others."""
        if value is None:
            return None
        return float(value) if dialect.name == "sqlite" else value

    def process_result_value(self, value: Any, dialect: Dialect) -> Decimal | None:  # noqa: ANN401, ARG002
        """Give back an exact decimal."""
        return None if value is None else exact_points(value)


@lru_cache(maxsize=4096)
def exact_points(value: float | Decimal) -> Decimal:
    """Read a stored figure; the same few come by in every list."""
    return Decimal(f"{value:.4f}").normalize() + 0


def session() -> Session:
    """Return the session of this request: the host's Flask-SQLAlchemy session, or our own when alone."""
    return cast("Session", current_app.extensions["sqlalchemy"].session)


def engine() -> Engine:
    """Return the engine behind the session."""
    bind = session().get_bind()
    return bind if isinstance(bind, Engine) else bind.engine


def read(
    current: Session, statement: Executable, parameters: Mapping[str, Any] | None = None
) -> CursorResult[*tuple[Any, ...]]:
    """Run a select of columns in the session's own transaction and hand over plain rows.

    It costs less than half of what the session's way of loading costs, which a page pays for every statement.
    """
    if current.autoflush:
        current.flush()
    return current.connection().execute(statement, parameters)


@contextmanager
def transaction() -> Iterator[Session]:
    """Commit what happens inside, or nothing of it. Only public use cases open one; inner ones join the outer.

    Raises:
        Conflict: somebody else changed the same row in the meantime.
        Unavailable: the database is locked, full, read-only or away.

    """
    current = session()
    depth = current.info.get(_DEPTH, 0)
    if depth:
        yield current
        return
    try:
        _begin_writing(current)
        current.info[_DEPTH] = 1
        yield current
        current.commit()
    except StaleDataError as stale:
        current.rollback()
        raise Conflict(
            "Iemand anders heeft dit intussen gewijzigd. Bekijk de nieuwe versie en probeer het opnieuw."
        ) from stale
    except OperationalError as away:
        current.rollback()
        raise Unavailable(
            "Opslaan lukt nu even niet. Er is niets half bewaard; probeer het over een minuut opnieuw."
        ) from away
    except BaseException:
        current.rollback()
        raise
    finally:
        current.info[_DEPTH] = 0


@contextmanager
def moment() -> Iterator[Session]:
    """Read everything as it was at one moment, and keep nobody from writing meanwhile (bar CO8).

    Inside a transaction it is the moment of that transaction.
    """
    current = session()
    if current.info.get(_DEPTH, 0):
        yield current
        return
    current.rollback()
    if current.get_bind().dialect.name == "postgresql":
        current.connection(execution_options={"isolation_level": "REPEATABLE READ"})
    try:
        yield current
    finally:
        current.rollback()


def _begin_writing(current: Session) -> None:
    """On our own SQLite engine: end the reading transaction and take the write lock at once (RELIABILITY 0.1)."""
    if current.get_bind().dialect.name != "sqlite" or not _is_ours(current):
        return
    if not (current.new or current.dirty or current.deleted):
        current.rollback()
    current.connection(execution_options={_WRITE: True})


def _is_ours(current: Session) -> bool:
    bind = current.get_bind()
    engine = bind if isinstance(bind, Engine) else bind.engine
    return bool(engine.get_execution_options().get(_OURS)) or getattr(engine, _OURS, False)


def now() -> datetime:
    """Return this moment, aware and UTC."""
    return datetime.now(UTC)


def prepare_sqlite(engine: Engine) -> None:
    """Make an SQLite engine of our own safe: real transactions, full sync, foreign keys, a busy time-out.

    WAL only on a version without the WAL-reset bug (fixed in 3.51.3, back-ported to 3.50.7 and 3.44.6).
    """
    if engine.dialect.name != "sqlite" or getattr(engine, _OURS, False):
        return
    setattr(engine, _OURS, True)
    safe_wal = wal_is_safe(cast("Any", engine.dialect.dbapi).sqlite_version_info)

    @event.listens_for(engine, "connect")
    def on_connect(connection: Any, _record: object) -> None:  # noqa: ANN401 - the driver's own type
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in (
            "busy_timeout=5000",
            f"journal_mode={'WAL' if safe_wal else 'TRUNCATE'}",
            "synchronous=FULL",
            "foreign_keys=ON",
            "secure_delete=ON",
            "trusted_schema=OFF",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def on_begin(connection: Connection) -> None:
        write = connection.get_execution_options().get(_WRITE, False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")


def wal_is_safe(version: tuple[int, ...]) -> bool:
    """Whether this SQLite has the repair of the WAL-reset race."""
    return version >= (3, 51, 3) or (3, 50, 7) <= version < (3, 51, 0) or (3, 44, 6) <= version < (3, 45, 0)
