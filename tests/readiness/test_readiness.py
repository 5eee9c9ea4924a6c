"""What a spot check would miss of each activity, who can mend it, and where that is said (readiness)."""

import io
from datetime import time

import pytest
from sqlalchemy.orm import Session

from register.current import state
from register.evidence.files import store_evidence
from register.evidence.gaps import names_in_words
from register.evidence.readiness import ActivityGaps, activity_readiness, dossier_readiness
from register.learning.entry import ActivityEntry, Participant, SessionEntry
from register.learning.kinds import kinds
from register.learning.log_activity import log_activity
from register.once import as_form_key
from register.people.models import Person
from tests.evidence import samples
from tests.host import Host
from tests.makers import NOON, TODAY, make_logged, make_person, make_registration, make_viewer
from tests.pages.reading import soup


@pytest.fixture
def els(session: Session) -> Person:
    person = make_person(session, "Els")
    make_registration(session, person)
    return person


def readiness_of(session: Session, person: Person, activity_id: int) -> ActivityGaps:
    found = activity_readiness(session, make_viewer(session, person), activity_id)
    assert found is not None
    return found


def hand_in(session: Session, person: Person, activity_id: int) -> None:
    store_evidence(
        make_viewer(session, person), activity_id, io.BytesIO(samples.pdf()), "lijst.pdf",
        form_key=as_form_key(""), at=NOON, settings=state().settings,
    )  # fmt: skip


def logged(session: Session, person: Person, *others: Person, **given: object) -> int:
    meeting = SessionEntry(
        held_on=TODAY, gross_minutes=120, starts_at=time(9), ends_at=time(11),
        participants=tuple(Participant(person_id=one.id) for one in (person, *others)),
    )  # fmt: skip
    entry = ActivityEntry(kind="intervisie", sessions=(meeting,), **given)  # type: ignore[arg-type]
    return log_activity(make_viewer(session, person), entry, at=NOON, today=TODAY).activity_id


def test_an_intervisie_with_times_and_everybody_confirmed_misses_nothing(session: Session, els: Person) -> None:
    activity = logged(session, els)

    assert readiness_of(session, els, activity).ready


def test_a_list_waits_for_who_did_not_confirm_and_names_them(session: Session, els: Person) -> None:
    others = [make_person(session, name) for name in ("Anna", "Bram")]
    activity = logged(session, els, *others)

    gaps = readiness_of(session, els, activity).gaps

    assert [(gap.code, gap.own) for gap in gaps] == [("lijst", False)]
    assert gaps[0].remedy.startswith("Vraag Anna Vries en Bram Vries om te bevestigen")


def test_a_list_without_times_is_mended_by_who_logged_it(session: Session, els: Person) -> None:
    jan = make_person(session, "Jan")
    activity = make_logged(session, jan, others=(els,))

    gaps = readiness_of(session, els, activity).gaps

    assert [(gap.code, gap.remedy) for gap in gaps] == [
        ("bevestiging", "Bevestig op Vandaag dat je erbij was."),
        ("tijden", "Vraag Jan Vries om ze in te vullen."),
    ]


def test_a_photo_of_the_signed_list_completes_it(session: Session, els: Person) -> None:
    activity = make_logged(session, els, others=(make_person(session, "Anna"),))

    hand_in(session, els, activity)

    assert readiness_of(session, els, activity).ready


def test_a_training_misses_its_certificate_until_a_file_lies_there(session: Session, els: Person) -> None:
    activity = make_logged(session, els, kind="training")
    before = readiness_of(session, els, activity).gaps

    hand_in(session, els, activity)

    assert [(gap.missing, gap.remedy) for gap in before] == [
        ("Certificaat of bewijs van deelname ontbreekt", "Vraag het aan de aanbieder en voeg een foto of pdf toe.")
    ]
    assert readiness_of(session, els, activity).ready


def test_supervision_asks_for_the_number_of_the_supervisor(session: Session, els: Person) -> None:
    activity = make_logged(session, els, kind="supervisie", facilitator_name="Kim Bos")
    hand_in(session, els, activity)

    gaps = readiness_of(session, els, activity).gaps

    assert [(gap.code, gap.remedy) for gap in gaps] == [
        ("begeleider", "Vraag het aan Kim Bos en vul het in bij Wijzigen.")
    ]


def test_online_in_a_group_asks_whether_everybody_was_seen_and_heard(session: Session, els: Person) -> None:
    unsure = logged(session, els, online=True)
    sure = logged(session, els, online=True, online_av_confirmed=True)

    assert [gap.code for gap in readiness_of(session, els, unsure).gaps] == ["beeld"]
    assert readiness_of(session, els, sure).ready


def test_who_was_not_there_has_nothing_to_mend(session: Session, els: Person) -> None:
    activity = make_logged(session, els)

    assert activity_readiness(session, make_viewer(session, make_person(session, "Jan")), activity) is None


def test_the_dossier_counts_what_no_register_decided_on(session: Session, els: Person) -> None:
    logged(session, els)
    make_logged(session, els, kind="training", title="Meldcode")

    found = dossier_readiness(session, make_viewer(session, els))

    assert (found.activities, found.ready, [one.title for one in found.missing]) == (2, 1, ["Meldcode"])


def test_without_a_registration_no_register_asks_for_anything(session: Session) -> None:
    jan = make_person(session, "Jan")
    make_logged(session, jan, kind="training")

    assert dossier_readiness(session, make_viewer(session, jan)).activities == 0


def test_every_kind_that_asks_for_a_file_says_which() -> None:
    assert [kind.id for kind in kinds().values() if kind.proof and not kind.evidence_hint] == []


def test_names_are_written_as_people_say_them() -> None:
    assert names_in_words(("Anna",)) == "Anna"
    assert names_in_words(("Anna", "Bram", "Kim")) == "Anna, Bram en Kim"
    assert names_in_words(("Anna", "Bram", "Kim", "Jo", "Al")) == "Anna, Bram, Kim en 2 anderen"


def test_the_page_of_an_activity_and_of_the_dossier_say_it(host: Host, session: Session, els: Person) -> None:
    activity = make_logged(session, els, kind="training", title="Meldcode")
    client = host.client("els")

    page = soup(client.get(f"/leerregister/activiteiten/{activity}"))
    whole = soup(client.get("/leerregister/dossier/compleet"))

    assert "Vraag het aan de aanbieder" in page.select_one("section[aria-labelledby=rg-check]").text  # type: ignore[union-attr]
    assert "Compleet: 0 van 1 activiteit." in whole.select_one("#rg-ready").text  # type: ignore[union-attr]
    assert "Meldcode" in whole.select_one(".rg-list").text  # type: ignore[union-attr]
