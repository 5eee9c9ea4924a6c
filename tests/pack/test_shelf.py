"""Papers that go into several packs: set once, and kept as long as a pack waits for them."""

from datetime import UTC, datetime
from pathlib import Path

from register.evidence.pack.papers import Shelf
from tests.papers.drafts import make_draft

AT = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


def test_what_two_packs_ask_for_is_set_once_and_whole_for_both(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    first, second = (shelf.ask(make_draft(), at=AT) for _ in range(2))

    papers = [first(), second(), shelf.ask(make_draft(), at=AT)()]

    assert papers == [papers[0]] * 3
    assert [one.suffix for one in tmp_path.iterdir()] == [".pdf"]


def test_what_was_asked_for_a_pack_that_was_refused_is_not_kept(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    asked = [shelf.ask(make_draft(title), at=AT) for title in ("Een", "Twee")]
    del asked[0]

    assert len(shelf._coming) == 1
    assert asked[0]().startswith(b"%PDF-")
