"""People of elsewhere (B6): put on the list of an activity, given a link, and answering by it without an account."""

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import Form, SelectField
from wtforms.validators import InputRequired

from register.access import PUBLIC, current_viewer, requires
from register.current import state
from register.db import session
from register.errors import Invalid
from register.learning.kinds import ROLE_NAMES
from register.learning.open_activity import refuse_change, visible_activity
from register.learning.outsiders import links
from register.learning.outsiders.adding import OutsiderEntry, add_outsider, remove_outsider
from register.learning.outsiders.mailing import mail_outsider_link
from register.learning.sign_links import LinkRefused
from register.mail import mail_is_on
from register.once import as_form_key

from ._blueprint import blueprint
from ._fields import Text

UNPROCESSABLE = 422


class OutsiderForm(Form):
    """Who came from elsewhere."""

    name = Text("Naam", validators=[InputRequired("Vul de naam in, zoals die op de presentielijst komt.")])
    employer = Text("Organisatie", description="Waar werkt deze deelnemer?")
    email = Text(
        "E-mailadres",
        description="Alleen om de link te mailen. We wissen het na het antwoord.",
        render_kw={"inputmode": "email", "autocomplete": "off"},
    )
    role = SelectField("Rol", choices=ROLE_NAMES, default="deelnemer", invalid_choice_message="Kies een rol.")
    register_id = Text("Beroepsregister", description="Bijvoorbeeld Registerplein of SKJ.")
    register_number = Text("Registratienummer")

    def entry(self) -> OutsiderEntry:
        """Return what was entered."""
        texts = ("name", "employer", "email", "register_id", "register_number")
        return OutsiderEntry(**{one: self[one].data or "" for one in texts if one in self}, role=self.role.data)


def _form() -> OutsiderForm:
    """Return the form, filled with what was sent; without the address where no mail goes out."""
    form = OutsiderForm(request.form)
    if not mail_is_on(state()):
        del form.email
    return form


@blueprint.get("/activiteiten/<int:activity_id>/extern")
@requires()
def add_outsider_form(activity_id: int) -> ResponseReturnValue:
    """Ask who it is."""
    return _form_page(activity_id, _form())


def _form_page(activity_id: int, form: OutsiderForm) -> str:
    opened = visible_activity(session(), current_viewer(), activity_id)
    refuse_change(opened)
    return render_template(
        "register/outsiders/form.html",
        form=form,
        activity_id=activity_id,
        title=opened.activity.title,
        form_key=request.form.get("form_key"),
    )


@blueprint.post("/activiteiten/<int:activity_id>/extern")
@requires()
def put_outsider(activity_id: int) -> ResponseReturnValue:
    """Put somebody of elsewhere on the list."""
    form = _form()
    refuse_change(visible_activity(session(), current_viewer(), activity_id))
    if not form.validate():
        return _form_page(activity_id, form), UNPROCESSABLE
    key = as_form_key(request.form.get("form_key", ""))
    try:
        add_outsider(current_viewer(), activity_id, form.entry(), form_key=key, at=state().now())
    except Invalid as wrong:
        form[wrong.field].errors = [wrong.message]
        return _form_page(activity_id, form), UNPROCESSABLE
    flash(f"{form.name.data} staat op de lijst. Maak een link, zodat die kan bevestigen.")
    return redirect(url_for(".activity", activity_id=activity_id), 303)


@blueprint.post("/extern/deelnemer/<int:outsider_id>/weg")
@requires()
def drop_outsider(outsider_id: int) -> ResponseReturnValue:
    """Take somebody of elsewhere off the list."""
    activity_id = remove_outsider(current_viewer(), outsider_id, at=state().now())
    flash("Van de lijst gehaald. Wie er verder waren, vragen we opnieuw om te bevestigen.")
    return redirect(url_for(".activity", activity_id=activity_id), 303)


@blueprint.post("/extern/deelnemer/<int:outsider_id>/link")
@requires()
def link_outsider(outsider_id: int) -> ResponseReturnValue:
    """Make a link and show it, once: it is not kept."""
    made = links.make_outsider_link(current_viewer(), outsider_id, at=state().now())
    return render_template("register/outsiders/link.html", made=made)


@blueprint.post("/extern/deelnemer/<int:outsider_id>/mail")
@requires()
def mail_outsider(outsider_id: int) -> ResponseReturnValue:
    """Put the mail with a link in the outbox, and show the link too."""
    made = mail_outsider_link(current_viewer(), outsider_id, at=state().now())
    return render_template("register/outsiders/link.html", made=made)


@blueprint.get("/extern/<token>")
@requires(PUBLIC)
def outsider_link(token: str) -> ResponseReturnValue:
    """Show what a link asks; changes nothing."""
    try:
        offer = links.look(session(), token, viewer=g.get("register_viewer"), at=state().now())
    except LinkRefused as refusal:
        return _refused(refusal)
    return render_template("register/outsiders/sign.html", offer=offer, token=token)


@blueprint.post("/extern/<token>")
@requires(PUBLIC)
def outsider_confirms(token: str) -> ResponseReturnValue:
    """Confirm without an account."""
    return _answer(token, was_there=True)


@blueprint.post("/extern/<token>/klopt-niet")
@requires(PUBLIC)
def outsider_disputes(token: str) -> ResponseReturnValue:
    """Say "klopt niet" without an account."""
    return _answer(token, was_there=False)


def _answer(token: str, *, was_there: bool) -> ResponseReturnValue:
    try:
        offer = links.answer(token, was_there=was_there, viewer=g.get("register_viewer"), at=state().now())
    except LinkRefused as refusal:
        return _refused(refusal)
    return render_template("register/outsiders/done.html", offer=offer)


def _refused(refusal: LinkRefused) -> ResponseReturnValue:
    return render_template("register/sign_link_refused.html", refusal=refusal), refusal.status
