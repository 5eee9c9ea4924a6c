"""The forms of an experiment: its card, and how it was concluded."""

from typing import Any

from wtforms import Form, HiddenField, RadioField, SelectField
from wtforms.validators import InputRequired

from register.culture.experiments.card import ExperimentCard
from register.culture.experiments.conclude import Conclusion
from register.culture.experiments.make import ExperimentEntry
from register.culture.experiments.outcomes import LEARNT_OF, OUTCOMES
from register.errors import Invalid
from register.learning.labels.methods import Method

from ._fields import Day, LongText, Text, given, numbers
from ._refused import blame_at, refuse_unread


class CardForm(Form):
    """What somebody writes on the card."""

    question = Text(
        "Wat willen jullie weten?",
        description="Een vraag, bijvoorbeeld: Komen jongeren vaker als we buiten afspreken? Noem geen cliënten.",
        validators=[InputRequired("Schrijf op wat jullie willen weten.")],
    )
    attempt = LongText("Wat proberen jullie?", description="Wie doet wat, hoe vaak, en waaraan zie je of het werkt?")
    starts_on = Day("Vanaf", validators=[InputRequired("Vul in wanneer jullie beginnen, bijvoorbeeld 5-3-2026.")])
    until_on = Day("Tot en met", description="Een experiment is afgebakend.")
    team = SelectField("Team", default="", invalid_choice_message="Kies een team waarin je werkt.")
    method = SelectField("Werkmethode", default="", invalid_choice_message="Kies een werkmethode uit de lijst.")
    version = HiddenField()

    def offer(self, teams: dict[int, str], methods: tuple[Method, ...]) -> None:
        """Put the own teams and the methods of the organisation in the lists."""
        self.team.choices = {"": "Geen team", **{str(team_id): name for team_id, name in teams.items()}}
        self.method.choices = {"": "Geen", **{str(one.method_id): one.name for one in methods}}

    def blame(self, wrong: Invalid) -> None:
        """Put the error of a use case at the field that it is about."""
        blame_at(self, wrong, "question")

    def entry(self) -> ExperimentEntry:
        """Turn the form into an entry.

        Raises:
            Invalid: a field cannot be read; every such field carries its own error already.

        """
        refuse_unread(self)
        return ExperimentEntry(
            question=self.question.data or "",
            attempt=self.attempt.data or "",
            starts_on=given(self.starts_on.data),
            until_on=self.until_on.data,
            team_id=_number(self.team.data),
            method_id=_number(self.method.data),
        )


class ConclusionForm(Form):
    """How it went and what was learnt."""

    outcome = RadioField(
        "Hoe ging het?",
        choices={outcome: f"{name}. {LEARNT_OF[outcome]}" for outcome, name in OUTCOMES.items()},
        validators=[InputRequired("Kies hoe het ging. Mislukt en ervan geleerd is ook een goede uitkomst.")],
    )
    learnt = LongText(
        "Wat leerden jullie?",
        description="Een of twee zinnen waar een ander team iets aan heeft. Noem geen cliënten.",
        validators=[InputRequired("Schrijf op wat jullie leerden. Daar gaat het om.")],
    )
    version = HiddenField()

    def blame(self, wrong: Invalid) -> None:
        """Put the error of a use case at the field that it is about."""
        blame_at(self, wrong, "learnt")

    def conclusion(self) -> Conclusion:
        """Turn the form into a conclusion.

        Raises:
            Invalid: a field is empty; every such field carries its own error already.

        """
        refuse_unread(self)
        return Conclusion(outcome=self.outcome.data or "", learnt=self.learnt.data or "")


def stored_card(card: ExperimentCard) -> dict[str, Any]:
    """Return a stored experiment as values of the form of its card."""
    return {
        "question": card.question,
        "attempt": card.attempt,
        "starts_on": card.starts_on,
        "until_on": card.until_on,
        "team": str(card.team_id or ""),
        "method": str(card.method_id or ""),
        "version": str(card.version),
    }


def stored_conclusion(card: ExperimentCard) -> dict[str, Any]:
    """Return how an experiment was concluded as values of its form."""
    return {"outcome": card.outcome, "learnt": card.learnt, "version": str(card.version)}


def _number(written: str | None) -> int | None:
    return next(iter(numbers([written or ""])), None)
