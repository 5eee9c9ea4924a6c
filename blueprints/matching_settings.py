"""How somebody takes part in matching (J3): join, pause, leave, with whom rather not; and holding a random round."""

from datetime import date

from flask import flash, request
from flask.typing import ResponseReturnValue

from register.access import Role, current_viewer, requires
from register.culture.matching import exclusions, hold_round, taking_part
from register.current import state
from register.errors import Invalid
from register.once import as_form_key

from ._blueprint import blueprint
from ._fields import tidy, whole_number
from .matching import back


@blueprint.post("/samen-leren/leervragen/meedoen")
@requires()
def join_matching() -> ResponseReturnValue:
    """Take part."""
    taking_part.join(current_viewer(), at=state().now())
    flash("Je doet mee. Zet erbij waarover je wilt leren, of waar je ervaring mee hebt.")
    return back()


@blueprint.post("/samen-leren/leervragen/stoppen")
@requires()
def leave_matching() -> ResponseReturnValue:
    """Stop at once."""
    taking_part.leave(current_viewer(), at=state().now())
    flash("Je doet niet meer mee. Je leervragen en je ervaring zijn weg, en wat je vroeg is ingetrokken.")
    return back()


@blueprint.post("/samen-leren/leervragen/instellen")
@requires()
def change_matching() -> ResponseReturnValue:
    """Change how many at a time, a pause, random rounds."""
    form = request.form
    try:
        settings = taking_part.Settings(
            most_at_once=form.get("most_at_once", 0, type=whole_number),
            snoozed_until=_day(tidy(form.get("snoozed_until"))),
            random_rounds=form.get("random_rounds") == "1",
        )
        version = form.get("version", 0, type=whole_number)
        taking_part.change_settings(current_viewer(), settings, version=version, today=state().today())
    except Invalid as wrong:
        flash(wrong.message, "error")
        return back("instellen")
    flash("Bewaard.")
    return back("instellen")


def _day(written: str) -> date | None:
    if not written:
        return None
    try:
        return date.fromisoformat(written)
    except ValueError:
        raise Invalid("snoozed_until", "Kies een dag, of laat het leeg.") from None


@blueprint.post("/samen-leren/leervragen/liever-niet")
@requires()
def exclude_colleague() -> ResponseReturnValue:
    """Put a colleague on one's own private list."""
    try:
        name = exclusions.exclude(current_viewer(), request.form.get("person", 0, type=whole_number))
    except Invalid as wrong:
        flash(wrong.message, "error")
        return back("liever-niet")
    flash(f"Je wordt niet aan {name} gekoppeld. Niemand anders ziet dit.")
    return back("liever-niet")


@blueprint.post("/samen-leren/leervragen/liever-niet/weg")
@requires()
def include_colleague() -> ResponseReturnValue:
    """Take a colleague off the list."""
    exclusions.include(current_viewer(), request.form.get("person", 0, type=whole_number))
    flash("Van je lijst gehaald.")
    return back("liever-niet")


@blueprint.post("/samen-leren/leervragen/ronde")
@requires(Role.COORDINATOR, Role.HR)
def hold_matching_round() -> ResponseReturnValue:
    """Hold a random round; who holds it hears how many groups there are, and no names."""
    key = as_form_key(request.form.get("form_key", ""))
    held = hold_round.hold_round(current_viewer(), form_key=key, at=state().now(), today=state().today())
    groups = "1 groepje" if held.groups == 1 else f"{held.groups} groepjes"
    alone = f" {held.alone} van hen kon nu met niemand." if held.alone else ""
    flash(f"De ronde is gehouden: {groups}.{alone} Iedereen ziet zelf met wie.")
    return back("ronde")


@blueprint.post("/samen-leren/leervragen/ronde/<int:round_id>/ongedaan")
@requires(Role.COORDINATOR, Role.HR)
def undo_matching_round(round_id: int) -> ResponseReturnValue:
    """Undo a round of which nothing was logged."""
    hold_round.undo_round(current_viewer(), round_id, at=state().now())
    flash("De ronde is ongedaan gemaakt.")
    return back("ronde")
