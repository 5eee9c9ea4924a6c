"""`flask register numbers …`: who stands in which register, under which number."""

from flask.cli import AppGroup

from register.commands._importing import Told, commands_of
from register.imports.tables import NUMBERS

_TOLD = Told(
    group="Registernummers: wie in welk register staat.",
    reads="Lees registernummers in uit een werkboek.",
    writes="Schrijf het werkboek om registernummers in te vullen.",
)


def add_to(group: AppGroup) -> None:
    """Hang the commands on `flask register`."""
    group.add_command(commands_of("numbers", NUMBERS, _TOLD))
