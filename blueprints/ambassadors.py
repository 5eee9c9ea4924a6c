"""Ambassadors of a method (J2): name them, let them stop, log what they do, hand out the overview of it."""

from datetime import date
from io import BytesIO

from flask import flash, redirect, request, send_file, url_for
from flask.typing import ResponseReturnValue
from wtforms import Form
from wtforms.validators import InputRequired

from register.access import Viewer, current_viewer, requires
from register.culture.ambassadors import naming
from register.culture.ambassadors.own_work import WAYS, Way
from register.culture.ambassadors.paper import Span, make_overview
from register.current import state
from register.db import session
from register.errors import Invalid, NotFound
from register.learning.colleagues import colleagues_of_own_teams
from register.learning.kinds import kinds
from register.learning.labels.methods import KEEPERS, find_method

from ._activity_form import new_values
from ._activity_view import Filled, empty_form, posted, show_form
from ._blueprint import blueprint
from ._draft import typed_before
from ._fields import Day, whole_number
from ._method_form import UNPROCESSABLE, show_method
from ._participants import Row
from ._refused import refuse_unread

_METHOD = "/samen-leren/werkmethoden/<int:method_id>"
_NAMED = f"{_METHOD}/ambassadeurs/<int:ambassador_id>"


class PeriodForm(Form):
    """Between which days somebody is ambassador."""

    starts_on = Day("Vanaf", validators=[InputRequired("Vul de eerste dag in, bijvoorbeeld 5-3-2026.")])
    ends_on = Day("Tot en met")


@blueprint.post(f"{_METHOD}/ambassadeurs")
@requires(*KEEPERS)
def name_ambassador(method_id: int) -> ResponseReturnValue:
    """Name a colleague ambassador, from today on or from another day."""
    find_method(session(), current_viewer(), method_id)
    person_id = request.form.get("person", 0, type=whole_number)
    try:
        starts_on, _ = _period()
        name = naming.name_ambassador(
            current_viewer(), method_id, person_id, starts_on=starts_on, at=state().now(), today=state().today()
        )
    except Invalid as wrong:
        return show_method(method_id, wrong=wrong.message, status=UNPROCESSABLE)
    flash(f"{name} is ambassadeur. Vergissing? Maak het bij de naam ongedaan.")
    return _back(method_id)


@blueprint.post(_NAMED)
@requires(*KEEPERS)
def change_ambassador(method_id: int, ambassador_id: int) -> ResponseReturnValue:
    """Mend the days between which somebody is ambassador."""
    version = request.form.get("version", 0, type=whole_number)
    try:
        first, last = _period()
        name = naming.change_period(
            current_viewer(), method_id, ambassador_id, starts_on=first, ends_on=last, version=version, at=state().now()
        )
    except Invalid as wrong:
        return show_method(method_id, wrong=wrong.message, status=UNPROCESSABLE)
    flash(f"De periode van {name} is gewijzigd.")
    return _back(method_id)


@blueprint.post(f"{_NAMED}/stoppen")
@requires()
def end_ambassador(method_id: int, ambassador_id: int) -> ResponseReturnValue:
    """Let somebody stop, or stop oneself; today is the last day."""
    name = naming.step_back(current_viewer(), method_id, ambassador_id, at=state().now(), today=state().today())
    flash(f"Vandaag is de laatste dag van {name} als ambassadeur. “Toch doorgaan” maakt dat ongedaan.")
    return _back(method_id)


@blueprint.post(f"{_NAMED}/doorgaan")
@requires()
def resume_ambassador(method_id: int, ambassador_id: int) -> ResponseReturnValue:
    """Undo stopping."""
    name = naming.go_on(current_viewer(), method_id, ambassador_id, at=state().now(), today=state().today())
    flash(f"{name} blijft ambassadeur.")
    return _back(method_id)


@blueprint.post(f"{_NAMED}/ongedaan")
@requires(*KEEPERS)
def undo_ambassador(method_id: int, ambassador_id: int) -> ResponseReturnValue:
    """Take a naming of today back."""
    name = naming.undo_naming(current_viewer(), method_id, ambassador_id, at=state().now(), today=state().today())
    flash(f"Ongedaan gemaakt. {name} is geen ambassadeur.")
    return _back(method_id)


@blueprint.get(f"{_METHOD}/vastleggen/<way>")
@requires()
def log_method_form(method_id: int, way: str) -> ResponseReturnValue:
    """Show the log form for this method, with the kind and the role that fit (A1)."""
    viewer = current_viewer()
    method = find_method(session(), viewer, method_id)
    if way not in WAYS:
        raise NotFound
    if typed_before():
        return show_form(viewer, posted(viewer), unfolded=True)
    kind = kinds()[WAYS[way].kind]
    values = new_values(kind=kind.id, held_on=state().today(), minutes=kind.minutes, work_method=method.name)
    filled = Filled(form=empty_form(viewer, values), rows=_rows(viewer, WAYS[way]))
    return show_form(viewer, filled, people_open=kind.with_others)


def _rows(viewer: Viewer, way: Way) -> tuple[Row, ...]:
    own = Row(person_id=viewer.person_id, name=viewer.name, role=way.role)
    if not way.others:
        return (own,)
    team = colleagues_of_own_teams(session(), viewer, today=state().today())
    return (own, *(Row(person_id=one.person_id, name=one.name, role=way.others) for one in team))


@blueprint.get(f"{_METHOD}/overzicht.pdf")
@requires()
def ambassador_overview_pdf(method_id: int) -> ResponseReturnValue:
    """Hand out the overview of one's own work for this method, whole or of a period."""
    span = Span(first=_asked_day("van"), last=_asked_day("tot"))
    paper = make_overview(current_viewer(), method_id, span, at=state().now())
    return send_file(
        BytesIO(paper.content), "application/pdf", as_attachment=True, download_name=paper.name, etag=False
    )


def _asked_day(name: str) -> date | None:
    written = request.args.get(name, "")
    try:
        return date.fromisoformat(written) if written else None
    except ValueError as wrong:
        raise Invalid(name, "Deze datum is niet te lezen. Kies hem opnieuw op de pagina van de werkmethode.") from wrong


def _period() -> tuple[date, date | None]:
    form = PeriodForm(request.form)
    refuse_unread(form)
    return form.starts_on.data or state().today(), form.ends_on.data


def _back(method_id: int) -> ResponseReturnValue:
    return redirect(url_for(".method", method_id=method_id, _anchor="ambassadeurs"))
