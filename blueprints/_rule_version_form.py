"""The forms of own versions of the rules, and how is said what was counted again."""

from typing import Any

from wtforms import BooleanField, Form, IntegerField
from wtforms.validators import InputRequired
from wtforms.widgets import HiddenInput

from register.points.versions.recounting import Recount

from ._fields import Day, LongText, Number, Text, given


class VersionForm(Form):
    """How a version is called, and from which day it holds."""

    version = IntegerField(widget=HiddenInput(), default=0)
    name = Text("Naam", [InputRequired("Geef de versie een naam.")], description="Bijvoorbeeld 2027-eigen.")
    applies_from = Day(
        "Geldt vanaf",
        [InputRequired("Vul de eerste dag in.")],
        description="Periodes die al voorbij zijn als je publiceert, veranderen nooit.",
    )


class DraftFigureForm(Form):
    """A figure with where it was read, and of which day that is."""

    version = IntegerField(widget=HiddenInput(), default=0)
    value = Number("Waarde", [InputRequired("Vul het getal in.")], description="Bijvoorbeeld 40 of 1,5.")
    source = LongText(
        "Waar staat dat?",
        [InputRequired("Schrijf op waar je dit cijfer hebt gelezen.")],
        description="Document en paragraaf. Dit staat straks bij elke uitleg.",
    )
    source_on = Day("Datum van de bron", description="Van welke dag is het document? Nodig, behalve bij een voorbeeld.")
    example = BooleanField("Dit is een voorbeeld: niemand heeft het vastgesteld")

    def values(self) -> dict[str, Any]:
        """Return what was filled in, as a `NewFigure` takes it."""
        return {
            "value": given(self.value.data),
            "source": self.source.data,
            "source_on": self.source_on.data,
            "example": self.example.data,
        }


def counted_text(counted: Recount) -> str:
    """Say how many registrations were counted again, or are being counted."""
    if counted.waiting_for is not None:
        return f"Versie ‘{counted.waiting_for}’ is ook niet te lezen. Trek die ook in; daarna berekenen we iedereen."
    if counted.job_id is not None:
        number = f"{counted.count:,}".replace(",", ".")
        return f"{number} registraties worden opnieuw berekend. Tot die tijd staat er de oude stand."
    return f"{counted.count} {'registratie is' if counted.count == 1 else 'registraties zijn'} opnieuw berekend."
