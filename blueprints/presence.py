"""PE-online (F4): put presence ready, take it along or send it, and see what came of every line."""

from io import BytesIO

from flask import flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from wtforms import BooleanField, SelectField
from wtforms.validators import InputRequired

from register.access import Role, current_viewer, requires
from register.current import state
from register.db import session
from register.errors import Invalid
from register.exports.deliver import PE_ONLINE, last_settings
from register.exports.pe_client import client_of
from register.exports.presence import COURSE_KINDS, Course, CourseKind
from register.exports.presence_answer import Answer
from register.exports.presence_ready import prepare
from register.exports.presence_report import call_file, note_looking, numbers_file, read_report
from register.exports.presence_sending import report_again, send, take_answer
from register.people.directory import teams_of
from register.points.judges import rule_book

from ._blueprint import blueprint
from ._fields import Text
from ._format import count
from ._result_form import FilterForm

UNPROCESSABLE = 422
_LARGEST = 2 * 1024 * 1024
_PICK = "Kies iets uit de lijst."
_KINDS = {one.value: name for one, name in COURSE_KINDS.items()}
_NO_ANSWER = "Kies eerst het bestand met het antwoord van PE-online."
_NOT_CONNECTED = "De koppeling met PE-online is niet ingesteld. Haal de bestanden op."


class PresenceForm(FilterForm):
    """On which course of PE-online, and whose presence."""

    register = SelectField("Register", [InputRequired("Kies een register.")], choices={}, invalid_choice_message=_PICK)
    org_id = Text("orgID van het register", [InputRequired("Vul het orgID in.")], description="Krijg je van PE-online.")
    course_kind = SelectField(
        "Soort cursus", choices=_KINDS, default=CourseKind.EXPERTISE_GROUP.value, invalid_choice_message=_PICK
    )
    course = Text("ID van de cursus", [InputRequired("Vul het ID van de cursus in.")])
    edition = Text("ID van de uitvoering", description="Alleen bij fysieke scholing.")
    meeting = Text("ID van de bijeenkomst", description="Alleen bij fysieke scholing per bijeenkomst.")
    module = Text("ID van de module", description="Alleen bij e-learning met modules.")
    own_codes = BooleanField("Dit zijn onze eigen codes (interne codes in PE-online)")

    def chosen(self) -> Course:
        """Return the course."""
        return Course(
            kind=CourseKind(self.course_kind.data),
            course=self.course.data,
            edition=self.edition.data or "",
            meeting=self.meeting.data or "",
            module=self.module.data or "",
            own_codes=self.own_codes.data,
        )


@blueprint.get("/export/pe-online")
@requires(Role.HR)
def presence() -> ResponseReturnValue:
    """Show the form, with the course of the last time."""
    form = _form()
    last = last_settings(session(), current_viewer(), PE_ONLINE)
    if last:
        last |= {"course_kind": last.pop("kind")}
        form.process(None, data=last | {"own_codes": last["own_codes"] == "True"})
    return _form_page(form)


@blueprint.post("/export/pe-online")
@requires(Role.HR)
def prepare_presence() -> ResponseReturnValue:
    """Put everybody ready who was there and was not reported yet."""
    form = _form()
    form.process(request.form)
    if not form.validate():
        return _form_page(form), UNPROCESSABLE
    try:
        done = prepare(current_viewer(), form.order().what, form.chosen(), org_id=form.org_id.data, at=state().now())
    except Invalid as wrong:
        if wrong.field not in form:
            return _form_page(form, problem=wrong.message), UNPROCESSABLE
        form[wrong.field].errors = [wrong.message]
        return _form_page(form), UNPROCESSABLE
    flash(_said(done.lines, done.already, done.without_number), "success")
    return redirect(url_for(".presence_report", delivery_id=done.delivery_id), 303)


@blueprint.get("/export/pe-online/<int:delivery_id>")
@requires(Role.HR)
def presence_report(delivery_id: int) -> ResponseReturnValue:
    """Show every line with what came of it."""
    note_looking(current_viewer(), delivery_id, at=state().now())
    return _report_page(delivery_id)


@blueprint.get("/export/pe-online/<int:delivery_id>/nummers.txt")
@requires(Role.HR)
def presence_numbers(delivery_id: int) -> ResponseReturnValue:
    """Hand out the numbers, to paste in PE-online."""
    note_looking(current_viewer(), delivery_id, at=state().now())
    content = numbers_file(session(), current_viewer(), delivery_id)
    return send_file(BytesIO(content), "text/plain", as_attachment=True, download_name=f"nummers-{delivery_id}.txt")


@blueprint.get("/export/pe-online/<int:delivery_id>/<int:call>.xml")
@requires(Role.HR)
def presence_file(delivery_id: int, call: int) -> ResponseReturnValue:
    """Hand out one call as XML, without the key."""
    note_looking(current_viewer(), delivery_id, at=state().now())
    content = call_file(session(), current_viewer(), delivery_id, call)
    name = f"pe-online-{delivery_id}-{call}.xml"
    return send_file(BytesIO(content), "application/xml", as_attachment=True, download_name=name)


@blueprint.post("/export/pe-online/<int:delivery_id>/<int:call>/antwoord")
@requires(Role.HR)
def presence_answer(delivery_id: int, call: int) -> ResponseReturnValue:
    """Match an uploaded answer with the lines of its call."""
    upload = request.files.get("answer")
    content = upload.stream.read(_LARGEST + 1) if upload else b""
    if not content:
        return _report_page(delivery_id, problem=_NO_ANSWER), UNPROCESSABLE
    try:
        answer = take_answer(current_viewer(), delivery_id, call, content, at=state().now())
    except Invalid as wrong:
        return _report_page(delivery_id, problem=wrong.message), UNPROCESSABLE
    _tell(answer)
    return redirect(url_for(".presence_report", delivery_id=delivery_id), 303)


@blueprint.post("/export/pe-online/<int:delivery_id>/versturen")
@requires(Role.HR)
def send_presence(delivery_id: int) -> ResponseReturnValue:
    """Send what waits, each call once."""
    read_report(session(), current_viewer(), delivery_id)
    try:
        client = client_of(state().settings.pe_online_url)
        if client is None:
            return _report_page(delivery_id, problem=_NOT_CONNECTED), UNPROCESSABLE
        problems = send(current_viewer(), delivery_id, client, at=state().now())
    except Invalid as wrong:
        return _report_page(delivery_id, problem=wrong.message), UNPROCESSABLE
    for one in problems:
        flash(f"{one.text} Wie kan dit oplossen: {one.who}.", "error")
    return redirect(url_for(".presence_report", delivery_id=delivery_id), 303)


@blueprint.post("/export/pe-online/<int:delivery_id>/opnieuw")
@requires(Role.HR)
def presence_again(delivery_id: int) -> ResponseReturnValue:
    """Put the lines ready again of which nobody knows what became."""
    ready = report_again(current_viewer(), delivery_id, at=state().now())
    flash(f"{count(ready, 'regel staat', 'regels staan')} weer klaar.", "success")
    return redirect(url_for(".presence_report", delivery_id=delivery_id), 303)


def _tell(answer: Answer) -> None:
    """Say what an answer came to, and what it says that fits no line."""
    counts = f"{len(answer.accepted)} geaccepteerd, {answer.refused} geweigerd, {answer.unsure} onbekend"
    flash(f"Antwoord verwerkt: {counts}.", "success")
    if answer.strange:
        lines = count(answer.strange, "regel van dit antwoord hoort", "regels van dit antwoord horen")
        flash(f"{lines} bij niemand in dit bestand.", "error")
    for one in answer.problems:
        flash(f"{one.text} Wie kan dit oplossen: {one.who}.", "error")


def _said(lines: int, already: int, without: tuple[str, ...]) -> str:
    said = f"{count(lines, 'regel staat', 'regels staan')} klaar."
    if already:
        said += f" {count(already, 'was', 'waren')} al gemeld."
    return f"{said} Zonder (geldig) registratienummer: {', '.join(without)}." if without else said


def _form() -> PresenceForm:
    form, registers = PresenceForm(), rule_book().registers()
    form.offer_choices(teams_of(session(), current_viewer().organisation_id), ())
    form.register.choices = {"": "Kies een register"} | {info.id: info.label for info in registers}
    return form


def _form_page(form: PresenceForm, *, problem: str = "") -> str:
    return render_template("register/exports/presence.html", form=form, problem=problem)


def _report_page(delivery_id: int, *, problem: str = "") -> str:
    report = read_report(session(), current_viewer(), delivery_id)
    return render_template(
        "register/exports/presence_report.html",
        report=report,
        problem=problem,
        kinds=COURSE_KINDS,
        connected=bool(state().settings.pe_online_url),
    )
