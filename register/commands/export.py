"""`flask register export …`: evidence out."""

from pathlib import Path

import click
from flask.cli import AppGroup, with_appcontext
from sqlalchemy import select

from register.commands._shared import Refused, not_written, organisation, refusing
from register.current import state
from register.db import session, transaction
from register.evidence.export import EvidenceFilter, write_evidence
from register.imports.people_report import number_of
from register.people.models import Employment
from register.points.judges import rule_book


def add_to(group: AppGroup) -> None:
    """Hang the commands on `flask register`."""
    group.add_command(export)


@click.group("export")
def export() -> None:
    """Exporteren naar Excel."""


@export.command("evidence")
@click.option("--person", "number", help="Personeelsnummer; anders iedereen.")
@click.option("--register", "register_id", help="Code van het register; anders alle registers.")
@click.option("--out", required=True, type=click.Path(path_type=Path), help="Waar het bestand komt.")
@with_appcontext
def evidence(number: str | None, register_id: str | None, out: Path) -> None:
    """Schrijf het bewijs voor het register als .xlsx-bestand."""
    with refusing():
        home = organisation(session()).id
        what = EvidenceFilter(person_id=_person(home, number), register_id=_register(register_id))
        try:
            with transaction() as current:
                done = write_evidence(current, home, what, out, actor_id=None, at=state().now())
        except OSError as error:
            raise not_written(out, error) from None
    click.echo(
        f"Geschreven: {out} ({number_of(done.rows, 'rij', 'rijen')}, {number_of(done.people, 'mens', 'mensen')})"
    )


def _person(organisation_id: int, number: str | None) -> int | None:
    if number is None:
        return None
    found = session().scalar(
        select(Employment.person_id).where(
            Employment.organisation_id == organisation_id, Employment.personnel_number == number
        )
    )
    if found is None:
        raise Refused(f"Personeelsnummer {number} staat niet in het leerregister. Controleer het nummer.")
    return found


def _register(register_id: str | None) -> str | None:
    known = [info.id for info in rule_book().registers()]
    if register_id is not None and register_id not in known:
        raise Refused(f"Het register '{register_id}' kennen we niet. Kies uit: {', '.join(known)}.")
    return register_id
