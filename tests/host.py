"""A small host app, as somebody else would write it: own login in the session, the register mounted in it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from flask import Flask
from flask import session as cookie
from flask.testing import FlaskClient
from flask_sqlalchemy import SQLAlchemy
from pysqlite3 import dbapi2

from register import db
from register.extension import Register
from register.identity import Identity


@dataclass(frozen=True, kw_only=True)
class Host:
    """The app, and how a test signs in."""

    app: Flask
    database: SQLAlchemy

    def client(self, subject: str | None = None) -> FlaskClient:
        """Return a browser, signed in as the person with this subject."""
        client = self.app.test_client()
        if subject is not None:
            with client.session_transaction() as stored:
                stored["subject"] = subject
        return client

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
    return Host(app=app, database=database)


def sign_in(subject: str) -> str:
    """The host's own way to sign in."""
    cookie["subject"] = subject
    return "aangemeld"


def who_is_signed_in() -> Identity | None:
    """The host's own answer: the subject in its session cookie."""
    subject = cookie.get("subject")
    return Identity(subject=subject) if subject else None
