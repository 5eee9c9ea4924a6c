"""HR imports in a real browser by keyboard: 500 people, a later file, columns said by hand, undo (H1, H2, H4)."""

import time
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from register.people.models import Person
from tests.browser.conftest import DESK, PHONE, Live
from tests.browser.keys import Keys
from tests.browser.looking import Looker
from tests.browser.steps import follow
from tests.makers import make_person
from tests.workbook_maker import PEOPLE_HEADER, person_row, write_rows

STAFF = 500


class Counted:
    """A page on which every press of Enter counts as a click."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.keys = Keys(page=page)
        self.clicks = 0

    def enter(self, name: str, *, past: str = "") -> None:
        """Tab to something and press Enter on it; `past`: what has a like name and comes before it."""
        if past:
            self.keys.tab_to(past)
        self.keys.tab_to(name)
        self.keys.enter()
        self.clicks += 1

    def choose(self, path: Path) -> None:
        """Choose a file: one click opens the chooser, the chooser itself is the system's."""
        self.page.set_input_files("#workbook", str(path))
        self.clicks += 1


def staff(folder: Path, *, changed: int = 0, name: str = "staf.xlsx") -> Path:
    """500 people; the first few with another given name."""
    rows = [
        person_row(f"{number:05d}", Roepnaam="Anders" if number < changed else "Els", Achternaam=f"Berg {number}")
        for number in range(STAFF)
    ]
    return write_rows(folder / name, PEOPLE_HEADER, rows)


def hr_page(live: Live, session: Session, size: dict[str, int]) -> Counted:
    """HR on the first page of the register."""
    make_person(session, "Hanneke", "Raad", roles=("hr",), personnel_number="90001")
    return Counted(live.page("hanneke", size=size))


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_five_hundred_people_come_in_and_go_back_within_the_clicks(
    live: Live, live_session: Session, tmp_path: Path, size: dict[str, int]
) -> None:
    hr = hr_page(live, live_session, size)
    began = time.monotonic()

    hr.enter("Importeren")
    hr.choose(staff(tmp_path))
    hr.enter("Voorbeeld bekijken")
    expect(hr.page.get_by_text(f"Nieuw: {STAFF}")).to_be_visible()
    hr.enter("Importeren", past="Importeren")
    expect(hr.page.get_by_role("status")).to_contain_text(f"Geïmporteerd: {STAFF} nieuw.")
    first, seconds = hr.clicks, time.monotonic() - began
    people = live_session.scalar(select(func.count(Person.id)))
    hr.enter("Terugdraaien")
    hr.enter("Import terugdraaien")
    expect(hr.page.get_by_role("status")).to_contain_text(f"Teruggedraaid: {STAFF} teruggezet")
    live_session.rollback()

    assert (first, people) == (4, STAFF + 1)
    assert hr.clicks - first == 2
    assert seconds < 180
    assert live_session.scalar(select(func.count(Person.id))) == 1
    assert hr.keys.wrong == []


def test_a_later_file_takes_three_clicks_from_the_page_of_imports(
    live: Live, live_session: Session, tmp_path: Path
) -> None:
    hr = hr_page(live, live_session, DESK)
    hr.enter("Importeren")
    hr.choose(staff(tmp_path))
    hr.enter("Voorbeeld bekijken")
    hr.enter("Importeren", past="Importeren")
    hr.page.goto(f"{live.url}/leerregister/importeren")
    hr.clicks, began = 0, time.monotonic()

    hr.choose(staff(tmp_path, changed=3, name="later.xlsx"))
    hr.enter("Voorbeeld bekijken")
    expect(hr.page.get_by_text("Gewijzigd: 3")).to_be_visible()
    hr.enter("Importeren", past="Importeren")
    expect(hr.page.get_by_role("status")).to_contain_text("3 gewijzigd")

    assert hr.clicks == 3
    assert time.monotonic() - began < 60


def test_every_page_of_an_import_is_sound_on_a_phone_and_a_desk(
    live: Live, live_session: Session, tmp_path: Path
) -> None:
    hr = hr_page(live, live_session, PHONE)
    rows = [("1", "Berg", "03/04/2020", "geen"), ("2", "Bos", "05/06/2021", "")]
    header = ("Nr.", "Wie is dit", "In dienst", "Register")
    look = Looker(page=hr.page)

    hr.enter("Importeren")
    look.look("importeren")
    hr.choose(write_rows(tmp_path / "vreemd.xlsx", header, rows))
    follow(hr.page.get_by_role("button", name="Voorbeeld bekijken"))
    look.look("kolommen")
    hr.page.get_by_label("Wat staat er in kolom Nr.?").select_option("personnel_number")
    hr.page.get_by_label("Wat staat er in kolom Wie is dit?").select_option("surname")
    hr.page.get_by_label("Bewaar als eigen indeling").fill("Onze lijst")
    follow(hr.page.get_by_role("button", name="Kolommen zo lezen"))
    look.look("datums")
    follow(hr.page.get_by_role("button", name="Zo lezen", exact=True))
    look.look("voorbeeld")
    follow(hr.page.get_by_role("button", name="Importeren", exact=True))
    look.look("klaar")
    hr.page.goto(f"{live.url}/leerregister/importeren/indelingen")
    look.look("indelingen")
    follow(hr.page.get_by_role("link", name="Onze lijst"))
    look.look("indeling")

    assert look.wrong == []
