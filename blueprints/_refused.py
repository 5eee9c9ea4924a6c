"""What forms with a version have in common: read them, and put an error where it belongs."""

from collections.abc import Mapping
from typing import Any

from wtforms import Form

from register.errors import Invalid

from ._compare import Difference, fields_that_differ
from ._fields import numbers


def version_of(form: Form) -> int:
    """Return the version of which the form was opened; 0 where it carries none."""
    return next(iter(numbers([form.version.data or ""])), 0)


def blame_at(form: Form, wrong: Invalid, otherwise: str) -> None:
    """Put an error at the field that it is about, or at another where the form has no such field."""
    field = form[wrong.field if wrong.field in form else otherwise]
    if wrong.message not in field.errors:
        field.errors = [*field.errors, wrong.message]


def refuse_unread(form: Form) -> None:
    """Refuse a form of which a field cannot be read.

    Raises:
        Invalid: there is one; every such field carries its own error already.

    """
    if not form.validate():
        name, messages = next(iter(form.errors.items()))
        raise Invalid(str(name), str(messages[0]))


def beside(form: Form, stored: Mapping[str, Any]) -> tuple[Difference, ...]:
    """Return what was typed beside what was saved meanwhile; the form goes on from that version (bar CO2)."""
    form.version.data = stored["version"]
    return fields_that_differ(form, stored)
