"""What happens on the card of an experiment (J1): who takes part, its sessions, and teams that take it over."""

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from register.access import Viewer, current_viewer, requires
from register.culture.experiments import adopt, members
from register.culture.experiments.card import experiment_card
from register.culture.experiments.sessions import KIND, join_session, link_session, unlink_session
from register.culture.experiments.usual_people import usual_people
from register.current import state
from register.db import session
from register.errors import NotFound
from register.learning.kinds import kinds

from ._activity_form import new_values
from ._activity_view import Filled, empty_form, posted, show_form
from ._belongs import JOINS
from ._blueprint import blueprint
from ._draft import typed_before
from ._fields import whole_number
from ._participants import Row

_LONGEST_TITLE = 200


@blueprint.post("/samen-leren/experimenten/<int:experiment_id>/deelnemers")
@requires()
def add_experiment_member(experiment_id: int) -> ResponseReturnValue:
    """Let a colleague take part."""
    person_id = request.form.get("person", 0, type=whole_number)
    name = members.add_member(current_viewer(), experiment_id, person_id, at=state().now())
    flash(f"{name} doet nu mee.")
    return _card(experiment_id)


@blueprint.post("/samen-leren/experimenten/<int:experiment_id>/deelnemers/<int:member_id>")
@requires()
def change_experiment_member(experiment_id: int, member_id: int) -> ResponseReturnValue:
    """Let a member lead, or no longer."""
    leads = request.form.get("leads") == "1"
    name = members.set_lead(current_viewer(), experiment_id, member_id, leads=leads, at=state().now())
    flash(f"{name} is nu {'trekker' if leads else 'deelnemer'}.")
    return _card(experiment_id)


@blueprint.post("/samen-leren/experimenten/<int:experiment_id>/deelnemers/<int:member_id>/weg")
@requires()
def remove_experiment_member(experiment_id: int, member_id: int) -> ResponseReturnValue:
    """Take a member off the card."""
    name = members.remove_member(current_viewer(), experiment_id, member_id, at=state().now())
    flash(f"{name} doet niet meer mee. Bijeenkomsten die er waren, blijven staan.")
    return _card(experiment_id)


@blueprint.get("/samen-leren/experimenten/<int:experiment_id>/vastleggen")
@requires()
def log_experiment_form(experiment_id: int) -> ResponseReturnValue:
    """Show the log form with who is usually there ticked; what is saved joins the experiment (A1)."""
    viewer, today = current_viewer(), state().today()
    card = experiment_card(session(), viewer, experiment_id, today=today)
    if not card.may_log:
        raise NotFound
    if typed_before():
        return show_form(viewer, posted(viewer), unfolded=True)
    kind = kinds()[KIND]
    values = new_values(
        kind=kind.id, held_on=today, minutes=kind.minutes, title=card.question[:_LONGEST_TITLE],
        work_method=card.method, belongs_to=f"{KIND}-{experiment_id}",
    )  # fmt: skip
    people = usual_people(session(), viewer, card, today=today)
    rows = tuple(Row(person_id=person_id, name=name) for person_id, name in people.items())
    return show_form(viewer, Filled(form=empty_form(viewer, values), rows=rows))


def _join(current: Session, viewer: Viewer, experiment_id: int, activity_id: int) -> bool:
    return join_session(current, viewer, experiment_id, activity_id, at=state().now(), today=state().today())


JOINS[KIND] = _join


@blueprint.post("/samen-leren/experimenten/<int:experiment_id>/bijeenkomsten")
@requires()
def link_experiment_session(experiment_id: int) -> ResponseReturnValue:
    """Join an activity that was logged before."""
    activity_id = request.form.get("activity", 0, type=whole_number)
    title = link_session(current_viewer(), experiment_id, activity_id, at=state().now(), today=state().today())
    flash(f"{title} hoort nu bij dit experiment.")
    return _card(experiment_id)


@blueprint.post("/samen-leren/experimenten/<int:experiment_id>/bijeenkomsten/<int:linked_id>/los")
@requires()
def unlink_experiment_session(experiment_id: int, linked_id: int) -> ResponseReturnValue:
    """Take a session out of the experiment."""
    unlink_session(current_viewer(), experiment_id, linked_id, at=state().now())
    flash("De bijeenkomst hoort niet meer bij dit experiment. De activiteit zelf blijft staan.")
    return _card(experiment_id)


@blueprint.post("/samen-leren/experimenten/<int:experiment_id>/overnemen")
@requires()
def adopt_experiment(experiment_id: int) -> ResponseReturnValue:
    """Take an experiment over for the own team (A3); who sits in several teams chooses on the card."""
    try:
        team = adopt.adopt_experiment(
            current_viewer(), experiment_id, team_id=request.form.get("team", type=whole_number),
            via_id=request.form.get("via", type=whole_number), at=state().now(), today=state().today(),
        )  # fmt: skip
    except adopt.WhichTeam as which:
        flash(which.message, "error")
        return _card(experiment_id, "overnemen")
    flash(f"{team} neemt dit experiment over. Leg jullie eigen bijeenkomsten hier vast. Vergissing? Kies Toch niet.")
    return _card(experiment_id)


@blueprint.post("/samen-leren/experimenten/<int:experiment_id>/overnemen/<int:adoption_id>/toch-niet")
@requires()
def undo_adoption(experiment_id: int, adoption_id: int) -> ResponseReturnValue:
    """Undo taking over."""
    team = adopt.undo_adoption(current_viewer(), experiment_id, adoption_id, at=state().now(), today=state().today())
    flash(f"Ongedaan gemaakt. {team} neemt dit experiment niet over.")
    return _card(experiment_id)


def _card(experiment_id: int, anchor: str | None = None) -> ResponseReturnValue:
    return redirect(url_for(".experiment", experiment_id=experiment_id, _anchor=anchor))
