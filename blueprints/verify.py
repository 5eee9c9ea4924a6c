"""Bewijs controleren: anybody who was sent a pack can see whether it is as it was made (D8), and by which key."""

from typing import Any

from flask import Response, current_app, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import TooManyRequests

from register.access import PUBLIC, requires
from register.current import state
from register.db import session
from register.errors import NotFound
from register.evidence.pack import words
from register.evidence.pack.keys import published_keys, trusted_keys
from register.evidence.pack.limit import may_check
from register.evidence.pack.verify import Verification, lines
from register.evidence.pack.verify import verify_pack as check
from register.evidence.pack.write import checker

from ._blueprint import blueprint

_LARGEST_MB = 200
_DOWNLOAD = {"Content-Disposition": "attachment", "X-Content-Type-Options": "nosniff"}


@blueprint.url_value_preprocessor
def refuse_too_often(endpoint: str | None, _values: dict[str, Any] | None) -> None:
    """Count before anybody reads hundreds of megabytes."""
    if endpoint != "leerregister.verify_pack":
        return
    pepper = str(current_app.secret_key)
    if not may_check(request.remote_addr or "", pepper=pepper, at=state().now()):
        raise TooManyRequests


@blueprint.get("/bewijs-controleren")
@requires(PUBLIC)
def verify_form() -> ResponseReturnValue:
    """Ask for the pack, and say what a check proves and what it does not."""
    return _page()


@blueprint.post("/bewijs-controleren")
@requires(PUBLIC)
def verify_pack() -> ResponseReturnValue:
    """Check the pack; it is kept nowhere."""
    upload = request.files.get("pack")
    if upload is None or not upload.filename:
        return _page(error="Kies een bewijsmap: het ZIP-bestand dat je kreeg."), 422
    found = check(session(), upload.stream, settings=state().settings)
    return _page(found)


@blueprint.get("/bewijs-controleren/sleutels/<key_id>.pem")
@requires(PUBLIC)
def public_key(key_id: str) -> ResponseReturnValue:
    """Hand out a public key of this organisation."""
    key = next((one.key for one in published_keys(state().settings) if one.key.id == key_id), None)
    if key is None:
        raise NotFound
    headers = _DOWNLOAD | {"Content-Disposition": f"attachment; filename={key.id}.pem"}
    return Response(key.pem, mimetype="application/x-pem-file", headers=headers)


@blueprint.get("/bewijs-controleren/controleer.py")
@requires(PUBLIC)
def loose_checker() -> ResponseReturnValue:
    """Hand out the file that checks a pack without this program."""
    headers = _DOWNLOAD | {"Content-Disposition": "attachment; filename=controleer.py"}
    return Response(checker(), mimetype="text/x-python", headers=headers)


def _page(found: Verification | None = None, *, error: str = "") -> str:
    return render_template(
        "register/verify/form.html",
        found=found,
        wrong=tuple(lines(found)) if found else (),
        error=error,
        proves=words.PROVES,
        proves_not=words.PROVES_NOT,
        keys=published_keys(state().settings),
        trusted=trusted_keys(state().settings),
        largest=_LARGEST_MB,
        action=url_for(".verify_pack"),
    )
