"""The form of a shared learning."""

from typing import Any

from flask import request
from wtforms import Form, HiddenField, SelectField
from wtforms.validators import InputRequired

from register.culture.shared.page import LearningPage
from register.culture.shared.share import LearningEntry
from register.culture.shared.source import Source
from register.errors import Invalid
from register.learning.labels.competences import competence_name
from register.learning.labels.methods import Method

from ._compare import Difference
from ._fields import LongText, Text, numbers


class LearningForm(Form):
    """What somebody writes down to share."""

    title = Text("Waar gaat het over?", validators=[InputRequired("Geef de les een titel: waar gaat ze over?")])
    text = LongText(
        "Wat kan een ander team hiervan leren?",
        description="Ook wat niet lukte, helpt een ander. Noem geen namen van cliënten.",
        validators=[InputRequired("Schrijf op wat een ander team hiervan kan leren.")],
    )
    method = SelectField("Werkmethode", default="", invalid_choice_message="Kies een werkmethode uit de lijst.")
    version = HiddenField()

    @property
    def chosen(self) -> tuple[str, ...]:
        """The competences that were ticked."""
        return tuple(request.form.getlist("competence"))

    def offer(self, methods: tuple[Method, ...]) -> None:
        """Put the methods of the organisation in the list."""
        self.method.choices = {"": "Geen", **{str(one.method_id): one.name for one in methods}}

    def blame(self, wrong: Invalid) -> None:
        """Put the error of a use case at the field that it is about."""
        field = self[wrong.field] if wrong.field in self else self.title  # noqa: SIM401 - a form has no get
        if wrong.message not in field.errors:
            field.errors = [*field.errors, wrong.message]

    def entry(self) -> LearningEntry:
        """Turn the form into an entry.

        Raises:
            Invalid: a field cannot be read; every such field carries its own error already.

        """
        if not self.validate():
            name, messages = next(iter(self.errors.items()))
            raise Invalid(str(name), str(messages[0]))
        method = numbers([self.method.data or ""])
        return LearningEntry(
            title=self.title.data or "",
            text=self.text.data or "",
            method_id=method[0] if method else None,
            competences=self.chosen,
        )


def proposed(source: Source) -> dict[str, Any]:
    """Return what is filled in already, from where the learning comes from."""
    return {"title": source.title, "text": source.text, "method": str(source.method_id or "")}


def stored(page: LearningPage) -> dict[str, Any]:
    """Return a stored learning as values of the form."""
    return {"title": page.title, "text": page.text, "method": str(page.method_id or ""), "version": str(page.version)}


def what_differs(form: LearningForm, page: LearningPage) -> tuple[Difference, ...]:
    """Return what was typed beside what was saved meanwhile (bar CO2)."""
    names = dict(form.method.choices)
    typed = (
        ("Waar gaat het over?", form.title.data, page.title),
        ("Wat kan een ander team hiervan leren?", form.text.data, page.text),
        ("Werkmethode", names.get(form.method.data, ""), names.get(str(page.method_id or ""), "")),
        (
            "Competenties",
            ", ".join(sorted(map(competence_name, form.chosen))),
            ", ".join(sorted(name for _, name in page.competences)),
        ),
    )
    return tuple(
        Difference(label=label, mine=mine or "", theirs=theirs) for label, mine, theirs in typed if mine != theirs
    )
