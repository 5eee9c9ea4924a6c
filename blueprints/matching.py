"""Matching (J3): put a question or experience down, ask a colleague, answer, log what you learnt together."""

from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from register.access import current_viewer, requires
from register.culture.matching import asking, topics
from register.culture.matching.as_activity import KIND as COACHING
from register.culture.matching.as_activity import join_match, log_match, proposed
from register.culture.matching.page import matching_page
from register.current import state
from register.db import session
from register.errors import Invalid
from register.learning.colleagues import find_colleagues, names_of
from register.learning.kinds import kinds
from register.learning.labels.competences import competences
from register.learning.labels.methods import methods_of
from register.once import as_form_key
from register.privacy.guarded import KEPT_ANYWAY, ClientData

from ._activity_form import new_values
from ._activity_view import Filled, empty_form, posted, show_form
from ._belongs import JOINS
from ._blueprint import blueprint
from ._draft import typed_before
from ._fields import tidy, whole_number
from ._logged import what_was_logged
from ._participants import Row
from ._searching import searched

_UNPROCESSABLE = 422
BELONGS = "koppel"


@dataclass(frozen=True, kw_only=True)
class Typed:
    """What was typed and not kept, with what is wrong."""

    wrong: Invalid
    topic_id: int | None = None
    giver_id: int | None = None
    about: str = ""
    words: str = ""

    @property
    def warned(self) -> ClientData | None:
        """The warning of the guard, where that is what is wrong."""
        return self.wrong if isinstance(self.wrong, ClientData) else None


@blueprint.get("/samen-leren/leervragen")
@requires()
def matching() -> ResponseReturnValue:
    """Show the viewer's own questions and experience, and what goes on around them."""
    return _show()


def _show(typed: Typed | None = None) -> ResponseReturnValue:
    viewer, today = current_viewer(), state().today()
    search = searched("q")
    page = matching_page(session(), viewer, at=state().now(), today=today)
    return render_template(
        "register/matching/page.html",
        page=page,
        methods=methods_of(session(), viewer, today=today),
        competences=competences(),
        typed=typed,
        ended=request.args.get("weg", type=whole_number),
        search=search,
        found=find_colleagues(session(), viewer, search, without=[viewer.person_id, *(one for one, _ in page.apart)]),
    ), _UNPROCESSABLE if typed else 200


def back(anchor: str = "") -> ResponseReturnValue:
    """Return to the page of matching, at a part of it."""
    return redirect(url_for(".matching", _anchor=anchor or None))


@blueprint.post("/samen-leren/leervragen")
@requires()
def add_match_topic() -> ResponseReturnValue:
    """Put a question or experience down; that is taking part."""
    form = request.form
    side, about, words = form.get("side", ""), form.get("about", "")[:90], tidy(form.get("words"))
    try:
        topics.add_topic(
            current_viewer(), side, about, words,
            at=state().now(), today=state().today(), kept_anyway=form.get(KEPT_ANYWAY, ""),
        )  # fmt: skip
    except Invalid as wrong:
        return _show(Typed(wrong=wrong, about=about, words=words))
    flash("Je leervraag staat erbij." if side == "leervraag" else "Je ervaring staat erbij. Dank je.")
    return back("vragen" if side == "leervraag" else "ervaring")


@blueprint.post("/samen-leren/leervragen/<int:topic_id>/weg")
@requires()
def end_match_topic(topic_id: int) -> ResponseReturnValue:
    """Take one's own question or experience away; the page offers to undo it."""
    topics.end_topic(current_viewer(), topic_id, at=state().now())
    return redirect(url_for(".matching", weg=topic_id))


@blueprint.post("/samen-leren/leervragen/<int:topic_id>/terug")
@requires()
def restore_match_topic(topic_id: int) -> ResponseReturnValue:
    """Put it back."""
    topics.restore_topic(current_viewer(), topic_id)
    return back()


@blueprint.post("/samen-leren/leervragen/<int:topic_id>/vragen")
@requires()
def ask_colleague(topic_id: int) -> ResponseReturnValue:
    """Ask a suggested colleague."""
    giver_id = request.form.get("person", 0, type=whole_number)
    message = tidy(request.form.get("message"))
    try:
        asking.ask(
            current_viewer(), topic_id, giver_id, message,
            at=state().now(), today=state().today(), kept_anyway=request.form.get(KEPT_ANYWAY, ""),
        )  # fmt: skip
    except Invalid as wrong:
        return _show(Typed(wrong=wrong, topic_id=topic_id, giver_id=giver_id, words=message))
    name = names_of(session(), current_viewer(), [giver_id])[giver_id]
    flash(f"Je vraag is naar {name}. Antwoordt {name} niet binnen twee weken, dan vervalt de vraag vanzelf.")
    return back("lopend")


@blueprint.post("/samen-leren/leervragen/koppels/<int:match_id>/ja")
@requires()
def accept_match(match_id: int) -> ResponseReturnValue:
    """Say yes to a colleague."""
    asking.accept(current_viewer(), match_id, at=state().now())
    flash("Mooi. Spreek samen iets af, en leg daarna hier vast wat jullie deden.")
    return back("lopend")


@blueprint.post("/samen-leren/leervragen/koppels/<int:match_id>/nee")
@requires()
def decline_match(match_id: int) -> ResponseReturnValue:
    """Say "not now"; no reason is asked."""
    asking.decline(current_viewer(), match_id, at=state().now())
    flash("Doorgegeven dat het nu niet uitkomt. Een reden is niet nodig.")
    return back()


@blueprint.post("/samen-leren/leervragen/koppels/<int:match_id>/stop")
@requires()
def stop_match(match_id: int) -> ResponseReturnValue:
    """Take one's own request back, or end a pair."""
    asking.stop(current_viewer(), match_id, at=state().now())
    flash("Gestopt. Je kunt het later opnieuw vragen.")
    return back()


@blueprint.post("/samen-leren/leervragen/koppels/<int:match_id>/gedaan")
@requires()
def log_match_today(match_id: int) -> ResponseReturnValue:
    """Log that the two met today, with the usual length."""
    key = as_form_key(request.form.get("form_key", ""))
    logged = log_match(current_viewer(), match_id, form_key=key, at=state().now(), today=state().today())
    flash(f"{what_was_logged(current_viewer(), logged)} Klopt de dag of de duur niet? Kies Wijzigen.")
    return redirect(url_for(".activity", activity_id=logged.activity_id))


@blueprint.get("/samen-leren/leervragen/koppels/<int:match_id>/vastleggen")
@requires()
def log_match_form(match_id: int) -> ResponseReturnValue:
    """Show the log form for a meeting of a match on another day or of another length."""
    viewer, today = current_viewer(), state().today()
    start = proposed(session(), viewer, match_id)
    if typed_before():
        return show_form(viewer, posted(viewer), unfolded=True)
    kind = kinds()[COACHING]
    values = new_values(
        kind=kind.id, held_on=today, minutes=kind.minutes, subject=start.subject, belongs_to=f"{BELONGS}-{match_id}"
    )
    names = names_of(session(), viewer, [one for one, _ in start.people])
    rows = tuple(Row(person_id=one, name=names[one], role=role) for one, role in start.people)
    return show_form(viewer, Filled(form=empty_form(viewer, values), rows=rows))


JOINS[BELONGS] = lambda current, viewer, match_id, activity_id: join_match(
    current, viewer, match_id, activity_id, at=state().now()
)
