"""`flask register …`: for administrators and tests; stable."""

from importlib import import_module

from flask.cli import AppGroup

COMMANDS = (
    "accounts",
    "assess",
    "database",
    "demo",
    "doctor",
    "export",
    "mail",
    "people",
    "rules",
    "training",
)
"""The modules in `register/commands`, each with an `add_to(group)`."""

register_cli = AppGroup("register", help="Leerregister beheren.")
for _name in COMMANDS:
    import_module(f"register.commands.{_name}").add_to(register_cli)
