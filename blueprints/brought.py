"""Dossier meenemen: take the own dossier along, and read in one that was made elsewhere (E5)."""

import json
import tempfile
from pathlib import Path
from typing import IO, BinaryIO, cast

from flask import Response, current_app, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from itsdangerous import BadSignature, URLSafeTimedSerializer
from wtforms import BooleanField, Form

from register.access import PUBLIC, current_viewer, requires
from register.current import state
from register.db import session
from register.errors import Invalid
from register.evidence.pack.write import DamagedEvidence
from register.evidence.takealong.format import schema
from register.evidence.takealong.opening import FIELD, open_dossier
from register.evidence.takealong.preview import look_at
from register.evidence.takealong.read_in import ReadIn, read_in
from register.evidence.takealong.take import Wanted, take_along
from register.storage import Damaged, open_storage

from ._blueprint import blueprint
from ._format import count

_SALT = "leerregister-meegebracht-dossier"
_DAY = 86_400
_CHUNK = 1 << 20
_LARGEST_MB = 200


class TakeForm(Form):
    """What goes along beside the dossier."""

    reflections = BooleanField("Neem ook mijn eigen reflecties mee")
    without_damaged = BooleanField("Maak het bestand zonder bewijs dat beschadigd is")


@blueprint.get("/dossier-meenemen")
@requires()
def take_form() -> ResponseReturnValue:
    """Explain what goes along, and offer both ways."""
    return _page(TakeForm())


@blueprint.post("/dossier-meenemen")
@requires()
def take_dossier() -> ResponseReturnValue:
    """Hand out one's own complete dossier."""
    form = TakeForm(request.form)
    out = cast("BinaryIO", tempfile.TemporaryFile())  # noqa: SIM115 - the response closes it, and then it is gone
    wanted = Wanted(
        reflections=form.reflections.data,
        verify_url=state().settings.public_url and url_for(".verify_form", _external=True),
        without_damaged=form.without_damaged.data,
    )
    try:
        made = take_along(current_viewer(), wanted, out, at=state().now(), settings=state().settings)
    except DamagedEvidence as damaged:
        out.close()
        return _page(form, damaged=damaged.message), 409
    except BaseException:
        out.close()
        raise
    size = out.tell()
    out.seek(0)
    response = send_file(out, "application/zip", as_attachment=True, download_name=made.name)
    response.content_length = size
    return response


@blueprint.post("/dossier-meenemen/bekijken")
@requires()
def preview_brought() -> ResponseReturnValue:
    """Show what reading in would do; nothing is stored but the file, for a day or two."""
    upload = request.files.get(FIELD)
    if upload is None or not upload.filename:
        return _page(TakeForm(), error="Kies het ZIP-bestand dat je bij je vorige organisatie hebt gemaakt."), 422
    settings, viewer = state().settings, current_viewer()
    try:
        with open_dossier(session(), upload.stream, settings=settings) as dossier:
            seen = look_at(session(), viewer, dossier, today=state().today())
    except Invalid as refused:
        return _page(TakeForm(), error=refused.message), 422
    ticket = _serializer().dumps([viewer.person_id, _keep(upload.stream)])
    return render_template("register/brought/preview.html", seen=seen, ticket=ticket)


@blueprint.post("/dossier-meenemen/inlezen")
@requires()
def read_brought() -> ResponseReturnValue:
    """Read in what was shown."""
    settings, viewer = state().settings, current_viewer()
    try:
        with (
            _kept(request.form.get("ticket", "")) as stored,
            open_dossier(session(), stored, settings=settings) as dossier,
        ):
            done = read_in(viewer, dossier, at=state().now(), today=state().today(), settings=settings)
    except Invalid as refused:
        return _page(TakeForm(), error=refused.message), 422
    _tell(done)
    return redirect(url_for(".dossier"))


@blueprint.get("/dossier-meenemen/schema.json")
@requires(PUBLIC)
def dossier_schema() -> ResponseReturnValue:
    """Publish the format, for whoever reads it with a program of their own."""
    return Response(json.dumps(schema(), indent=1, ensure_ascii=False), mimetype="application/schema+json")


def _tell(done: ReadIn) -> None:
    told = (
        f"{count(done.new, 'activiteit', 'activiteiten')} ingelezen, met {count(done.files, 'bestand', 'bestanden')}."
    )
    if done.there:
        told += f" {done.there} stond{'en' if done.there > 1 else ''} er al."
    flash(told, "success")
    for line in (*(f"{one.title}: {one.why}" for one in done.refused), *done.files_refused)[:10]:
        flash(f"Niet meegekomen: {line}", "error")


def _keep(stream: IO[bytes]) -> str:
    """Keep the file where uploads are kept; nothing points to it, so it is swept up by itself."""
    stream.seek(0)
    with tempfile.NamedTemporaryFile() as copy:
        while chunk := stream.read(_CHUNK):
            copy.write(chunk)
        copy.flush()
        return open_storage(state().settings).put_file(current_viewer().organisation_id, Path(copy.name))


def _kept(ticket: str) -> BinaryIO:
    try:
        person_id, digest = _serializer().loads(ticket, max_age=_DAY)
    except (BadSignature, ValueError, TypeError):
        raise _choose_again() from None
    viewer = current_viewer()
    if person_id != viewer.person_id:
        raise _choose_again()
    try:
        return open_storage(state().settings).open(viewer.organisation_id, digest)
    except Damaged:
        raise _choose_again() from None


def _choose_again() -> Invalid:
    return Invalid(FIELD, "Het bestand is niet meer te vinden. Kies het opnieuw.")


def _serializer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(str(current_app.secret_key), salt=_SALT)


def _page(form: TakeForm, *, error: str = "", damaged: str = "") -> str:
    return render_template(
        "register/brought/take.html", form=form, error=error, damaged=damaged, largest=_LARGEST_MB, field=FIELD
    )
