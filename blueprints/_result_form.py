"""The form of a delivery: which results, and what the other system asks that only HR knows."""

from collections.abc import Mapping, Sequence

from wtforms import BooleanField, Form, SelectField
from wtforms.fields import Field
from wtforms.validators import InputRequired, Optional

from register.exports.deliver import Order
from register.exports.results import ResultFilter
from register.exports.target import Ask, Target
from register.learning.kinds import kinds

from ._fields import Day, Text

_PICK = "Kies iets uit de lijst."


class FilterForm(Form):
    """Which results go."""

    since = Day("Afgerond vanaf", [Optional()])
    until = Day("Afgerond tot en met", [Optional()])
    team = SelectField("Team", choices={}, default="", invalid_choice_message=_PICK)
    register = SelectField("Register", choices={}, default="", invalid_choice_message=_PICK)
    kind = SelectField("Soort activiteit", choices={}, default="", invalid_choice_message=_PICK)
    again = BooleanField("Ook wat al geleverd is")

    def offer_choices(self, teams: Sequence[tuple[int, str]], registers: Sequence[tuple[str, str]]) -> None:
        """Fill the lists."""
        self.team.choices = {"": "Alle teams"} | {str(team_id): name for team_id, name in teams}
        self.register.choices = {"": "Alle registers"} | dict(registers)
        self.kind.choices = {"": "Alle soorten"} | {one.id: one.name for one in kinds().values()}

    def order(self) -> Order:
        """Return what was asked."""
        return Order(
            what=ResultFilter(
                since=self.since.data,
                until=self.until.data,
                team_id=int(self.team.data) if self.team.data else None,
                register_id=self.register.data or "",
                kind=self.kind.data or "",
            ),
            only_new=not self.again.data,
        )

    def settings(self, target: Target) -> dict[str, str]:
        """Return what was filled in for the other system."""
        return {ask.name: self[ask.name].data or "" for ask in target.asks}


def delivery_form(target: Target) -> type[FilterForm]:
    """Return the form of one system: its own questions and the filter."""
    return type("DeliveryForm", (FilterForm,), {ask.name: _field(ask) for ask in target.asks})


def _field(ask: Ask) -> Field:
    rules = [InputRequired(f"Vul '{ask.label}' in.") if ask.required else Optional()]
    if ask.choices:
        choices: Mapping[str, str] = dict(ask.choices)
        return SelectField(
            ask.label,
            rules,
            choices=choices,
            description=ask.hint,
            default=ask.choices[0][0],
            invalid_choice_message=_PICK,
        )
    return Text(ask.label, rules, description=ask.hint)
