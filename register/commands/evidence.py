"""`flask register evidence …`: care for the files of evidence, packs and the keys that sign them."""

from pathlib import Path

import click
from flask.cli import AppGroup, with_appcontext

from register.commands._refused import Refused
from register.commands._shared import organisation, readable, refusing
from register.current import state
from register.db import session, transaction
from register.evidence.pack.keys import published_keys, rotate, trust, trusted_keys
from register.evidence.pack.stored import broken_files
from register.evidence.pack.verify import Origin, lines, verify_pack
from register.evidence.sweep import forget_removed, sweep


def add_to(group: AppGroup) -> None:
    """Hang the commands on `flask register`."""
    group.add_command(evidence)


@click.group("evidence")
def evidence() -> None:
    """Bewijsstukken."""


@evidence.command("sweep")
@with_appcontext
def sweep_files() -> None:
    """Ruim bestanden op die bij geen activiteit horen, of een dag geleden zijn weggehaald."""
    with refusing(), transaction() as current:
        forget_removed(current, at=state().now())
    with refusing(), transaction() as current:
        gone = sweep(current, at=state().now(), settings=state().settings)
    click.echo(f"Opgeruimd: {gone} {'bestand' if gone == 1 else 'bestanden'} zonder activiteit.")


@evidence.command("verify")
@click.argument("file", metavar="BESTAND", required=False, type=click.Path(path_type=Path))
@click.option("--stored", is_flag=True, help="Lees alle bewaarde bewijsstukken na.")
@with_appcontext
def verify(file: Path | None, *, stored: bool) -> None:
    """Kijk een bewijsmap (BESTAND) na, of met --stored de bewijsstukken die hier bewaard zijn."""
    if (file is None) is not stored:
        raise Refused("Noem een bewijsmap om te controleren, of zet --stored voor de bewaarde bestanden.")
    if file is None:
        _verify_stored()
    else:
        _verify_pack(readable(file))


def _verify_pack(file: Path) -> None:
    with refusing(), file.open("rb") as source:
        found = verify_pack(session(), source, settings=state().settings)
    if not found.whole:
        raise Refused("\n".join([f"{file.name} is niet in orde.", *lines(found)]))
    whose = "hier gemaakt" if found.origin is Origin.HERE else "gemaakt door een vertrouwde organisatie"
    click.echo(f"{file.name} is in orde: {found.files} bestanden zoals ze zijn ondertekend, {whose}.")
    click.echo(f"Van {found.told('person', 'name')}, {found.told('made_at')}, sleutelcode {found.key_id}.")
    if found.trail_changed:
        click.echo(
            "Let op: het spoor van deze organisatie past niet meer bij de bewijsmap. "
            "Kijk het na met: flask register doctor.",
            err=True,
        )


def _verify_stored() -> None:
    with refusing():
        home = organisation(session())
        broken = list(broken_files(session(), home.id, settings=state().settings))
    if broken:
        said = [f"{one.name} bij {one.activity} ({one.held_on}), SHA-256 {one.sha256}." for one in broken]
        raise Refused("\n".join(["Beschadigd of weg; haal ze uit de reservekopie:", *said]))
    click.echo("Alle bewaarde bewijsstukken zijn zoals ze zijn toegevoegd.")


@evidence.group("keys")
def keys() -> None:
    """De sleutels waarmee bewijsmappen worden ondertekend."""


@keys.command("list")
@with_appcontext
def list_keys() -> None:
    """Toon de eigen sleutels en die van vertrouwde organisaties."""
    with refusing():
        for one in published_keys(state().settings):
            click.echo(f"{one.key.id}  {'ondertekent nu' if one.signs_now else 'eerdere sleutel'}")
        for key in trusted_keys(state().settings):
            click.echo(f"{key.id}  vertrouwd, van een andere organisatie")


@keys.command("rotate")
@with_appcontext
def rotate_keys() -> None:
    """Onderteken vanaf nu met een nieuwe sleutel; wat al ondertekend is, blijft geldig."""
    with refusing():
        key = rotate(state().settings).public
    click.echo(f"Vanaf nu ondertekent sleutel {key.id}. De eerdere openbare sleutels blijven gepubliceerd.")


@keys.command("trust")
@click.argument("file", metavar="BESTAND", type=click.Path(path_type=Path))
@with_appcontext
def trust_key(file: Path) -> None:
    """Vertrouw de openbare sleutel (BESTAND, .pem) van een andere organisatie, bijvoorbeeld een vorige werkgever."""
    with refusing():
        key = trust(state().settings, readable(file).read_bytes())
    click.echo(f"Sleutel {key.id} is vertrouwd. Vergelijk die code met wat de andere organisatie bekendmaakt.")
