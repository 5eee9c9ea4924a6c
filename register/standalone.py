"""Running alone: `create_app()` makes the app, its database, local accounts and everything a host would bring."""

import os
import sys
from collections.abc import Mapping
from datetime import timedelta
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, g
from flask import session as cookie
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import Engine, make_url
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from register import schema
from register.accounts.sessions import Terms, find
from register.current import Clock, state
from register.db import now, prepare_sqlite
from register.extension import Register
from register.identity import Identity
from register.memory import keep_small
from register.settings import PREFIX, Settings, SettingsError, check_secret_key

COOKIE_KEY = "register_key"
"""Where the browser's signed cookie holds the random key of its session."""

_MEBIBYTE = 1024 * 1024
_DEFAULTS = {"REGISTER_URL_PREFIX": ""}


def create_app(config: Mapping[str, Any] | None = None, *, clock: Clock = now) -> Flask:
    """Make the app from the `REGISTER_…` environment; `config` goes before it, `clock` is for tests.

    Raises:
        SettingsError: something is set in a way that cannot work or is not safe; the message says what and the remedy.
        UnknownRevision: the tables are of a newer release.

    """
    app = Flask("leerregister", static_folder=None)
    app.config.update(_DEFAULTS)
    app.config.update({key: value for key, value in os.environ.items() if key.startswith(PREFIX)})
    app.config.update(config or {})
    settings = Settings.from_config(app.config)
    _configure(app, settings)
    database = SQLAlchemy(app)
    with app.app_context():
        prepare_sqlite(database.engine)
        _check_tables(app, database.engine)
    account = import_module("register.blueprints.account")
    import_module("register.blueprints.accounts")
    Register(app, identify=who_is_signed_in, unauthorized=account.ask_to_sign_in, clock=clock)
    app.register_blueprint(account.blueprint, url_prefix=settings.url_prefix or None)
    app.register_blueprint(import_module("register.blueprints.health").blueprint)
    import_module("register.blueprints._hooks").add_hooks_to_own_app(app)
    _trust_proxies(app, settings.trusted_proxies)
    return app


def create_app_or_exit() -> Flask:
    """Make the app for a server: what is wrong is said in one line, without a trace."""
    keep_small()
    try:
        return create_app()
    except (SettingsError, schema.UnknownRevision) as wrong:
        sys.exit(f"Leerregister start niet. {wrong}")


def who_is_signed_in() -> Identity | None:
    """Read the browser's key, and ask the server whether it still counts."""
    key = cookie.get(COOKIE_KEY)
    signed_in = find(str(key), at=state().now(), terms=terms()) if key else None
    g.register_signed_in = signed_in
    if signed_in is None or signed_in.must_change:
        return None
    return Identity(subject=signed_in.subject, name=signed_in.name)


def terms() -> Terms:
    """Return how long a session lasts here."""
    settings = state().settings
    return Terms(idle=timedelta(minutes=settings.session_idle_minutes), longest=timedelta(hours=settings.session_hours))


def database_url(settings: Settings) -> str:
    """Return the address of the database, with the driver that we use.

    Raises:
        SettingsError: not a database that we run on, or its driver is not installed.

    """
    if not settings.database_url:
        return f"sqlite:///{Path(settings.data_folder).absolute() / 'leerregister.sqlite'}"
    try:
        url = make_url(settings.database_url)
    except ArgumentError:
        raise SettingsError(
            "REGISTER_DATABASE_URL is geen adres van een database. Voorbeeld: postgresql://gebruiker:wachtwoord@server/leerregister."
        ) from None
    if url.get_backend_name() in {"postgresql", "postgres"}:
        if find_spec("psycopg") is None:
            raise SettingsError("Voor PostgreSQL ontbreekt een pakket: pip install 'leerregister[postgresql]'.")
        return url.set(drivername="postgresql+psycopg").render_as_string(hide_password=False)
    if url.get_backend_name() != "sqlite" or not url.database:
        raise SettingsError("REGISTER_DATABASE_URL begint met sqlite:/// (met een bestand) of postgresql://.")
    return settings.database_url


def _configure(app: Flask, settings: Settings) -> None:
    check_secret_key(settings.secret_key, "REGISTER_SECRET_KEY")
    url = database_url(settings)
    _make_folder(settings)
    secure = not settings.insecure_cookies
    hosts = [host for host in (urlsplit(settings.public_url).hostname, "localhost", "127.0.0.1") if host]
    app.config.update(
        SECRET_KEY=settings.secret_key,
        SECRET_KEY_FALLBACKS=[key.strip() for key in settings.old_secret_keys.split(",") if key.strip()],
        SQLALCHEMY_DATABASE_URI=url,
        SQLALCHEMY_ENGINE_OPTIONS=_engine_options(url),
        SESSION_COOKIE_NAME="__Host-leerregister" if secure else "leerregister",
        SESSION_COOKIE_SECURE=secure,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_PATH="/",
        PREFERRED_URL_SCHEME="https" if secure else "http",
        TRUSTED_HOSTS=hosts if settings.public_url else None,
        MAX_CONTENT_LENGTH=(settings.upload_limit_mb + 1) * _MEBIBYTE,
        MAX_FORM_MEMORY_SIZE=_MEBIBYTE,
        MAX_FORM_PARTS=2_000,
    )


def _engine_options(url: str) -> dict[str, Any]:
    """Take the SQLite that carries the repair of WAL where it is installed; notice a PostgreSQL that went away.

    Values stay out of the log: a statement that goes wrong would take names along.
    """
    if not url.startswith("sqlite"):
        return {"pool_pre_ping": True, "hide_parameters": True}
    if find_spec("pysqlite3") is None:
        return {"hide_parameters": True}
    return {"module": import_module("pysqlite3.dbapi2"), "hide_parameters": True}


def _make_folder(settings: Settings) -> None:
    try:
        Path(settings.data_folder).mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as wrong:
        raise SettingsError(
            f"REGISTER_DATA_FOLDER: de map {settings.data_folder} is niet te maken ({wrong.strerror}). "
            "Kies een andere map."
        ) from None


def _check_tables(app: Flask, engine: Engine) -> None:
    """Refuse tables of a newer release; say it when an upgrade is pending."""
    try:
        if not schema.is_current(engine) and not _is_command():
            app.logger.warning("De tabellen zijn nog niet bij. Voer uit: flask --app wsgi register db upgrade")
    except SQLAlchemyError as away:
        if not _is_command():
            app.logger.warning("De database is nu niet te bereiken: %s", type(away).__name__)
    finally:
        engine.dispose()


def _is_command() -> bool:
    """Whether this is `flask … register …`, which says itself what it lacks, without the log's English prefix."""
    return "register" in sys.argv


def _trust_proxies(app: Flask, proxies: int) -> None:
    """Believe X-Forwarded-… only where somebody said how many proxies stand before us (bar SE13)."""
    if proxies:
        from werkzeug.middleware.proxy_fix import ProxyFix

        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=proxies, x_proto=proxies, x_host=proxies)  # type: ignore[method-assign]
