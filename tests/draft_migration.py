"""`make migration`: draft the step from the newest migration to the models, for a person to read and mend."""

import sys
import tempfile
from pathlib import Path

from alembic import command
from sqlalchemy import create_engine

from register import models, schema  # noqa: F401 - the models must be known


def draft(message: str, revision: str) -> None:
    """Write `migrations/versions/<revision>_<message>.py`."""
    with tempfile.TemporaryDirectory() as folder:
        engine = create_engine(f"sqlite:///{Path(folder) / 'draft.sqlite'}")
        schema.upgrade(engine)
        with engine.connect() as connection:
            config = schema._config(connection)
            config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
            command.revision(config, message, autogenerate=True, rev_id=revision)


if __name__ == "__main__":
    draft(sys.argv[1], sys.argv[2])
