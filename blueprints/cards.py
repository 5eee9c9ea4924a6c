"""Cards for a host's own pages (M2): as a fragment to fetch, and as a function in its templates."""

from flask import current_app, g, render_template
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import generate_csrf
from markupsafe import Markup
from sqlalchemy import select
from sqlalchemy.orm import Session

from register.access import Viewer, current_viewer, requires
from register.current import state
from register.db import engine, session
from register.errors import RegisterError
from register.faults import without_values
from register.notices.cards import MOST, card_named
from register.people.models import Person
from register.people.viewer import load_viewer

from ._blueprint import blueprint


@blueprint.get("/kaart/<name>")
@requires()
def host_card(name: str) -> ResponseReturnValue:
    """Hand out one card without a page around it, for `hx-get` in a page of the host."""
    return _draw(session(), current_viewer(), name)


@blueprint.app_template_global("register_card")
def register_card(name: str) -> Markup:
    """Draw a card in a page of the host, by its name: "mijn-punten" and the like.

    Nothing for who is not signed in, not known here or has no such card; nothing either where something fails: the
    log says what, and the host's page goes on. It reads through a connection of its own, so that not even the host's
    transaction notices.
    """
    try:
        with Session(engine()) as own:
            viewer = _viewer(own)
            return Markup("") if viewer is None else Markup(_draw(own, viewer, name))  # noqa: S704 - our own template
    except RegisterError:
        return Markup("")
    except Exception as fault:
        current_app.logger.exception("kaart in een pagina van het intranet mislukt", exc_info=without_values(fault))
        return Markup("")


def _viewer(own: Session) -> Viewer | None:
    """Find who looks, once for all cards of a page."""
    if "register_card_viewer" not in g:
        g.register_card_viewer = _load(own)
    found: Viewer | None = g.register_card_viewer
    return found


def _load(own: Session) -> Viewer | None:
    """Load who was in the register before: a first visit links the account, which is no business of a card."""
    identity = state().identify()
    if identity is None or own.scalar(select(Person.id).where(Person.subject == identity.subject).limit(1)) is None:
        return None
    return load_viewer(own, identity, at=state().now(), today=state().today())


def _draw(current: Session, viewer: Viewer, name: str) -> str:
    card = card_named(name, viewer)
    found = card.read(current, viewer, state().today())
    return render_template(
        f"register/cards/{name.replace('-', '_')}.html", card=card, found=found, most=MOST, token=generate_csrf
    )
