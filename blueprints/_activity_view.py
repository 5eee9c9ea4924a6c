"""Everything that the views of the activity form share: read the request, show the form, put an error at its field."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from flask import make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import Form

from register.access import Viewer
from register.current import state
from register.db import session
from register.errors import Invalid
from register.evidence.gaps import Gap
from register.evidence.while_logging import gaps_while_logging
from register.learning.colleagues import find_colleagues, names_of
from register.learning.durations import as_typed
from register.learning.entry import ActivityEntry, SessionEntry
from register.learning.facts_of import is_confirmed
from register.learning.groups import GroupTile, all_groups
from register.learning.kinds import EXCLUSION_NAMES, STATE_NAMES
from register.learning.models import Activity
from register.learning.preview import Preview, preview_activity
from register.privacy.guarded import ClientData

from ._activity_form import BODIES, ActivityForm, entry_of, kind_choices, kind_of, session_entry, shown_parts
from ._fields import numbers, tidy
from ._labels import labels_to_choose
from ._logged import points_in_words
from ._meetings import Meeting, kept, read_meetings, with_roles
from ._participants import Row, fit_roles, named, participants_of, read_rows, role_choices, with_roles_of
from ._uploads import Chosen, chosen_file, keep

UNPROCESSABLE = 422
_OF_MEETING = re.compile(r"sessions-(\d+)-(\w+)")


@dataclass(frozen=True, kw_only=True)
class Filled:
    """The form of one activity as it stands, with its list of people and its file."""

    form: ActivityForm
    rows: tuple[Row, ...]
    meetings: tuple[Meeting, ...] = ()
    """The meetings after the first one."""
    chosen: Chosen | None = None
    activity: Activity | None = None
    """The stored activity that is being changed."""
    group_name: str = ""
    form_key: str = ""
    """The key of the form that was sent; kept after an error, new on a new page."""


def empty_form(viewer: Viewer, values: dict[str, Any], *, activity: Activity | None = None) -> ActivityForm:
    """Make a form that opens with these values."""
    return _with_groups(ActivityForm(data=values), all_groups(session(), viewer, state().today()), activity)


def posted(viewer: Viewer, *, activity: Activity | None = None) -> Filled:
    """Read the form of this request; a file that is refused stands as an error at its field."""
    tiles = all_groups(session(), viewer, state().today())
    form = _with_groups(ActivityForm(request.form), tiles, activity)
    kind = kind_of(form)
    rows = with_roles_of(kind, read_rows(request.form), added=numbers(request.form.getlist("add")))
    meetings = read_meetings(request.form, form, rows)
    if form.kind_shown.data != kind.id:
        rows, meetings = fit_roles(rows, kind), with_roles(meetings, kind)
    key = request.form.get("form_key", "")
    filled = Filled(form=form, rows=rows, meetings=meetings, activity=activity, form_key=key)
    try:
        return replace(filled, chosen=chosen_file(viewer))
    except Invalid as wrong:
        blame(filled, wrong)
        return filled


def _with_groups(form: ActivityForm, tiles: tuple[GroupTile, ...], activity: Activity | None) -> ActivityForm:
    """Offer the groups of the viewer; the group of a stored activity stays what it is."""
    form.group_id.choices = {"": "Geen groep", **{str(tile.group_id): tile.name for tile in tiles}}
    if not form.kind.data:  # a line that leaves the kind open: nothing is chosen for anybody
        form.kind.choices = {"": "Kies een soort", **kind_choices()}
    if activity is not None:
        form.group_id.choices = {str(activity.group_id or ""): ""}
        form.group_id.data = str(activity.group_id or "")
    return form


def read_entry(filled: Filled) -> ActivityEntry | None:
    """Return what was entered; `None` when something cannot be read, which then stands at its field."""
    form, later = filled.form, kept(filled.meetings)
    refused_file = list(form.evidence.errors)
    forms: list[Form] = [form, *(meeting.form for meeting in later)]
    valid = [one.validate() for one in forms]
    form.evidence.errors = [*form.evidence.errors, *refused_file]
    if refused_file or not all(valid):
        return None
    first = _session_of(form, filled.rows, form)
    sessions = (first, *(_session_of(one.form, one.rows, form) for one in later))
    read = tuple(one for one in sessions if one is not None)
    return entry_of(form, read) if len(read) == len(sessions) else None


def _session_of(fields: Form, rows: Sequence[Row], form: ActivityForm) -> SessionEntry | None:
    try:
        return session_entry(fields, participants_of(rows), timed=kind_of(form).timed)
    except Invalid as wrong:
        _put(fields, wrong.field, wrong.message)
        return None


def blame(filled: Filled, wrong: Invalid) -> None:
    """Put the error of a use case at the field that it is about, of the meeting that it is about."""
    if match := _OF_MEETING.fullmatch(wrong.field):
        _put(kept(filled.meetings)[int(match[1]) - 1].form, match[2], wrong.message)
    else:
        _put(filled.form, wrong.field, wrong.message)


def blame_client_data(filled: Filled, warned: ClientData) -> Filled:
    """Put a word at each field in which a client may be recognised; the form shows the words themselves once."""
    for field in warned.fields:
        _put(filled.form, field, "Hier staat misschien iets van een cliënt. Kijk het na.")
    return filled


def _put(form: Form, field: str, message: str) -> None:
    name = {"online": "mode", "accreditation_ids": "accreditation", "reflection": "reflection"}.get(field, field)
    at = form[name] if name in form else form.participants  # noqa: SIM401 - a form has no get
    at.errors = [*at.errors, message]


def problems(filled: Filled) -> tuple[str, ...]:
    """Return what is wrong, one message a field, the first meeting first."""
    forms: list[Form] = [filled.form, *(one.form for one in kept(filled.meetings))]
    return tuple(messages[0] for form in forms for messages in form.errors.values())


def preview_of(viewer: Viewer, filled: Filled) -> Preview | None:
    """Judge what stands in the form; `None` while it cannot be."""
    entry = read_entry(filled)
    if entry is None:
        return None
    try:
        return preview_activity(
            session(), viewer, entry, at=state().now(), today=state().today(), changes=filled.activity
        )
    except Invalid as wrong:
        blame(filled, wrong)
        return None


def gaps_in(viewer: Viewer, filled: Filled) -> tuple[Gap, ...] | None:
    """Return what a spot check would miss of a new activity; `None` while the form cannot be read, and for a change.

    A stored activity has its own list, on its page: there its evidence is known.
    """
    entry = read_entry(filled)
    if entry is None or filled.form.version.data:
        return None
    return gaps_while_logging(session(), viewer, entry, chosen=filled.chosen is not None)


def show_form(
    viewer: Viewer,
    filled: Filled,
    *,
    status: int = 200,
    unfolded: bool = False,
    **extra: Any,  # noqa: ANN401 - goes to the template
) -> ResponseReturnValue:
    """Show the form with everything that was typed; the file keeps its place by a ticket."""
    form, kind = filled.form, kind_of(filled.form)
    ids = [row.person_id for row in filled.rows]
    chosen = keep(viewer, filled.chosen)
    form.evidence_ticket.data = chosen.ticket if chosen else ""
    names, parts = names_of(session(), viewer, ids), shown_parts(form, kind)
    rows = named(filled.rows, names)
    meetings = tuple(replace(one, rows=named(one.rows, names)) for one in filled.meetings)
    listed = (*rows, *(row for one in meetings for row in one.rows))
    search = "" if "add" in request.form else tidy(request.form.get("q"))  # found and on the list: done with
    page = render_template(
        "register/activities/form.html",
        form=form,
        kind=kind,
        rows=rows,
        meetings=meetings,
        roles={(row.person_id, row.role): role_choices(kind, row) for row in listed},
        problems=problems(filled),
        states=STATE_NAMES,
        parts=parts,
        labels=labels_to_choose(viewer, form, kind, parts),
        chosen=chosen,
        found=find_colleagues(session(), viewer, search, without=ids),
        search=search,
        added=numbers(request.form.getlist("add")),
        taken_off="remove" in request.form,
        filled=filled,
        unfolded=unfolded or bool(problems(filled)),
        exclusions=tuple(EXCLUSION_NAMES),
        bodies=tuple(BODIES),
        points_in_words=points_in_words,
        confirmed_by_others=_confirmed_by_others(viewer, filled.activity),
        action=_action(filled),
        reshape_action=_action(filled, again=True),
        **extra,
    )
    return make_response(page, status)


def _confirmed_by_others(viewer: Viewer, activity: Activity | None) -> int:
    """Count who put a name to the stored activity: they are asked again after a change."""
    if activity is None:
        return 0
    everybody = [one for meeting in activity.sessions for one in meeting.attendances]
    return len({one.person_id for one in everybody if is_confirmed(one)} - {viewer.person_id})


def _action(filled: Filled, *, again: bool = False) -> str:
    """Where the form goes to be saved, or to be shown again with other fields or people."""
    if filled.activity is not None:
        endpoint = "reshape_edit_form" if again else "edit_activity"
        return url_for(f"leerregister.{endpoint}", activity_id=filled.activity.id)
    return url_for(f"leerregister.{'reshape_activity_form' if again else 'log_activity'}")


def reshape(filled: Filled) -> Filled:
    """After another kind was chosen: its usual length, as long as nobody typed one."""
    form, kind = filled.form, kind_of(filled.form)
    if form.kind_shown.data != kind.id:
        form.kind_shown.data = kind.id
        if form.duration.data == form.duration_given.data:
            form.duration.data = form.duration_given.data = as_typed(kind.minutes) if kind.minutes else ""
            form.duration.raw_data = None
    return filled
