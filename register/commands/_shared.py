"""What the commands share: refusing in Dutch with exit code 2, and the organisation they work for."""

from collections.abc import Iterator
from contextlib import contextmanager

import click
from sqlalchemy.orm import Session

from register.current import state
from register.errors import RegisterError
from register.people.models import Organisation
from register.people.organisations import home_organisation
from register.workbooks.refused import WorkbookRefused

LARGEST_IMPORT = 1_000_000


class Refused(click.ClickException):
    """What was refused, in Dutch, on standard error; exit code 2."""

    exit_code = 2

    def show(self, file: object = None) -> None:  # noqa: ARG002 - click's own signature
        """Write the message alone, without "Error:"."""
        click.echo(self.message, err=True)


@contextmanager
def refusing() -> Iterator[None]:
    """Turn what the register refuses into exit code 2; a fault of ours stays a fault."""
    try:
        yield
    except WorkbookRefused as refused:
        raise Refused(f"{refused.message_nl} {refused.remedy_nl}") from None
    except RegisterError as refused:
        raise Refused(refused.message) from None


def organisation(session: Session) -> Organisation:
    """Return the organisation of these settings; exit code 2 when there is none or no telling which."""
    name = state().settings.organisation
    found = home_organisation(session, name)
    if found is None:
        raise Refused(
            f"De organisatie '{name}' staat niet in het leerregister. Importeer eerst de mensen, "
            "of zet REGISTER_ORGANISATION op de naam van je organisatie."
        )
    return found
