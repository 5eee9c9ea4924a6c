"""The one blueprint; its name leaves "register" to hosts that have a sign-up page."""

from importlib.resources import files
from pathlib import Path

from flask import Blueprint

blueprint = Blueprint(
    "leerregister",
    __name__,
    template_folder=str(files("register.templates")),
    static_folder=str(Path(__file__).parent / "static"),
    static_url_path="/static",
)
