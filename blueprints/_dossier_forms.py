"""The forms of the dossier: a move of a claim, a condition beside points."""

from typing import Any

from wtforms import Form, IntegerField, RadioField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired
from wtforms.widgets import HiddenInput

from ._fields import Day, Number


class FiledForm(Form):
    """Entered with the register on a day."""

    version = IntegerField(widget=HiddenInput())
    day = Day(
        "Op welke dag heb je dit ingevoerd?",
        [InputRequired("Vul de dag in.")],
        description="In het online dossier van je register.",
    )


class DecidedForm(Form):
    """What the register decided."""

    version = IntegerField(widget=HiddenInput())
    to = RadioField(
        "Wat besliste het register?",
        [InputRequired("Kies toegekend of afgewezen.")],
        choices=[SelectChoice("toegekend", "Toegekend"), SelectChoice("afgewezen", "Afgewezen")],
        validate_choice=True,
    )
    granted = Number("Toegekende punten", description="Alleen bij toegekend; bijvoorbeeld 1,5.")
    day = Day("Op welke dag?", [InputRequired("Vul de dag in.")])


class ConditionForm(Form):
    """What is known of a condition."""

    met = RadioField(
        "Is dit in orde?",
        [InputRequired("Kies een antwoord.")],
        choices=[SelectChoice("ja", "Ja"), SelectChoice("nee", "Nee"), SelectChoice("weg", "Nog niet vastgelegd")],
        validate_choice=True,
    )
    issued_on = Day("Datum van afgifte of vaststelling")
    expires_on = Day("Geldig tot en met")
    amount = Number("Aantal uren", description="Alleen bij werkervaring: uren in deze periode.")

    def values(self) -> dict[str, Any]:
        """Return what was filled in, as `record_condition` takes it; `met` is `None` where nothing is recorded."""
        return {
            "met": {"ja": True, "nee": False}.get(self.met.data),
            "issued_on": self.issued_on.data,
            "expires_on": self.expires_on.data,
            "amount": self.amount.data,
        }
