"""Klaar voor register: one card per line, copied over field by field, and what the register made of it (E2)."""

from collections.abc import Callable
from datetime import date
from typing import cast

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import Form

from register.access import current_viewer, requires
from register.current import state
from register.db import session
from register.errors import Invalid
from register.evidence.upload_card import CardLine, read_card, ready_list
from register.evidence.upload_moves import decide_line, file_line, undo_line
from register.once import as_form_key
from register.rules.facts import ClaimState

from ._blueprint import blueprint
from ._dossier_forms import DecidedForm, FiledForm
from ._fields import whole_number


@blueprint.get("/klaar-voor-register")
@requires()
def ready_for_register() -> ResponseReturnValue:
    """List what waits to be entered, and what waits for the register."""
    found = ready_list(session(), current_viewer(), on=state().today(), moved=_moved())
    return render_template("register/upload/list.html", page=found, moved=found.moved)


@blueprint.get("/klaar-voor-register/<int:claim_id>")
@requires()
def upload_card(claim_id: int) -> ResponseReturnValue:
    """Show one line in the register's fields."""
    return _card(claim_id, None)


@blueprint.post("/klaar-voor-register/<int:claim_id>/ingevoerd")
@requires()
def file_upload_card(claim_id: int) -> ResponseReturnValue:
    """Tick a line as entered, and go on to the next one."""
    form, now = FiledForm(request.form), state().now()
    return _move(
        claim_id,
        form,
        lambda: file_line(current_viewer(), claim_id, day=cast("date", form.day.data), form_key=_key(), at=now),
        "staat op ‘Ingevoerd’",
    )


@blueprint.post("/klaar-voor-register/<int:claim_id>/uitslag")
@requires()
def decide_upload_card(claim_id: int) -> ResponseReturnValue:
    """Record what the register decided."""
    form, now = DecidedForm(request.form), state().now()
    return _move(
        claim_id,
        form,
        lambda: decide_line(
            current_viewer(),
            claim_id,
            to=ClaimState(form.to.data),
            day=cast("date", form.day.data),
            granted=form.granted.data,
            form_key=_key(),
            at=now,
        ),
        f"staat op ‘{(form.to.data or '').capitalize()}’",
    )


@blueprint.post("/klaar-voor-register/<int:claim_id>/ongedaan")
@requires()
def undo_upload_card(claim_id: int) -> ResponseReturnValue:
    """Take back the last step of a line, on the day it was made."""
    title = undo_line(current_viewer(), claim_id, form_key=_key(), at=state().now())
    flash(f"Ongedaan gemaakt: {title}.", "success")
    return redirect(url_for(".upload_card", claim_id=claim_id))


def _move(claim_id: int, form: Form, act: Callable[[], str], told: str) -> ResponseReturnValue:
    if form.validate():
        try:
            title = act()
        except Invalid as wrong:
            form[wrong.field].errors = [wrong.message]
        else:
            flash(f"{title} {told}.", "success")
            return redirect(_next(claim_id))
    return _card(claim_id, form), 422


def _next(claim_id: int) -> str:
    """Return the address of the next line for the same register; the list when there is none."""
    card = read_card(session(), current_viewer(), claim_id, on=state().today())
    if card.next_id is None:
        return url_for(".ready_for_register", net=claim_id)
    return url_for(".upload_card", claim_id=card.next_id, net=claim_id)


def _card(claim_id: int, form: Form | None) -> str:
    card = read_card(session(), current_viewer(), claim_id, on=state().today(), moved=_moved())
    line = card.line
    if not isinstance(form, _FORMS.get(line.first.state, ())):  # nothing was sent, or the line moved on in another tab
        form = _empty(line)
    return render_template("register/upload/card.html", card=card, line=line, form=form, moved=card.moved)


def _moved() -> int | None:
    """Return the line that was moved a moment ago, to offer to undo it there and then."""
    return request.args.get("net", type=whole_number)


_FORMS: dict[ClaimState, type[Form]] = {ClaimState.READY: FiledForm, ClaimState.FILED: DecidedForm}


def _empty(line: CardLine) -> Form | None:
    today = state().today()
    if line.first.state is ClaimState.READY:
        return FiledForm(day=today)
    if line.first.state is ClaimState.FILED:
        return DecidedForm(day=today, to="toegekend", granted=line.points)
    return None


def _key() -> str:
    return as_form_key(request.form.get("form_key", ""))
