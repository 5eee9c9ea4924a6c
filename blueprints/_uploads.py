"""A chosen file survives an error in the form: its bytes are kept, a signed ticket in the form points to them."""

from dataclasses import dataclass, replace

from flask import current_app, request
from itsdangerous import BadSignature, URLSafeTimedSerializer

from register.access import Viewer
from register.current import state
from register.errors import Invalid
from register.evidence.content import CleanFile, inspect_upload
from register.evidence.scan import scan
from register.storage import Damaged, open_storage

_SALT = "leerregister-upload-ticket"
_DAY = 86_400


@dataclass(frozen=True, kw_only=True)
class Chosen:
    """A file that was handed in with this form, or with an earlier try of it."""

    file: CleanFile
    ticket: str = ""
    """Not empty: the bytes lie in the store already."""

    @property
    def size(self) -> int:
        """Length in bytes."""
        return len(self.file.content)


def chosen_file(viewer: Viewer) -> Chosen | None:
    """Return the file of this request: a new one, else the one that the ticket points to.

    Raises:
        Invalid: the new file is not accepted.

    """
    upload = request.files.get("evidence")
    if upload is not None and upload.filename:
        settings = state().settings
        file = inspect_upload(upload.stream, upload.filename, settings=settings)  # type: ignore[arg-type]
        return Chosen(file=replace(file, scan=scan(file.content, settings=settings)))
    ticket = request.form.get("evidence_ticket", "")
    if not ticket or request.form.get("drop_file"):
        return None
    return _redeem(viewer, ticket)


def keep(viewer: Viewer, chosen: Chosen | None) -> Chosen | None:
    """Store the bytes and make the ticket, so that nobody has to choose the file again."""
    if chosen is None or chosen.ticket:
        return chosen
    digest = open_storage(state().settings).put(viewer.organisation_id, chosen.file.content)
    content = [viewer.person_id, digest, chosen.file.media_type, chosen.file.name, chosen.file.scan]
    return Chosen(file=chosen.file, ticket=_serializer().dumps(content))


def _redeem(viewer: Viewer, ticket: str) -> Chosen:
    try:
        person_id, digest, media_type, name, verdict = _serializer().loads(ticket, max_age=_DAY)
    except (BadSignature, ValueError):
        raise _choose_again() from None
    if person_id != viewer.person_id:
        raise _choose_again()
    try:
        with open_storage(state().settings).open(viewer.organisation_id, digest) as stream:
            content = stream.read()
    except Damaged:
        raise _choose_again() from None
    return Chosen(file=CleanFile(content=content, media_type=media_type, name=name, scan=verdict), ticket=ticket)


def _choose_again() -> Invalid:
    return Invalid("evidence", "Het bestand is niet meer te vinden. Kies het opnieuw.")


def _serializer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(str(current_app.secret_key), salt=_SALT)
