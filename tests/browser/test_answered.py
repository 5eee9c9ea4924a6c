"""A page is drawn again for whatever its answer holds that no answer held before."""

import pytest

from tests.browser.answered import Answer

SHOWN = '<html lang="nl"><body><main class="rg"><h1>Mensen</h1><p>Els</p><p>Bob</p></main></body></html>'


@pytest.mark.parametrize(
    "other",
    [
        SHOWN.replace("<p>Bob</p>", '<p role="alert">Bob</p>'),
        SHOWN.replace("<p>Bob</p>", "<p><img></p>"),
        SHOWN.replace("<p>Bob</p>", "<p></p>").replace("<p>Els</p>", "<p></p>"),
        SHOWN.replace("Bob", "Bob-van-de-Langestraat-Achternaam"),
        SHOWN.replace("<p>Els</p>", "<h3>Els</h3>"),
        SHOWN.replace("<main", '<main aria-label=""'),
        SHOWN.replace("<body>", '<body><script src="https://elders.example/x.js"></script>'),
    ],
    ids=["a role", "a picture", "nothing in it", "a long word", "a heading", "an empty label", "another host"],
)
def test_what_was_not_there_before_is_new(other: str) -> None:
    assert Answer(other).places() - Answer(SHOWN).places() != set()


def test_other_people_on_the_same_page_are_nothing_new() -> None:
    other = SHOWN.replace("Els", "Ümit").replace("<p>Bob</p>", "<p>Bob</p><p>Zoë</p>")

    assert Answer(other).places() - Answer(SHOWN).places() == set()


def test_a_page_that_fetches_a_part_of_itself_is_not_whole() -> None:
    later = SHOWN.replace("<p>Bob</p>", '<p hx-get="/x" hx-trigger="load delay:100ms"></p>')

    assert (Answer(SHOWN).is_whole, Answer(later).is_whole) == (True, False)


def test_its_links_are_those_that_a_browser_follows() -> None:
    page = SHOWN.replace("Els", '<a href="1">Els</a><a href="/x.pdf" download>Blad</a><a>Niets</a>')

    assert Answer(page).links("http://localhost/mensen/") == ["http://localhost/mensen/1"]
