"""The own calendar (K): an address that a calendar program follows, to make, renew and stop."""

from flask import Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from register.access import PUBLIC, current_viewer, requires
from register.current import state
from register.db import session
from register.mail import mail_is_on
from register.notices.feed import calendar_by_token, feed_since, start_feed, stop_feed
from register.notices.preferences import switches

from ._blueprint import blueprint


@blueprint.post("/berichten/agenda")
@requires()
def start_calendar() -> ResponseReturnValue:
    """Make an address and show it this once; an earlier one stops."""
    viewer = current_viewer()
    token = start_feed(viewer, at=state().now())
    return render_template(
        "register/notices/page.html",
        switches=switches(session(), viewer),
        mail_on=mail_is_on(state()),
        since=feed_since(session(), viewer),
        address=url_for(".calendar_feed", token=token, _external=True),
    )


@blueprint.post("/berichten/agenda/stoppen")
@requires()
def stop_calendar() -> ResponseReturnValue:
    """End the address."""
    stop_feed(current_viewer(), at=state().now())
    flash("Het agenda-adres werkt niet meer. Je kunt een nieuw adres maken.")
    return redirect(url_for(".notices"), 303)


@blueprint.get("/agenda/<token>.ics")
@requires(PUBLIC)
def calendar_feed(token: str) -> ResponseReturnValue:
    """Hand out somebody's own days to a calendar program; who has the address needs no password."""
    content = calendar_by_token(session(), token, at=state().now(), today=state().today())
    return Response(content, mimetype="text/calendar")
