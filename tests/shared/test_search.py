"""Searching finds part-words whatever their accents, and both databases find the same."""

from sqlalchemy.orm import Session

from register.culture.shared.listing import LearningQuery, list_learnings
from register.culture.shared.search import search_key, words_of
from tests.makers import make_organisation, make_person, make_viewer
from tests.shared.making import make_rows

TITLES = (
    "Überleg met de crèche", "Dagelĳks even bellen", "Dagelÿks opschrijven", "50% minder uitval", "Plan_b bij onrust",
    "Co-creatie met bewoners", "Naïef durven vragen", "Straße als ontmoetingsplek", "Ça va? Begin licht",
    "Ελληνικά leren",
)  # fmt: skip
FOUND = {
    "creche": ["Überleg met de crèche"],
    "CRÈCHE": ["Überleg met de crèche"],
    "rech": ["Überleg met de crèche"],
    "uberleg crech": ["Überleg met de crèche"],
    "crech uberleg": ["Überleg met de crèche"],
    "dagelijks": ["Dagelÿks opschrijven", "Dagelĳks even bellen"],
    "dageli": ["Dagelÿks opschrijven", "Dagelĳks even bellen"],
    "50%": ["50% minder uitval"],
    "plan_b": ["Plan_b bij onrust"],
    "planxb": [],
    "cocreatie": ["Co-creatie met bewoners"],
    "co-creatie": ["Co-creatie met bewoners"],
    "naief": ["Naïef durven vragen"],
    "strasse": ["Straße als ontmoetingsplek"],
    "ca va": ["Ça va? Begin licht"],
    "ΕΛΛΗΝΙΚΆ": ["Ελληνικά leren"],
    "%": [],
    "_": [],
    "'; DROP TABLE register_learning --": [],
    "creche bellen": [],
}
"""What is asked, and the titles that hold it, in the order of their signs."""


def test_a_part_of_a_word_finds_it_with_or_without_accents_on_both_databases(session: Session) -> None:
    els = make_person(session)
    make_rows(session, els, *TITLES)
    viewer = make_viewer(session, els)

    shown = {asked: list_learnings(session, viewer, LearningQuery(text=asked)).lines for asked in FOUND}

    assert {asked: sorted(line.title for line in lines) for asked, lines in shown.items()} == FOUND


def test_of_a_thousand_learnings_each_database_finds_the_same_hundred(session: Session) -> None:
    els = make_person(session)
    make_rows(
        session, els, *(f"Les {number} over de {'crèche' if number % 10 else 'Ĳssalon'}" for number in range(1000))
    )

    shown = list_learnings(session, make_viewer(session, els), LearningQuery(text="les ijssa"))

    assert (shown.found, shown.all, shown.pages, len(shown.lines)) == (100, 1000, 4, 25)


def test_another_organisation_is_not_searched(session: Session) -> None:
    els = make_person(session)
    make_rows(session, make_person(session, "Zed", organisation=make_organisation(session, "Zuid")), *TITLES)

    assert list_learnings(session, make_viewer(session, els), LearningQuery()).all == 0


def test_a_key_holds_hyphenated_words_both_ways() -> None:
    assert search_key("Co-creatie, samen!") == "co creatie samen cocreatie"


def test_a_question_without_letters_has_no_words() -> None:
    assert words_of("% _ ?!") == ()
