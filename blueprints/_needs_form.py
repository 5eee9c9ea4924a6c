"""The forms of training needs: a wish, a line of the inventory, something the organisation is after."""

import re
from typing import Any

from wtforms import Form, HiddenField, SelectField
from wtforms.validators import InputRequired

from register.needs.change_need import PRIORITIES, NeedEntry
from register.needs.directions import DirectionEntry
from register.needs.page import WHOLE, NeedLine

from ._fields import Day, LongText, Number, Text, WholeNumber, given, numbers, pick
from ._plan_form import refuse_unreadable


class Euro(Number):
    """An amount in euro; a point before three figures could be of thousands, so it is asked about."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read "1250", "12,50" and "1.250,50"."""
        written = (valuelist[0] if valuelist else "").strip()
        if re.fullmatch(r"\d{1,3}([.,]\d{3})+", written):
            self.data = None
            raise ValueError(f"“{written[:20]}” kan twee dingen betekenen. Schrijf 1250 of 1,25.")
        if re.fullmatch(r"\d{1,3}(\.\d{3})+,\d{1,2}", written):
            written = written.replace(".", "")
        super().process_formdata([written])


class WishForm(Form):
    """What somebody wants to learn."""

    words = Text(
        "Wat wil je leren?",
        [InputRequired("Schrijf op wat je wilt leren.")],
        description="Bijvoorbeeld: motiverende gespreksvoering. Je leidinggevende en HR lezen dit.",
    )
    year = SelectField("Voor welk jaar?", coerce=int, invalid_choice_message="Kies een jaar uit de lijst.")

    def offer(self, years: tuple[int, ...]) -> None:
        """Put the years in the list."""
        self.year.choices = {year: str(year) for year in years}


class NeedForm(Form):
    """One line of the inventory."""

    words = Text("Wat is er te leren?")
    team = SelectField("Voor welk team?", default="", invalid_choice_message="Kies een team uit de lijst.")
    people = WholeNumber("Voor hoeveel mensen?")
    priority = pick("Hoe belangrijk is het?", {"": "Nog niet bepaald", **PRIORITIES})
    hours = Number("Uren samen, geschat", description="Bijvoorbeeld 12 of 7,5.")
    costs = Euro("Kosten samen, geschat, in euro", description="Weet je het niet, laat het dan leeg.")
    direction = SelectField("Bij welke koers hoort het?", default="", invalid_choice_message="Kies een koers.")
    note = LongText("Toelichting")
    version = HiddenField()

    def offer(self, teams: dict[int, str], directions: dict[int, str], *, may_be_whole: bool) -> None:
        """Put the teams and the course of the organisation in their lists."""
        none = {"": WHOLE if may_be_whole else "Kies een team"}
        self.team.choices = none | {str(team_id): name for team_id, name in teams.items()}
        self.direction.choices = {"": "Geen"} | {str(code): words for code, words in directions.items()}

    def entry(self) -> NeedEntry:
        """Turn the form into an entry.

        Raises:
            Invalid: a field cannot be read; every such field carries its own error already.

        """
        refuse_unreadable(self)
        return NeedEntry(
            words=self.words.data or "",
            team_id=_id(self.team.data),
            note=self.note.data or "",
            people=self.people.data,
            direction_id=_id(self.direction.data),
            priority=self.priority.data or None,
            hours=self.hours.data,
            costs=self.costs.data,
        )


class DirectionForm(Form):
    """Something the organisation is after."""

    words = Text("Waar wil de organisatie heen?", [InputRequired("Schrijf op waar de organisatie heen wil.")])
    starts_on = Day("Vanaf", [InputRequired("Vul de eerste dag in.")])
    ends_on = Day("Tot en met")
    version = HiddenField()

    def entry(self) -> DirectionEntry:
        """Turn the form into an entry.

        Raises:
            Invalid: a field cannot be read; every such field carries its own error already.

        """
        refuse_unreadable(self)
        return DirectionEntry(
            words=self.words.data or "", starts_on=given(self.starts_on.data), ends_on=self.ends_on.data
        )


def stored_need(line: NeedLine) -> dict[str, Any]:
    """Return a stored line as values of the form."""
    return {
        "words": line.words,
        "team": str(line.team_id or ""),
        "people": line.people,
        "priority": line.priority,
        "hours": line.hours,
        "costs": line.costs,
        "direction": str(line.direction_id or ""),
        "note": line.note,
        "version": str(line.version),
    }


def _id(written: str | None) -> int | None:
    found = numbers([written or ""])
    return found[0] if found else None
