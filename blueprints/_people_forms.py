"""The forms of HR's pages about people."""

from collections.abc import Sequence
from typing import Any

from wtforms import Form, IntegerField, SelectField
from wtforms.validators import InputRequired, Length, NumberRange, Optional, ValidationError
from wtforms.widgets import HiddenInput

from register.imports.by_hand import PersonEntry, RegistrationEntry
from register.imports.name_by_hand import NameEntry
from register.rules.rulesets import RegisterInfo
from register.workbooks.cells import Cell, Kind
from register.workbooks.values import Problem, parse_email

from ._fields import Day, Text, given

_PICK = "Kies iets uit de lijst."


def _one_address(_form: Form, field: Text) -> None:
    """Refuse what is no e-mail address, by the same rule as a workbook."""
    found = parse_email(Cell(Kind.TEXT, field.data))
    if isinstance(found, Problem):
        raise ValidationError(f"{found.message} {found.remedy}")


class PersonForm(Form):
    """Somebody new."""

    personnel_number = Text("Personeelsnummer", [InputRequired("Vul het personeelsnummer in."), Length(max=40)])
    given_name = Text("Roepnaam", [InputRequired("Vul de roepnaam in."), Length(max=100)])
    prefix = Text("Voorvoegsel", [Length(max=30)], description="Bijvoorbeeld van der.")
    family_name = Text("Achternaam", [InputRequired("Vul de achternaam in."), Length(max=120)])
    email = Text("E-mail werk", [Optional(), _one_address])
    job_title = Text("Functie", [Length(max=120)])
    team_id = SelectField("Team", choices={}, default="", invalid_choice_message=_PICK)
    starts_on = Day("Datum in dienst", [Optional()])

    def __init__(self, *args: Any, teams: list[tuple[int, str]], **kwargs: Any) -> None:  # noqa: ANN401 - WTForms' own
        super().__init__(*args, **kwargs)
        self.team_id.choices = {"": "Geen team"} | {str(team_id): name for team_id, name in teams}

    def entry(self) -> PersonEntry:
        """Return what was typed."""
        return PersonEntry(
            personnel_number=self.personnel_number.data,
            given_name=self.given_name.data,
            prefix=self.prefix.data,
            family_name=self.family_name.data,
            email=self.email.data or "",
            job_title=self.job_title.data,
            team_id=int(self.team_id.data) if self.team_id.data else None,
            starts_on=self.starts_on.data,
        )


class NameForm(Form):
    """The name and the address of somebody who is here."""

    version = IntegerField(widget=HiddenInput(), default=0)
    given_name = Text("Roepnaam", [Length(max=100)])
    prefix = Text("Voorvoegsel", [Length(max=30)], description="Bijvoorbeeld van der.")
    family_name = Text("Achternaam", [InputRequired("Vul de achternaam in."), Length(max=120)])
    partner_prefix = Text("Voorvoegsel partner", [Length(max=30)])
    partner_family_name = Text("Achternaam partner", [Length(max=120)])
    name_use = SelectField(
        "Naamgebruik",
        choices={
            "eigen": "Eigen naam",
            "partner": "Naam van de partner",
            "partner-eigen": "Naam van de partner, dan eigen naam",
            "eigen-partner": "Eigen naam, dan naam van de partner",
        },
        default="eigen",
        invalid_choice_message=_PICK,
    )
    email = Text("E-mail werk", [Optional(), _one_address])

    def entry(self) -> NameEntry:
        """Return what was typed."""
        typed = {name: value or "" for name, value in self.data.items() if name != "version"}
        return NameEntry(**typed)


class RegistrationForm(Form):
    """A registration of somebody."""

    version = IntegerField(widget=HiddenInput(), default=0)
    register_id = SelectField(
        "Register", [InputRequired("Kies een register.")], choices={}, invalid_choice_message=_PICK
    )
    number = Text("Registratienummer", [Length(max=40)])
    level = Text("Niveau", [Length(max=40)], description="Alleen als het register niveaus kent.")
    cycle_starts_on = Day("Registratie van", [InputRequired("Vul in wanneer de registratie begon.")])
    cycle_ends_on = Day(
        "Registratie tot en met",
        [Optional()],
        description="Leeg: de gewone looptijd van het register, met pauzes en verlenging erbij. Vul je een dag in, dan "
        "is dat de laatste dag: tel daar zelf een pauze of verlenging bij op.",
    )
    extension_days = IntegerField(
        "Verlenging in dagen", [Optional(), NumberRange(0, 3660, "Vul 0 tot 3660 dagen in.")], default=0
    )
    ended_on = Day("Uitgeschreven op", [Optional()])

    def __init__(self, *args: Any, registers: Sequence[RegisterInfo], **kwargs: Any) -> None:  # noqa: ANN401 - WTForms' own
        super().__init__(*args, **kwargs)
        self._registers = {info.id: info for info in registers}
        self.register_id.choices = {"": "Kies een register"} | {info.id: info.label for info in registers}

    def validate_number(self, field: Text) -> None:
        """Say what is wrong with the number beside whatever else is wrong; the use case looks again."""
        info = self._registers.get(self.register_id.data)
        wrong = info.number_problem(field.data) if info and field.data else None
        if wrong:
            raise ValidationError(wrong)

    def entry(self) -> RegistrationEntry:
        """Return what was typed."""
        return RegistrationEntry(
            register_id=self.register_id.data,
            number=self.number.data,
            level=self.level.data,
            cycle_starts_on=given(self.cycle_starts_on.data),
            cycle_ends_on=self.cycle_ends_on.data,
            extension_days=self.extension_days.data or 0,
            ended_on=self.ended_on.data,
        )


class PauseForm(Form):
    """A pause of a registration."""

    starts_on = Day("Pauze van", [InputRequired("Vul de eerste dag in.")])
    ends_on = Day("Pauze tot en met", [InputRequired("Vul de laatste dag in.")])
