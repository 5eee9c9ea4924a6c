"""The forms of a team meeting: when and where, and an item of its agenda."""

from typing import Any

from wtforms import BooleanField, Form, HiddenField, SelectField
from wtforms.validators import InputRequired

from register.culture.meetings.items import ItemEntry
from register.culture.meetings.make import MeetingEntry
from register.culture.meetings.page import Item, MeetingPage
from register.errors import Invalid

from ._fields import Clock, Day, LongText, Minutes, Text, given
from ._refused import blame_at, refuse_unread


class MeetingForm(Form):
    """When and where a team meets."""

    team = SelectField("Team", invalid_choice_message="Kies een team waarin je werkt.")
    held_on = Day("Datum", validators=[InputRequired("Vul de datum in, bijvoorbeeld 5-3-2026.")])
    starts_at = Clock("Begintijd")
    location = Text("Plaats")
    version = HiddenField()

    def offer(self, teams: dict[int, str]) -> None:
        """Put the teams in the list."""
        self.team.choices = {str(team_id): name for team_id, name in teams.items()}

    def blame(self, wrong: Invalid) -> None:
        """Put the error of a use case at the field that it is about."""
        blame_at(self, wrong, "held_on")

    def entry(self) -> MeetingEntry:
        """Turn the form into an entry.

        Raises:
            Invalid: a field cannot be read; every such field carries its own error already.

        """
        refuse_unread(self)
        return MeetingEntry(
            team_id=int(self.team.data),
            held_on=given(self.held_on.data),
            starts_at=self.starts_at.data,
            location=self.location.data or "",
        )


class ItemForm(Form):
    """An item of the agenda."""

    title = Text("Agendapunt", validators=[InputRequired("Geef het agendapunt een naam.")])
    minutes = Minutes("Hoeveel minuten?", validators=[InputRequired("Vul in hoeveel minuten dit duurt.")])
    is_learning = BooleanField("Hier leren we van elkaar")
    minutes_text = LongText("Afspraken", description="Voor de notulen van je team. Dit gaat niet naar een register.")
    learnt = LongText(
        "Wat leerden jullie?",
        description="Dit komt bij het leermoment te staan, voor wie erbij was. Noem geen namen van cliënten.",
    )
    version = HiddenField()

    def blame(self, wrong: Invalid) -> None:
        """Put the error of a use case at the field that it is about."""
        blame_at(self, wrong, "title")

    def entry(self) -> ItemEntry:
        """Turn the form into an entry.

        Raises:
            Invalid: a field cannot be read; every such field carries its own error already.

        """
        refuse_unread(self)
        return ItemEntry(
            title=self.title.data or "",
            minutes=given(self.minutes.data),
            is_learning=self.is_learning.data,
            minutes_text=self.minutes_text.data or "",
            learnt=self.learnt.data or "",
        )


def stored_meeting(page: MeetingPage) -> dict[str, Any]:
    """Return a stored meeting as values of its form."""
    return {
        "team": str(page.team_id),
        "held_on": page.held_on,
        "starts_at": page.starts_at,
        "location": page.location,
        "version": str(page.version),
    }


def stored_item(item: Item) -> dict[str, Any]:
    """Return a stored item as values of its form."""
    names = ("title", "minutes", "is_learning", "minutes_text", "learnt")
    return {name: getattr(item, name) for name in names} | {"version": str(item.version)}
