"""The host's own package of this name; the register must not mistake it for its own."""

from flask import Blueprint, render_template
from flask_login import login_required

news = Blueprint("news", __name__)


@news.get("/nieuws")
@login_required  # type: ignore[untyped-decorator]
def latest() -> str:
    """Show the host's own page."""
    return render_template("news.html")
