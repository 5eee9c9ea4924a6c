"""`flask register export …`: evidence out."""

from datetime import datetime
from pathlib import Path

import click
from flask.cli import AppGroup, with_appcontext
from sqlalchemy import select

from register.commands._landing import landing, refuse_other_ending
from register.commands._refused import Refused
from register.commands._shared import as_workbook, not_written, organisation, refusing
from register.current import state
from register.db import session
from register.evidence.export import EvidenceFilter, hand_out_evidence
from register.exports.deliver import Order, write_delivery
from register.exports.remarks import said
from register.exports.results import ResultFilter
from register.exports.target import targets
from register.people.models import Employment
from register.points.judges import rule_book
from register.workbooks.words import number_of


def add_to(group: AppGroup) -> None:
    """Hang the commands on `flask register`."""
    group.add_command(export)


@click.group("export")
def export() -> None:
    """Exporteren naar Excel."""


@export.command("evidence")
@click.option("--person", "number", help="Personeelsnummer; anders iedereen.")
@click.option("--register", "register_id", help="Code van het register; anders alle registers.")
@click.option(
    "--out", required=True, type=click.Path(path_type=Path), callback=as_workbook, help="Waar het bestand komt."
)
@with_appcontext
def evidence(number: str | None, register_id: str | None, out: Path) -> None:
    """Schrijf het bewijs voor het register als .xlsx-bestand."""
    with refusing():
        home = organisation(session()).id
        what = EvidenceFilter(person_id=_person(home, number), register_id=_register(register_id))
        try:
            done = hand_out_evidence(home, what, out, actor_id=None, at=state().now())
        except OSError as error:
            raise not_written(out, error) from None
    click.echo(
        f"Geschreven: {out} ({number_of(done.rows, 'rij', 'rijen')}, {number_of(done.people, 'mens', 'mensen')})"
    )


@export.command("targets")
def list_targets() -> None:
    """Toon de systemen waar resultaten naartoe kunnen, met wat elk systeem vraagt."""
    for target in targets().values():
        asked = "".join(
            f" --set {ask.name}={'|'.join(value for value, _ in ask.choices) or '…'}" for ask in target.asks
        )
        click.echo(f"{target.name}: {target.title}.{asked}")


@export.command("results")
@click.argument("target", metavar="SYSTEEM")
@click.option("--out", required=True, type=click.Path(path_type=Path), help="Waar het bestand komt.")
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), help="Afgerond vanaf (jjjj-mm-dd).")
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), help="Afgerond tot en met (jjjj-mm-dd).")
@click.option("--register", "register_id", help="Code van het register; anders alle registers.")
@click.option("--kind", default="", help="Soort activiteit; anders alle soorten.")
@click.option("--again", is_flag=True, help="Ook wat al geleverd is.")
@click.option("--set", "given", multiple=True, metavar="NAAM=WAARDE", help="Wat het systeem vraagt.")
@with_appcontext
def results(
    *,
    target: str,
    out: Path,
    since: datetime | None,
    until: datetime | None,
    register_id: str | None,
    kind: str,
    again: bool,
    given: tuple[str, ...],
) -> None:
    """Schrijf resultaten voor een HR-systeem, en onthoud wat er geleverd is."""
    if target not in targets():
        raise Refused(f"Het systeem '{target}' kennen we niet. Kies uit: {', '.join(targets())}.")
    settings = dict(one.partition("=")[::2] for one in given)
    what = ResultFilter(
        since=since.date() if since else None,
        until=until.date() if until else None,
        register_id=_register(register_id) or "",
        kind=kind,
    )
    with refusing():
        home, order = organisation(session()).id, Order(what=what, only_new=not again)
        refuse_other_ending(out, targets()[target])
        with landing(out) as place:  # a file that cannot be written is no delivery
            done = write_delivery(home, target, order, settings, place.file, actor_id=None, at=state().now())
            place.becomes(done.packed.suffix)
    files = f", {done.packed.files} bestanden" if done.packed.files > 1 else ""
    rows = number_of(done.packed.rows, "rij", "rijen")
    click.echo(f"Geschreven: {place.out} ({rows}, {done.packed.suffix}{files})")
    if done.packed.remarks:
        click.echo(said(done.packed.remarks), err=True)


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
