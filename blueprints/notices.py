"""Messages (K): which kinds come, switching one off from a mail, and answering from a mail."""

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from register.access import PUBLIC, current_viewer, requires
from register.culture.followup.questions import ANSWERS
from register.current import state
from register.db import session
from register.errors import Invalid
from register.learning.sign_links import LinkRefused
from register.mail import mail_is_on
from register.notices.feed import feed_since
from register.notices.follow_up_links import answer_by_link, look_at_question
from register.notices.preferences import keep_preferences, look_at_stop, switch_by_token, switches

from ._blueprint import blueprint

UNPROCESSABLE = 422


@blueprint.get("/berichten")
@requires()
def notices() -> ResponseReturnValue:
    """Show which messages come, and the address of the own calendar (*Berichten en agenda*)."""
    viewer = current_viewer()
    return render_template(
        "register/notices/page.html",
        switches=switches(session(), viewer),
        mail_on=mail_is_on(state()),
        since=feed_since(session(), viewer),
        address="",
    )


@blueprint.post("/berichten")
@requires()
def keep_notices() -> ResponseReturnValue:
    """Keep which messages come."""
    keep_preferences(current_viewer(), request.form.getlist("kind"))
    flash("Bewaard. Je krijgt alleen de berichten die je aanvinkte.")
    return redirect(url_for(".notices"), 303)


@blueprint.get("/berichten/afmelden/<token>")
@requires(PUBLIC)
def stop_notice_form(token: str) -> ResponseReturnValue:
    """Show which messages a link switches off; changes nothing."""
    switch = look_at_stop(session(), token)
    return render_template("register/notices/stop.html", switch=switch, token=token, changed=False)


@blueprint.post("/berichten/afmelden/<token>")
@requires(PUBLIC)
def stop_notice(token: str) -> ResponseReturnValue:
    """Switch a kind of message off by the link in a mail: by its reader, or by the mail program in one click."""
    return _switch(token, wanted=False)


stop_notice.register_one_click = True  # type: ignore[attr-defined]


@blueprint.post("/berichten/afmelden/<token>/terug")
@requires(PUBLIC)
def restart_notice(token: str) -> ResponseReturnValue:
    """Switch it on again."""
    return _switch(token, wanted=True)


def _switch(token: str, *, wanted: bool) -> ResponseReturnValue:
    switch = switch_by_token(token, wanted=wanted)
    return render_template("register/notices/stop.html", switch=switch, token=token, changed=True)


@blueprint.get("/terugblik/mail/<token>")
@requires(PUBLIC)
def answer_link(token: str) -> ResponseReturnValue:
    """Show the question of a link, with three answers; changes nothing, however often a mail scanner looks."""
    return _answer_page(token)


def _answer_page(token: str, *, status: int = 200, wrong: str = "") -> ResponseReturnValue:
    try:
        asked = look_at_question(session(), token, viewer=g.get("register_viewer"), at=state().now())
    except LinkRefused as refusal:
        return _refused(refusal)
    page = render_template("register/notices/answer.html", asked=asked, token=token, answers=ANSWERS, wrong=wrong)
    return page, status


@blueprint.post("/terugblik/mail/<token>")
@requires(PUBLIC)
def answer_from_mail(token: str) -> ResponseReturnValue:
    """Keep the answer, once."""
    given = request.form.get("answer", "")
    try:
        asked = answer_by_link(token, given, viewer=g.get("register_viewer"), at=state().now())
    except LinkRefused as refusal:
        return _refused(refusal)
    except Invalid as wrong:
        return _answer_page(token, status=UNPROCESSABLE, wrong=wrong.message)
    return render_template("register/notices/answered.html", asked=asked)


def _refused(refusal: LinkRefused) -> ResponseReturnValue:
    return render_template("register/sign_link_refused.html", refusal=refusal), refusal.status
