"""How a command refuses (*weigering*): in Dutch, on standard error, with an exit code that scripts can rely on."""

import click


class Refused(click.ClickException):
    """What was refused, in Dutch, on standard error; exit code 2."""

    exit_code = 2

    def show(self, file: object = None) -> None:  # noqa: ARG002 - click's own signature
        """Write the message alone, without "Error:"."""
        click.echo(self.message, err=True)


class Failed(Refused):
    """What does not work now through no fault of whoever asks; exit code 1."""

    exit_code = 1
