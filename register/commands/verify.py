"""`flask register verify`: does the trail hold, and are points what they should be."""

import json

import click
from flask.cli import AppGroup, with_appcontext

from register.commands._refused import Failed
from register.commands._shared import refusing
from register.current import state
from register.keeping.verify import Verified, verify_all
from register.seal import rotate_seal


def add_to(group: AppGroup) -> None:
    """Hang the command on `flask register`."""
    group.add_command(verify)


@click.command("verify")
@click.option("--no-points", is_flag=True, help="Alleen het spoor, niet de punten.")
@click.option("--new-key", is_flag=True, help="Verzegel voortaan met een nieuwe sleutel, na het nalopen.")
@click.option("--json", "as_json", is_flag=True, help="Schrijf de uitkomst als JSON.")
@with_appcontext
def verify(*, no_points: bool, new_key: bool, as_json: bool) -> None:
    """Loop het spoor en de punten na; noemt de eerste regel die niet klopt. Exit 1 als er iets niet klopt."""
    with refusing():
        found = verify_all(at=state().now(), points=not no_points)
    whole = all(one.whole for one in found)
    if as_json:
        click.echo(json.dumps([_plain(one) for one in found], ensure_ascii=False, indent=1))
    else:
        for one in found:
            click.echo(_line(one), err=not one.whole)
    if not whole:
        raise SystemExit(1)
    if new_key:
        try:
            key = rotate_seal(state().settings)
        except OSError as away:
            raise Failed("De nieuwe sleutel kan niet worden geschreven. De oude blijft in gebruik.") from away
        click.echo(f"Voortaan verzegelt sleutel {key.id}. Neem de map keys mee in de reservekopie.")


def _line(one: Verified) -> str:
    if one.whole:
        return f"{one.organisation}: {one.lines} regels, alles klopt."
    return "\n".join([f"{one.organisation}: er klopt iets niet.", *(f"- {said}" for said in one.told)])


def _plain(one: Verified) -> dict[str, object]:
    return {
        "organisation": one.organisation,
        "whole": one.whole,
        "lines": one.lines,
        "first_broken": one.broken,
        "findings": [{"what": code, "about": about} for code, about in one.findings],
    }
