"""For whoever watches the server: is it alive, and can it work; no personal data. Mounted only when running alone."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from register.access import PUBLIC, requires
from register.doctor import not_ready

blueprint = Blueprint("leerregister_health", __name__)


@blueprint.get("/gezond")
@requires(PUBLIC)
def alive() -> ResponseReturnValue:
    """Say that the process answers (*gezond*); touches no database."""
    return {"gezond": True}


@blueprint.get("/klaar")
@requires(PUBLIC)
def ready() -> ResponseReturnValue:
    """Say whether work can be done (*klaar*): tables up to date, disk writable and not full; 503 where not."""
    reasons = not_ready()
    return {"klaar": not reasons, "redenen": list(reasons)}, 503 if reasons else 200
