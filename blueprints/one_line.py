"""Log by one line in Dutch (A7): "intervisie 2u gisteren, Team Oost" becomes the form, filled in, to check."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from register.access import current_viewer, requires
from register.current import state
from register.db import session
from register.learning.line_names import LONGEST_LINE, understand

from ._activity_view import UNPROCESSABLE, posted, show_form
from ._blueprint import blueprint
from ._draft import typed_before
from ._fields import tidy
from ._line_form import Asked, answered, asked, filled_by, note_on


@blueprint.get("/vastleggen/regel")
@requires()
def one_line_form() -> ResponseReturnValue:
    """Show the field for one line; what was typed there, on its questions or on the form after it, is put back."""
    viewer = current_viewer()
    if typed_before() and "kind" in request.form:
        return show_form(viewer, posted(viewer), unfolded=True)
    if typed_before() and "answered" in request.form:
        line = _line()
        return _show(
            line, questions=asked(understand(session(), viewer, line, today=state().today()).preview, request.form)
        )
    return _show()


def _line() -> str:
    return tidy(request.form.get("line")).replace("\n", " ")[: LONGEST_LINE + 1]


@blueprint.post("/vastleggen/regel")
@requires()
def log_one_line() -> ResponseReturnValue:
    """Read the line: ask what it leaves open, or show the form with what was understood; nothing is saved yet."""
    viewer, line = current_viewer(), _line()
    if not line:
        return _show(wrong="Schrijf in één regel wat je deed, bijvoorbeeld: intervisie 2 uur gisteren.")
    if len(line) > LONGEST_LINE:
        return _show(line, wrong=f"Deze regel is te lang: hooguit {LONGEST_LINE} tekens. Kort hem in.")
    read = understand(session(), viewer, line, today=state().today())
    questions = asked(read.preview, request.form)
    if questions and "answered" not in request.form:
        return _show(line, questions=questions)
    preview = answered(read.preview, request.form)
    filled = filled_by(viewer, read, preview)
    note = note_on(preview, group_given=bool(filled.group_name))
    return show_form(viewer, filled, note=note)


def _show(line: str = "", *, wrong: str = "", questions: tuple[Asked, ...] = ()) -> ResponseReturnValue:
    page = render_template("register/activities/line.html", line=line, wrong=wrong, questions=questions)
    return page, UNPROCESSABLE if wrong else 200
