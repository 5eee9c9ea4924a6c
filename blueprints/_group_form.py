"""The form of a group."""

from typing import Any

from wtforms import Form, HiddenField, SelectField
from wtforms.validators import InputRequired

from register.errors import Invalid
from register.learning.change_groups import GroupEntry
from register.learning.durations import as_typed, parse_duration
from register.learning.groups import GroupPage
from register.learning.kinds import kinds

from ._fields import Text


class GroupForm(Form):
    """What somebody types about a group."""

    name = Text(
        "Naam van de groep", validators=[InputRequired("Geef de groep een naam, bijvoorbeeld Intervisie Oost.")]
    )
    kind = SelectField(
        "Soort",
        choices={kind.id: kind.name for kind in kinds().values() if kind.informal},
        validators=[InputRequired("Kies een soort activiteit.")],
        invalid_choice_message="Kies een soort activiteit uit de lijst.",
    )
    duration = Text(
        "Hoe lang duurt een bijeenkomst meestal?",
        description='In uren of minuten: "2", "2,5" of "90 min".',
        validators=[InputRequired("Vul in hoe lang een bijeenkomst meestal duurt.")],
    )
    location = Text("Plaats")
    version = HiddenField()

    def blame(self, wrong: Invalid) -> None:
        """Put the error of a use case at the field that it is about."""
        name = {"minutes": "duration"}.get(wrong.field, wrong.field)
        field = self[name] if name in self else self.name  # noqa: SIM401 - a form has no get
        if wrong.message not in field.errors:
            field.errors = [*field.errors, wrong.message]


def group_entry(form: GroupForm) -> GroupEntry:
    """Turn the form into an entry.

    Raises:
        Invalid: a field cannot be read; every such field carries its own error already.

    """
    if not form.validate():
        name, messages = next(iter(form.errors.items()))
        raise Invalid(str(name), str(messages[0]))
    return GroupEntry(
        name=form.name.data or "",
        kind=form.kind.data,
        minutes=parse_duration(form.duration.data or ""),
        location=form.location.data or "",
    )


def stored_group(page: GroupPage) -> dict[str, Any]:
    """Return a stored group as values of the form."""
    return {
        "name": page.name,
        "kind": page.kind,
        "duration": as_typed(page.minutes),
        "location": page.location,
        "version": str(page.version),
    }
