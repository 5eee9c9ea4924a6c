"""The administrator's page of accounts: made, renewed, closed and signed out, and never one's own or another's."""

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import select

from register.accounts import manage
from register.accounts.models import Account
from register.audit import AuditEntry
from register.db import session
from tests.accounts.alone import PASSWORD, Alone, Browser
from tests.makers import make_organisation, make_person

PAGE = "/beheer/accounts"


@pytest.fixture
def admin(alone: Alone) -> Browser:
    """The administrator, signed in, in a register with Els who has no account."""
    alone.person("Bea", login="bea@noord.example", roles=("admin",))
    with alone.app.app_context():
        make_person(session(), "Els", "Berg", subject=None, personnel_number="00101", email="Els@Noord.example")
        session().commit()
    browser = alone.browser()
    browser.sign_in("bea@noord.example")
    browser.get(PAGE)
    return browser


def handed(page: str) -> str:
    """The password that the page shows."""
    found = BeautifulSoup(page, "lxml").select(".rg-flash strong")
    return found[1].get_text() if found else ""


def account_id(alone: Alone, login: str) -> int:
    """The id of an account."""
    with alone.app.app_context():
        return session().scalars(select(Account.id).where(Account.login == login)).one()


def test_an_account_comes_with_a_password_that_is_shown_once_and_must_be_changed(alone: Alone, admin: Browser) -> None:
    made = admin.post(PAGE, {"personnel_number": "00101", "login": ""})
    password = handed(made.text)
    els = alone.browser()

    assert els.sign_in("els@noord.example", password).headers["Location"] == "/account"
    assert password not in admin.get(PAGE).text
    assert "Nog geen eigen wachtwoord" in admin.get(PAGE).text
    with alone.app.app_context():
        trail = session().scalars(select(AuditEntry).where(AuditEntry.act == "account.created")).all()
        assert password not in "".join(one.details for one in trail)
        assert trail[-1].actor_id is not None


@pytest.mark.parametrize(
    ("number", "login", "said"),
    [("999", "", "staat niet in het leerregister"), ("00101", "bea@noord.example", "Er is al een account")],
)
def test_a_number_or_name_that_cannot_be_is_said_at_its_field(
    admin: Browser, number: str, login: str, said: str
) -> None:
    answer = admin.post(PAGE, {"personnel_number": number, "login": login})

    assert answer.status_code == 422
    assert said in answer.text


def test_a_closed_account_is_out_at_once_and_in_again_when_opened(alone: Alone, admin: Browser) -> None:
    alone.person("Cas", login="cas@noord.example")
    cas, path = alone.browser(), f"{PAGE}/{account_id(alone, 'cas@noord.example')}"
    cas.sign_in("cas@noord.example")

    admin.post(f"{path}/uitzetten")
    assert (cas.get("/").status_code, cas.sign_in("cas@noord.example").status_code) == (401, 401)

    admin.post(f"{path}/aanzetten")
    assert cas.sign_in("cas@noord.example").status_code == 303
    admin.post(f"{path}/afmelden")
    assert cas.get("/").status_code == 401
    assert handed(admin.post(f"{path}/wachtwoord").text)
    assert cas.sign_in("cas@noord.example", PASSWORD).status_code == 401


def test_the_own_account_and_that_of_another_organisation_are_left_alone(alone: Alone, admin: Browser) -> None:
    with alone.app.app_context():
        other = make_person(session(), "Dirk", "Zuid", subject=None, organisation=make_organisation(session(), "Zuid"))
        manage.create_account(
            person_id=other.id, login="dirk@zuid.example", password=PASSWORD, at=alone.moment[0], must_change=False
        )
    own, theirs = account_id(alone, "bea@noord.example"), account_id(alone, "dirk@zuid.example")

    assert "dirk@zuid.example" not in admin.get(PAGE).text
    for what in ("wachtwoord", "uitzetten", "aanzetten", "afmelden"):
        assert admin.post(f"{PAGE}/{own}/{what}").status_code == 409
        assert admin.post(f"{PAGE}/{theirs}/{what}").status_code == 404


def test_the_page_is_for_the_administrator_alone(alone: Alone) -> None:
    alone.person("Els", roles=("hr",))
    els = alone.browser()
    els.sign_in()

    assert els.get(PAGE).status_code == 403
    assert PAGE not in els.get("/account").text
