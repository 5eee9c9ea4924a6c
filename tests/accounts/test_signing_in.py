"""Signing in: who gets in, what a wrong try learns, and how many tries there are."""

from statistics import median
from time import perf_counter, process_time

import pytest
from sqlalchemy import select, update

from register.accounts.models import Account
from register.accounts.passwords import fits, is_outdated
from register.db import session, transaction
from tests.accounts.alone import PASSWORD, Alone, Browser


def test_the_right_password_opens_today(alone: Alone) -> None:
    alone.person("Els")
    browser = alone.browser()

    answer = browser.sign_in()

    assert (answer.status_code, answer.location) == (303, "/")
    assert "Els" in browser.get("/").text


def test_a_name_is_known_however_it_is_typed(alone: Alone) -> None:
    alone.person("Els")

    assert alone.browser().sign_in(" Els@Noord.Example ").status_code == 303


def test_an_unknown_name_and_a_wrong_password_get_the_same_page(alone: Alone) -> None:
    alone.person("Els")

    known, unknown = _answer_to(alone, "els@noord.example"), _answer_to(alone, "bob@noord.example")

    assert known == unknown
    assert "horen niet bij elkaar" in known


def _answer_to(alone: Alone, login: str) -> str:
    browser = alone.browser()
    page = browser.sign_in(login, "verkeerd")
    return f"{page.status_code}{page.text.replace(browser.token, '').replace(login, '')}"


def test_an_unknown_name_costs_the_work_of_a_wrong_password(alone: Alone) -> None:
    alone.person("Els")
    browser = alone.browser()

    known = min(_work(browser, "els@noord.example") for _ in range(4))
    unknown = min(_work(browser, "bob@noord.example") for _ in range(4))

    assert known / 2 < unknown < known * 2, "without a password to check, an answer takes a tenth of this"


@pytest.mark.slow
def test_two_hundred_tries_tell_an_unknown_name_from_a_known_one_in_no_way(alone: Alone) -> None:
    assert _apart(alone, tries=200) < 0.010


def _apart(alone: Alone, *, tries: int) -> float:
    """Try a known and an unknown name side by side; return the median difference in seconds.

    Pairs, in either order: another program that keeps the machine busy slows both of a pair down.
    """
    alone.person("Els")
    browser = alone.browser()
    known, unknown = "els@noord.example", "bob@noord.example"
    differences = []
    for number in range(tries):
        alone.later(hours=1)
        order = (known, unknown) if number % 2 else (unknown, known)
        taken = {login: _seconds(browser, login) for login in order}
        differences.append(taken[known] - taken[unknown])
    print(f"known minus unknown, median: {median(differences) * 1_000:.1f} ms")  # noqa: T201
    return abs(median(differences))


def _work(browser: Browser, login: str) -> float:
    """Return the seconds of CPU of one wrong try: other programs do not lengthen them as they do the clock's."""
    browser.get("/aanmelden")
    start = process_time()
    browser.post("/aanmelden", {"login": login, "password": "verkeerd"})
    return process_time() - start


def _seconds(browser: Browser, login: str) -> float:
    browser.get("/aanmelden")
    start = perf_counter()
    browser.post("/aanmelden", {"login": login, "password": "verkeerd"})
    return perf_counter() - start


def test_the_sixth_wrong_try_within_a_quarter_waits_even_with_the_right_password(alone: Alone) -> None:
    alone.person("Els")
    stranger = alone.browser()
    codes = [stranger.sign_in(password="verkeerd").status_code for _ in range(6)]

    right = stranger.sign_in()

    assert codes == [401, 401, 401, 401, 401, 429]
    assert right.status_code == 429
    assert int(right.headers["Retry-After"]) <= 900


def test_an_unknown_name_is_limited_in_the_same_way(alone: Alone) -> None:
    stranger = alone.browser()

    codes = [stranger.sign_in("bob@noord.example", "verkeerd").status_code for _ in range(6)]

    assert codes == [401, 401, 401, 401, 401, 429]


def test_going_on_guessing_does_not_stretch_the_wait(alone: Alone) -> None:
    alone.person("Els")
    stranger = alone.browser()
    _guess(alone, stranger, times=20)

    alone.later(minutes=15)

    assert alone.browser().sign_in().status_code == 303


def _guess(alone: Alone, browser: Browser, *, times: int) -> None:
    for _ in range(times):
        browser.sign_in(password="verkeerd")


def test_the_owner_gets_in_on_a_known_browser_while_a_stranger_keeps_guessing(alone: Alone) -> None:
    alone.person("Els")
    own = alone.browser()
    own.sign_in()
    own.post("/afmelden")
    _guess(alone, alone.browser(), times=6)

    assert own.sign_in().status_code == 303


def test_an_address_has_twenty_wrong_tries_a_minute(alone: Alone) -> None:
    alone.person("Els")
    stranger = alone.browser()
    codes = [stranger.sign_in(f"naam{number}@noord.example", "verkeerd").status_code for number in range(21)]

    alone.later(seconds=61)

    assert codes == [401] * 20 + [429]
    assert stranger.sign_in().status_code == 303


def test_a_right_password_wipes_out_the_wrong_ones(alone: Alone) -> None:
    alone.person("Els")
    browser = alone.browser()
    _guess(alone, browser, times=4)
    browser.sign_in()
    browser.post("/afmelden")

    codes = [browser.sign_in(password="verkeerd").status_code for _ in range(5)]

    assert codes == [401] * 5


def test_a_closed_account_and_somebody_who_left_do_not_get_in(alone: Alone) -> None:
    from register.accounts import manage
    from register.people.models import Person

    alone.person("Els")
    left = alone.person("Bob", login="bob@noord.example")
    with alone.app.app_context():
        manage.close_account(login="els@noord.example", at=alone.moment[0])
        with transaction() as current:
            current.execute(update(Person).where(Person.id == left).values(deactivated_at=alone.moment[0]))

    assert alone.browser().sign_in().status_code == 401
    assert alone.browser().sign_in("bob@noord.example").status_code == 401


def test_a_password_is_kept_as_argon2id_of_at_least_19_mib(alone: Alone) -> None:
    alone.person("Els")

    with alone.app.app_context():
        kept = session().scalar(select(Account.password_hash)) or ""

    assert kept.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert fits(kept, PASSWORD)


def test_a_weak_old_hash_is_replaced_at_the_next_login(alone: Alone) -> None:
    from argon2 import PasswordHasher

    alone.person("Els")
    weak = PasswordHasher(time_cost=1, memory_cost=1024, parallelism=1).hash(PASSWORD)
    with alone.app.app_context(), transaction() as current:
        current.execute(update(Account).values(password_hash=weak))

    alone.browser().sign_in()

    with alone.app.app_context():
        assert not is_outdated(session().scalar(select(Account.password_hash)) or "")


NOT_OURS = (
    "//kwaad.example", "///kwaad.example", "////kwaad.example", "/\\kwaad.example",
    "\\\\kwaad.example", "\\/kwaad.example",
    "https://kwaad.example", "http://kwaad.example", "https:kwaad.example", "https:/kwaad.example",
    "http:///kwaad.example",
    "HTTPS://kwaad.example", "javascript:alert(1)", "data:text/html,x", "vbscript:x", "ftp://kwaad.example",
    "%2f%2fkwaad.example", "/%2fkwaad.example", "/%2f%2fkwaad.example", "/%5ckwaad.example", "/%255ckwaad.example",
    "/%252fkwaad.example", "%5c%5ckwaad.example", "/\t/kwaad.example", "/\n/kwaad.example", "/\r\n/kwaad.example",
    "\t//kwaad.example", " //kwaad.example", "/ /kwaad.example", "/%09/kwaad.example", "/%0a/kwaad.example",
    "/%0d%0aLocation:%20https://kwaad.example", "//localhost@kwaad.example", "https://localhost@kwaad.example",
    "/@kwaad.example", "//kwaad.example/%2f..", "/.//kwaad.example", "/..//kwaad.example", "kwaad.example",
    "//kwaad%E3%80%82example", "/\x00/kwaad.example", "http://localhost:5000.kwaad.example/",
)  # fmt: skip


@pytest.mark.parametrize("target", NOT_OURS)
def test_no_one_is_sent_off_site_after_signing_in(quick_alone: Alone, target: str) -> None:
    answer = quick_alone.browser().sign_in(next=target)

    assert (answer.status_code, answer.location) == (303, "/")


@pytest.mark.parametrize("target", ["/account", "/account?van=mail"])
def test_one_goes_on_to_the_page_one_came_for(quick_alone: Alone, target: str) -> None:
    answer = quick_alone.browser().sign_in(next=target)

    assert answer.location == target


def test_the_form_is_refused_without_a_token_with_a_stale_one_and_with_somebody_elses(alone: Alone) -> None:
    alone.person("Els")
    right = {"login": "els@noord.example", "password": PASSWORD}
    other, browser = alone.browser(), alone.browser()
    other.get("/aanmelden")
    browser.get("/aanmelden")
    stale = browser.token
    browser.sign_in()
    browser.post("/afmelden")

    without = browser.post("/aanmelden", right | {"csrf_token": ""})
    foreign = browser.post("/aanmelden", right | {"csrf_token": other.token})
    old = browser.post("/aanmelden", right | {"csrf_token": stale})

    assert [without.status_code, foreign.status_code, old.status_code] == [400, 400, 400]


def test_a_password_manager_can_fill_and_paste(alone: Alone) -> None:
    page = alone.browser().get("/aanmelden").text

    assert 'autocomplete="username"' in page
    assert 'autocomplete="current-password"' in page
    assert "onpaste" not in page
