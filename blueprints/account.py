"""Sign in and out, the own password and the own sessions; mounted only when running alone."""

from flask import Blueprint, current_app, flash, g, redirect, render_template, request, url_for
from flask import session as cookie
from flask.typing import ResponseReturnValue
from itsdangerous import BadSignature, URLSafeSerializer
from werkzeug.exceptions import Unauthorized
from werkzeug.wrappers import Response
from wtforms import Form, HiddenField, PasswordField, StringField
from wtforms.validators import InputRequired, Length

from register.access import PUBLIC, requires
from register.accounts import manage, sessions
from register.accounts.attempts import TooManyTries
from register.accounts.sessions import SignedIn
from register.accounts.sign_in import Opened, Source, sign_in, written_alike
from register.current import state
from register.db import session
from register.errors import Invalid
from register.standalone import COOKIE_KEY, terms

from ._draft import carried_over
from ._hooks import add_hooks
from ._paths import own_page, this_page

blueprint = Blueprint("leerregister_account", __name__)
add_hooks(blueprint)

_DEVICE_DAYS = 180


class SignInForm(Form):
    """The name and the password; a password manager may fill and paste both."""

    login = StringField(
        "Aanmeldnaam of e-mailadres",
        [InputRequired("Vul je aanmeldnaam in."), Length(max=254, message="Een aanmeldnaam is korter.")],
        render_kw={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"},
    )
    password = PasswordField(
        "Wachtwoord",
        [InputRequired("Vul je wachtwoord in."), Length(max=1000, message="Een wachtwoord is korter.")],
        render_kw={"autocomplete": "current-password"},
    )
    next = HiddenField()


class PasswordForm(Form):
    """The present password and the new one, once: a password manager or the eye checks it."""

    old_password = PasswordField(
        "Huidig wachtwoord",
        [InputRequired("Vul je huidige wachtwoord in.")],
        render_kw={"autocomplete": "current-password"},
    )
    new_password = PasswordField(
        "Nieuw wachtwoord",
        [InputRequired("Vul een nieuw wachtwoord in."), Length(max=1000, message="Kies een korter wachtwoord.")],
        description="Minstens 12 tekens. Een paar woorden die niets met jou te maken hebben, werken goed.",
        render_kw={"autocomplete": "new-password"},
    )


@blueprint.get("/aanmelden")
@requires(PUBLIC)
def sign_in_form() -> ResponseReturnValue:
    """Show the form to sign in."""
    if g.get("register_viewer"):
        return redirect(_home())
    return _sign_in_page(SignInForm(next=own_page(request.args.get("next")) or ""))


@blueprint.post("/aanmelden")
@requires(PUBLIC)
def sign_in_now() -> ResponseReturnValue:
    """Check the password, and go on to where the visitor was going."""
    form = SignInForm(request.form)
    if not form.validate():
        return _sign_in_page(form), 422
    try:
        opened = sign_in(
            login=form.login.data or "",
            password=form.password.data or "",
            source=_source(),
            at=state().now(),
            terms=terms(),
            pepper=str(current_app.secret_key),
        )
    except TooManyTries as wait:
        return _sign_in_page(form, refused=wait.message), 429, {"Retry-After": str(wait.retry_after)}
    except Invalid as wrong:
        return _sign_in_page(form, refused=wrong.message), 401
    return _let_in(opened, own_page(form.next.data) or _home())


@blueprint.post("/afmelden")
@requires(PUBLIC)
def sign_out() -> ResponseReturnValue:
    """End this session on the server, and forget it in the browser."""
    signed_in: SignedIn | None = g.get("register_signed_in")
    if signed_in is not None:
        sessions.end(session_id=signed_in.session_id, account_id=signed_in.account_id)
    kept = carried_over()
    cookie.clear()
    cookie.update(kept)
    flash("Je bent afgemeld.")
    return redirect(url_for(".sign_in_form"), 303)


@blueprint.get("/account")
@requires(PUBLIC)
def account() -> ResponseReturnValue:
    """Show where you are signed in, and the form for another password."""
    return _account_page(_signed_in(), PasswordForm())


@blueprint.post("/account/wachtwoord")
@requires(PUBLIC)
def change_password() -> ResponseReturnValue:
    """Replace the own password; every other session ends."""
    signed_in = _signed_in()
    form = PasswordForm(request.form)
    if not form.validate():
        return _account_page(signed_in, form), 422
    try:
        key = manage.change_password(
            account_id=signed_in.account_id,
            old=form.old_password.data or "",
            new=form.new_password.data or "",
            browser=_source().browser,
            at=state().now(),
        )
    except Invalid as wrong:
        form[wrong.field].errors = [wrong.message]
        return _account_page(signed_in, form), 422
    _new_cookie(key)
    flash("Je wachtwoord is gewijzigd. Op andere apparaten meld je je opnieuw aan.")
    return redirect(_home() if signed_in.must_change else url_for(".account"), 303)


@blueprint.post("/account/sessies/<int:session_id>/beeindigen")
@requires()
def end_session(session_id: int) -> ResponseReturnValue:
    """End one own session, for example on a computer that you left."""
    sessions.end(session_id=session_id, account_id=_signed_in().account_id)
    flash("De sessie is beëindigd.")
    return redirect(url_for(".account"), 303)


@blueprint.post("/account/sessies/beeindigen")
@requires()
def end_other_sessions() -> ResponseReturnValue:
    """End every own session but this one."""
    signed_in = _signed_in()
    sessions.end_others(session_id=signed_in.session_id, account_id=signed_in.account_id)
    flash("Je bent nu alleen nog hier aangemeld.")
    return redirect(url_for(".account"), 303)


def ask_to_sign_in() -> ResponseReturnValue:
    """Answer a visitor who is not signed in: the form on the spot, and back to the page afterwards."""
    signed_in: SignedIn | None = g.get("register_signed_in")
    if signed_in is not None and signed_in.must_change:
        return _account_page(signed_in, PasswordForm()), 401
    back = g.get("register_back") or own_page(this_page()) or ""
    return _sign_in_page(SignInForm(next=back), kept=request.method == "POST"), 401


def _signed_in() -> SignedIn:
    signed_in: SignedIn | None = g.get("register_signed_in")
    if signed_in is None:
        raise Unauthorized
    return signed_in


def _sign_in_page(form: SignInForm, *, refused: str = "", kept: bool = False) -> str:
    form.password.data = None
    return render_template("register/sign_in.html", form=form, refused=refused, kept=kept)


def _account_page(signed_in: SignedIn, form: PasswordForm) -> str:
    opened = sessions.open_sessions(
        session(),
        account_id=signed_in.account_id,
        this=signed_in.session_id,
        at=state().now(),
        terms=terms(),
    )
    return render_template("register/sessions.html", form=form, sessions=opened, account=signed_in, terms=terms())


def _let_in(opened: Opened, target: str) -> Response:
    _new_cookie(opened.key)
    response = redirect(url_for(".account") if opened.must_change else target, 303)
    settings = state().settings
    response.set_cookie(
        _device_cookie(),
        _signer().dumps(opened.login),
        max_age=_DEVICE_DAYS * 86_400,
        secure=not settings.insecure_cookies,
        httponly=True,
        samesite="Lax",
    )
    return response


def _new_cookie(key: str) -> None:
    """Give a new session id and CSRF secret at every sign-in: what an attacker planted is worth nothing (SE2)."""
    kept = carried_over()
    cookie.clear()
    cookie.update(kept)
    cookie[COOKIE_KEY] = key


def _source() -> Source:
    return Source(
        address=request.remote_addr or "",
        browser=_browser(request.user_agent.string),
        trusted_for=_trusted_for(),
    )


def _trusted_for() -> str:
    """Return the account that signed in on this browser before, as our own signed cookie says it."""
    try:
        return written_alike(str(_signer().loads(request.cookies.get(_device_cookie(), ""))))
    except BadSignature:
        return ""


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(str(current_app.secret_key), salt="register-device")


def _device_cookie() -> str:
    return "leerregister-apparaat" if state().settings.insecure_cookies else "__Host-leerregister-apparaat"


def _browser(agent: str) -> str:
    """Name the browser and the system as people know them: the list is for people."""
    names = (("Edg", "Edge"), ("OPR", "Opera"), ("Firefox", "Firefox"), ("Chrome", "Chrome"), ("Safari", "Safari"))
    systems = (("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"), ("Mac", "Mac"))
    name = next((shown for sign, shown in names if sign in agent), "Onbekende browser")
    system = next((shown for sign, shown in systems if sign in agent), "Linux" if "Linux" in agent else "")
    return f"{name} op {system}" if system else name


def _home() -> str:
    return url_for("leerregister.home")
