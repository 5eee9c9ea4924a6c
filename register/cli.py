"""`flask register …`: for administrators and tests; stable."""

from importlib import import_module
from typing import Any

import click
from flask.cli import AppGroup
from sqlalchemy.exc import DBAPIError, OperationalError

from register.commands._dutch import in_dutch
from register.commands._refused import Failed, Refused
from register.errors import Unavailable

COMMANDS = {
    "accounts": "accounts",
    "assess": "assess",
    "attendance": "attendance",
    "db": "database",
    "demo": "demo",
    "doctor": "doctor",
    "evidence": "evidence",
    "export": "export",
    "imports": "imports",
    "jobs": "jobs",
    "mail": "mail",
    "numbers": "numbers",
    "people": "people",
    "retention": "retention",
    "rules": "rules",
    "training": "training",
    "verify": "verify",
}
"""Each command and its module in `register/commands`, with an `add_to(group)`; read when it is asked for."""

_UNDEFINED = frozenset({"42P01", "42703"})
"""What PostgreSQL calls a table or column that is not there."""
_UNDEFINED_IN_SQLITE = ("no such table", "no such column", "has no column named")


class _Commands(AppGroup):
    """Says in Dutch what is wrong with a command or with the database, instead of in English or with a trace."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's own signature
        """Return the names, also of what was not read yet."""
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Read the module of a command when it is asked for: no command waits for the others."""
        if cmd_name in COMMANDS and cmd_name not in self.commands:
            import_module(f"register.commands.{COMMANDS[cmd_name]}").add_to(self)
        return super().get_command(ctx, cmd_name)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read what stands behind `register`; refuse in Dutch what cannot be read."""
        try:
            return super().parse_args(ctx, args)
        except click.exceptions.NoArgsIsHelpError:
            raise
        except click.UsageError as error:
            raise in_dutch(error, ctx) from None

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401 - click's own signature
        """Run a command; say in Dutch what was typed wrongly or what the database lacks."""
        try:
            return super().invoke(ctx)
        except click.exceptions.NoArgsIsHelpError:
            raise
        except click.UsageError as error:
            raise in_dutch(error, ctx) from None
        except click.Abort:
            raise Refused(
                "Afgebroken: er is niets gedaan. Niemand om te antwoorden? Geef opties mee: zie --help."
            ) from None
        except Exception as error:
            fault = _of_the_database(error)
            if fault is not None and _lacks_tables(fault):
                raise Refused("De tabellen zijn nog niet bij. Voer eerst uit: flask register db upgrade.") from error
            if isinstance(error, Unavailable):
                raise Failed(error.message) from error
            if isinstance(error, OperationalError):
                raise Failed(
                    "De database is nu niet te bereiken of niet te beschrijven. Er is niets half bewaard. "
                    "Kijk wat eraan scheelt met: flask register doctor."
                ) from error
            raise


def _of_the_database(error: BaseException | None) -> DBAPIError | None:
    """Return what the driver said, also where a use case made a refusal of it."""
    while error is not None and not isinstance(error, DBAPIError):
        error = error.__cause__ or error.__context__
    return error


def _lacks_tables(fault: DBAPIError) -> bool:
    said = str(fault.orig)
    return getattr(fault.orig, "sqlstate", "") in _UNDEFINED or any(words in said for words in _UNDEFINED_IN_SQLITE)


register_cli = _Commands("register", help="Leerregister beheren.")
