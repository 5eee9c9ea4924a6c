"""While logging it already shows what a spot check would miss, and who can mend it."""

from datetime import time

from sqlalchemy.orm import Session

from register.evidence.while_logging import gaps_while_logging
from register.learning.entry import ActivityEntry, Participant, SessionEntry
from tests.host import Host
from tests.learning.making import DAY, make_entry
from tests.makers import make_person, make_viewer
from tests.pages.reading import open_form, send


def test_a_group_session_without_times_misses_times_and_the_others(session: Session) -> None:
    els, anna = make_person(session, "Els"), make_person(session, "Anna")

    gaps = gaps_while_logging(session, make_viewer(session, els), make_entry(els, anna), chosen=False)

    assert [(gap.code, gap.own) for gap in gaps] == [("tijden", True), ("lijst", False)]
    assert gaps[0].remedy == "Vul ze in bij Meer vastleggen."
    assert gaps[1].missing == "De presentielijst wacht straks op Anna Vries"


def test_a_chosen_photo_of_the_list_completes_it(session: Session) -> None:
    els, anna = make_person(session, "Els"), make_person(session, "Anna")

    gaps = gaps_while_logging(session, make_viewer(session, els), make_entry(els, anna), chosen=True)

    assert gaps == ()


def test_a_training_asks_for_its_certificate(session: Session) -> None:
    els = make_person(session, "Els")
    meeting = SessionEntry(
        held_on=DAY,
        gross_minutes=360,
        starts_at=time(9),
        ends_at=time(15),
        participants=(Participant(person_id=els.id),),
    )

    gaps = gaps_while_logging(
        session, make_viewer(session, els), ActivityEntry(kind="training", sessions=(meeting,)), chosen=False
    )

    assert [gap.code for gap in gaps] == ["stuk"]


def test_who_was_not_there_is_asked_for_nothing(session: Session) -> None:
    els, anna = make_person(session, "Els"), make_person(session, "Anna")

    assert gaps_while_logging(session, make_viewer(session, els), make_entry(anna), chosen=False) == ()


def test_the_preview_says_it(host: Host, session: Session) -> None:
    make_person(session, "Els")
    els = host.client("els")

    preview = send(els, open_form(els), "/vastleggen/voorbeeld", kind="training", kind_shown="training")

    assert "Voor een steekproef mist dan nog" in preview.text
