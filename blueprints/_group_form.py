"""The form of a group."""

from datetime import date, timedelta
from typing import Any

from wtforms import BooleanField, Form, HiddenField, SelectField
from wtforms.validators import InputRequired

from register.errors import Invalid
from register.learning.change_groups import GroupEntry
from register.learning.durations import as_typed, parse_duration
from register.learning.groups import GroupPage
from register.learning.kinds import kinds

from ._fields import Day, Text, WholeNumber

A_YEAR = timedelta(days=364)
"""How long a plan is, unless somebody says otherwise."""


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
        description="Bijvoorbeeld 1:30, 1,5 of 90 min.",
        validators=[InputRequired("Vul in hoe lang een bijeenkomst meestal duurt.")],
    )
    location = Text("Plaats")
    whole_team = BooleanField("Iedereen van mijn team")
    first_on = Day("Eerste bijeenkomst", description="Leeg: plan later. Je ziet eerst alle dagen.")
    every_weeks = WholeNumber("Om de hoeveel weken?", default=6)
    until_on = Day("Tot en met", description="Leeg: een jaar lang.")
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


def year_asked(form: GroupForm) -> dict[str, Any] | None:
    """Return from when, how often and until when the new group meets, for an address; `None` for a plan of later."""
    first: date | None = form.first_on.data
    if first is None:
        return None
    until = form.until_on.data or first + A_YEAR
    return {"first_on": first.isoformat(), "every_weeks": form.every_weeks.data or 1, "until_on": until.isoformat()}


def stored_group(page: GroupPage) -> dict[str, Any]:
    """Return a stored group as values of the form."""
    return {
        "name": page.name,
        "kind": page.kind,
        "duration": as_typed(page.minutes),
        "location": page.location,
        "version": str(page.version),
    }
