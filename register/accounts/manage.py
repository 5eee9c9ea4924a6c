"""Accounts by an administrator and by their owner: make, reset, close, change the password."""

import secrets
from collections.abc import Mapping
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from register import audit
from register.access import Role
from register.accounts import sessions
from register.accounts.models import Account
from register.accounts.passwords import check_new_password, fits, hash_password, one_time_password
from register.accounts.sign_in import written_alike
from register.db import transaction
from register.errors import Conflict, Invalid, NotFound
from register.people.models import Organisation, Person, RoleGrant
from register.people.names import Name


def create_account(
    *, person_id: int, login: str, password: str, at: datetime, must_change: bool = True, by: int | None = None
) -> int:
    """Give a person an account; return its id. With `must_change` the password works once.

    Raises:
        Invalid: the name or the password cannot be used.
        Conflict: the name is taken, or the person has an account.

    """
    name = written_alike(login)
    if not name:
        raise Invalid("login", "Vul een aanmeldnaam in, bijvoorbeeld het e-mailadres.")
    check_new_password(password, login=name)
    with transaction() as session:
        person = session.get(Person, person_id)
        if person is None:
            raise NotFound("Deze persoon staat niet in het leerregister. Voeg de persoon eerst toe.")
        _refuse_double(session, name, person_id)
        person.subject = person.subject or f"account:{secrets.token_hex(12)}"
        account = Account(person_id=person_id, login=name, password_hash=hash_password(password))
        account.must_change = must_change
        session.add(account)
        session.flush()
        _record(session, account, act="account.created", by=by, at=at)
        return account.id


def create_admin(
    *, login: str, given_name: str, family_name: str, organisation: str, password: str, at: datetime, today: date
) -> int:
    """Make the first administrator (*beheerder*) with an account, for running alone; return the account.

    Raises:
        Invalid, Conflict: as `create_account`.

    """
    with transaction():
        person_id = appoint_admin(
            email=login, given_name=given_name, family_name=family_name, organisation=organisation, at=at, today=today
        )
        return create_account(person_id=person_id, login=login, password=password, at=at)


def appoint_admin(
    *, email: str, given_name: str, family_name: str, organisation: str, at: datetime, today: date
) -> int:
    """Let somebody be administrator, with the organisation where it is not there yet; return the person.

    Whoever has this e-mail address in the register already is that person.

    Raises:
        Invalid: a name is missing.

    """
    if not given_name.strip() or not family_name.strip():
        raise Invalid("name", "Vul een voornaam en een achternaam in.")
    with transaction() as session:
        home = session.scalar(select(Organisation).where(Organisation.name == organisation))
        if home is None:
            home = Organisation(name=organisation)
            session.add(home)
            session.flush()
        person_id = _with_address(session, home.id, email) or _new_person(
            session, home.id, Name(given_name=given_name.strip(), family_name=family_name.strip()), email
        )
        _grant_admin(session, person_id, today=today)
        audit.record(
            session,
            organisation_id=home.id,
            actor_id=None,
            act="beheerder.aangewezen",
            object_kind="persoon",
            object_id=person_id,
            at=at,
        )
        return person_id


def _with_address(session: Session, organisation_id: int, email: str) -> int | None:
    known = select(Person.id).where(
        Person.organisation_id == organisation_id,
        Person.deactivated_at.is_(None),
        func.lower(Person.email) == email.strip().lower(),
    )
    return session.scalar(known.order_by(Person.id).limit(1))


def _new_person(session: Session, organisation_id: int, name: Name, email: str) -> int:
    person = Person(
        organisation_id=organisation_id,
        given_name=name.given_name,
        family_name=name.family_name,
        display_name=name.display,
        sort_key=name.sort_key,
        search_key=name.search_key,
        email=email.strip() if "@" in email else None,
    )
    session.add(person)
    session.flush()
    return person.id


def _grant_admin(session: Session, person_id: int, *, today: date) -> None:
    held = select(RoleGrant.id).where(
        RoleGrant.person_id == person_id, RoleGrant.role == Role.ADMIN, RoleGrant.ends_on.is_(None)
    )
    if session.scalar(held.limit(1)) is None:
        session.add(RoleGrant(person_id=person_id, role=Role.ADMIN, starts_on=today))


def reset_password(*, login: str, at: datetime, by: int | None = None) -> str:
    """Return a password that works once; every open session of the account ends.

    Raises:
        NotFound: no such account.

    """
    password = one_time_password()
    with transaction() as session:
        account = account_of(session, login)
        account.password_hash = hash_password(password)
        account.must_change = True
        sessions.end_all(session, account)
        _record(session, account, act="account.password_reset", by=by, at=at)
    return password


def change_password(*, account_id: int, old: str, new: str, browser: str, at: datetime) -> str:
    """Replace one's own password; every session ends and a new one opens, whose key is returned.

    Raises:
        Invalid: the old one is wrong, or the new one cannot be used.

    """
    with transaction() as session:
        account = session.get_one(Account, account_id)
        if not fits(account.password_hash, old):
            raise Invalid("old_password", "Dit is niet je huidige wachtwoord. Probeer het opnieuw.")
        check_new_password(new, login=account.login)
        if old == new:
            raise Invalid("new_password", "Dit is je huidige wachtwoord. Kies een ander.")
        account.password_hash = hash_password(new)
        account.must_change = False
        sessions.end_all(session, account)
        _record(session, account, act="account.password_changed", by=account.person_id, at=at)
        session.flush()
        return sessions.start(session, account, browser=browser, at=at)


def close_account(*, login: str, at: datetime, by: int | None = None) -> None:
    """Close an account (*uitzetten*): nobody signs in with it, and its open sessions end.

    Raises:
        NotFound: no such account.

    """
    with transaction() as session:
        account = account_of(session, login)
        account.disabled_at = at
        sessions.end_all(session, account)
        _record(session, account, act="account.closed", by=by, at=at)


def open_account(*, login: str, at: datetime, by: int | None = None) -> None:
    """Open a closed account again.

    Raises:
        NotFound: no such account.

    """
    with transaction() as session:
        account = account_of(session, login)
        account.disabled_at = None
        _record(session, account, act="account.opened", by=by, at=at)


def end_sessions(*, login: str, at: datetime, by: int | None = None) -> None:
    """End every open session of an account, for example after a lost phone.

    Raises:
        NotFound: no such account.

    """
    with transaction() as session:
        account = account_of(session, login)
        sessions.end_all(session, account)
        _record(session, account, act="account.sessions_ended", by=by, at=at)


def account_of(session: Session, login: str) -> Account:
    """Return the account with this name.

    Raises:
        NotFound: no such account.

    """
    account = session.scalar(select(Account).where(Account.login == written_alike(login)))
    if account is None:
        raise NotFound(f"Er is geen account met de naam {login}. Bekijk de namen met: flask register accounts list.")
    return account


def _refuse_double(session: Session, login: str, person_id: int) -> None:
    if session.scalar(select(Account.id).where(Account.login == login)) is not None:
        raise Conflict(f"Er is al een account met de naam {login}. Kies een andere naam.")
    if session.scalar(select(Account.id).where(Account.person_id == person_id)) is not None:
        raise Conflict("Deze persoon heeft al een account. Geef zo nodig een nieuw wachtwoord.")


def _record(
    session: Session,
    account: Account,
    *,
    act: str,
    by: int | None,
    at: datetime,
    details: Mapping[str, str | int | bool | None] | None = None,
) -> None:
    person = session.get_one(Person, account.person_id)
    audit.record(
        session,
        organisation_id=person.organisation_id,
        actor_id=by,
        act=act,
        object_kind="account",
        object_id=account.id,
        at=at,
        details=details,
    )
