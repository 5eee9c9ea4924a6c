"""`flask register rules`: which rule sets there are, and whether a file can be read."""

import tempfile
from pathlib import Path

import click
from flask.cli import AppGroup

from register.rules.check import Problem, check_file
from register.rules.reading import shipped_names, shipped_text

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
                f"{register.id}\t{version.version}\t{register.name} ({register.body}){closed}\t"
                f"{unknown} van {len(version.slots)} cijfers niet vastgesteld\t{version.digest[:12]}"
            )


@rules.command("check")
@click.argument("files", metavar="BESTAND", nargs=-1, type=click.Path(path_type=Path))
def check(files: tuple[Path, ...]) -> None:
    """Kijk regelbestanden na; zonder bestand die van Leerregister zelf."""
    problems = [problem for path in files for problem in check_file(path)] if files else _shipped_problems()
    for problem in problems:
        click.echo(str(problem), err=True)
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
