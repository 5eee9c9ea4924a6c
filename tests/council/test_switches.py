"""The page of the works council equals the configuration, switch by switch (bar PR14)."""

from dataclasses import fields, replace

from sqlalchemy.orm import Session

from register.council.switches import SHOWS, switches
from register.culture.knowledge.choices import SOURCES
from register.current import state
from register.notices.kinds import KINDS
from register.privacy.layers import Audience
from register.settings import PREFIX, Settings
from tests.host import Host
from tests.makers import make_person
from tests.pages.reading import PREFIX as PATH
from tests.pages.reading import soup

HIDDEN = {"ingesteld", "niet ingesteld"}
"""Of what is secret the page says no more than this."""


def test_every_setting_is_on_the_page_with_its_state(host: Host, session: Session) -> None:
    make_person(session, "Olga")
    page = soup(host.client("olga").get(f"{PATH}/totalen/or"))

    rows = {row.select_one("th").text: row.select("td")[1].text for row in page.select("tbody tr")}  # type: ignore[union-attr]
    found = {name: text for name, text in rows.items() if name.startswith(PREFIX)}

    assert set(found) == {PREFIX + one.name.upper() for one in fields(Settings)}
    assert found["REGISTER_SESSION_HOURS"] == str(state().settings.session_hours)
    assert found["REGISTER_PUBLIC_URL"] == "http://localhost"
    assert found["REGISTER_DEMO"] == "uit"


def test_a_changed_setting_changes_the_page() -> None:
    before, after = switches(Settings()), switches(replace(Settings(), demo=True, sign_link_days=7))

    assert [one.state for one in before.of_the_configuration] != [one.state for one in after.of_the_configuration]
    assert {one.name: one.state for one in after.of_the_configuration} | {
        "REGISTER_DEMO": "aan", "REGISTER_SIGN_LINK_DAYS": "7"
    } == {one.name: one.state for one in after.of_the_configuration}  # fmt: skip


def test_every_setting_that_is_not_secret_stands_there_as_it_is_and_who_can_change_it() -> None:
    given = Settings(sign_link_days=9, session_hours=5, organisation="Noord", demo=True)
    every = switches(given)

    shown = {one.name: one for one in (*every.of_the_configuration, *every.of_the_machine)}
    open_ones = [one.name for one in fields(Settings) if shown[PREFIX + one.name.upper()].state not in HIDDEN]
    differ = [name for name in open_ones if shown[PREFIX + name.upper()].state not in _said(getattr(given, name))]

    assert (len(open_ones) > 15, differ) == (True, [])
    assert [one.name for one in (*every.of_people, *every.fixed, *shown.values()) if not one.who] == []


def _said(value: object) -> set[str]:
    """How a value may be written: itself, or in words."""
    return {str(value), {"True": "aan", "False": "uit", "": "leeg"}.get(str(value), str(value))}


def test_no_key_password_or_address_of_a_database_is_on_the_page() -> None:
    secret = Settings(
        secret_key="Kanarie-1", old_secret_keys="Kanarie-2", database_url="Kanarie-3", mail_url="smtp://Kanarie-4",
        mail_from="a@b.example", storage_url="Kanarie-5", jobs_url="redis://Kanarie-6", scanner_url="Kanarie-7",
        pe_online_url="Kanarie-8",
    )  # fmt: skip

    every = switches(secret)

    assert "Kanarie" not in str(every)
    assert [one.state for one in every.of_the_machine].count("ingesteld") == 5


def test_every_choice_of_people_is_on_it() -> None:
    names = [one.name for one in switches(Settings()).of_people]

    assert len(names) == len(Audience) + len(KINDS) + len(SOURCES) + 1
    assert [f"Mail: {kind.label}" for kind in KINDS] == [name for name in names if name.startswith("Mail")]


def test_what_is_said_of_a_setting_is_about_a_setting_that_exists() -> None:
    assert set(SHOWS) <= {one.name for one in fields(Settings)}
