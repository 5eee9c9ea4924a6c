"""Running alone, a colleague shows the own password on somebody's screen, and nobody guesses it there."""

from register.db import session
from register.learning.models import Attendance
from register.people.models import Person
from tests.accounts.alone import PASSWORD, Alone, Browser
from tests.confirm.reading import attendance_of
from tests.makers import make_logged


def asked(alone: Alone) -> tuple[Browser, int, str]:
    """Els logged what Anna was at, and opens her screen; returns her browser, the activity and the address."""
    els, anna = alone.person("Els"), alone.person("Anna", login="anna@noord.example")
    with alone.app.app_context():
        activity_id = make_logged(session(), session().get_one(Person, els), others=(session().get_one(Person, anna),))
        part = attendance_of(session(), activity_id, session().get_one(Person, anna)).id
    browser = alone.browser()
    browser.sign_in()
    return browser, activity_id, f"/deelname/{part}/op-dit-scherm"


def part_of_anna(alone: Alone, address: str) -> Attendance:
    with alone.app.app_context():
        return session().get_one(Attendance, int(address.split("/")[2]))


def test_the_own_password_is_a_proof_of_ones_own(alone: Alone) -> None:
    browser, _, address = asked(alone)

    shown = browser.get(address)
    done = browser.post(address, {"content_version": "1", "password": PASSWORD})

    part = part_of_anna(alone, address)
    assert "Jouw eigen wachtwoord" in shown.text
    assert done.status_code == 303
    assert part.confirmation_method == "collega wachtwoord"
    assert part.witness_id is not None


def test_without_the_right_password_nothing_is_confirmed(alone: Alone) -> None:
    browser, _, address = asked(alone)
    browser.get(address)

    none = browser.post(address, {"content_version": "1"})
    wrong = browser.post(address, {"content_version": "1", "password": "een ander wachtwoord"})

    assert (none.status_code, wrong.status_code) == (422, 422)
    assert "Vul je eigen wachtwoord in." in none.text
    assert "Dit wachtwoord klopt niet." in wrong.text
    assert part_of_anna(alone, address).confirmed_at is None


def test_the_sixth_wrong_password_within_a_quarter_waits(alone: Alone) -> None:
    browser, _, address = asked(alone)
    browser.get(address)

    codes = [browser.post(address, {"content_version": "1", "password": "raden"}).status_code for _ in range(5)]
    sixth = browser.post(address, {"content_version": "1", "password": PASSWORD})

    assert codes == [422] * 5
    assert sixth.status_code == 429
    assert part_of_anna(alone, address).confirmed_at is None
