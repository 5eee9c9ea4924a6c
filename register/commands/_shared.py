"""What the commands share: refusing in Dutch with exit code 2, and the organisation they work for."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from sqlalchemy.orm import Session

from register.commands._refused import Failed, Refused
from register.current import state
from register.errors import Invalid, RegisterError, Unavailable
from register.imports.disk import why
from register.people.models import Organisation
from register.people.organisations import home_organisation
from register.workbooks.refused import WorkbookRefused

DATES_REMEDY = (
    "Zet --dates dag-maand (eerst de dag), --dates maand-dag (eerst de maand) of --dates excel-getal (dagen die Excel "
    "telt) achter de opdracht."
)
_LEAVERS = (
    "Er is niets geïmporteerd. Klopt het bestand? Zet dan --allow-leavers achter de opdracht; "
    "anders haal je een volledige export op."
)
_REMEDIES = {"day_first": DATES_REMEDY, "leavers": _LEAVERS}


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


def as_workbook(_context: click.Context, _parameter: click.Parameter, out: Path) -> Path:
    """Refuse a name that promises something else than a workbook: nothing would open the file."""
    if out.suffix.lower() in {"", ".xlsx"}:
        return out
    raise Refused(f"{out.name}: dit wordt een Excel-werkboek. Geef een naam die eindigt op .xlsx.")


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
