"""Bewijsmap: one person's evidence in one signed file, for its owner and for HR where the owner opened it (D6)."""

import tempfile
from collections.abc import Sequence
from typing import BinaryIO, cast

from flask import Response, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from wtforms import BooleanField, Form, RadioField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Optional

from register.access import Role, current_viewer, requires
from register.current import state
from register.db import session
from register.evidence.pack.collect import PackFilter, owner_for
from register.evidence.pack.make import PackOrder, RegistrationChoice, make_pack, registrations_to_choose
from register.evidence.pack.write import DamagedEvidence
from register.privacy.layers import Layer

from ._blueprint import blueprint
from ._fields import Day

_ZIP = "application/zip"


class PackForm(Form):
    """Which registration and which period."""

    registration = RadioField("Voor welke registratie?", [InputRequired("Kies een registratie.")])
    since = Day("Vanaf", [Optional()], description="Leeg: vanaf het begin van de periode.")
    until = Day("Tot en met", [Optional()], description="Leeg: tot en met nu.")
    without_damaged = BooleanField("Maak de bewijsmap zonder bestanden die beschadigd zijn")

    def validate_until(self, field: Day) -> None:
        """Refuse a period that ends before it starts."""
        if field.data and self.since.data and field.data < self.since.data:
            field.errors = [*field.errors, "De laatste dag ligt voor de eerste. Wissel ze om."]


@blueprint.get("/bewijsmap")
@requires()
def pack_form() -> ResponseReturnValue:
    """Choose a registration and a period."""
    return _own_page(_own_form())


@blueprint.post("/bewijsmap")
@requires()
def own_pack() -> ResponseReturnValue:
    """Hand out one's own pack."""
    form = _own_form(sent=True)
    if not form.validate():
        return _own_page(form), 422
    try:
        return _made(current_viewer().person_id, form)
    except DamagedEvidence as damaged:
        return _own_page(form, damaged=damaged.message), 409


@blueprint.get("/mensen/<int:person_id>/bewijsmap")
@requires(Role.HR)
def person_pack_form(person_id: int) -> ResponseReturnValue:
    """Choose for somebody who opened the evidence for HR."""
    return _person_page(person_id, _form_of(person_id))


@blueprint.post("/mensen/<int:person_id>/bewijsmap")
@requires(Role.HR)
def person_pack(person_id: int) -> ResponseReturnValue:
    """Hand out the pack of somebody who opened the evidence for HR."""
    form = _form_of(person_id, sent=True)
    if not form.validate():
        return _person_page(person_id, form), 422
    try:
        return _made(person_id, form)
    except DamagedEvidence as damaged:
        return _person_page(person_id, form, damaged=damaged.message), 409


def _own_form(*, sent: bool = False) -> PackForm:
    return _form(registrations_to_choose(session(), current_viewer().person_id), everything=True, sent=sent)


def _form_of(person_id: int, *, sent: bool = False) -> PackForm:
    """Offer of somebody what is opened for HR, and nothing else."""
    _, may = owner_for(session(), current_viewer(), person_id, on=state().today())
    choices = [one for one in registrations_to_choose(session(), person_id) if may.of(one.id) is Layer.EVIDENCE]
    return _form(choices, everything=may.least is Layer.EVIDENCE, sent=sent)


def _form(choices: Sequence[RegistrationChoice], *, everything: bool, sent: bool) -> PackForm:
    form = PackForm(request.form if sent else None)
    named = [SelectChoice(str(one.id), f"{one.name} {one.number}".strip()) for one in choices]
    if everything:
        named.append(SelectChoice("0", "Alles wat is vastgelegd, los van een register"))
    form.registration.choices = named
    if not sent:
        form.registration.data = named[0].value if named else None
    return form


def _made(person_id: int, form: PackForm) -> Response:
    out = cast("BinaryIO", tempfile.TemporaryFile())  # noqa: SIM115 - the response closes it, and then it is gone
    order = PackOrder(
        what=PackFilter(
            person_id=person_id,
            registration_id=int(form.registration.data) or None,
            since=form.since.data,
            until=form.until.data,
        ),
        verify_url=state().settings.public_url and url_for(".verify_form", _external=True),
        without_damaged=form.without_damaged.data,
    )
    try:
        made = make_pack(current_viewer(), order, out, at=state().now(), settings=state().settings)
    except BaseException:
        out.close()
        raise
    size = out.tell()
    out.seek(0)
    response = send_file(out, _ZIP, as_attachment=True, download_name=made.name)
    response.content_length = size
    return response


def _own_page(form: PackForm, *, damaged: str = "") -> str:
    action = url_for(".own_pack")
    return render_template("register/pack/form.html", form=form, damaged=damaged, action=action, owner=None)


def _person_page(person_id: int, form: PackForm, *, damaged: str = "") -> str:
    owner, _ = owner_for(session(), current_viewer(), person_id, on=state().today())
    action = url_for(".person_pack", person_id=person_id)
    return render_template(
        "register/pack/form.html", form=form, damaged=damaged, action=action, owner=owner.display_name
    )
