"""Shared learnings (J4): find them, share one, say what you think, say that your team applied it."""

from collections.abc import Callable, Iterator
from urllib.parse import urlencode

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from register.access import current_viewer, requires
from register.culture.shared import comments, share
from register.culture.shared.applied import apply_in_team, undo_apply
from register.culture.shared.listing import PAGE, LearningLine, LearningQuery, list_learnings
from register.culture.shared.page import LearningPage, learning_page
from register.culture.shared.source import Source, source_of
from register.current import state
from register.db import session
from register.errors import Invalid
from register.exports.learning_tables import learnings_table
from register.exports.tables import every_line
from register.learning.labels.competences import competences
from register.learning.labels.methods import methods_of
from register.once import as_form_key
from register.privacy.guarded import KEPT_ANYWAY, ClientData

from ._blueprint import blueprint
from ._compare import Difference
from ._fields import numbers, tidy, whole_number
from ._learning_form import LearningForm, proposed, stored, what_differs
from ._searching import search_number, searched
from ._tables import is_file_asked, send_table

_UNPROCESSABLE, _CONFLICT = 422, 409
_LONG_PAGE = 500


@blueprint.get("/samen-leren/lessen")
@requires()
def learnings() -> ResponseReturnValue:
    """List what colleagues share."""
    query = _query()
    if is_file_asked():
        return send_table(learnings_table(_every_line()))
    shown = list_learnings(session(), current_viewer(), query)
    return render_template("register/learnings/list.html", shown=shown, query=query, link=_link(query))


def _query(*, page: int | None = None, size: int = PAGE) -> LearningQuery:
    args = request.args
    return LearningQuery(
        text=searched("zoek"),
        method_id=args.get("methode", type=whole_number),
        competence=args.get("competentie", "")[:90],
        source=args.get("uit", "")[:20],
        page=page or args.get("pagina", 1, type=whole_number),
        size=size,
    )


def _every_line() -> Iterator[LearningLine]:
    viewer = current_viewer()
    return every_line(lambda place: list_learnings(session(), viewer, _query(page=place, size=_LONG_PAGE)))


def _link(query: LearningQuery) -> Callable[..., str]:
    """Return a maker of links to this list with something changed; a change of filter starts at page 1."""
    now = {
        "zoek": search_number("zoek"),
        "methode": query.method_id,
        "competentie": query.competence,
        "uit": query.source,
    }

    def link(**changed: str | int) -> str:
        asked = {name: value for name, value in (now | changed).items() if value}
        return f"{url_for('.learnings')}?{urlencode(asked)}" if asked else url_for(".learnings")

    return link


@blueprint.get("/samen-leren/lessen/nieuw")
@requires()
def share_form() -> ResponseReturnValue:
    """Show the form, filled in from the activity or experiment that it comes from."""
    source = _source(request.args.get)
    return _form(LearningForm(data=proposed(source)), source=source, ticked=source.competences)


def _source(read: Callable[..., int | None]) -> Source:
    return source_of(
        session(),
        current_viewer(),
        activity_id=read("activiteit", type=whole_number),
        experiment_id=read("experiment", type=whole_number),
        today=state().today(),
    )


@blueprint.post("/samen-leren/lessen/nieuw")
@requires()
def share_learning() -> ResponseReturnValue:
    """Share a learning with everybody of the organisation."""
    source, form = _source(request.form.get), LearningForm(request.form)
    _offer(form, source.method_id)
    try:
        learning_id = share.share_learning(
            current_viewer(), form.entry(), source, kept_anyway=_kept_anyway(), form_key=_form_key(),
            at=state().now(), today=state().today(),
        )  # fmt: skip
    except ClientData as warned:
        return _form(form, source=source, warned=warned, ticked=form.chosen, status=_UNPROCESSABLE)
    except Invalid as wrong:
        form.blame(wrong)
        return _form(form, source=source, ticked=form.chosen, status=_UNPROCESSABLE)
    flash("Je les is gedeeld. Iedereen in de organisatie kan haar nu lezen.")
    return redirect(url_for(".learning", learning_id=learning_id))


@blueprint.get("/samen-leren/lessen/<int:learning_id>")
@requires()
def learning(learning_id: int) -> ResponseReturnValue:
    """Show one learning."""
    return _page(learning_id)


def _page(learning_id: int, *, text: str = "", wrong: Invalid | None = None) -> ResponseReturnValue:
    page = learning_page(session(), current_viewer(), learning_id, today=state().today())
    return render_template(
        "register/learnings/page.html",
        page=page,
        text=text,
        wrong="" if wrong is None or isinstance(wrong, ClientData) else wrong.message,
        warned=wrong if isinstance(wrong, ClientData) else None,
        form_key=request.form.get("form_key"),
    ), _UNPROCESSABLE if wrong else 200


@blueprint.get("/samen-leren/lessen/<int:learning_id>/wijzigen")
@requires()
def edit_learning_form(learning_id: int) -> ResponseReturnValue:
    """Show the form with what is stored."""
    page = _own(learning_id)
    return _form(LearningForm(data=stored(page)), page=page, ticked=_labels(page))


@blueprint.post("/samen-leren/lessen/<int:learning_id>/wijzigen")
@requires()
def edit_learning(learning_id: int) -> ResponseReturnValue:
    """Save a change; where another tab was first, show both versions and keep what was typed."""
    page, form = _own(learning_id), LearningForm(request.form)
    _offer(form, page.method_id)
    try:
        _change(learning_id, form)
    except share.ChangedMeanwhile:
        form.version.data = str(page.version)
        return _form(form, page=page, ticked=form.chosen, differences=what_differs(form, page), status=_CONFLICT)
    except ClientData as warned:
        return _form(form, page=page, warned=warned, ticked=form.chosen, status=_UNPROCESSABLE)
    except Invalid as wrong:
        form.blame(wrong)
        return _form(form, page=page, ticked=form.chosen, status=_UNPROCESSABLE)
    flash("Je les is gewijzigd.")
    return redirect(url_for(".learning", learning_id=learning_id))


def _change(learning_id: int, form: LearningForm) -> None:
    version = numbers([form.version.data or ""])
    share.change_learning(
        current_viewer(),
        learning_id,
        form.entry(),
        version=version[0] if version else 0,
        kept_anyway=_kept_anyway(),
        at=state().now(),
        today=state().today(),
    )


def _own(learning_id: int) -> LearningPage:
    """Return a learning that the viewer may change."""
    share.changeable_learning(session(), current_viewer(), learning_id)
    return learning_page(session(), current_viewer(), learning_id, today=state().today())


@blueprint.post("/samen-leren/lessen/<int:learning_id>/intrekken")
@requires()
def withdraw_learning(learning_id: int) -> ResponseReturnValue:
    """Take a learning back; its page offers to undo that."""
    title = share.withdraw_learning(current_viewer(), learning_id, at=state().now())
    flash(f"“{title}” is ingetrokken. Niemand anders ziet de les nog.")
    return redirect(url_for(".learning", learning_id=learning_id))


@blueprint.post("/samen-leren/lessen/<int:learning_id>/terugzetten")
@requires()
def restore_learning(learning_id: int) -> ResponseReturnValue:
    """Undo taking back."""
    title = share.restore_learning(current_viewer(), learning_id, at=state().now())
    flash(f"“{title}” is weer gedeeld.")
    return redirect(url_for(".learning", learning_id=learning_id))


@blueprint.post("/samen-leren/lessen/<int:learning_id>/reacties")
@requires()
def add_comment(learning_id: int) -> ResponseReturnValue:
    """Say something of a learning."""
    text = tidy(request.form.get("comment"))
    try:
        comments.comment(
            current_viewer(), learning_id, text, kept_anyway=_kept_anyway(), form_key=_form_key(), at=state().now(),
            today=state().today(),
        )  # fmt: skip
    except Invalid as wrong:
        return _page(learning_id, text=text, wrong=wrong)
    flash("Je reactie staat erbij.")
    return redirect(url_for(".learning", learning_id=learning_id, _anchor="reacties"))


@blueprint.post("/samen-leren/reacties/<int:comment_id>/intrekken")
@requires()
def withdraw_comment(comment_id: int) -> ResponseReturnValue:
    """Take a comment back; its place offers to undo that."""
    learning_id = comments.withdraw_comment(current_viewer(), comment_id, at=state().now())
    return redirect(url_for(".learning", learning_id=learning_id, _anchor="reacties"))


@blueprint.post("/samen-leren/reacties/<int:comment_id>/terugzetten")
@requires()
def restore_comment(comment_id: int) -> ResponseReturnValue:
    """Undo taking a comment back."""
    learning_id = comments.restore_comment(current_viewer(), comment_id, at=state().now())
    return redirect(url_for(".learning", learning_id=learning_id, _anchor="reacties"))


@blueprint.post("/samen-leren/lessen/<int:learning_id>/toegepast")
@requires()
def apply_learning(learning_id: int) -> ResponseReturnValue:
    """Say that the own team applied it."""
    name = apply_in_team(current_viewer(), learning_id, _team(), at=state().now(), today=state().today())
    flash(f"{name} staat erbij: toegepast. Vergissing? Maak het hieronder ongedaan.")
    return redirect(url_for(".learning", learning_id=learning_id))


@blueprint.post("/samen-leren/lessen/<int:learning_id>/niet-toegepast")
@requires()
def unapply_learning(learning_id: int) -> ResponseReturnValue:
    """Undo that."""
    name = undo_apply(current_viewer(), learning_id, _team(), at=state().now(), today=state().today())
    flash(f"Ongedaan gemaakt. {name} staat er niet meer bij.")
    return redirect(url_for(".learning", learning_id=learning_id))


def _team() -> int:
    return request.form.get("team", 0, type=whole_number)


def _kept_anyway() -> str:
    return request.form.get(KEPT_ANYWAY, "")


def _form_key() -> str:
    return as_form_key(request.form.get("form_key", ""))


def _offer(form: LearningForm, method_id: int | None) -> None:
    form.offer(methods_of(session(), current_viewer(), today=state().today(), also=method_id))


def _labels(page: LearningPage) -> tuple[str, ...]:
    return tuple(label for label, _ in page.competences)


def _form(
    form: LearningForm,
    *,
    source: Source | None = None,
    page: LearningPage | None = None,
    ticked: tuple[str, ...] = (),
    warned: ClientData | None = None,
    differences: tuple[Difference, ...] = (),
    status: int = 200,
) -> ResponseReturnValue:
    _offer(form, page.method_id if page else source.method_id if source else None)
    return render_template(
        "register/learnings/form.html",
        form=form,
        source=source,
        page=page,
        ticked=ticked,
        groups=competences(),
        warned=warned,
        differences=differences,
        form_key=request.form.get("form_key"),
    ), status
