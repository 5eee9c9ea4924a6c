"""`flask register attendance …`: who was at which meeting, from a list."""

from flask.cli import AppGroup

from register.commands._importing import Told, commands_of
from register.imports.tables import ATTENDANCE

_TOLD = Told(
    group="Aanwezigheid: wie er bij welke bijeenkomst was.",
    reads="Lees een presentielijst in uit een werkboek.",
    writes="Schrijf het werkboek om een presentielijst in te vullen.",
)


def add_to(group: AppGroup) -> None:
    """Hang the commands on `flask register`."""
    group.add_command(commands_of("attendance", ATTENDANCE, _TOLD))
