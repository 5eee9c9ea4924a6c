"""`flask register training …`: a history of learning, so that nobody starts at nothing."""

from flask.cli import AppGroup

from register.commands._importing import Told, commands_of
from register.imports.tables import TRAINING

_TOLD = Told(
    group="Scholing: wat mensen eerder leerden.",
    reads="Lees een geschiedenis van scholing in uit een werkboek.",
    writes="Schrijf het werkboek om scholing in te vullen.",
)


def add_to(group: AppGroup) -> None:
    """Hang the commands on `flask register`."""
    group.add_command(commands_of("training", TRAINING, _TOLD))
