"""The main menu marks where one is: the page itself, or the item that the page is below."""

import pytest
from sqlalchemy.orm import Session

from tests.host import Host
from tests.makers import make_person, make_team
from tests.pages.reading import PREFIX, soup


@pytest.mark.parametrize(("path", "marked"), [
    ("/", {"Vandaag": "page"}),
    ("/dossier", {"Mijn dossier": "page"}),
    ("/dossier/compleet", {"Mijn dossier": "true"}),
    ("/klaar-voor-register", {"Mijn dossier": "true"}),
    ("/bewijsmap", {"Mijn dossier": "true"}),
    ("/groepen/nieuw", {"Groepen": "true"}),
    ("/mensen/1/registraties/nieuw", {"Mensen": "true"}),
    ("/importeren?soort=mensen", {"Importeren": "page"}),
    ("/importeren/indelingen", {"Importeren": "true"}),
    ("/export/pe-online", {"Export": "true"}),
    ("/privacy/gegevens", {"Mijn dossier": "true"}),
    ("/totalen", {"Overzicht": "true"}),
    ("/scholing", {"Overzicht": "true"}),
    ("/dossiers-van-anderen", {}),
])  # fmt: skip
def test_the_menu_marks_the_page_or_what_it_is_below(
    host: Host, session: Session, path: str, marked: dict[str, str]
) -> None:
    make_person(session, "Hanna", roles=("hr",))

    page = soup(host.client("hanna").get(f"{PREFIX}{path}"))

    assert {one.text: one["aria-current"] for one in page.select(".rg-nav a[aria-current]")} == marked


def test_a_manager_opens_the_training_needs_from_the_team(host: Host, session: Session) -> None:
    make_person(session, "Ron", manages=make_team(session, "Oost"))

    page = soup(host.client("ron").get(f"{PREFIX}/scholing"))

    assert [one.text for one in page.select(".rg-nav a[aria-current]")] == ["Mijn team"]
