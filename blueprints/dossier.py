"""Mijn dossier: where I stand, why each line counts, what the register said (E1, C9, C10, C11)."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl, urlencode

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import Form

from register.access import current_viewer, requires
from register.current import state
from register.db import session
from register.errors import Invalid
from register.evidence.my_dossier import read_claim, read_my_dossier
from register.exports.tables import dossier_table, every_line
from register.points.dossier_conditions import record_condition, show_condition
from register.points.dossier_views import SIZES, SORTS, ClaimLine, Dossier, DossierQuery
from register.points.states import STATE_NAMES, Moved, move_claim, undo_move
from register.rules.facts import ClaimState
from register.rules.model import EXAMPLE_LABEL

from ._blueprint import blueprint
from ._dossier_forms import ConditionForm, DecidedForm, FiledForm
from ._fields import whole_number
from ._tables import is_file_asked, send_table

_MOST_PAGES = 100_000
_LONG_PAGE = 10_000


@blueprint.get("/dossier")
@requires()
def dossier() -> ResponseReturnValue:
    """Show the own dossier."""
    query = _query()
    if is_file_asked():
        return send_table(dossier_table(every_line(lambda place: _piece(query, place))))
    mine = read_my_dossier(session(), current_viewer(), query, on=state().today())
    return render_template(
        "register/dossier/dossier.html",
        mine=mine,
        dossier=mine.dossier,
        query=query,
        link=_link(query),
        names=dict(mine.dossier.registers),
        activity_link=url_for(".activity", activity_id=0).removesuffix("0"),
        claim_link=url_for(".claim", claim_id=0).removesuffix("0"),
        states=STATE_NAMES,
        example_label=EXAMPLE_LABEL,
        sizes=SIZES,
    )


def _piece(query: DossierQuery, place: int) -> Dossier:
    """Read so many lines at once for a file, with what the page filters on."""
    asked = replace(query, page=place, size=_LONG_PAGE)
    return read_my_dossier(session(), current_viewer(), asked, on=state().today()).dossier


@blueprint.get("/dossier/regels/<int:claim_id>")
@requires()
def claim(claim_id: int) -> ResponseReturnValue:
    """Show one line: why it counts, and the forms for what the register did with it."""
    line = read_claim(session(), current_viewer(), claim_id, on=state().today())
    return _claim_page(line, _form_for(line))


@blueprint.post("/dossier/regels/<int:claim_id>/ingevoerd")
@requires()
def file_claim(claim_id: int) -> ResponseReturnValue:
    """Record that this was entered with the register."""
    form = FiledForm(request.form)
    return _move(claim_id, form, lambda: _moved(claim_id, form, ClaimState.FILED))


@blueprint.post("/dossier/regels/<int:claim_id>/uitslag")
@requires()
def decide_claim(claim_id: int) -> ResponseReturnValue:
    """Record what the register decided."""
    form = DecidedForm(request.form)
    return _move(claim_id, form, lambda: _moved(claim_id, form, ClaimState(form.to.data)))


@blueprint.post("/dossier/regels/<int:claim_id>/ongedaan")
@requires()
def undo_claim(claim_id: int) -> ResponseReturnValue:
    """Take back the last move, on the day it was made."""
    version = request.form.get("version", type=whole_number)
    moved = undo_move(current_viewer(), claim_id, version=version, at=state().now())
    flash(f"Ongedaan gemaakt. {moved.title} staat weer op ‘{STATE_NAMES[moved.now]}’.", "success")
    return redirect(_back())


@blueprint.get("/dossier/registraties/<int:registration_id>/voorwaarden/<code>")
@requires()
def condition(registration_id: int, code: str) -> ResponseReturnValue:
    """Show what is known of a condition beside points."""
    rule, record = show_condition(current_viewer(), registration_id, code, at=state().now())
    form = ConditionForm(obj=record, data={"met": "weg"} if record is None else None)
    if record is not None:
        form.met.data = "ja" if record.met else "nee"
    return _condition_page(registration_id, rule, form)


@blueprint.post("/dossier/registraties/<int:registration_id>/voorwaarden/<code>")
@requires()
def save_condition(registration_id: int, code: str) -> ResponseReturnValue:
    """Record a condition; "nog niet vastgelegd" takes the record away."""
    form = ConditionForm(request.form)
    viewer = current_viewer()
    if form.validate():
        try:
            record_condition(viewer, registration_id, code, **form.values(), at=state().now())
        except Invalid as wrong:
            form[wrong.field].errors = [wrong.message]
        else:
            flash("Vastgelegd.", "success")
            return redirect(url_for(".dossier"))
    rule, _ = show_condition(viewer, registration_id, code, at=state().now())
    return _condition_page(registration_id, rule, form), 422


def _moved(claim_id: int, form: Any, to: ClaimState) -> Moved:  # noqa: ANN401 - either form
    return move_claim(
        current_viewer(),
        claim_id,
        to=to,
        day=form.day.data,
        granted=form.granted.data if to is ClaimState.GRANTED else None,
        version=form.version.data,
        at=state().now(),
    )


def _move(claim_id: int, form: Form, act: Callable[[], Moved]) -> ResponseReturnValue:
    """Do the move and go back to where it was asked; or show the line again with what is wrong."""
    if form.validate():
        try:
            moved = act()
        except Invalid as wrong:
            form[wrong.field].errors = [wrong.message]
        else:
            flash(
                f"{moved.title} staat op ‘{STATE_NAMES[moved.now]}’. Vergissing? Maak het vandaag ongedaan.",
                "success",
            )
            return redirect(_back())
    line = read_claim(session(), current_viewer(), claim_id, on=state().today())
    return _claim_page(line, form), 422


def _form_for(line: ClaimLine) -> Form | None:
    today = state().today()
    if line.state is ClaimState.READY:
        return FiledForm(day=today, version=line.version)
    if line.state is ClaimState.FILED:
        return DecidedForm(day=today, version=line.version, to="toegekend", granted=line.points)
    return None


def _claim_page(line: ClaimLine, form: Form | None) -> str:
    return render_template("register/dossier/claim.html", line=line, form=form, states=STATE_NAMES)


def _condition_page(registration_id: int, rule: Any, form: Form) -> str:  # noqa: ANN401 - the rule as the engine has it
    return render_template("register/dossier/condition.html", registration_id=registration_id, rule=rule, form=form)


def _query() -> DossierQuery:
    """Read filters, order and page from the URL; what cannot be is left out."""
    args = request.args
    sort, size = args.get("op", "datum"), args.get("aantal", SIZES[0], int)
    state_asked = args.get("stand", "")
    return DossierQuery(
        register=args.get("register", "")[:40],
        year=args.get("jaar", type=whole_number),
        state=state_asked if state_asked in set(ClaimState) else "",
        sort=sort if sort in SORTS else "datum",
        descending=args.get("oplopend") != "1",
        page=min(max(args.get("pagina", 1, int), 1), _MOST_PAGES),
        size=size if size in SIZES else SIZES[0],
    )


def _link(query: DossierQuery) -> Callable[..., str]:
    """Return a maker of links to this list with something changed; a change of filter starts at page 1."""
    now = {
        "register": query.register or None,
        "jaar": query.year,
        "stand": query.state or None,
        "op": query.sort if query.sort != "datum" else None,
        "oplopend": None if query.descending else 1,
        "aantal": query.size if query.size != SIZES[0] else None,
    }
    base = url_for(".dossier")

    def link(**changed: Any) -> str:  # noqa: ANN401 - text or number
        asked = {name: value for name, value in (now | changed).items() if value is not None}
        return f"{base}?{urlencode(asked)}#regels" if asked else f"{base}#regels"

    return link


def _back() -> str:
    """Return to the list as it was filtered; only ever a page of our own."""
    asked = dict(parse_qsl(request.form.get("terug", "")[:500]))
    allowed: dict[str, Any] = {
        name: asked[name]
        for name in ("register", "jaar", "stand", "op", "oplopend", "aantal", "pagina")
        if name in asked
    }
    return url_for(".dossier", **allowed, _anchor="regels")
