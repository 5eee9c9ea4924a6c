"""The form of a method, and its page as the views of methods, ambassadors and questions show it."""

from dataclasses import dataclass
from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue
from wtforms import Form, HiddenField
from wtforms.validators import InputRequired

from register.access import current_viewer
from register.culture.ambassadors.own_work import WAYS, own_work
from register.culture.ambassadors.page import MethodPage, method_page
from register.current import state
from register.db import session
from register.errors import Invalid
from register.learning.colleagues import find_colleagues
from register.learning.labels.change_methods import MethodEntry
from register.privacy.guarded import ClientData

from ._fields import LongText, Text, Ticks, whole_number
from ._refused import refuse_unread
from ._searching import searched

UNPROCESSABLE, CONFLICT = 422, 409


class MethodForm(Form):
    """What somebody types about a method."""

    name = Text(
        "Naam van de werkmethode", validators=[InputRequired("Geef de werkmethode een naam, bijvoorbeeld Krachtwerk.")]
    )
    about = LongText(
        "Waar gaat het over?",
        description="In een paar zinnen: voor wie, en wat je ermee doet. Noem geen namen van cliënten.",
    )
    competences = Ticks("Competenties", default=())
    version = HiddenField()

    def entry(self) -> MethodEntry:
        """Turn the form into an entry.

        Raises:
            Invalid: a field cannot be read; every such field carries its own error already.

        """
        refuse_unread(self)
        return MethodEntry(
            name=self.name.data or "", about=self.about.data or "", competences=tuple(self.competences.data)
        )


def stored_method(page: MethodPage) -> dict[str, Any]:
    """Return a stored method as values of the form."""
    return {"name": page.name, "about": page.about, "competences": page.labels, "version": str(page.version)}


@dataclass(frozen=True, kw_only=True)
class Typed:
    """A text that was refused, to stand in its form again."""

    text: str
    wrong: Invalid
    question_id: int | None = None
    """The question that it answers; `None`: it is a new question."""
    theirs: str = ""
    """The answer that somebody else saved meanwhile."""

    @property
    def warned(self) -> ClientData | None:
        """What may point to a client, where that is why."""
        return self.wrong if isinstance(self.wrong, ClientData) else None

    @property
    def message(self) -> str:
        """What is wrong, where it is not the guard that says so."""
        return "" if self.warned else self.wrong.message


def show_method(
    method_id: int, *, typed: Typed | None = None, wrong: str = "", status: int = 200
) -> ResponseReturnValue:
    """Show a method; with what was typed where that was refused."""
    viewer, today = current_viewer(), state().today()
    number = request.args.get("pagina", 1, type=whole_number)
    page = method_page(session(), viewer, method_id, today=today, page=number)
    search = searched("q") if page.may_keep else ""
    taken = [one.person_id for one in page.ambassadors]
    return render_template(
        "register/methods/page.html",
        page=page,
        typed=typed,
        wrong=wrong,
        search=search,
        found=find_colleagues(session(), viewer, search, without=taken),
        work=own_work(session(), viewer, method_id) if page.was_ambassador else None,
        ways=WAYS.values(),
        form_key=request.form.get("form_key"),
    ), status
