"""Wie ziet wat: open the own dossier for the manager and HR, see what they see, read who looked (H4, principle 5)."""

from collections.abc import Iterator
from dataclasses import replace

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import SelectField
from wtforms.fields import SelectChoice
from wtforms.form import BaseForm
from wtforms.validators import Optional

from register.access import current_viewer, requires
from register.current import state
from register.db import session
from register.errors import Invalid, NotFound
from register.exports.opened_tables import looks_table
from register.exports.tables import every_line
from register.overview.opened import preview_dossier
from register.overview.visibility import Place, Visibility, read_visibility, read_who_looked
from register.privacy.choosing import Choice, choose, field_of, undo_choices
from register.privacy.layers import LAYER_NAMES, Audience, Layer

from ._blueprint import blueprint
from ._fields import Day, whole_number
from ._tables import is_file_asked, send_table
from .opened import show_opened

WHOM = {Audience.MANAGER: "Je leidinggevende", Audience.HR: "HR"}
"""In the order of the page: the manager first."""
_AS_EVERYTHING = SelectChoice("", "Zoals bij alles")
_LONG_PAGE = 500


@blueprint.get("/inzage")
@requires()
def visibility() -> ResponseReturnValue:
    """Show what is open for whom, and let the owner choose."""
    found = read_visibility(session(), current_viewer(), on=state().today())
    return _page(found, _form(found))


@blueprint.post("/inzage")
@requires()
def choose_visibility() -> ResponseReturnValue:
    """Keep every choice of the form, from now on."""
    viewer, today = current_viewer(), state().today()
    found = read_visibility(session(), viewer, on=today)
    form = _form(found)
    form.process(request.form)
    if not form.validate():
        return _page(found, form), 422
    try:
        changed = choose(viewer, _chosen(found, form), seen=request.form.get("seen", ""), at=state().now(), today=today)
    except Invalid as wrong:
        form[wrong.field].errors = [wrong.message]
        return _page(found, form), 422
    flash("Vastgelegd. Dit geldt vanaf nu." if changed else "Er is niets veranderd.", "success")
    return redirect(url_for(".visibility"), 303)


@blueprint.post("/inzage/ongedaan")
@requires()
def undo_visibility() -> ResponseReturnValue:
    """Put back what the last change changed."""
    undo_choices(current_viewer(), seen=request.form.get("seen", ""), at=state().now())
    flash("Teruggezet zoals het daarvoor was.", "success")
    return redirect(url_for(".visibility"), 303)


@blueprint.get("/inzage/voorbeeld/<audience>")
@requires()
def visibility_preview(audience: str) -> ResponseReturnValue:
    """Show the very page that the manager or HR gets."""
    if audience not in set(Audience):
        raise NotFound
    page = request.args.get("pagina", 1, type=whole_number)
    found = preview_dossier(session(), current_viewer(), Audience(audience), page=page, on=state().today())
    here = url_for(".visibility_preview", audience=audience)
    return show_opened(
        found,
        preview=True,
        whom=WHOM[found.audience],
        link=lambda pagina: f"{here}?pagina={pagina}",
        file_link=url_for(".open_evidence", evidence_id=0).removesuffix("0"),
    )


@blueprint.get("/inzage/wie-keek")
@requires()
def who_looked() -> ResponseReturnValue:
    """Show who looked at the own dossier, the newest first."""
    viewer = current_viewer()
    if is_file_asked():
        pages = every_line(lambda place: read_who_looked(session(), viewer, page=place, size=_LONG_PAGE))
        return send_table(looks_table(pages))
    shown = read_who_looked(session(), viewer, page=request.args.get("pagina", 1, type=whole_number))
    here = url_for(".who_looked")
    return render_template("register/visibility/log.html", shown=shown, link=lambda pagina: f"{here}?pagina={pagina}")


def _form(found: Visibility) -> BaseForm:
    """Make two fields of every place: how much, and until when."""
    fields: dict[str, SelectField | Day] = {}
    for one in _places(found):
        layers = [SelectChoice(layer.value, name) for layer, name in LAYER_NAMES.items()]
        choices = layers if one.registration_id is None else [_AS_EVERYTHING, *layers]
        kept = one.choice.layer or (Layer.TOTALS if one.registration_id is None else "")
        fields[field_of(one.choice, "")] = SelectField(
            one.name, choices=choices, default=str(kept), invalid_choice_message="Kies iets uit de lijst."
        )
        fields[field_of(one.choice, "tot")] = Day(
            "Tot en met", [Optional()], default=one.choice.until, description=_ran_out(one)
        )
    form = BaseForm(fields)
    form.process()
    for one in _places(found):
        form[field_of(one.choice, "")].flags.required = True  # one of them always holds
    return form


def _ran_out(place: Place) -> str:
    return "Deze dag is geweest: het is weer dicht." if place.ran_out else ""


def _places(found: Visibility) -> Iterator[Place]:
    for audience in WHOM:
        yield from found.places[audience]


def _chosen(found: Visibility, form: BaseForm) -> Iterator[Choice]:
    for one in _places(found):
        layer, until = form[field_of(one.choice, "")].data, form[field_of(one.choice, "tot")].data
        yield replace(one.choice, layer=Layer(layer) if layer else None, until=until)


def _page(found: Visibility, form: BaseForm) -> str:
    return render_template("register/visibility/choose.html", found=found, form=form, whom=WHOM, field_of=field_of)
