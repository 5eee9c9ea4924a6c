"""The form that chooses whose evidence to export."""

from typing import Any

from wtforms import Form, SelectField
from wtforms.validators import ValidationError

from ._fields import Day

_PICK = "Kies iets uit de lijst."


class OrganisationPackForm(Form):
    """Register, team, readiness, who left or not, and period; everything may stay as it is."""

    register = SelectField("Register", invalid_choice_message=_PICK)
    team = SelectField("Team", invalid_choice_message=_PICK)
    readiness = SelectField("Klaar voor een steekproef", invalid_choice_message=_PICK)
    service = SelectField("Medewerkers", invalid_choice_message=_PICK)
    since = Day("Vanaf")
    until = Day("Tot en met")

    def validate_until(self, field: Any) -> None:  # noqa: ANN401 - WTForms' own field
        """Refuse a period that ends before it starts."""
        if field.data and self.since.data and field.data < self.since.data:
            raise ValidationError("De einddatum ligt voor de begindatum. Kijk de datums na.")
