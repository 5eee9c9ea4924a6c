"""Team meetings as a place to learn (J5, M6): the list, a meeting, who was there, its agenda, a learning moment."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from register.access import current_viewer, requires
from register.culture.meetings import items, make, presence
from register.culture.meetings.learning_moment import make_learning_moment, undo_learning_moment
from register.culture.meetings.listing import MOMENTS, MeetingLine, MeetingQuery, list_meetings
from register.culture.meetings.page import Item, MeetingPage, meeting_page
from register.culture.meetings.rights import find_item, find_meeting
from register.current import state
from register.db import session
from register.errors import Invalid
from register.exports.experiment_tables import meetings_table
from register.exports.tables import every_line
from register.learning.change_activity import ChangedMeanwhile
from register.learning.colleagues import find_colleagues
from register.once import as_form_key
from register.people.teams import own_and_managed_teams
from register.privacy.guarded import KEPT_ANYWAY, ClientData

from ._blueprint import blueprint
from ._fields import numbers, whole_number
from ._logged import what_was_logged
from ._meeting_forms import ItemForm, MeetingForm, stored_item, stored_meeting
from ._refused import beside, version_of
from ._searching import searched
from ._tables import is_file_asked, send_table

_UNPROCESSABLE, _CONFLICT = 422, 409
_LONG_PAGE = 500
_FIRST_ITEM = {"minutes": 30}


@blueprint.get("/samen-leren/teamoverleg")
@requires()
def team_meetings() -> ResponseReturnValue:
    """List the meetings of the own teams."""
    viewer, query, today = current_viewer(), _query(), state().today()
    if is_file_asked():
        return send_table(meetings_table(_every_line()))
    shown = list_meetings(session(), viewer, query, today=today)
    return render_template(
        "register/meetings/list.html",
        shown=shown,
        query=query,
        moments=MOMENTS,
        link=_link(query),
        may_make=bool(own_and_managed_teams(session(), viewer, today=today)),
    )


def _query(*, page: int | None = None, size: int = 25) -> MeetingQuery:
    args = request.args
    wanted = args.get("leren", "")
    return MeetingQuery(
        team_id=args.get("team", type=whole_number),
        moments=wanted if wanted in MOMENTS else "",
        page=page or args.get("pagina", 1, type=whole_number),
        size=size,
    )


def _every_line() -> list[MeetingLine]:
    viewer, today = current_viewer(), state().today()

    def piece(place: int) -> Any:  # noqa: ANN401 - a page of lines
        return list_meetings(session(), viewer, _query(page=place, size=_LONG_PAGE), today=today)

    return list(every_line(piece))


def _link(query: MeetingQuery) -> Callable[..., str]:
    """Return a maker of links to this list with something changed; a change of filter starts at page 1."""
    now = {"team": query.team_id, "leren": query.moments}

    def link(**changed: str | int) -> str:
        asked = {name: value for name, value in (now | changed).items() if value}
        return f"{url_for('.team_meetings')}?{urlencode(asked)}" if asked else url_for(".team_meetings")

    return link


@blueprint.get("/samen-leren/teamoverleg/nieuw")
@requires()
def new_meeting_form() -> ResponseReturnValue:
    """Show the form of a new meeting: today, of the own team."""
    return _meeting_form(MeetingForm(data={"held_on": state().today()}))


@blueprint.post("/samen-leren/teamoverleg/nieuw")
@requires()
def make_meeting() -> ResponseReturnValue:
    """Make a meeting."""
    form = MeetingForm(request.form)
    _offer(form)
    try:
        meeting_id = make.make_meeting(
            current_viewer(), form.entry(), form_key=_form_key(), at=state().now(), today=state().today()
        )
    except Invalid as wrong:
        form.blame(wrong)
        return _meeting_form(form, status=_UNPROCESSABLE)
    flash("Het overleg staat klaar. Zet hieronder de agendapunten erop.")
    return redirect(url_for(".team_meeting", meeting_id=meeting_id))


@blueprint.get("/samen-leren/teamoverleg/<int:meeting_id>")
@requires()
def team_meeting(meeting_id: int) -> ResponseReturnValue:
    """Show a meeting."""
    return _show(meeting_id, ItemForm(data=_FIRST_ITEM))


@blueprint.get("/samen-leren/teamoverleg/<int:meeting_id>/wijzigen")
@requires()
def edit_meeting_form(meeting_id: int) -> ResponseReturnValue:
    """Show the form with what is stored."""
    page = _open(meeting_id)
    return _meeting_form(MeetingForm(data=stored_meeting(page)), page=page)


@blueprint.post("/samen-leren/teamoverleg/<int:meeting_id>/wijzigen")
@requires()
def edit_meeting(meeting_id: int) -> ResponseReturnValue:
    """Save when and where; where somebody was first, show both versions and keep what was typed."""
    page, form = _open(meeting_id), MeetingForm(request.form)
    _offer(form, page)
    form.team.data = str(page.team_id)
    try:
        make.change_meeting(
            current_viewer(), meeting_id, form.entry(), version=version_of(form), at=state().now(),
            today=state().today(),
        )  # fmt: skip
    except ChangedMeanwhile:
        return _meeting_form(form, page=_open(meeting_id), differs=True, status=_CONFLICT)
    except Invalid as wrong:
        form.blame(wrong)
        return _meeting_form(form, page=page, status=_UNPROCESSABLE)
    flash("Het overleg is gewijzigd.")
    return redirect(url_for(".team_meeting", meeting_id=meeting_id))


@blueprint.post("/samen-leren/teamoverleg/<int:meeting_id>/intrekken")
@requires()
def withdraw_meeting(meeting_id: int) -> ResponseReturnValue:
    """Take a meeting back; its page offers to undo that."""
    make.withdraw_meeting(current_viewer(), meeting_id, at=state().now(), today=state().today())
    flash("Het overleg is ingetrokken. Wat jullie al als leermoment vastlegden, blijft staan.")
    return redirect(url_for(".team_meeting", meeting_id=meeting_id))


@blueprint.post("/samen-leren/teamoverleg/<int:meeting_id>/terugzetten")
@requires()
def restore_meeting(meeting_id: int) -> ResponseReturnValue:
    """Undo taking back."""
    make.restore_meeting(current_viewer(), meeting_id, at=state().now(), today=state().today())
    flash("Het overleg staat er weer.")
    return redirect(url_for(".team_meeting", meeting_id=meeting_id))


@blueprint.post("/samen-leren/teamoverleg/<int:meeting_id>/aanwezig")
@requires()
def keep_presence(meeting_id: int) -> ResponseReturnValue:
    """Keep who was there."""
    present = presence.keep_presence(current_viewer(), meeting_id, _there(), at=state().now(), today=state().today())
    flash(f"Bewaard: {present} aanwezig.")
    return redirect(url_for(".team_meeting", meeting_id=meeting_id))


@blueprint.post("/samen-leren/teamoverleg/<int:meeting_id>/mensen")
@requires()
def add_meeting_person(meeting_id: int) -> ResponseReturnValue:
    """Put a colleague of elsewhere on the list."""
    person_id = request.form.get("person", 0, type=whole_number)
    name = presence.add_person(current_viewer(), meeting_id, person_id, at=state().now(), today=state().today())
    flash(f"{name} staat op de lijst.")
    return redirect(url_for(".team_meeting", meeting_id=meeting_id))


@blueprint.post("/samen-leren/teamoverleg/<int:meeting_id>/agendapunten")
@requires()
def add_agenda_item(meeting_id: int) -> ResponseReturnValue:
    """Put an item on the agenda."""
    form = ItemForm(request.form)
    find_meeting(session(), current_viewer(), meeting_id, today=state().today())
    try:
        items.add_item(
            current_viewer(), meeting_id, form.entry(), kept_anyway=_kept_anyway(), form_key=_form_key(),
            at=state().now(), today=state().today(),
        )  # fmt: skip
    except ClientData as warned:
        return _show(meeting_id, form, warned=warned, status=_UNPROCESSABLE)
    except Invalid as wrong:
        form.blame(wrong)
        return _show(meeting_id, form, status=_UNPROCESSABLE)
    return redirect(url_for(".team_meeting", meeting_id=meeting_id, _anchor="agenda"))


@blueprint.get("/samen-leren/agendapunten/<int:item_id>/wijzigen")
@requires()
def edit_agenda_item_form(item_id: int) -> ResponseReturnValue:
    """Show the form with what is stored."""
    page, item = _item(item_id)
    return _item_form(ItemForm(data=stored_item(item)), page, item)


@blueprint.post("/samen-leren/agendapunten/<int:item_id>/wijzigen")
@requires()
def edit_agenda_item(item_id: int) -> ResponseReturnValue:
    """Save an item; where somebody was first, show both versions and keep what was typed."""
    form, (page, item) = ItemForm(request.form), _item(item_id)
    try:
        meeting_id = items.change_item(
            current_viewer(), item_id, form.entry(), version=version_of(form), kept_anyway=_kept_anyway(),
            at=state().now(), today=state().today(),
        )  # fmt: skip
    except ChangedMeanwhile:
        return _item_form(form, *_item(item_id), differs=True, status=_CONFLICT)
    except ClientData as warned:
        return _item_form(form, page, item, warned=warned, status=_UNPROCESSABLE)
    except Invalid as wrong:
        form.blame(wrong)
        return _item_form(form, page, item, status=_UNPROCESSABLE)
    return redirect(url_for(".team_meeting", meeting_id=meeting_id, _anchor="agenda"))


@blueprint.post("/samen-leren/agendapunten/<int:item_id>/weg")
@requires()
def remove_agenda_item(item_id: int) -> ResponseReturnValue:
    """Take an item off the agenda."""
    meeting_id = items.remove_item(current_viewer(), item_id, at=state().now(), today=state().today())
    flash("Het agendapunt is eraf.")
    return redirect(url_for(".team_meeting", meeting_id=meeting_id, _anchor="agenda"))


@blueprint.post("/samen-leren/agendapunten/<int:item_id>/leermoment")
@requires()
def log_agenda_item(item_id: int) -> ResponseReturnValue:
    """Log an item as what all present learnt, with its own minutes (M6)."""
    viewer = current_viewer()
    page, _ = _item(item_id)
    try:
        moment = make_learning_moment(
            viewer, item_id, _there(), form_key=_form_key(), at=state().now(), today=state().today()
        )
    except Invalid as wrong:
        return _show(page.meeting_id, ItemForm(data=_FIRST_ITEM), wrong=wrong, status=_UNPROCESSABLE)
    flash(what_was_logged(viewer, moment.logged))
    return redirect(url_for(".team_meeting", meeting_id=page.meeting_id, _anchor="agenda"))


@blueprint.post("/samen-leren/agendapunten/<int:item_id>/leermoment-ongedaan")
@requires()
def undo_agenda_item(item_id: int) -> ResponseReturnValue:
    """Take the learning moment of an item back."""
    meeting_id = undo_learning_moment(current_viewer(), item_id, at=state().now(), today=state().today())
    flash("Het leermoment is ingetrokken, bij iedereen. Het agendapunt blijft staan.")
    return redirect(url_for(".team_meeting", meeting_id=meeting_id, _anchor="agenda"))


def _there() -> frozenset[int]:
    return frozenset(numbers(request.form.getlist("there")))


def _open(meeting_id: int) -> MeetingPage:
    """Return a meeting that is not withdrawn."""
    find_meeting(session(), current_viewer(), meeting_id, today=state().today())
    return meeting_page(session(), current_viewer(), meeting_id, today=state().today())


def _item(item_id: int) -> tuple[MeetingPage, Item]:
    meeting, _ = find_item(session(), current_viewer(), item_id, today=state().today())
    page = _open(meeting.id)
    return page, next(one for one in page.items if one.item_id == item_id)


def _kept_anyway() -> str:
    return request.form.get(KEPT_ANYWAY, "")


def _form_key() -> str:
    return as_form_key(request.form.get("form_key", ""))


def _show(
    meeting_id: int,
    form: ItemForm,
    *,
    warned: ClientData | None = None,
    wrong: Invalid | None = None,
    status: int = 200,
) -> ResponseReturnValue:
    viewer, search = current_viewer(), searched("q")
    page = meeting_page(session(), viewer, meeting_id, today=state().today())
    listed = [one.person_id for one in page.people]
    return render_template(
        "register/meetings/page.html",
        page=page,
        form=form,
        warned=warned,
        wrong=wrong.message if wrong else "",
        there=_there() if wrong else {one.person_id for one in page.people if one.present},
        search=search,
        found=find_colleagues(session(), viewer, search, without=listed),
        form_key=request.form.get("form_key"),
    ), status


def _offer(form: MeetingForm, page: MeetingPage | None = None) -> None:
    own = own_and_managed_teams(session(), current_viewer(), today=state().today())
    form.offer({page.team_id: page.team} if page else own)


def _meeting_form(
    form: MeetingForm, *, page: MeetingPage | None = None, differs: bool = False, status: int = 200
) -> ResponseReturnValue:
    _offer(form, page)
    differences = beside(form, stored_meeting(page)) if page and differs else ()
    return render_template(
        "register/meetings/form.html",
        form=form,
        page=page,
        differences=differences,
        form_key=request.form.get("form_key"),
    ), status


def _item_form(
    form: ItemForm,
    page: MeetingPage,
    item: Item,
    *,
    warned: ClientData | None = None,
    differs: bool = False,
    status: int = 200,
) -> ResponseReturnValue:
    differences = beside(form, stored_item(item)) if differs else ()
    return render_template(
        "register/meetings/item.html", form=form, page=page, item=item, warned=warned, differences=differences
    ), status
