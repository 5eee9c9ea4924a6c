"""Follow-up (J6): answer "doe je het nu anders?" with one press, and read what stays of which kind of learning."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from register.access import current_viewer, requires
from register.culture.followup.due import WEEKS
from register.culture.followup.questions import answer_question, undo_answer
from register.culture.followup.totals import follow_up_totals
from register.current import state
from register.db import session
from register.privacy.groups import FEWEST

from ._blueprint import blueprint
from ._fields import whole_number


@blueprint.post("/terugblik/<int:follow_up_id>")
@requires()
def answer_follow_up(follow_up_id: int) -> ResponseReturnValue:
    """Keep the answer; Vandaag says so and offers to undo it."""
    answer_question(current_viewer(), follow_up_id, request.form.get("answer", ""), at=state().now())
    return redirect(url_for(".home", terugblik=follow_up_id))


@blueprint.post("/terugblik/<int:follow_up_id>/ongedaan")
@requires()
def undo_follow_up(follow_up_id: int) -> ResponseReturnValue:
    """Take the answer back."""
    undo_answer(current_viewer(), follow_up_id)
    return redirect(url_for(".home"))


@blueprint.get("/samen-leren/wat-blijft-hangen")
@requires()
def what_stays() -> ResponseReturnValue:
    """Show which learning changes practice, of all years or of one, for everybody, without people."""
    year = request.args.get("jaar", type=whole_number)
    totals = follow_up_totals(session(), current_viewer(), on=state().today(), year=year)
    return render_template("register/followup/totals.html", totals=totals, weeks=WEEKS, fewest=FEWEST)
