"""Papers (PDF): attendance list, blank list, certificate, statements, dossier (D2, D3, E3); and what is missing."""

from datetime import date
from io import BytesIO

from flask import Response, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from register.access import Role, current_viewer, requires
from register.current import state
from register.db import session
from register.errors import Invalid
from register.evidence.papers import make
from register.evidence.papers.attendance import BLANK_ROWS
from register.evidence.papers.certificate import NotYet
from register.evidence.papers.dossier import Period
from register.evidence.papers.overview import papers_of_person
from register.evidence.papers.typeset import Paper
from register.learning.groups import all_groups, group_page

from ._blank_list_form import BlankListForm, blank_form
from ._blueprint import blueprint
from ._fields import whole_number

_NOT_YET = 409
_UNPROCESSABLE = 422


@blueprint.get("/activiteiten/<int:activity_id>/presentielijst.pdf")
@requires()
def attendance_list_pdf(activity_id: int) -> ResponseReturnValue:
    """Hand out the attendance list: of all meetings or of one, with or without room to sign."""
    asked = make.ListAsked(
        meeting=request.args.get("bijeenkomst", type=whole_number), signatures=request.args.get("handtekening") != "nee"
    )
    return _send(make.make_attendance_list(current_viewer(), activity_id, asked, at=state().now()))


@blueprint.get("/activiteiten/<int:activity_id>/lege-presentielijst.pdf")
@requires()
def blank_list_pdf(activity_id: int) -> ResponseReturnValue:
    """Hand out a blank list with the activity filled in."""
    rows = request.args.get("regels", BLANK_ROWS, type=whole_number)
    return _send(make.make_blank_list_of(current_viewer(), activity_id, rows=rows, at=state().now()))


@blueprint.get("/activiteiten/<int:activity_id>/certificaat.pdf")
@requires()
def certificate_pdf(activity_id: int) -> ResponseReturnValue:
    """Hand out one's own certificate, or say what is missing."""
    return _certificate(activity_id, current_viewer().person_id, url_for(".activity", activity_id=activity_id))


@blueprint.get("/activiteiten/<int:activity_id>/invulverklaring.pdf")
@requires()
def declaration_pdf(activity_id: int) -> ResponseReturnValue:
    """Hand out one's own statement, laid out for a registration or neutral."""
    return _declaration(activity_id, current_viewer().person_id)


@blueprint.get("/dossier/registraties/<int:registration_id>/dossier.pdf")
@requires()
def dossier_pdf(registration_id: int) -> ResponseReturnValue:
    """Hand out the dossier of a registration, whole or of a period."""
    return _send(make.make_dossier(current_viewer(), registration_id, period=_period(), at=state().now()))


@blueprint.get("/dossier/registraties/<int:registration_id>/werkgeversverklaring.pdf")
@requires()
def employer_statement_pdf(registration_id: int) -> ResponseReturnValue:
    """Hand out the employer's statement of a registration."""
    return _send(make.make_employer_statement(current_viewer(), registration_id, at=state().now()))


@blueprint.get("/mensen/<int:person_id>/stukken")
@requires(Role.HR)
def person_papers(person_id: int) -> ResponseReturnValue:
    """Show HR what can be made of somebody."""
    page = request.args.get("pagina", 1, type=whole_number)
    papers = papers_of_person(current_viewer(), person_id, page=page, at=state().now())
    return render_template("register/papers/person.html", papers=papers)


@blueprint.get("/mensen/<int:person_id>/stukken/<int:activity_id>/certificaat.pdf")
@requires(Role.HR)
def person_certificate_pdf(person_id: int, activity_id: int) -> ResponseReturnValue:
    """Hand out somebody's certificate, or say what is missing."""
    return _certificate(activity_id, person_id, url_for(".person_papers", person_id=person_id))


@blueprint.get("/mensen/<int:person_id>/stukken/<int:activity_id>/invulverklaring.pdf")
@requires(Role.HR)
def person_declaration_pdf(person_id: int, activity_id: int) -> ResponseReturnValue:
    """Hand out somebody's statement of an activity."""
    return _declaration(activity_id, person_id)


@blueprint.get("/lege-presentielijst")
@requires()
def blank_list_form() -> ResponseReturnValue:
    """Ask what stands on a blank list already; everything may stay empty."""
    return _blank_list_page(_blank_form(request.args.get("groep", type=whole_number)))


@blueprint.post("/lege-presentielijst")
@requires()
def make_blank_list() -> ResponseReturnValue:
    """Hand out the blank list; nothing of it is kept."""
    form = _blank_form(None)
    if not form.validate():
        return _blank_list_page(form), _UNPROCESSABLE
    names = _names_of(form.group_id.data)
    return _send(make.make_blank_list(current_viewer(), form.blank_list(names), at=state().now()))


def _certificate(activity_id: int, person_id: int, back: str) -> ResponseReturnValue:
    try:
        return _send(make.make_certificate(current_viewer(), activity_id, person_id, at=state().now()))
    except NotYet as lacking:
        page = render_template("register/papers/missing.html", missing=lacking.missing, back=back)
        return page, _NOT_YET


def _declaration(activity_id: int, person_id: int) -> ResponseReturnValue:
    """Hand out the statement; with several registrations ask first for which one."""
    viewer = current_viewer()
    choices = make.layouts_to_choose(viewer, activity_id, person_id)
    asked = request.args.get("registratie", type=whole_number)
    if asked is None and len(choices) > 1:
        return render_template("register/papers/choose.html", choices=choices, address=request.path)
    registration_id = choices[0].id if asked is None and choices else asked or None
    return _send(
        make.make_declaration(viewer, activity_id, person_id, registration_id=registration_id, at=state().now())
    )


def _period() -> Period | None:
    first, last = (_day(name) for name in ("van", "tot"))
    if first is None and last is None:
        return None
    if first is not None and last is not None and last < first:
        raise Invalid("tot", "De laatste dag ligt voor de eerste. Draai de datums om.")
    return Period(first=first or date.min, last=last or date.max)


def _day(name: str) -> date | None:
    written = request.args.get(name, "")
    try:
        return date.fromisoformat(written) if written else None
    except ValueError as wrong:
        raise Invalid(name, "Deze datum is niet te lezen. Kies hem opnieuw op de pagina van je dossier.") from wrong


def _blank_form(group_id: int | None) -> BlankListForm:
    tiles = all_groups(session(), current_viewer(), state().today())
    given = request.form if request.method == "POST" else None
    return blank_form(given, {str(one.group_id): one.name for one in tiles}, group_id=group_id)


def _names_of(group_id: str) -> tuple[str, ...]:
    if not group_id:
        return ()
    page = group_page(session(), current_viewer(), int(group_id), today=state().today())
    return tuple(member.name for member in page.members)


def _blank_list_page(form: BlankListForm) -> str:
    return render_template("register/papers/blank.html", form=form)


def _send(paper: Paper) -> Response:
    return send_file(
        BytesIO(paper.content), "application/pdf", as_attachment=True, download_name=paper.name, etag=False
    )
