"""Forms of keeping and erasing."""

from typing import Any

from wtforms import BooleanField, Form, IntegerField
from wtforms.validators import InputRequired, Length, Optional
from wtforms.widgets import HiddenInput

from ._fields import Day, LongText, Text, WholeNumber

_LONGEST = 100


class TermForm(Form):
    """A term and why."""

    version = IntegerField(widget=HiddenInput(), default=0)
    amount = WholeNumber("Hoe lang", [InputRequired("Vul een getal in.")])
    reason = LongText(
        "Waarom",
        [InputRequired("Schrijf waarom."), Length(max=500, message="Houd het bij 500 tekens.")],
        description="Bijvoorbeeld: afgesproken met de ondernemingsraad op 3 maart.",
    )

    def values(self) -> dict[str, Any]:
        """Return what was filled in, as `set_term` takes it."""
        return {"amount": self.amount.data, "reason": self.reason.data, "version": self.version.data or 0}


class RunForm(Form):
    """That somebody saw what goes: it cannot be undone."""

    seen = BooleanField("Ik heb gezien wat er weggaat, en dat het niet terug kan", [InputRequired("Zet het vinkje.")])
    still_employed = BooleanField("Ook wie geen toegang meer heeft, maar volgens het bestand van HR nog in dienst is")


class HoldForm(Form):
    """Why nothing may be erased: only where the case is found."""

    reference = Text(
        "Kenmerk van de zaak",
        [
            InputRequired("Vul het kenmerk in."),
            Length(max=_LONGEST, message=f"Houd het bij {_LONGEST} tekens."),
        ],
        description="Alleen het nummer, niet waar het over gaat.",
    )
    until_on = Day("Tot en met", [Optional()], description="Leeg: tot iemand het beëindigt.")


class EraseForm(Form):
    """A request to erase."""

    reference = Text(
        "Kenmerk",
        [Optional(), Length(max=_LONGEST, message=f"Houd het bij {_LONGEST} tekens.")],
        description="Waar het verzoek van de persoon te vinden is. Leeg mag.",
    )
