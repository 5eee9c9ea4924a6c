"""Accounts as the administrator manages them on a page, where the register runs alone (*accounts beheren*).

The use cases of the command line, for the accounts of the viewer's own organisation. A one-time password is handed back
once and stored nowhere: whoever sends the form twice gets told that the account is there, and may ask for another one.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from register.access import Role, Viewer
from register.accounts import manage
from register.accounts.models import Account, LoginSession
from register.accounts.passwords import one_time_password
from register.accounts.sessions import Terms
from register.accounts.sign_in import written_alike
from register.db import transaction
from register.errors import Conflict, Invalid, NotFound
from register.people.models import Employment, Person


@dataclass(frozen=True, kw_only=True)
class AccountLine:
    """One account in the list."""

    id: int
    name: str
    login: str
    sessions: int
    """On how many devices somebody is signed in now."""
    must_change: bool
    """Nobody signed in with the one-time password yet."""
    closed: bool
    gone: bool
    """The person is no longer active: nobody gets in, whatever the account."""
    is_own: bool


@dataclass(frozen=True, kw_only=True)
class Handed:
    """A one-time password (*eenmalig wachtwoord*), to hand over in person."""

    name: str
    login: str
    password: str


def accounts_of(session: Session, viewer: Viewer, *, at: datetime, terms: Terms) -> tuple[AccountLine, ...]:
    """Return the accounts of the viewer's organisation by name, in one query.

    Raises:
        NotFound: the viewer is no administrator.

    """
    _require_admin(viewer)
    lives = and_(
        LoginSession.account_id == Account.id,
        LoginSession.epoch == Account.epoch,
        LoginSession.seen_at > at - terms.idle,
        LoginSession.started_at > at - terms.longest,
    )
    opened = select(func.count(LoginSession.id)).where(lives).correlate(Account).scalar_subquery()
    rows = session.execute(
        select(Account.id, Person.id, Person.display_name, Account.login, opened, Account.must_change)
        .add_columns(Account.disabled_at.is_not(None), Person.deactivated_at.is_not(None))
        .join(Person, Person.id == Account.person_id)
        .where(Person.organisation_id == viewer.organisation_id)
        .order_by(Person.sort_key, Account.id)
    )
    return tuple(
        AccountLine(
            id=account_id,
            name=name,
            login=login,
            sessions=0 if closed or gone else sessions,
            must_change=must_change,
            closed=closed,
            gone=gone,
            is_own=person_id == viewer.person_id,
        )
        for account_id, person_id, name, login, sessions, must_change, closed, gone in rows
    )


def make_account(viewer: Viewer, *, personnel_number: str, login: str, at: datetime) -> Handed:
    """Give somebody of the register an account; an empty `login` is the e-mail address.

    Raises:
        Invalid: nobody has this number, or the name cannot be used.
        Conflict: the name is taken, or the person has an account.

    """
    _require_admin(viewer)
    password = one_time_password()
    with transaction() as session:
        person = session.scalar(
            select(Person)
            .join(Employment, Employment.person_id == Person.id)
            .where(
                Employment.personnel_number == personnel_number.strip(),
                Person.organisation_id == viewer.organisation_id,
            )
            .limit(1)
        )
        if person is None:
            raise Invalid("personnel_number", "Dit nummer staat niet in het leerregister. Voeg de persoon eerst toe.")
        name = login.strip() or person.email or ""
        manage.create_account(person_id=person.id, login=name, password=password, at=at, by=viewer.person_id)
        return Handed(name=person.display_name, login=written_alike(name), password=password)


def renew_password(viewer: Viewer, account_id: int, *, at: datetime) -> Handed:
    """Give somebody a password that works once; every open session of the account ends.

    Raises:
        NotFound, Conflict: as `_account`.

    """
    with transaction() as session:
        account = _account(session, viewer, account_id)
        password = manage.reset_password(login=account.login, at=at, by=viewer.person_id)
        return Handed(name=account.person.display_name, login=account.login, password=password)


def close(viewer: Viewer, account_id: int, *, at: datetime) -> str:
    """Close an account; returns whose it is."""
    return _done(manage.close_account, viewer, account_id, at)


def open_again(viewer: Viewer, account_id: int, *, at: datetime) -> str:
    """Open a closed account again; returns whose it is."""
    return _done(manage.open_account, viewer, account_id, at)


def end_sessions(viewer: Viewer, account_id: int, *, at: datetime) -> str:
    """End every open session of an account; returns whose it is."""
    return _done(manage.end_sessions, viewer, account_id, at)


def _done(work: Callable[..., None], viewer: Viewer, account_id: int, at: datetime) -> str:
    with transaction() as session:
        account = _account(session, viewer, account_id)
        work(login=account.login, at=at, by=viewer.person_id)
        return account.person.display_name


def _account(session: Session, viewer: Viewer, account_id: int) -> Account:
    """Return an account of the viewer's organisation.

    Raises:
        NotFound: somebody else's, not there, or the viewer is no administrator.
        Conflict: it is the viewer's own: that has a page of its own, and nobody shuts out oneself.

    """
    _require_admin(viewer)
    account = session.get(Account, account_id)
    if account is None or account.person.organisation_id != viewer.organisation_id:
        raise NotFound
    if account.person_id == viewer.person_id:
        raise Conflict("Dit is je eigen account. Ga naar Mijn account, of vraag een andere beheerder.")
    return account


def _require_admin(viewer: Viewer) -> None:
    if not viewer.has(Role.ADMIN):
        raise NotFound
