"""`flask register rules`: which rule sets there are, whether a file can be read, what a version would do."""

import json
import tempfile
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path

import click
from flask.cli import AppGroup, with_appcontext
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from register.commands._refused import Refused
from register.commands._shared import organisation, readable, refusing
from register.current import state
from register.db import session
from register.points.versions.content import Unreadable, figures_of, renamed, rules_of
from register.points.versions.finding import find_versions, unusable_versions
from register.points.versions.simulating import outcome_of
from register.points.versions.tracks import Needing
from register.points.versions.uploading import FileRefused, read_upload
from register.points.versions.withdrawing import withdraw_by_command
from register.rules.check import Problem, check_file
from register.rules.compiling import compile_version
from register.rules.explain import day
from register.rules.model import RuleSet
from register.rules.reading import shipped_names, shipped_text
from register.workbooks.words import number_of

_REFUSED = 2


def add_to(group: AppGroup) -> None:
    """Hang the commands on `flask register`."""
    group.add_command(rules)


@click.group("rules")
def rules() -> None:
    """De regels van de registers."""


@rules.command("list")
def list_rules() -> None:
    """Noem de registers met hun versies."""
    from register.points.judges import rule_book

    book = rule_book()
    for register in book.registers():
        for version in book.versions(register.id):
            unknown = sum(not slot.known for slot in version.slots)
            closed = f", gesloten op {register.closed_on}" if register.closed_on else ""
            click.echo(
                f"{register.id}\t{version.version}\t{register.label}{closed}\t"
                f"{unknown} van {len(version.slots)} cijfers niet vastgesteld\t{version.digest[:12]}"
            )


@rules.command("check")
@click.argument("files", metavar="BESTAND", nargs=-1, type=click.Path(path_type=Path))
@with_appcontext
def check(files: tuple[Path, ...]) -> None:
    """Kijk regelbestanden na; zonder bestand die van Leerregister zelf, en de eigen versies die gepubliceerd zijn."""
    found = [problem for path in files for problem in check_file(path)] if files else _shipped_problems()
    problems = [*map(str, found), *(() if files else _own_problems())]
    for problem in problems:
        click.echo(problem, err=True)
    if problems:
        raise SystemExit(_REFUSED)
    count = len(files) or len(shipped_names())
    click.echo(f"{count} {'regelbestand is' if count == 1 else 'regelbestanden zijn'} in orde.")


def _shipped_problems() -> list[Problem]:
    """Check what is shipped, also where it lies inside a zipped package."""
    from importlib.resources import files

    with tempfile.TemporaryDirectory() as folder:
        for entry in files("register.rules.data").iterdir():
            if entry.name.endswith(".toml"):
                (Path(folder) / entry.name).write_text(shipped_text(entry.name.removesuffix(".toml")), encoding="utf-8")
        return [problem for name in shipped_names() for problem in check_file(Path(folder) / f"{name}.toml")]


def _own_problems() -> list[str]:
    """Check what organisations published themselves, where there is a database to ask."""
    try:
        return [
            f"{one.register_id}, versie {one.name}: {one.problem}. Zet de reservekopie of de vorige uitgave van "
            f"Leerregister terug, of haal haar eruit: flask register rules withdraw {one.id}"
            for one in unusable_versions(session())
        ]
    except SQLAlchemyError:
        session().rollback()
        click.echo("De eigen versies zijn niet nagekeken: de database is er niet, of nog niet bij.", err=True)
        return []


@rules.command("simulate")
@click.argument("target", metavar="BESTAND-OF-VERSIE")
@click.option("--register", "register_id", help="Code van het register, als de naam van een versie vaker voorkomt.")
@click.option("--from", "applies_from", type=click.DateTime(["%Y-%m-%d"]), help="Andere eerste dag, jjjj-mm-dd.")
@click.option("--json", "as_json", is_flag=True, help="Geef het antwoord als JSON.")
@with_appcontext
def simulate(target: str, register_id: str | None, applies_from: datetime | None, *, as_json: bool) -> None:
    """Reken door wat een regelbestand of een eigen versie (naam of nummer) voor iedereen zou betekenen."""
    first_day = applies_from.date() if applies_from else None
    current = session()
    home = organisation(current).id
    with refusing():
        rule_set = _rules(current, home, target, register_id=register_id, first_day=first_day)
        outcome = outcome_of(current, home, rule_set, on=state().today())
    if as_json:
        head = {"register": rule_set.register, "version": rule_set.version, "digest": rule_set.digest}
        days = {"from": str(rule_set.valid_from), "on": state().today().isoformat()}
        click.echo(json.dumps({**head, **days, **asdict(outcome)}, ensure_ascii=False, indent=2))
        return
    click.echo(f"{rule_set.register_name}, versie {rule_set.version}, vanaf {day(rule_set.valid_from or date.min)}")
    looked_at = number_of(outcome.registrations, "registratie", "registraties")
    click.echo(f"{looked_at} doorgerekend; bij {outcome.changed} verandert er iets.")
    click.echo(f"Gaan vooruit: {outcome.wins}. Gaan achteruit: {outcome.loses}. Komen tekort: {outcome.short}.")


@rules.command("withdraw")
@click.argument("number", metavar="NUMMER", type=int)
@with_appcontext
def withdraw(number: int) -> None:
    """Trek een eigen versie in, ook als zij niet meer te lezen is; ‘rules check’ noemt de nummers."""
    home = organisation(session()).id
    with refusing():
        done = withdraw_by_command(home, number, at=state().now())
    click.echo(f"Versie ‘{done.name}’ van de regels van {done.register_id} is ingetrokken.")
    if done.problem is not None:
        click.echo("Zij was niet te lezen. Wat zij beoordeelde, wordt beoordeeld met de regels die overblijven,")
        click.echo("ook in periodes die voorbij zijn. Punten die een register toekende, blijven staan.")
    if done.waiting_for is not None:
        click.echo(f"Versie ‘{done.waiting_for}’ is ook niet te lezen. Haal die er ook uit; daarna wordt berekend.")
        return
    click.echo(f"Opnieuw berekend: {number_of(done.count, 'registratie', 'registraties')}.")


def _rules(
    current: Session, organisation_id: int, target: str, *, register_id: str | None, first_day: date | None
) -> RuleSet:
    """Read the rules of a file, else those of a version of the organisation's own."""
    path = Path(target)
    if not path.is_file():
        return _own_rules(current, organisation_id, target, register_id=register_id, first_day=first_day)
    try:
        needing = Needing(session=current, organisation_id=organisation_id, on=state().today())
        uploaded = read_upload(path.name, readable(path).read_bytes(), needing)
    except FileRefused as refused:
        raise Refused("\n".join(refused.problems)) from None
    if register_id not in {None, uploaded.file.register_.id}:
        raise Refused(f"Dit bestand gaat over {uploaded.file.register_.id}, niet over {register_id}. Kies het andere.")
    file = renamed(uploaded.file, name=uploaded.name, applies_from=first_day or uploaded.applies_from)
    return compile_version(file, file.versions[0])


def _own_rules(
    current: Session, organisation_id: int, target: str, *, register_id: str | None, first_day: date | None
) -> RuleSet:
    found = find_versions(current, organisation_id, target, register_id=register_id)
    if not found:
        raise Refused(f"Er is geen bestand of eigen versie ‘{target}’. Kijk de naam na; de versies staan bij Normen.")
    if len(found) > 1:
        raise Refused(f"Er zijn meer versies ‘{target}’. Zet --register met de code van het register erachter.")
    try:
        return rules_of(found[0], figures_of(current, found[0].id), applies_from=first_day)
    except Unreadable as wrong:
        raise Refused(f"Versie ‘{found[0].name}’ is niet te lezen: {wrong}.") from None
