"""The forms of a development plan: its period, and a goal."""

from typing import Any

from wtforms import Form, HiddenField, SelectField
from wtforms.validators import InputRequired

from register.culture.plan.change_plan import Period
from register.culture.plan.goals import GoalEntry
from register.culture.plan.page import GoalView, PlanPage
from register.errors import Invalid
from register.learning.labels.competences import competences
from register.learning.labels.methods import Method

from ._compare import Difference
from ._fields import Day, LongText, Text, given, numbers
from ._format import day


class PlanForm(Form):
    """From when to when a plan runs."""

    starts_on = Day("Eerste dag", [InputRequired("Vul de eerste dag in.")])
    ends_on = Day("Laatste dag", description="Bijvoorbeeld het eind van je registratieperiode.")
    version = HiddenField()

    def period(self) -> Period:
        """Turn the form into a period.

        Raises:
            Invalid: a field cannot be read; every such field carries its own error already.

        """
        refuse_unreadable(self)
        return Period(starts_on=given(self.starts_on.data), ends_on=self.ends_on.data)


class GoalForm(Form):
    """What somebody wants to learn, and how."""

    words = Text("Wat wil je leren?", [InputRequired("Schrijf op wat je wilt leren.")])
    approach = LongText("Hoe pak je dat aan?", description="Bijvoorbeeld: meelopen met een collega, een training.")
    competence = SelectField("Competentie", default="", invalid_choice_message="Kies een competentie uit de lijst.")
    method = SelectField("Werkmethode", default="", invalid_choice_message="Kies een werkmethode uit de lijst.")
    due_on = Day("Wanneer wil je dit kunnen?")
    version = HiddenField()

    def offer(self, methods: tuple[Method, ...]) -> None:
        """Put the competences and the methods of the organisation in their lists."""
        groups: dict[str, Any] = {name: tuple(group.items()) for name, group in competences().items()}
        self.competence.choices = {"Niet verplicht": (("", "Geen"),), **groups}
        self.method.choices = {"": "Geen", **{str(one.method_id): one.name for one in methods}}

    def entry(self) -> GoalEntry:
        """Turn the form into an entry.

        Raises:
            Invalid: a field cannot be read; every such field carries its own error already.

        """
        refuse_unreadable(self)
        method = numbers([self.method.data or ""])
        return GoalEntry(
            words=self.words.data or "",
            approach=self.approach.data or "",
            competence=self.competence.data or "",
            method_id=method[0] if method else None,
            due_on=self.due_on.data,
        )


def refuse_unreadable(form: Form) -> None:
    """Refuse a form of which a field cannot be read.

    Raises:
        Invalid: the first of them; every such field carries its own error already.

    """
    if not form.validate():
        name, messages = next(iter(form.errors.items()))
        raise Invalid(str(name), str(messages[0]))


def blame(form: Form, wrong: Invalid) -> None:
    """Put the error of a use case at the field that it is about; else at the first."""
    field = form[wrong.field] if wrong.field in form else next(iter(form))
    if wrong.message not in field.errors:
        field.errors = [*field.errors, wrong.message]


def stored_plan(page: PlanPage) -> dict[str, Any]:
    """Return a stored period as values of the form."""
    return {"starts_on": page.starts_on, "ends_on": page.ends_on, "version": str(page.version)}


def stored_goal(goal: GoalView) -> dict[str, Any]:
    """Return a stored goal as values of the form."""
    return {
        "words": goal.words,
        "approach": goal.approach,
        "competence": goal.competence,
        "method": str(goal.method_id or ""),
        "due_on": goal.due_on,
        "version": str(goal.version),
    }


def plan_differs(form: PlanForm, page: PlanPage) -> tuple[Difference, ...]:
    """Return what was typed beside what was saved meanwhile (bar CO2)."""
    return _differences(
        ("Eerste dag", day(form.starts_on.data), day(page.starts_on)),
        ("Laatste dag", day(form.ends_on.data), day(page.ends_on)),
    )


def goal_differs(form: GoalForm, goal: GoalView) -> tuple[Difference, ...]:
    """Return what was typed beside what was saved meanwhile (bar CO2)."""
    labels = {label: name for group in competences().values() for label, name in group.items()}
    methods = dict(form.method.choices)
    return _differences(
        ("Wat wil je leren?", form.words.data or "", goal.words),
        ("Hoe pak je dat aan?", form.approach.data or "", goal.approach),
        ("Competentie", labels.get(form.competence.data, ""), goal.competence_name),
        ("Werkmethode", methods.get(form.method.data, ""), methods.get(str(goal.method_id or ""), "")),
        ("Wanneer wil je dit kunnen?", day(form.due_on.data), day(goal.due_on)),
    )


def _differences(*fields: tuple[str, str, str]) -> tuple[Difference, ...]:
    return tuple(Difference(label=label, mine=mine, theirs=theirs) for label, mine, theirs in fields if mine != theirs)
