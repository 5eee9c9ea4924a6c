"""Questions to the ambassadors of a method (J2): ask, answer, take back, undo that."""

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from register.access import current_viewer, requires
from register.culture.ambassadors import questions as use
from register.current import state
from register.db import session
from register.errors import Invalid
from register.once import as_form_key
from register.privacy.guarded import KEPT_ANYWAY

from ._blueprint import blueprint
from ._fields import tidy, whole_number
from ._method_form import CONFLICT, UNPROCESSABLE, Typed, show_method

_QUESTIONS = "/samen-leren/werkmethoden/<int:method_id>/vragen"
_ONE = f"{_QUESTIONS}/<int:question_id>"


@blueprint.post(_QUESTIONS)
@requires()
def ask_method_question(method_id: int) -> ResponseReturnValue:
    """Ask the ambassadors something; everybody reads along."""
    text = tidy(request.form.get("question"))
    try:
        use.ask_question(
            current_viewer(), method_id, text, form_key=as_form_key(request.form.get("form_key", "")),
            at=state().now(), today=state().today(), kept_anyway=request.form.get(KEPT_ANYWAY, ""),
        )  # fmt: skip
    except Invalid as wrong:
        return show_method(method_id, typed=Typed(text=text, wrong=wrong), status=UNPROCESSABLE)
    flash("Je vraag staat erbij. Een ambassadeur antwoordt; iedereen leest mee.")
    return _back(method_id)


@blueprint.post(f"{_ONE}/antwoord")
@requires()
def answer_method_question(method_id: int, question_id: int) -> ResponseReturnValue:
    """Answer; where another ambassador was first, show both answers and keep what was typed."""
    text = tidy(request.form.get("answer"))
    try:
        _answer(method_id, question_id, text)
    except use.AnsweredMeanwhile as meanwhile:
        theirs = use.find_question(session(), current_viewer(), method_id, question_id).answer
        typed = Typed(text=text, wrong=Invalid("answer", meanwhile.message), question_id=question_id, theirs=theirs)
        return show_method(method_id, typed=typed, status=CONFLICT)
    except Invalid as wrong:
        typed = Typed(text=text, wrong=wrong, question_id=question_id)
        return show_method(method_id, typed=typed, status=UNPROCESSABLE)
    flash("Je antwoord staat erbij. Iedereen kan het lezen.")
    return _back(method_id)


def _answer(method_id: int, question_id: int, text: str) -> None:
    use.answer_question(
        current_viewer(),
        method_id,
        question_id,
        text,
        version=request.form.get("version", 0, type=whole_number),
        at=state().now(),
        today=state().today(),
        kept_anyway=request.form.get(KEPT_ANYWAY, ""),
    )


@blueprint.post(f"{_ONE}/intrekken")
@requires()
def withdraw_method_question(method_id: int, question_id: int) -> ResponseReturnValue:
    """Take a question back; its place offers to undo that."""
    use.withdraw_question(current_viewer(), method_id, question_id, at=state().now())
    return _back(method_id)


@blueprint.post(f"{_ONE}/terugzetten")
@requires()
def restore_method_question(method_id: int, question_id: int) -> ResponseReturnValue:
    """Undo taking a question back."""
    use.restore_question(current_viewer(), method_id, question_id, at=state().now())
    return _back(method_id)


@blueprint.post(f"{_ONE}/antwoord/intrekken")
@requires()
def withdraw_method_answer(method_id: int, question_id: int) -> ResponseReturnValue:
    """Take an answer back; its place offers to undo that."""
    use.withdraw_answer(current_viewer(), method_id, question_id, at=state().now())
    return _back(method_id)


@blueprint.post(f"{_ONE}/antwoord/terugzetten")
@requires()
def restore_method_answer(method_id: int, question_id: int) -> ResponseReturnValue:
    """Undo taking an answer back."""
    use.restore_answer(current_viewer(), method_id, question_id, at=state().now())
    return _back(method_id)


def _back(method_id: int) -> ResponseReturnValue:
    return redirect(url_for(".method", method_id=method_id, _anchor="vragen"))
