"""Accounts of everybody, for the administrator; mounted only when running alone, beside the own account."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response
from wtforms import Form
from wtforms.validators import InputRequired, Length

from register.access import Role, current_viewer, requires
from register.accounts import administration as use
from register.accounts.administration import Handed
from register.current import state
from register.db import session
from register.errors import Conflict, Invalid
from register.standalone import terms

from ._fields import Text
from ._refused import blame_at, refuse_unread
from .account import blueprint

_UNPROCESSABLE = 422


class NewAccountForm(Form):
    """Somebody of the register who gets an account."""

    personnel_number = Text("Personeelsnummer", [InputRequired("Vul het personeelsnummer in."), Length(max=40)])
    login = Text("Aanmeldnaam", [Length(max=254)], description="Leeg: het e-mailadres van deze persoon.")


@blueprint.get("/beheer/accounts")
@requires(Role.ADMIN)
def accounts() -> ResponseReturnValue:
    """Show the accounts, and the form for a new one."""
    return _page(NewAccountForm())


@blueprint.post("/beheer/accounts")
@requires(Role.ADMIN)
def make_account() -> ResponseReturnValue:
    """Make an account, and show its one-time password on this page alone."""
    form = NewAccountForm(request.form)
    try:
        refuse_unread(form)
        handed = use.make_account(
            current_viewer(),
            personnel_number=form.personnel_number.data,
            login=form.login.data or "",
            at=state().now(),
        )
    except (Invalid, Conflict) as wrong:
        blame_at(form, wrong if isinstance(wrong, Invalid) else Invalid("login", wrong.message), "login")
        return _page(form), _UNPROCESSABLE
    return _page(NewAccountForm(), handed=handed)


@blueprint.post("/beheer/accounts/<int:account_id>/wachtwoord")
@requires(Role.ADMIN)
def renew_password(account_id: int) -> ResponseReturnValue:
    """Make another one-time password, and show it on this page alone."""
    return _page(NewAccountForm(), handed=use.renew_password(current_viewer(), account_id, at=state().now()))


@blueprint.post("/beheer/accounts/<int:account_id>/uitzetten")
@requires(Role.ADMIN)
def close_account(account_id: int) -> ResponseReturnValue:
    """Close an account."""
    name = use.close(current_viewer(), account_id, at=state().now())
    return _back(f"Het account van {name} is uitgezet. Vergissing? Zet het hieronder weer aan.")


@blueprint.post("/beheer/accounts/<int:account_id>/aanzetten")
@requires(Role.ADMIN)
def open_account(account_id: int) -> ResponseReturnValue:
    """Open a closed account again."""
    name = use.open_again(current_viewer(), account_id, at=state().now())
    return _back(f"Het account van {name} staat weer aan.")


@blueprint.post("/beheer/accounts/<int:account_id>/afmelden")
@requires(Role.ADMIN)
def end_account_sessions(account_id: int) -> ResponseReturnValue:
    """Sign somebody out everywhere, for example after a lost phone."""
    name = use.end_sessions(current_viewer(), account_id, at=state().now())
    return _back(f"{name} is overal afgemeld.")


def _back(said: str) -> Response:
    flash(said)
    return redirect(url_for(".accounts"), 303)


def _page(form: NewAccountForm, *, handed: Handed | None = None) -> str:
    found = use.accounts_of(session(), current_viewer(), at=state().now(), terms=terms())
    return render_template("register/accounts.html", form=form, accounts=found, handed=handed)
