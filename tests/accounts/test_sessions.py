"""Sessions end on the server, whatever the browser keeps (bars SE1 to SE5)."""

from flask import Flask
from sqlalchemy import select, update

from register.accounts import manage
from register.accounts.models import LoginSession
from register.db import session, transaction
from register.people.models import Person
from tests.accounts.alone import PASSWORD, Alone, Browser

OWN = "__Host-leerregister"


def _signed_in(alone: Alone, login: str = "els@noord.example") -> Browser:
    browser = alone.browser()
    browser.sign_in(login)
    return browser


def _copy_of(alone: Alone, browser: Browser) -> Browser:
    """A thief's browser with the same cookie."""
    thief = alone.browser()
    thief.client.set_cookie(OWN, browser.cookie(), secure=True)
    return thief


def test_a_cookie_is_dead_after_signing_out(alone: Alone) -> None:
    alone.person("Els")
    browser = _signed_in(alone)
    thief = _copy_of(alone, browser)
    browser.get("/")

    browser.post("/afmelden")

    assert thief.get("/").status_code == 401


def test_a_cookie_is_dead_after_a_password_change(alone: Alone) -> None:
    alone.person("Els")
    browser, other = _signed_in(alone), _signed_in(alone)
    thief = _copy_of(alone, browser)
    browser.get("/account")

    changed = browser.post("/account/wachtwoord", {"old_password": PASSWORD, "new_password": "groene tafel boven vuur"})

    assert changed.status_code == 303
    assert [browser.get("/").status_code, other.get("/").status_code, thief.get("/").status_code] == [200, 401, 401]


def test_a_cookie_is_dead_after_deactivation(alone: Alone) -> None:
    person_id = alone.person("Els")
    browser = _signed_in(alone)
    with alone.app.app_context(), transaction() as current:
        current.execute(update(Person).where(Person.id == person_id).values(deactivated_at=alone.moment[0]))

    assert browser.get("/").status_code == 401


def test_a_cookie_is_dead_after_an_admin_ends_the_sessions(alone: Alone) -> None:
    alone.person("Els")
    browser = _signed_in(alone)
    with alone.app.app_context():
        manage.end_sessions(login="els@noord.example", at=alone.moment[0])

    assert browser.get("/").status_code == 401


def test_a_cookie_is_dead_after_a_reset_and_the_new_password_works_once(alone: Alone) -> None:
    alone.person("Els")
    browser = _signed_in(alone)
    with alone.app.app_context():
        once = manage.reset_password(login="els@noord.example", at=alone.moment[0])

    fresh = alone.browser()
    answer = fresh.sign_in(password=once)

    assert browser.get("/").status_code == 401
    assert answer.location == "/account"
    assert fresh.get("/").status_code == 401
    assert "Kies eerst een eigen wachtwoord" in fresh.get("/").text
    fresh.get("/account")
    fresh.post("/account/wachtwoord", {"old_password": once, "new_password": "groene tafel boven vuur"})
    assert fresh.get("/").status_code == 200


def test_the_session_gets_a_new_id_at_sign_in_and_an_old_one_is_worth_nothing(alone: Alone) -> None:
    alone.person("Els")
    browser = alone.browser()
    browser.get("/aanmelden")
    before = browser.cookie()
    planted = _copy_of(alone, browser)

    browser.sign_in()

    assert browser.cookie() != before
    assert planted.get("/").status_code == 401


def test_the_key_itself_is_not_in_the_database(alone: Alone) -> None:
    alone.person("Els")
    browser = _signed_in(alone)
    with browser.client.session_transaction(base_url="https://localhost") as kept:
        key = kept["register_key"]

    with alone.app.app_context():
        stored = session().scalars(select(LoginSession.key_hash)).all()

    assert len(key) >= 43
    assert key not in stored


def test_our_cookies_are_host_only_secure_http_only_and_lax(alone: Alone) -> None:
    alone.person("Els")

    cookies = alone.browser().sign_in().headers.getlist("Set-Cookie")

    assert len(cookies) == 2
    assert [cookie.startswith("__Host-") for cookie in cookies] == [True, True]
    assert [_parts(cookie) for cookie in cookies] == [{"Secure", "HttpOnly", "SameSite=Lax", "Path=/"}] * 2


def _parts(cookie: str) -> set[str]:
    return {part.strip() for part in cookie.split(";")[1:]} & {"Secure", "HttpOnly", "SameSite=Lax", "Path=/", "Domain"}


def test_half_an_hour_without_a_click_ends_it(alone: Alone) -> None:
    alone.person("Els")
    browser = _signed_in(alone)

    alone.later(minutes=29, seconds=59)
    still = browser.get("/").status_code
    alone.later(minutes=30)

    assert still == 200
    assert browser.get("/").status_code == 401


def test_eight_hours_end_it_however_busy(alone: Alone) -> None:
    alone.person("Els")
    browser = _signed_in(alone)

    codes = _every_20_minutes(alone, browser, times=24)

    assert codes == [200] * 23 + [401]


def _every_20_minutes(alone: Alone, browser: Browser, *, times: int) -> list[int]:
    codes = []
    for _ in range(times):
        alone.later(minutes=20)
        codes.append(browser.get("/").status_code)
    return codes


def test_one_sees_where_one_is_signed_in_and_ends_it(alone: Alone) -> None:
    alone.person("Els")
    phone = alone.browser()
    phone.client.environ_base["HTTP_USER_AGENT"] = "Mozilla/5.0 (Linux; Android 15) Chrome/140.0 Mobile Safari/537.36"
    phone.sign_in()
    desk = _signed_in(alone)

    page = desk.get("/account").text
    ended = desk.post(f"/account/sessies/{_other_session(alone.app)}/beeindigen")

    assert "Chrome op Android" in page
    assert ended.status_code == 303
    assert [phone.get("/").status_code, desk.get("/").status_code] == [401, 200]


def _other_session(app: Flask) -> int:
    with app.app_context():
        found = session().scalar(select(LoginSession.id).where(LoginSession.browser == "Chrome op Android"))
        return found or 0


def test_every_other_session_ends_at_once(alone: Alone) -> None:
    alone.person("Els")
    phone, desk = _signed_in(alone), _signed_in(alone)
    desk.get("/account")

    desk.post("/account/sessies/beeindigen")

    assert [phone.get("/").status_code, desk.get("/").status_code] == [401, 200]


def test_nobody_ends_somebody_elses_session(alone: Alone) -> None:
    alone.person("Els")
    alone.person("Bob", login="bob@noord.example")
    els = alone.browser()
    els.client.environ_base["HTTP_USER_AGENT"] = "Mozilla/5.0 (Linux; Android 15) Chrome/140.0 Mobile Safari/537.36"
    els.sign_in()
    bob = _signed_in(alone, "bob@noord.example")
    bob.get("/account")

    answer = bob.post(f"/account/sessies/{_other_session(alone.app)}/beeindigen")

    assert answer.status_code == 404
    assert els.get("/").status_code == 200


def test_who_is_not_signed_in_is_asked_to_at_the_own_account(alone: Alone) -> None:
    assert alone.browser().get("/account").status_code == 401
