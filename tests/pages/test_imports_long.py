"""A preview of ten thousand rows: a hundred a page, and counts that stay those of the whole file (G3)."""

from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from register.imports.opening import Opened
from register.imports.staging import stage
from register.workbooks.cells import Row
from register.workbooks.read import Sheet, Workbook
from tests.conftest import NOW
from tests.host import Host
from tests.makers import TODAY, make_person, make_viewer
from tests.pages.reading import soup

ROWS, BAD = 10_000, 4
HEADER = ("Personeelsnummer", "Achternaam")


@pytest.fixture
def database_url(sqlite_afresh: str) -> str:
    """Once is enough: what it costs is the reading and the page, not the database."""
    return sqlite_afresh


@pytest.fixture
def long(host: Host, session: Session, tmp_path: Path) -> tuple[FlaskClient, str]:
    """HR with an upload of which four rows have no surname, and the address of its preview."""
    viewer = make_viewer(session, make_person(session, "Hanneke", "Raad", roles=("hr",), personnel_number="90001"))
    rows = tuple(
        Row(place, (f"{place:05}", f"Berg {place}"), "tt") if place > BAD + 1 else Row(place, (f"{place:05}",), "t")
        for place in range(2, ROWS + 2)
    )
    book = Workbook(sheets=(Sheet(name="Blad1", hidden=False, rows=(Row(1, HEADER, "tt"), *rows)),))
    file = tmp_path / "m.csv"
    file.write_text("m", encoding="utf-8")
    opened = Opened(workbook=book, kind="mensen", system="generic")
    batch_id = stage(viewer, opened, paths=[file], file_name="m.csv", at=NOW, today=TODAY)
    return host.client("hanneke"), f"/leerregister/importeren/{batch_id}"


def test_a_preview_of_ten_thousand_rows_has_a_hundred_a_page_and_counts_all(long: tuple[FlaskClient, str]) -> None:
    client, address = long

    page = soup(client.get(f"{address}?pagina=100"))
    lines = page.select('[aria-label="Rijen van het bestand"] tbody th')

    assert (len(lines), lines[-1].text) == (100, "Berg 10001")
    assert "10000 rijen gelezen" in page.text
    assert [chip.text for chip in page.select('[aria-label="Rijen per uitkomst"] a')] == [
        "Alle rijen: 10000", "Nieuw: 9996", "Begint later: 0", "Gewijzigd: 0", "Ongewijzigd: 0", "Uit dienst: 0",
        "Afgekeurd: 4",
    ]  # fmt: skip
