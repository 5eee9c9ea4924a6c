"""A small host app, as somebody else would write it: own login in the session, the register mounted in it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from types import CodeType
from typing import Any

from flask import Flask
from flask import session as cookie
from flask.testing import FlaskClient
from flask_sqlalchemy import SQLAlchemy
from jinja2 import FileSystemBytecodeCache
from jinja2.bccache import Bucket
from pysqlite3 import dbapi2

from register import db
from register.current import EXTENSION, State
from register.extension import Register
from register.identity import Identity
from register.settings import Settings


class CompiledTemplates(FileSystemBytecodeCache):
    """Compile a template once for all processes, and read it once in each: hundreds of apps have the same templates."""

    def __init__(self) -> None:
        super().__init__()
        self._kept: dict[tuple[str, str], CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Hand over what the same source was compiled to."""
        bucket.code = self._kept.get((bucket.key, bucket.checksum))
        if bucket.code is None:
            super().load_bytecode(bucket)
            self._keep(bucket)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was compiled."""
        super().dump_bytecode(bucket)
        self._keep(bucket)

    def _keep(self, bucket: Bucket) -> None:
        if bucket.code is not None:
            self._kept[bucket.key, bucket.checksum] = bucket.code


TEMPLATES = CompiledTemplates()


@dataclass(frozen=True, kw_only=True)
class Host:
    """The app, and how a test signs in."""

    app: Flask
    database: SQLAlchemy
    mounted: State
    config: Mapping[str, Any] = field(repr=False)
    """The configuration with which the app was made."""

    def client(self, subject: str | None = None) -> FlaskClient:
        """Return a browser, signed in as the person with this subject."""
        client = self.app.test_client()
        if subject is not None:
            with client.session_transaction() as stored:
                stored["subject"] = subject
        return client

    def start_over(self, data_folder: Path) -> None:
        """Be as just made, with files in another folder: what a test set or replaced is gone."""
        self.app.config.clear()
        self.app.config.update(self.config, REGISTER_DATA_FOLDER=str(data_folder))
        self.app.extensions[EXTENSION] = replace(self.mounted, settings=Settings.from_config(self.app.config))

    def close(self) -> None:
        """Let go of the database."""
        with self.app.app_context():
            self.database.session.remove()
            self.database.engine.dispose()


def make_host(database_url: str, *, data_folder: Path, clock: Callable[[], datetime] = db.now, **config: Any) -> Host:
    """Make a host app around the register."""
    app = Flask("a_host")
    app.config.update(
        SECRET_KEY="een-geheim-voor-de-tests-van-ruim-32-tekens",
        TESTING=True,
        SQLALCHEMY_DATABASE_URI=database_url,
        SQLALCHEMY_ENGINE_OPTIONS={"module": dbapi2} if database_url.startswith("sqlite") else {},
        REGISTER_DATA_FOLDER=str(data_folder),
        REGISTER_PUBLIC_URL="http://localhost",
        **config,
    )
    app.add_url_rule("/aanmelden/<subject>", view_func=sign_in)
    database = SQLAlchemy(app)
    with app.app_context():
        db.prepare_sqlite(database.engine)
    Register(app, identify=who_is_signed_in, clock=clock)
    app.jinja_env.bytecode_cache = TEMPLATES
    return Host(app=app, database=database, mounted=app.extensions[EXTENSION], config=dict(app.config))


def sign_in(subject: str) -> str:
    """The host's own way to sign in."""
    cookie["subject"] = subject
    return "aangemeld"


def who_is_signed_in() -> Identity | None:
    """The host's own answer: the subject in its session cookie."""
    subject = cookie.get("subject")
    return Identity(subject=subject) if subject else None
