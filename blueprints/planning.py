"""The year of a group: a series of days, one day added, moved or cancelled, and the calendar of it (B3)."""

from datetime import date

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from register.access import current_viewer, requires
from register.current import state
from register.db import session
from register.errors import Invalid
from register.learning.change_groups import refuse_others
from register.learning.groups import GroupPage, group_page
from register.learning.planning import change_day, plan_series
from register.learning.planning.calendar import events_of_group, write_calendar
from register.learning.planning.days import ProposedDay, proposed_days
from register.learning.planning.joining import join_activity
from register.learning.planning.plan_series import taken_days
from register.learning.planning.planned import PlannedDay, planned_day
from register.once import as_form_key

from ._belongs import JOINS
from ._blueprint import blueprint
from ._fields import given, whole_number
from ._planning_form import DayForm, RuleForm, WhenForm, stored_day, usual_rule, usual_when, weekday, with_holidays

UNPROCESSABLE, CONFLICT = 422, 409

JOINS["gepland"] = join_activity


@blueprint.get("/groepen/<int:group_id>/jaar")
@requires()
def plan_year_form(group_id: int) -> ResponseReturnValue:
    """Ask for the rule of a series; with a rule in the address, show its days to choose from. Nothing is saved."""
    group = _own_group(group_id)
    asked = "first_on" in request.args
    rule = RuleForm(request.args) if asked else RuleForm(data=usual_rule(state().today()))
    when = WhenForm(data=usual_when(minutes=group.minutes, location=group.location))
    days = _proposed(rule, group_id) if asked and rule.validate() else ()
    return _year_page(group, rule, when, days, ticked={one.held_on for one in days if one.ticked})


def _own_group(group_id: int) -> GroupPage:
    group = group_page(session(), current_viewer(), group_id, today=state().today())
    refuse_others(group)
    return group


def _proposed(form: RuleForm, group_id: int) -> tuple[ProposedDay, ...]:
    """Work the days out; what is wrong with the rule stands at its field."""
    rule = form.rule()
    try:
        days = proposed_days(first_on=rule.first_on, until_on=rule.until_on, every_weeks=rule.every_weeks)
    except Invalid as wrong:
        form[wrong.field].errors = [wrong.message]
        return ()
    taken = taken_days(session(), group_id, [one.held_on for one in days])
    return proposed_days(first_on=rule.first_on, until_on=rule.until_on, every_weeks=rule.every_weeks, taken=taken)


def _year_page(
    group: GroupPage,
    rule: RuleForm,
    when: WhenForm,
    days: tuple[ProposedDay, ...],
    *,
    ticked: set[date],
    wrong: str = "",
) -> ResponseReturnValue:
    refused = bool(wrong or rule.errors or when.errors)
    page = render_template(
        "register/planning/year.html",
        group=group,
        rule=rule,
        form=when,
        days=[(one, weekday(one.held_on)) for one in days],
        ticked=ticked,
        wrong=wrong,
        form_key=request.form.get("form_key"),
    )
    return page, UNPROCESSABLE if refused else 200


@blueprint.post("/groepen/<int:group_id>/jaar")
@requires()
def plan_year(group_id: int) -> ResponseReturnValue:
    """Plan the days that were ticked."""
    group, rule, when = _own_group(group_id), RuleForm(request.form), WhenForm(request.form)
    ticked = set(_ticked())
    days = _proposed(rule, group_id) if rule.validate() else ()
    if not days:
        return _year_page(group, rule, when, days, ticked=ticked)
    try:
        count = _plan(group_id, rule, when, ticked)
    except Invalid as wrong:
        if wrong.field != "days":
            when.blame(wrong)
        return _year_page(group, rule, when, days, ticked=ticked, wrong=wrong.message if wrong.field == "days" else "")
    flash(with_holidays(f"{count} {'bijeenkomst is' if count == 1 else 'bijeenkomsten zijn'} gepland.", *ticked))
    return redirect(url_for(".group", group_id=group_id), 303)


def _ticked() -> list[date]:
    found = []
    for written in request.form.getlist("day"):
        try:
            found.append(date.fromisoformat(written))
        except ValueError:
            continue
    return found


def _plan(group_id: int, rule: RuleForm, when: WhenForm, ticked: set[date]) -> int:
    return plan_series.plan_series(
        current_viewer(),
        group_id,
        rule.rule(),
        when.when(),
        days=sorted(ticked),
        form_key=as_form_key(request.form.get("form_key", "")),
        at=state().now(),
        today=state().today(),
    )


@blueprint.get("/groepen/<int:group_id>/dag")
@requires()
def add_planned_day_form(group_id: int) -> ResponseReturnValue:
    """Ask for one more day."""
    group = _own_group(group_id)
    return _day_page(DayForm(data=usual_when(minutes=group.minutes, location=group.location)), group)


@blueprint.post("/groepen/<int:group_id>/dag")
@requires()
def add_planned_day(group_id: int) -> ResponseReturnValue:
    """Plan one more day."""
    group, form = _own_group(group_id), DayForm(request.form)
    try:
        done = _add(group_id, form)
    except Invalid as wrong:
        form.blame(wrong)
        return _day_page(form, group), UNPROCESSABLE
    flash(with_holidays("De bijeenkomst is gepland.", done.held_on))
    return redirect(url_for(".group", group_id=group_id), 303)


def _add(group_id: int, form: DayForm) -> change_day.Touched:
    when = form.when()
    return change_day.add_day(
        current_viewer(),
        group_id,
        given(form.held_on.data),
        when,
        form_key=as_form_key(request.form.get("form_key", "")),
        at=state().now(),
        today=state().today(),
    )


def _day_page(
    form: DayForm, group: GroupPage, day: PlannedDay | None = None, *, newer: PlannedDay | None = None
) -> str:
    return render_template(
        "register/planning/day.html",
        form=form,
        group=group,
        day=day,
        newer=newer,
        weekday=weekday,
        form_key=request.form.get("form_key"),
    )


@blueprint.get("/gepland/<int:planned_id>")
@requires()
def planned_day_form(planned_id: int) -> ResponseReturnValue:
    """Show one planned day to change."""
    day = _own_day(planned_id)
    return _day_page(DayForm(data=stored_day(day)), _own_group(day.group_id), day)


def _own_day(planned_id: int) -> PlannedDay:
    return planned_day(session(), current_viewer(), planned_id, today=state().today())


@blueprint.post("/gepland/<int:planned_id>")
@requires()
def change_planned_day(planned_id: int) -> ResponseReturnValue:
    """Save a changed day; where somebody was first, show what is stored beside what was typed."""
    day, form = _own_day(planned_id), DayForm(request.form)
    group = _own_group(day.group_id)
    try:
        done = _change(planned_id, form)
    except change_day.DayChangedMeanwhile:
        newer = _own_day(planned_id)
        form.version.data = str(newer.version)
        return _day_page(form, group, day, newer=newer), CONFLICT
    except Invalid as wrong:
        form.blame(wrong)
        return _day_page(form, group, day), UNPROCESSABLE
    flash(with_holidays("De bijeenkomst is gewijzigd. Agenda's die de groep volgen, gaan mee.", done.held_on))
    return redirect(url_for(".group", group_id=day.group_id), 303)


def _change(planned_id: int, form: DayForm) -> change_day.Touched:
    when = form.when()
    return change_day.change_day(
        current_viewer(),
        planned_id,
        given(form.held_on.data),
        when,
        version=request.form.get("version", 0, type=whole_number),
        at=state().now(),
        today=state().today(),
    )


@blueprint.post("/gepland/<int:planned_id>/afzeggen")
@requires()
def cancel_planned_day(planned_id: int) -> ResponseReturnValue:
    """Cancel a day; "Gaat toch door" undoes it."""
    done = change_day.cancel_day(current_viewer(), planned_id, at=state().now(), today=state().today())
    flash("De bijeenkomst gaat niet door. Je kunt haar bij de groep weer laten doorgaan.")
    return redirect(url_for(".group", group_id=done.group_id), 303)


@blueprint.post("/gepland/<int:planned_id>/doorgaan")
@requires()
def restore_planned_day(planned_id: int) -> ResponseReturnValue:
    """Take a cancelled day up again."""
    done = change_day.restore_day(current_viewer(), planned_id, at=state().now(), today=state().today())
    flash(with_holidays("De bijeenkomst gaat toch door.", done.held_on))
    return redirect(url_for(".group", group_id=done.group_id), 303)


@blueprint.get("/groepen/<int:group_id>/agenda.ics")
@requires()
def group_calendar(group_id: int) -> ResponseReturnValue:
    """Hand out the planned sessions of a group as a calendar."""
    viewer, today = current_viewer(), state().today()
    group = group_page(session(), viewer, group_id, today=today)
    content = write_calendar(events_of_group(session(), viewer, group_id, today=today), name=group.name)
    named = {"Content-Disposition": f"attachment; filename=groep-{group_id}.ics"}
    return Response(content, mimetype="text/calendar", headers=named)
