"""Mensen: who is here, in which team and register; HR adds and mends by hand what no file brings (G8, I5)."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from register.access import Role, Viewer, current_viewer, requires
from register.current import state
from register.db import session
from register.errors import Conflict, Invalid
from register.exports.tables import every_line, people_table
from register.imports.by_hand import (
    add_pause,
    add_person,
    find_person,
    find_registration,
    remove_pause,
    save_registration,
    set_active,
)
from register.imports.name_by_hand import change_name
from register.overview.person import expiring, read_person
from register.people.directory import PeoplePage, PeopleQuery, read_people_page, teams_of
from register.points.judges import rule_book

from ._blueprint import blueprint
from ._fields import given, whole_number
from ._people_forms import NameForm, PauseForm, PersonForm, RegistrationForm
from ._searching import search_number, searched
from ._tables import is_file_asked, send_table

_SIZES = (25, 100)
_LONG_PAGE = 500


@blueprint.get("/mensen")
@requires(Role.HR)
def people() -> ResponseReturnValue:
    """Show the people of the organisation, with search and filters."""
    viewer, today = current_viewer(), state().today()
    asked = _asked()
    only = expiring(session(), viewer.organisation_id, today=today) if asked["verloopt"] else None
    query = _query(asked, only)
    if is_file_asked():
        return send_table(people_table(every_line(lambda place: _piece(viewer, query, place))))
    page = read_people_page(session(), viewer.organisation_id, query, today=today, registers=_register_names())
    return render_template(
        "register/people/people.html",
        page=page,
        asked=asked,
        link=_link(asked),
        teams=teams_of(session(), viewer.organisation_id),
        registers=rule_book().registers(),
        sizes=_SIZES,
        person_link=url_for(".person", person_id=0).removesuffix("0"),
    )


def _piece(viewer: Viewer, query: PeopleQuery, place: int) -> PeoplePage:
    """Read so many people at once for a file, with what the page filters on."""
    asked = replace(query, page=place, size=_LONG_PAGE)
    names = _register_names()
    return read_people_page(session(), viewer.organisation_id, asked, today=state().today(), registers=names)


def _register_names() -> dict[str, str]:
    return {one.id: one.name for one in rule_book().registers()}


@blueprint.get("/mensen/nieuw")
@requires(Role.HR)
def person_form() -> ResponseReturnValue:
    """Show the form of somebody new."""
    return render_template("register/people/new.html", form=_person_form())


@blueprint.post("/mensen/nieuw")
@requires(Role.HR)
def create_person() -> ResponseReturnValue:
    """Add somebody by hand."""
    form = _person_form(request.form)
    if form.validate():
        try:
            person_id = add_person(current_viewer(), form.entry(), at=state().now(), today=state().today())
        except Invalid as wrong:
            form[wrong.field].errors = [wrong.message]
        else:
            flash(f"{form.given_name.data} {form.family_name.data} is toegevoegd.", "success")
            return redirect(url_for(".person", person_id=person_id), 303)
    return render_template("register/people/new.html", form=form), 422


@blueprint.get("/mensen/<int:person_id>")
@requires(Role.HR)
def person(person_id: int) -> ResponseReturnValue:
    """Show one person."""
    view = read_person(session(), current_viewer(), person_id, today=state().today())
    return render_template("register/people/person.html", view=view)


@blueprint.get("/mensen/<int:person_id>/naam")
@requires(Role.HR)
def person_name_form(person_id: int) -> ResponseReturnValue:
    """Show the form of somebody's name and address."""
    return _name_page(person_id, NameForm(obj=find_person(session(), current_viewer(), person_id)))


@blueprint.post("/mensen/<int:person_id>/naam")
@requires(Role.HR)
def update_person_name(person_id: int) -> ResponseReturnValue:
    """Change somebody's name or address."""
    form = NameForm(request.form)
    now = find_person(session(), current_viewer(), person_id).version
    if not form.validate():
        return _name_page(person_id, form), 422
    try:
        changed = change_name(current_viewer(), person_id, form.entry(), version=form.version.data, at=state().now())
    except Invalid as wrong:
        form[wrong.field].errors = [wrong.message]
        return _name_page(person_id, form), 422
    except Conflict as stale:
        form.version.data, form.version.raw_data = now, None
        return _name_page(person_id, form, problem=stale.message), 409
    flash("De naam en het e-mailadres zijn opgeslagen." if changed else "Er is niets gewijzigd.", "success")
    return redirect(url_for(".person", person_id=person_id), 303)


@blueprint.post("/mensen/<int:person_id>/actief")
@requires(Role.HR)
def set_person_active(person_id: int) -> ResponseReturnValue:
    """Close the register to somebody, or open it again."""
    active = request.form.get("active") == "1"
    version = request.form.get("version", type=whole_number)
    set_active(current_viewer(), person_id, active=active, version=version, at=state().now())
    said = "kan er weer in" if active else "kan er vanaf nu niet meer in; alles blijft bewaard"
    flash(f"Opgeslagen: deze persoon {said}.", "success")
    return redirect(url_for(".person", person_id=person_id), 303)


@blueprint.get("/mensen/<int:person_id>/registraties/nieuw")
@requires(Role.HR)
def new_registration_form(person_id: int) -> ResponseReturnValue:
    """Show the form of a new registration."""
    return _registration_page(person_id, None, RegistrationForm(registers=rule_book().registers()))


@blueprint.post("/mensen/<int:person_id>/registraties/nieuw")
@requires(Role.HR)
def create_registration(person_id: int) -> ResponseReturnValue:
    """Add a registration."""
    return _save_registration(person_id, None)


@blueprint.get("/mensen/<int:person_id>/registraties/<int:registration_id>")
@requires(Role.HR)
def registration_form(person_id: int, registration_id: int) -> ResponseReturnValue:
    """Show the form of a registration, with its pauses."""
    found = find_registration(session(), current_viewer(), person_id, registration_id)
    return _registration_page(
        person_id, registration_id, RegistrationForm(obj=found, registers=rule_book().registers())
    )


@blueprint.post("/mensen/<int:person_id>/registraties/<int:registration_id>")
@requires(Role.HR)
def update_registration(person_id: int, registration_id: int) -> ResponseReturnValue:
    """Change a registration."""
    return _save_registration(person_id, registration_id)


@blueprint.post("/mensen/<int:person_id>/registraties/<int:registration_id>/pauzes")
@requires(Role.HR)
def create_pause(person_id: int, registration_id: int) -> ResponseReturnValue:
    """Add a pause."""
    viewer, form = current_viewer(), PauseForm(request.form)
    if form.validate():
        starts_on, ends_on = given(form.starts_on.data), given(form.ends_on.data)
        try:
            add_pause(viewer, person_id, registration_id, starts_on=starts_on, ends_on=ends_on, at=state().now())
        except Invalid as wrong:
            form[wrong.field].errors = [wrong.message]
        else:
            flash("De pauze is opgeslagen.", "success")
            return redirect(url_for(".registration_form", person_id=person_id, registration_id=registration_id), 303)
    found = find_registration(session(), viewer, person_id, registration_id)
    edit = RegistrationForm(obj=found, registers=rule_book().registers())
    return _registration_page(person_id, registration_id, edit, pause=form), 422


@blueprint.post("/mensen/<int:person_id>/registraties/<int:registration_id>/pauzes/<int:pause_id>/weghalen")
@requires(Role.HR)
def delete_pause(person_id: int, registration_id: int, pause_id: int) -> ResponseReturnValue:
    """Take a pause away."""
    remove_pause(current_viewer(), person_id, registration_id, pause_id, at=state().now())
    flash("De pauze is weggehaald.", "success")
    return redirect(url_for(".registration_form", person_id=person_id, registration_id=registration_id), 303)


def _save_registration(person_id: int, registration_id: int | None) -> ResponseReturnValue:
    form = RegistrationForm(request.form, registers=rule_book().registers())
    read_person(session(), current_viewer(), person_id, today=state().today())
    if registration_id is not None:
        find_registration(session(), current_viewer(), person_id, registration_id)
    if form.validate():
        try:
            _write(person_id, registration_id, form)
        except Invalid as wrong:
            form[wrong.field].errors = [wrong.message]
        else:
            flash("De registratie is opgeslagen.", "success")
            return redirect(url_for(".person", person_id=person_id), 303)
    return _registration_page(person_id, registration_id, form), 422


def _write(person_id: int, registration_id: int | None, form: RegistrationForm) -> None:
    save_registration(
        current_viewer(),
        person_id,
        form.entry(),
        registration_id=registration_id,
        version=form.version.data,
        at=state().now(),
    )


def _registration_page(
    person_id: int, registration_id: int | None, form: RegistrationForm, *, pause: PauseForm | None = None
) -> str:
    view = read_person(session(), current_viewer(), person_id, today=state().today())
    registration = next((one for one, _, _ in view.registrations if one.id == registration_id), None)
    return render_template(
        "register/people/registration.html", view=view, registration=registration, form=form, pause=pause or PauseForm()
    )


def _name_page(person_id: int, form: NameForm, *, problem: str = "") -> str:
    view = read_person(session(), current_viewer(), person_id, today=state().today())
    return render_template("register/people/name.html", view=view, form=form, problem=problem)


def _person_form(data: Any = None) -> PersonForm:  # noqa: ANN401 - the request's form
    return PersonForm(data, teams=list(teams_of(session(), current_viewer().organisation_id)))


def _asked() -> dict[str, str]:
    """Read the filters from the address; what makes no sense there is left out."""
    args = request.args
    per, team = args.get("per", ""), args.get("team", "")
    return {
        "zoek": searched("zoek"),
        "team": team if team.isdecimal() and len(team) < 10 else "",  # noqa: PLR2004 - a team's number
        "register": args.get("register", ""),
        "verloopt": "1" if args.get("verloopt") == "1" else "",
        "weg": "1" if args.get("weg") == "1" else "",
        "per": per if per in {str(size) for size in _SIZES[1:]} else "",
    }


def _query(asked: dict[str, str], only: frozenset[int] | None) -> PeopleQuery:
    return PeopleQuery(
        text=asked["zoek"],
        team_id=int(asked["team"]) if asked["team"] else None,
        register_id=asked["register"],
        left=bool(asked["weg"]),
        only=only,
        page=request.args.get("pagina", 1, type=whole_number),
        size=int(asked["per"]) if asked["per"] else _SIZES[0],
    )


def _link(asked: dict[str, str]) -> Callable[..., str]:
    here = url_for(".people")

    def link(**change: str) -> str:
        now = asked | {"zoek": search_number("zoek")}
        wanted = {name: value for name, value in (now | change).items() if value}
        return f"{here}?{urlencode(wanted)}" if wanted else here

    return link
