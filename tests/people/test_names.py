"""Dutch names: shown as written, sorted on the main name, found however somebody types them."""

from datetime import timedelta

import pytest
from sqlalchemy import delete
from sqlalchemy.orm import Session

from register.people.directory import search_people
from register.people.models import Employment
from register.people.names import Name, fold
from tests.makers import NOON, TODAY, make_organisation, make_person

BERG = Name(given_name="Els", prefix="van den", family_name="Berg")
BOTH = {
    "given_name": "Els",
    "prefix": "van den",
    "family_name": "Berg",
    "partner_prefix": "de",
    "partner_family_name": "Vries",
}


@pytest.mark.parametrize(
    ("use", "shown", "sorted_on"),
    [
        ("eigen", "Els van den Berg", "berg"),
        ("partner", "Els de Vries", "vries"),
        ("partner-eigen", "Els de Vries-van den Berg", "vries van den berg"),
        ("eigen-partner", "Els van den Berg-de Vries", "berg de vries"),
    ],
)
def test_a_name_is_shown_and_sorted_by_its_use(use: str, shown: str, sorted_on: str) -> None:
    name = Name(**BOTH, name_use=use)

    assert name.display == shown
    assert name.sort_key.startswith(sorted_on)


def test_people_are_sorted_on_the_main_name_and_not_on_the_prefix() -> None:
    names = [
        Name(given_name="Aad", family_name="Zomer"),
        Name(given_name="Bo", prefix="van 't", family_name="Hof"),
        BERG,
        Name(given_name="Cas", family_name="Adam"),
    ]

    assert [name.display for name in sorted(names, key=lambda name: name.sort_key)] == [
        "Cas Adam", "Els van den Berg", "Bo van 't Hof", "Aad Zomer",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("Łukasz", "lukasz"), ("Ayşe", "ayse"), ("Pınar", "pinar"), ("Øzgür", "ozgur"), ("Groß", "gross"),
        ("Veen-'t Hoen", "veen t hoen"), ("  Van   der Meer ", "van der meer"), ("Brontë", "bronte"), ("İnci", "inci"),
    ],
)  # fmt: skip
def test_folding_takes_away_accents_capitals_and_signs(written: str, folded: str) -> None:
    assert fold(written) == folded


@pytest.mark.parametrize(
    "text",
    [
        "van den Berg",
        "Berg, van den",
        "vandenberg",
        "VAN DEN BERG",
        "berg els",
        "els",
        "  berg  ",
        "00101",
        "0010",
        "bérg",
    ],
)
def test_somebody_is_found_however_the_name_is_typed(session: Session, text: str) -> None:
    make_person(session, "Els", "Berg", prefix="van den", personnel_number="00101")
    make_person(session, "Jan", "Smit", personnel_number="99999")

    assert [one.name for one in search_people(session, make_organisation(session).id, text, TODAY)] == [
        "Els van den Berg"
    ]


@pytest.mark.parametrize("text", ["%", "_", "\\", "e%s", "' OR 1=1 --", "   ", "zzz"])
def test_signs_of_the_database_are_signs_like_any_other(session: Session, text: str) -> None:
    make_person(session, "Els", "Berg", prefix="van den", personnel_number="00101")

    assert search_people(session, make_organisation(session).id, text, TODAY) == ()


def test_names_with_accents_are_found_without_them(session: Session) -> None:
    make_person(session, "Ayşe", "Łukasz")

    assert len(search_people(session, make_organisation(session).id, "ayse lukasz", TODAY)) == 1


def test_who_left_is_found_after_who_is_in_service_unless_nobody_knows_them_by_an_employment(session: Session) -> None:
    anna, bo, erased, _ = (make_person(session, name, "Berg") for name in ("Anna", "Bo", "Ex", "Zoë"))
    anna.employments[0].ends_on = TODAY - timedelta(days=1)
    bo.deactivated_at = erased.deactivated_at = NOON
    session.execute(delete(Employment).where(Employment.person_id == erased.id))
    session.commit()

    found = search_people(session, make_organisation(session).id, "berg", TODAY)

    assert [(one.name, one.left) for one in found] == [("Zoë Berg", False), ("Anna Berg", True), ("Bo Berg", True)]


def test_people_of_another_organisation_are_never_found(session: Session) -> None:
    make_person(session, "Els", organisation=make_organisation(session, "Elders"))

    assert search_people(session, make_organisation(session).id, "els", TODAY) == ()
