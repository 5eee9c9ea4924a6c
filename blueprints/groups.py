"""Standing groups: list, make, members from–to, stop (B2)."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from register.access import current_viewer, requires
from register.current import state
from register.db import session
from register.errors import Invalid
from register.exports.tables import groups_table
from register.learning import change_groups
from register.learning.colleagues import colleagues_of_own_teams, find_colleagues
from register.learning.groups import all_groups, group_page
from register.learning.kinds import ROLE_NAMES, kinds
from register.learning.planning.planned import plan_of_group
from register.once import as_form_key

from ._blueprint import blueprint
from ._fields import numbers
from ._group_form import GroupForm, group_entry, stored_group, year_asked
from ._searching import searched
from ._tables import is_file_asked, send_table

UNPROCESSABLE = 422


@blueprint.get("/groepen")
@requires()
def groups() -> ResponseReturnValue:
    """List the groups that the viewer may see."""
    tiles = all_groups(session(), current_viewer(), state().today())
    if is_file_asked():
        return send_table(groups_table(tiles))
    return render_template("register/groups/list.html", groups=tiles, tiles=[one for one in tiles if one.is_member])


@blueprint.get("/groepen/nieuw")
@requires()
def new_group_form() -> ResponseReturnValue:
    """Show the form of a new group, with the colleagues of the own team to tick."""
    return _show_form(GroupForm(data={"kind": "intervisie", "duration": "2"}))


def _show_form(form: GroupForm, *, status: int = 200, group_id: int | None = None) -> ResponseReturnValue:
    viewer = current_viewer()
    return render_template(
        "register/groups/form.html",
        form=form,
        group_id=group_id,
        colleagues=() if group_id else colleagues_of_own_teams(session(), viewer, today=state().today()),
        ticked=set(numbers(request.form.getlist("member"))),
        form_key=request.form.get("form_key"),
    ), status


@blueprint.post("/groepen/nieuw")
@requires()
def make_group() -> ResponseReturnValue:
    """Make the group; its page lets you add others by name."""
    form = GroupForm(request.form)
    try:
        group_id = change_groups.make_group(
            current_viewer(),
            group_entry(form),
            person_ids=_members(form),
            form_key=as_form_key(request.form.get("form_key", "")),
            at=state().now(),
            today=state().today(),
        )
    except Invalid as wrong:
        form.blame(wrong)
        return _show_form(form, status=UNPROCESSABLE)
    if (year := year_asked(form)) is not None:
        flash("De groep is gemaakt. Kies nu de dagen.")
        return redirect(url_for(".plan_year_form", group_id=group_id, **year))
    flash("De groep is gemaakt. Vul hieronder aan wie er nog bij hoort.")
    return redirect(url_for(".group", group_id=group_id))


def _members(form: GroupForm) -> list[int]:
    """Return who was ticked, and the whole own team where that was."""
    ticked = numbers(request.form.getlist("member"))
    if not form.whole_team.data:
        return ticked
    team = colleagues_of_own_teams(session(), current_viewer(), today=state().today())
    return [*ticked, *(one.person_id for one in team)]


@blueprint.get("/groepen/<int:group_id>")
@requires()
def group(group_id: int) -> ResponseReturnValue:
    """Show a group with its members; a search finds who else belongs to it."""
    viewer = current_viewer()
    page = group_page(session(), viewer, group_id, today=state().today())
    search = searched("q")
    return render_template(
        "register/groups/page.html",
        page=page,
        plan=plan_of_group(session(), viewer, group_id, today=state().today()),
        search=search,
        found=find_colleagues(session(), viewer, search, without=[one.person_id for one in page.members]),
        roles=ROLE_NAMES,
        kind_roles=kinds()[page.kind].roles,
    )


@blueprint.get("/groepen/<int:group_id>/wijzigen")
@requires()
def edit_group_form(group_id: int) -> ResponseReturnValue:
    """Show the form with what is stored of the group."""
    page = group_page(session(), current_viewer(), group_id, today=state().today())
    change_groups.refuse_others(page)
    return _show_form(GroupForm(data=stored_group(page)), group_id=group_id)


@blueprint.post("/groepen/<int:group_id>/wijzigen")
@requires()
def edit_group(group_id: int) -> ResponseReturnValue:
    """Save name, usual kind, length and place."""
    change_groups.refuse_others(group_page(session(), current_viewer(), group_id, today=state().today()))
    form = GroupForm(request.form)
    version = numbers([form.version.data or ""])
    try:
        change_groups.change_group(
            current_viewer(),
            group_id,
            group_entry(form),
            version=version[0] if version else 0,
            at=state().now(),
            today=state().today(),
        )
    except Invalid as wrong:
        form.blame(wrong)
        return _show_form(form, status=UNPROCESSABLE, group_id=group_id)
    flash("De groep is gewijzigd.")
    return redirect(url_for(".group", group_id=group_id))


@blueprint.post("/groepen/<int:group_id>/leden")
@requires()
def add_group_member(group_id: int) -> ResponseReturnValue:
    """Add a colleague from today on."""
    chosen = numbers([request.form.get("person", "")])
    name = change_groups.add_member(
        current_viewer(), group_id, chosen[0] if chosen else 0, at=state().now(), today=state().today()
    )
    flash(f"{name} hoort nu bij de groep.")
    return redirect(url_for(".group", group_id=group_id))


@blueprint.post("/groepen/<int:group_id>/leden/<int:membership_id>")
@requires()
def change_group_member(group_id: int, membership_id: int) -> ResponseReturnValue:
    """Save somebody's usual role and who coordinates."""
    change_groups.change_member(
        current_viewer(),
        group_id,
        membership_id,
        role=request.form.get("role", ""),
        coordinates_group="coordinates" in request.form,
        at=state().now(),
        today=state().today(),
    )
    flash("De rol is bewaard.")
    return redirect(url_for(".group", group_id=group_id))


@blueprint.post("/groepen/<int:group_id>/leden/<int:membership_id>/einde")
@requires()
def end_group_member(group_id: int, membership_id: int) -> ResponseReturnValue:
    """Let somebody leave the group."""
    name = change_groups.end_membership(
        current_viewer(), group_id, membership_id, at=state().now(), today=state().today()
    )
    flash(f"{name} hoort niet meer bij de groep. Eerdere bijeenkomsten blijven staan.")
    return redirect(url_for(".groups"))


@blueprint.post("/groepen/<int:group_id>/stoppen")
@requires()
def end_group(group_id: int) -> ResponseReturnValue:
    """Stop a group; "Toch doorgaan" on its page undoes it."""
    name = change_groups.end_group(current_viewer(), group_id, at=state().now(), today=state().today())
    flash(f"{name} is gestopt. Wat jullie vastlegden, blijft staan.")
    return redirect(url_for(".group", group_id=group_id))


@blueprint.post("/groepen/<int:group_id>/hervatten")
@requires()
def resume_group(group_id: int) -> ResponseReturnValue:
    """Take a stopped group up again."""
    name = change_groups.resume_group(current_viewer(), group_id, at=state().now(), today=state().today())
    flash(f"{name} gaat weer door.")
    return redirect(url_for(".group", group_id=group_id))
