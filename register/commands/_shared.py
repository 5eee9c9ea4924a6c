"""What the commands share: refusing in Dutch with exit code 2, and the organisation they work for."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from sqlalchemy.orm import Session

from register.current import state
from register.errors import Invalid, RegisterError, Unavailable
from register.imports.disk import why
from register.imports.people_plan import Outcome
from register.imports.people_report import number_of, problem_line
from register.imports.pipelines import Plan
from register.people.models import Organisation
from register.people.organisations import home_organisation
from register.workbooks.refused import WorkbookRefused

LARGEST_IMPORT = 1_000_000
_DATES = "Zet --dates dag-maand (eerst de dag) of --dates maand-dag (eerst de maand) achter de opdracht."
_LEAVERS = (
    "Er is niets geïmporteerd. Klopt het bestand? Zet dan --allow-leavers achter de opdracht; "
    "anders haal je een volledige export op."
)
_REMEDIES = {"day_first": _DATES, "leavers": _LEAVERS}


class Refused(click.ClickException):
    """What was refused, in Dutch, on standard error; exit code 2."""

    exit_code = 2

    def show(self, file: object = None) -> None:  # noqa: ARG002 - click's own signature
        """Write the message alone, without "Error:"."""
        click.echo(self.message, err=True)


class Failed(Refused):
    """What does not work now through no fault of whoever asks; exit code 1."""

    exit_code = 1


class NothingAccepted(Exception):
    """Ends the transaction of a file that changes nothing, refused or not: it leaves no trace."""


def is_refused(plan: Plan) -> bool:
    """Whether nothing of a file can be accepted: a question is open, or every row is rejected."""
    return bool(plan.questions) or plan.counts[Outcome.REJECTED.value] == len(plan.rows)


def refusal(plan: Plan) -> Refused:
    """Say why a file is refused as a whole, row by row."""
    count = len(plan.rows)
    if plan.questions:
        said = [*plan.questions.values(), _DATES]
    else:
        said = [
            f"Er is niets over te nemen: {number_of(count, 'rij', 'rijen')} gelezen en afgekeurd.",
            *plan.notices,
            *map(problem_line, plan.problems),
        ]
    return Refused("\n".join([*said, "Er is niets geïmporteerd."]))


def readable(path: Path) -> Path:
    """Return a file that can be read; exit code 2 with the reason in Dutch when it cannot."""
    try:
        with path.open("rb"):
            return path
    except OSError as error:
        raise Refused(f"{path} kan niet gelezen worden: {why(error)}. Kijk de naam en de plaats na.") from None


def not_written(path: Path, error: OSError) -> Refused:
    """Say why a file could not be written."""
    return Refused(f"{path} kan niet geschreven worden: {why(error)}. Kies een andere plek.")


@contextmanager
def refusing() -> Iterator[None]:
    """Turn what the register refuses into exit code 2; a fault of ours stays a fault."""
    try:
        yield
    except WorkbookRefused as refused:
        raise Refused(f"{refused.message_nl} {refused.remedy_nl}") from None
    except Unavailable as away:
        raise Failed(away.message) from away
    except Invalid as refused:
        raise Refused(" ".join(filter(None, (refused.message, _REMEDIES.get(refused.field))))) from None
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
