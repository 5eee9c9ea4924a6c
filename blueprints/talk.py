"""The yearly talk (*jaargesprek*, H5): the own sheet to write, release and take back; what the manager reads."""

from io import BytesIO

from flask import Response, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from wtforms import Form, HiddenField

from register.access import Role, current_viewer, requires
from register.culture.talks import own_talk as use
from register.culture.talks.paper import make_own_paper, make_released_paper
from register.culture.talks.released import released_talk
from register.culture.talks.sheet import OwnWords
from register.current import state
from register.db import session
from register.errors import Invalid
from register.evidence.papers.typeset import Paper
from register.privacy.guarded import KEPT_ANYWAY, ClientData

from ._blueprint import blueprint
from ._compare import Difference
from ._fields import LongText, numbers, whole_number
from ._refused import beside, blame_at, version_of

_UNPROCESSABLE, _CONFLICT = 422, 409


class TalkForm(Form):
    """The own words on the sheet."""

    looking_back = LongText(
        "Waar kijk je op terug?",
        description="Bijvoorbeeld: wat lukte, wat leerde je, wat gaf energie? Noem geen namen van cliënten.",
    )
    wishes = LongText(
        "Wat wil je?", description="Bijvoorbeeld: wat je wilt leren of doen, en wat je daarvoor nodig hebt."
    )
    version = HiddenField()


@blueprint.get("/jaargesprek")
@requires()
def own_talk() -> ResponseReturnValue:
    """Show the own sheet of this year, or of the year that was asked for."""
    return _show(_own())


@blueprint.post("/jaargesprek")
@requires()
def save_talk() -> ResponseReturnValue:
    """Keep what was written; where another tab was first, show both."""
    own, form = _own(), TalkForm(request.form)
    try:
        _save(own, form)
    except use.TalkChangedMeanwhile:
        return _show(_own(), form, differences=beside(form, _stored(own)), status=_CONFLICT)
    except Invalid as wrong:
        warned = wrong if isinstance(wrong, ClientData) else None
        if warned is None:
            blame_at(form, wrong, "looking_back")
        return _show(own, form, warned=warned, status=_UNPROCESSABLE)
    flash("Bewaard. Je leidinggevende ziet dit pas als je het vrijgeeft.")
    return redirect(url_for(".own_talk", jaar=own.year, _anchor="blad"))


def _save(own: use.OwnTalk, form: TalkForm) -> None:
    words = OwnWords(
        looking_back=form.looking_back.data, wishes=form.wishes.data, goal_ids=tuple(numbers(_ticked())),
    )  # fmt: skip
    use.save_talk(
        current_viewer(),
        own.year,
        words,
        version=version_of(form),
        at=state().now(),
        today=state().today(),
        kept_anyway=request.form.get(KEPT_ANYWAY, ""),
    )


@blueprint.post("/jaargesprek/vrijgeven")
@requires()
def release_talk() -> ResponseReturnValue:
    """Let the manager read the sheet as it was shown."""
    year = _own().year
    seen = request.form.get("seen", "")
    use.release_talk(current_viewer(), year, seen=seen, at=state().now(), today=state().today())
    flash("Klaar voor het gesprek. Je leidinggevende kan het blad nu lezen. Terugnemen kan altijd, hieronder.")
    return redirect(url_for(".own_talk", jaar=year))


@blueprint.post("/jaargesprek/intrekken")
@requires()
def withdraw_talk() -> ResponseReturnValue:
    """Take the sheet back."""
    year = _own().year
    use.withdraw_talk(current_viewer(), year, at=state().now())
    flash("Teruggenomen. Je leidinggevende ziet het blad niet meer.")
    return redirect(url_for(".own_talk", jaar=year))


@blueprint.get("/jaargesprek/blad.pdf")
@requires()
def own_talk_pdf() -> ResponseReturnValue:
    """Hand out the own sheet as it stands."""
    return _send(make_own_paper(current_viewer(), _year(), at=state().now(), today=state().today()))


@blueprint.get("/team/jaargesprek/<int:talk_id>")
@requires(Role.MANAGER)
def talk(talk_id: int) -> ResponseReturnValue:
    """Show the manager a sheet that was released."""
    found = released_talk(session(), current_viewer(), talk_id, at=state().now(), today=state().today())
    return render_template("register/talk/released.html", talk=found)


@blueprint.get("/team/jaargesprek/<int:talk_id>/blad.pdf")
@requires(Role.MANAGER)
def talk_pdf(talk_id: int) -> ResponseReturnValue:
    """Hand the manager a sheet that was released."""
    return _send(make_released_paper(current_viewer(), talk_id, at=state().now(), today=state().today()))


def _year() -> int:
    return request.values.get("jaar", state().today().year, type=whole_number)


def _own() -> use.OwnTalk:
    return use.own_talk(session(), current_viewer(), _year(), today=state().today())


def _ticked() -> list[str]:
    return request.form.getlist("goal")


def _stored(own: use.OwnTalk) -> dict[str, object]:
    return {"looking_back": own.words.looking_back, "wishes": own.words.wishes, "version": own.version}


def _show(
    own: use.OwnTalk,
    form: TalkForm | None = None,
    *,
    warned: ClientData | None = None,
    differences: tuple[Difference, ...] = (),
    status: int = 200,
) -> ResponseReturnValue:
    ticked = set(numbers(_ticked())) if form else {one.goal_id for one in own.goals if one.chosen}
    return render_template(
        "register/talk/own.html",
        own=own,
        form=form or TalkForm(data=_stored(own)),
        ticked=ticked,
        warned=warned,
        differences=differences,
    ), status


def _send(paper: Paper) -> Response:
    return send_file(BytesIO(paper.content), "application/pdf", as_attachment=True, download_name=paper.name)
