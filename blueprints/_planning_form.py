"""The forms of a plan: the rule of a series, and one planned day."""

from datetime import date, datetime, timedelta
from typing import Any

from wtforms import Form, HiddenField, SelectField
from wtforms.validators import InputRequired

from register.access import Viewer
from register.current import state
from register.db import session
from register.errors import Invalid, NotFound
from register.learning.durations import as_typed, parse_duration
from register.learning.planning.days import public_holidays
from register.learning.planning.plan_series import Rule, When
from register.learning.planning.planned import PlannedDay, planned_day

from ._fields import Clock, Day, Text, WholeNumber, given
from ._format import day
from ._group_form import A_YEAR

WEEKDAYS = ("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag")


class WhenForm(Form):
    """At what time, how long and where."""

    starts_at = Clock("Begintijd")
    duration = Text(
        "Duur",
        description="Bijvoorbeeld 1:30, 1,5 of 90 min.",
        validators=[InputRequired("Vul in hoe lang een bijeenkomst duurt.")],
    )
    mode = SelectField(
        "Hoe komen jullie bij elkaar?",
        choices={"fysiek": "Op één plek", "online": "Online"},
        default="fysiek",
        invalid_choice_message="Kies op één plek of online.",
    )
    location = Text("Plaats")

    def when(self) -> When:
        """Return what was entered.

        Raises:
            Invalid: a field cannot be read; every such field carries its own error already.

        """
        if not self.validate():
            name, messages = next(iter(self.errors.items()))
            raise Invalid(str(name), str(messages[0]))
        return When(
            minutes=parse_duration(self.duration.data or ""),
            starts_at=self.starts_at.data,
            online=self.mode.data == "online",
            location=self.location.data or "",
        )

    def blame(self, wrong: Invalid) -> None:
        """Put the error of a use case at the field that it is about."""
        field = self[wrong.field] if wrong.field in self else self.duration  # noqa: SIM401 - a form has no get
        if wrong.message not in field.errors:
            field.errors = [*field.errors, wrong.message]


class RuleForm(Form):
    """Every so many weeks, from a day until a day."""

    first_on = Day("Eerste bijeenkomst", validators=[InputRequired("Vul de eerste dag in, bijvoorbeeld 5-3-2026.")])
    every_weeks = WholeNumber("Om de hoeveel weken?", validators=[InputRequired("Vul in om de hoeveel weken.")])
    until_on = Day("Tot en met", validators=[InputRequired("Vul de laatste dag in.")])

    def rule(self) -> Rule:
        """Return the rule of valid fields."""
        return Rule(
            first_on=given(self.first_on.data),
            until_on=given(self.until_on.data),
            every_weeks=given(self.every_weeks.data),
        )


class DayForm(WhenForm):
    """One planned day."""

    held_on = Day("Datum", validators=[InputRequired("Vul de datum in, bijvoorbeeld 5-3-2026.")])
    version = HiddenField()


def usual_rule(today: date) -> dict[str, Any]:
    """Return what the form of a series opens with: in a week, every six weeks, a year long."""
    first = today + timedelta(weeks=1)
    return {"first_on": first, "every_weeks": 6, "until_on": first + A_YEAR}


def usual_when(*, minutes: int, location: str) -> dict[str, Any]:
    """Return the usual length and place of a group as values of the form."""
    return {"duration": as_typed(minutes), "location": location}


def stored_day(planned: PlannedDay) -> dict[str, Any]:
    """Return a stored day as values of the form."""
    return {
        "held_on": planned.held_on,
        "starts_at": planned.starts_at,
        "duration": as_typed(planned.minutes),
        "mode": "online" if planned.online else "fysiek",
        "location": planned.location,
        "version": str(planned.version),
    }


def weekday(on: date) -> str:
    """Name the day of the week."""
    return WEEKDAYS[on.weekday()]


def with_holidays(done: str, *days: date) -> str:
    """Say what was done, and which of these days are a public holiday: planning on one is no mistake by itself."""
    named = public_holidays(sorted(days))
    return " ".join([done, *(f"{day(one)} is een feestdag: {name}." for one, name in named.items())])


def planned_values(viewer: Viewer, group_id: int, planned_id: int) -> dict[str, Any]:
    """Return what the log form opens with for a planned day of this group; nothing for any other number."""
    try:
        planned = planned_day(session(), viewer, planned_id, today=state().today())
    except NotFound:
        return {}
    if planned.group_id != group_id or planned.held_on > state().today() or planned.activity_id is not None:
        return {}
    known: dict[str, Any] = {
        "held_on": planned.held_on,
        "minutes": planned.minutes,
        "location": planned.location,
        "mode": "online" if planned.online else "fysiek",
        "belongs_to": f"gepland-{planned.planned_id}",
    }
    if planned.starts_at is None:
        return known
    ends_at = (datetime.combine(planned.held_on, planned.starts_at) + timedelta(minutes=planned.minutes)).time()
    return known | {"starts_at": planned.starts_at, "ends_at": ends_at}
