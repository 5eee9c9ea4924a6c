"""What click says of a command that was typed wrongly, in Dutch (*gebruiksfouten*)."""

import click

from register.commands._refused import Refused


class WronglyTyped(Refused):
    """A command that cannot be understood: what, where, and how to see what can; exit code 2."""


def in_dutch(error: click.UsageError, ctx: click.Context) -> WronglyTyped:
    """Return the same refusal in Dutch, with the way to the help of that very command."""
    where = error.ctx or ctx
    return WronglyTyped(f"{_what(error)} Kijk wat kan met: {where.command_path} --help.")


def _what(error: click.UsageError) -> str:  # noqa: PLR0911 - one sentence a kind of error
    if isinstance(error, click.NoSuchOption):
        return f"De optie {error.option_name} bestaat niet."
    if isinstance(error, click.MissingParameter):
        return f"Er ontbreekt iets: {_name(error)}."
    if isinstance(error, click.BadOptionUsage):
        return f"De optie {error.option_name} is niet goed ingevuld."
    if isinstance(error, click.BadParameter):
        return f"De waarde van {_name(error)} kan niet.{_allowed(error)}"
    if error.message.startswith("No such command"):
        return f"De opdracht {error.message.split(' ', 3)[3].split(',')[0].rstrip('.')} bestaat niet."
    if "unexpected extra argument" in error.message:
        return f"Er staat te veel achter de opdracht: {error.message.partition('(')[2].rstrip(')')}."
    return "Deze opdracht is niet te begrijpen." if error.message else "Er staat geen opdracht."


def _name(error: click.BadParameter) -> str:
    if error.param is None:
        return str(error.param_hint or "een waarde")
    return error.param.get_error_hint(error.ctx or click.get_current_context()).strip("'")


def _allowed(error: click.BadParameter) -> str:
    """Say what a value may be, for the kinds that we use."""
    kind = error.param.type if error.param is not None else None
    if isinstance(kind, click.Choice):
        return f" Kies uit: {', '.join(map(str, kind.choices))}."
    if isinstance(kind, click.DateTime):
        return " Schrijf een datum als 2026-03-05."
    if isinstance(kind, click.types.IntParamType):
        return " Schrijf een heel getal."
    return " Kijk of het bestand er is en of je het mag lezen." if isinstance(kind, click.Path | click.File) else ""
