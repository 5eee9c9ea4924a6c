"""Standing in for a manager (*vervanging*, H3): who does, from–to; name somebody, let them stop, put them back."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import Form
from wtforms.validators import InputRequired

from register.access import Role, current_viewer, requires
from register.current import state
from register.db import session
from register.errors import Invalid
from register.learning.colleagues import find_colleagues
from register.people import stand_ins as use

from ._blueprint import blueprint
from ._fields import Day, given, whole_number
from ._refused import blame_at, refuse_unread
from ._searching import searched

_UNPROCESSABLE = 422


class StandInForm(Form):
    """Between which days somebody stands in."""

    starts_on = Day("Vanaf", validators=[InputRequired("Vul de eerste dag in, bijvoorbeeld 5-3-2026.")])
    ends_on = Day("Tot en met", validators=[InputRequired("Vul de laatste dag in, bijvoorbeeld 9-3-2026.")])


@blueprint.get("/team/vervanging")
@requires(Role.MANAGER, Role.HR)
def stand_ins() -> ResponseReturnValue:
    """Show who stands in, and the form to name somebody."""
    return _show(StandInForm(data={"starts_on": state().today()}))


@blueprint.post("/team/vervanging")
@requires(Role.MANAGER, Role.HR)
def name_stand_in() -> ResponseReturnValue:
    """Name a stand-in."""
    form = StandInForm(request.form)
    try:
        refuse_unread(form)
        made = use.name_stand_in(
            current_viewer(),
            request.form.get("team", 0, type=whole_number),
            request.form.get("person", 0, type=whole_number),
            use.Period(starts_on=given(form.starts_on.data), ends_on=given(form.ends_on.data)),
            at=state().now(),
            today=state().today(),
        )
    except Invalid as wrong:
        if wrong.field != "person":
            blame_at(form, wrong, "starts_on")
        return _show(form, wrong=wrong, status=_UNPROCESSABLE)
    flash(f"{made.name} kan {made.team} in die dagen zien zoals jij. Vergissing? Laat het hieronder stoppen.")
    return redirect(url_for(".stand_ins"))


@blueprint.post("/team/vervanging/<int:stand_in_id>/stoppen")
@requires(Role.MANAGER, Role.HR)
def end_stand_in(stand_in_id: int) -> ResponseReturnValue:
    """Let somebody stop at once; the next page offers to put it back."""
    use.end_stand_in(current_viewer(), stand_in_id, at=state().now(), today=state().today())
    return redirect(url_for(".stand_ins", gestopt=stand_in_id))


@blueprint.post("/team/vervanging/<int:stand_in_id>/terugzetten")
@requires(Role.MANAGER, Role.HR)
def resume_stand_in(stand_in_id: int) -> ResponseReturnValue:
    """Undo letting somebody stop."""
    use.resume_stand_in(current_viewer(), stand_in_id, at=state().now(), today=state().today())
    flash("De vervanging staat er weer.")
    return redirect(url_for(".stand_ins"))


def _show(form: StandInForm, *, wrong: Invalid | None = None, status: int = 200) -> ResponseReturnValue:
    viewer, today = current_viewer(), state().today()
    ended, search = request.args.get("gestopt", 0, type=whole_number), searched("q")
    return render_template(
        "register/team/stand_ins.html",
        form=form,
        lines=use.stand_ins(session(), viewer, today=today),
        teams=use.teams_to_hand_over(session(), viewer, today=today),
        ended=ended if ended and use.ended_today(session(), viewer, ended, today=today) else 0,
        search=search,
        found=find_colleagues(session(), viewer, search, without=[viewer.person_id]),
        chosen=request.form.get("person", 0, type=whole_number),
        chosen_team=request.values.get("team", 0, type=whole_number),
        wrong=wrong,
    ), status
