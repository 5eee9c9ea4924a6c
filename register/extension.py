"""The front door for a host: `Register(app)` or `Register().init_app(app)`."""

from importlib import import_module

from flask import Blueprint, Flask

from register.current import EXTENSION, Clock, SendMail, State, Unauthorized
from register.db import now
from register.identity import Identify, identify_with_flask_login
from register.settings import Settings, SettingsError


class Register:
    """Leerregister as a Flask extension; holds no app, so that one object serves several.

    Args:
        app: the host, when it is there already.
        identify: returns who is signed in, as `Identity`; default reads Flask-Login.
        unauthorized: answers a visitor who is not signed in; default: Flask-Login's own answer, or 401.
        send_mail: sends an `EmailMessage` the host's way; default: `REGISTER_MAIL_URL`.
        clock: returns this moment, aware; for tests.

    """

    def __init__(
        self,
        app: Flask | None = None,
        *,
        identify: Identify = identify_with_flask_login,
        unauthorized: Unauthorized | None = None,
        send_mail: SendMail | None = None,
        clock: Clock = now,
    ) -> None:
        self._identify = identify
        self._unauthorized = unauthorized
        self._send_mail = send_mail
        self._clock = clock
        if app is not None:
            self.init_app(app)

    def init_app(self, app: Flask) -> None:
        """Mount the register in an app that has Flask-SQLAlchemy already.

        Raises:
            SettingsError: a setting cannot work, or Flask-SQLAlchemy was not set up before this call.

        """
        if "sqlalchemy" not in app.extensions:
            raise SettingsError(
                "Roep eerst SQLAlchemy().init_app(app) aan: Leerregister gebruikt de database van de app."
            )
        settings = Settings.from_config(app.config)
        app.extensions[EXTENSION] = State(
            settings=settings,
            identify=self._identify,
            unauthorized=self._unauthorized,
            send_mail=self._send_mail,
            clock=self._clock,
        )
        blueprint: Blueprint = import_module("register.blueprints").blueprint
        app.register_blueprint(blueprint, url_prefix=settings.url_prefix or None)
        _add_commands(app)


def _add_commands(app: Flask) -> None:
    """`flask register …`, once: an installed wheel already offers it by its entry point."""
    if "register" not in app.cli.commands:
        from register.cli import register_cli

        app.cli.add_command(register_cli)
