"""Mijn scholingswens: what I want to learn next year, for my manager and HR to read."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from register.access import current_viewer, requires
from register.current import state
from register.db import session
from register.errors import Invalid
from register.needs import wishes as wishing
from register.needs.rights import usual_year
from register.once import as_form_key
from register.privacy.guarded import KEPT_ANYWAY, ClientData

from ._blueprint import blueprint
from ._needs_form import WishForm
from ._plan_form import blame, refuse_unreadable

_UNPROCESSABLE = 422
_STAYS = "Je wens is weg. De regel die er in de inventarisatie van kwam, blijft staan zonder je naam."


@blueprint.get("/scholingswens")
@requires()
def wishes() -> ResponseReturnValue:
    """Show the own wishes with the form for another."""
    return _page(WishForm(data={"year": usual_year(state().today())}))


@blueprint.post("/scholingswens")
@requires()
def add_wish() -> ResponseReturnValue:
    """Hand in a wish."""
    form = WishForm(request.form)
    _offer(form)
    try:
        refuse_unreadable(form)
        wishing.add_wish(
            current_viewer(), form.year.data, form.words.data or "", kept_anyway=request.form.get(KEPT_ANYWAY, ""),
            form_key=as_form_key(request.form.get("form_key", "")), at=state().now(), today=state().today(),
        )  # fmt: skip
    except ClientData as warned:
        return _page(form, warned=warned), _UNPROCESSABLE
    except Invalid as wrong:
        blame(form, wrong)
        return _page(form), _UNPROCESSABLE
    flash("Je wens is ingeleverd. Je leidinggevende en HR lezen hem.", "success")
    return redirect(url_for(".wishes"), 303)


@blueprint.post("/scholingswens/<int:wish_id>/weghalen")
@requires()
def take_back_wish(wish_id: int) -> ResponseReturnValue:
    """Take an own wish back."""
    stays = wishing.take_back_wish(current_viewer(), wish_id, at=state().now())
    flash(_STAYS if stays else "Je wens is weg, ook uit de inventarisatie.", "success")
    return redirect(url_for(".wishes"), 303)


def _offer(form: WishForm) -> None:
    today = state().today()
    form.offer((today.year, today.year + 1))


def _page(form: WishForm, *, warned: ClientData | None = None) -> str:
    _offer(form)
    return render_template(
        "register/needs/wishes.html",
        form=form,
        warned=warned,
        wishes=wishing.own_wishes(session(), current_viewer()),
        form_key=request.form.get("form_key"),
    )
