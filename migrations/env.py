"""Alembic's entry: runs on the connection that register.schema hands over, in its transaction."""

from typing import Any

from alembic import context
from register import models
from register.db import PREFIX, Points, UtcDateTime
from register.points.kept_tracks import KeptTracks
from register.schema import VERSION_TABLE
from sqlalchemy import Connection


def ours(object_: Any, name: str | None, type_: str, reflected: bool, compare_to: Any) -> bool:  # noqa: ANN401, ARG001, FBT001
    """Keep to our own tables in a database that we share with a host."""
    table = name if type_ == "table" else getattr(getattr(object_, "table", None), "name", "")
    return (table or "").startswith(PREFIX) and table != VERSION_TABLE


def frozen(type_: str, object_: Any, _autogen: Any) -> str | bool:  # noqa: ANN401
    """Write our column types out, so that a migration stays what it was when the type changes."""
    if type_ == "type" and isinstance(object_, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    if type_ == "type" and isinstance(object_, Points):
        return 'sa.Numeric(11, 4).with_variant(sa.Float(), "sqlite")'
    if type_ == "type" and isinstance(object_, KeptTracks):
        return "sa.Text()"
    return False


def run(connection: Connection) -> None:
    """Migrate on this connection."""
    context.configure(
        connection=connection,
        target_metadata=models.metadata,
        version_table=VERSION_TABLE,
        include_object=ours,
        render_item=frozen,
        render_as_batch=connection.dialect.name == "sqlite",
        compare_type=True,
        compare_server_default=True,
    )
    context.run_migrations()


run(context.config.attributes["connection"])
