"""Confirming on the screen of a colleague: it says so everywhere, the person may object, and it cannot be misused."""

from datetime import datetime
from decimal import Decimal

import pytest
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from register.errors import Conflict, NotAllowed, NotFound
from register.evidence.papers.wording import confirmed
from register.evidence.readiness import activity_readiness
from register.learning.activity_page import activity_page
from register.learning.confirm import Confirmed, confirm, dispute
from register.learning.on_screen import sign_on_screen, who_waits
from register.learning.waiting import waiting_cards
from register.people.models import Person
from tests.confirm.reading import attendance_of, change_content, claims_of, trail
from tests.host import Host
from tests.makers import (
    TODAY,
    make_logged,
    make_organisation,
    make_person,
    make_registration,
    make_team,
    make_viewer,
)
from tests.pages.reading import PREFIX, form_values, soup


def sign(session: Session, witness: Person, attendance_id: int, at: datetime, *, version: int = 1) -> Confirmed:
    """As in a host: nobody has a password of ours."""
    viewer = make_viewer(session, witness)
    return sign_on_screen(viewer, attendance_id, content_version=version, typed=None, at=at, today=TODAY)


def test_it_is_kept_whose_screen_it_was(session: Session, now: datetime) -> None:
    els, anna = make_person(session, "Els"), make_person(session, "Anna")
    make_registration(session, anna)
    activity_id = make_logged(session, els, others=(anna,))

    done = sign(session, els, attendance_of(session, activity_id, anna).id, now)

    part = attendance_of(session, activity_id, anna)
    assert done.points == {"skj-jgp": Decimal(2)}
    assert (part.confirmed_by_id, part.confirmation_method, part.witness_id) == (anna.id, "collega", els.id)
    assert [line.actor_id for line in trail(session, "deelname.bevestigd")] == [els.id]


def test_it_stands_on_the_list_on_the_page_and_in_the_readiness(session: Session, now: datetime) -> None:
    els, anna = make_person(session, "Els"), make_person(session, "Anna")
    activity_id = make_logged(session, els, others=(anna,))
    sign(session, els, attendance_of(session, activity_id, anna).id, now)

    page = activity_page(session, make_viewer(session, anna), activity_id, today=TODAY)
    own = activity_readiness(session, make_viewer(session, anna), activity_id)
    others = activity_readiness(session, make_viewer(session, els), activity_id)

    assert confirmed(attendance_of(session, activity_id, anna))[1] == "op het scherm van Els Vries"
    assert [one.on_screen_of for one in page.own] == ["Els Vries"]
    assert own is not None
    assert "Bevestigd op het scherm van Els Vries; of het register dat aanvaardt, is niet vastgesteld" in [
        gap.missing for gap in own.gaps
    ]
    assert others is not None
    assert "Vraag Anna Vries om ook zelf te bevestigen, of voeg een foto van de lijst toe." in [
        gap.remedy for gap in others.gaps
    ]


def test_the_register_is_told_that_the_list_was_signed_like_this(session: Session, now: datetime) -> None:
    els, anna = make_person(session, "Els"), make_person(session, "Anna")
    make_registration(session, els)
    activity_id = make_logged(session, els, others=(anna,))
    own, theirs = attendance_of(session, activity_id, els).id, attendance_of(session, activity_id, anna).id

    sign(session, els, theirs, now)
    before = claims_of(session, own)[0].facts
    confirm(make_viewer(session, anna), theirs, content_version=1, method="kaart", at=now)

    assert (before["signed_list"], before["signed_on_screen"]) == (True, True)
    assert "signed_on_screen" not in claims_of(session, own)[0].facts


def test_the_person_sees_a_card_until_answering_alone(session: Session, now: datetime) -> None:
    els, anna = make_person(session, "Els"), make_person(session, "Anna")
    activity_id = make_logged(session, els, others=(anna,))
    part = attendance_of(session, activity_id, anna).id
    viewer = make_viewer(session, anna)
    sign(session, els, part, now)

    (card,) = waiting_cards(session, viewer).waiting
    confirm(viewer, part, content_version=1, method="kaart", at=now)

    stored = attendance_of(session, activity_id, anna)
    assert card.on_screen_of == "Els Vries"
    assert (stored.confirmation_method, stored.witness_id) == ("kaart", None)
    assert waiting_cards(session, viewer).waiting == ()


def test_klopt_niet_undoes_it(session: Session, now: datetime) -> None:
    els, anna = make_person(session, "Els"), make_person(session, "Anna")
    make_registration(session, anna)
    activity_id = make_logged(session, els, others=(anna,))
    part = attendance_of(session, activity_id, anna).id
    sign(session, els, part, now)

    dispute(make_viewer(session, anna), part, reason="Ik was er niet", at=now)

    stored = attendance_of(session, activity_id, anna)
    assert (stored.confirmed_at, stored.witness_id, claims_of(session, part)) == (None, None, [])
    with pytest.raises(Conflict, match="niets meer te bevestigen"):
        sign(session, els, part, now)


def test_a_second_time_there_is_nothing_left_to_confirm(session: Session, now: datetime) -> None:
    els, anna = make_person(session, "Els"), make_person(session, "Anna")
    activity_id = make_logged(session, els, others=(anna,))
    part = attendance_of(session, activity_id, anna).id
    sign(session, els, part, now)

    with pytest.raises(Conflict, match="niets meer te bevestigen"):
        sign(session, els, part, now)

    assert who_waits(session, make_viewer(session, els), activity_id).waiting == ()
    assert len(trail(session, "deelname.bevestigd")) == 1


def test_content_that_changed_meanwhile_is_not_signed(session: Session, now: datetime) -> None:
    els, anna = make_person(session, "Els"), make_person(session, "Anna")
    activity_id = make_logged(session, els, others=(anna,))
    part = attendance_of(session, activity_id, anna).id
    change_content(session, activity_id)

    with pytest.raises(Conflict, match="intussen gewijzigd"):
        sign(session, els, part, now)

    assert attendance_of(session, activity_id, anna).confirmed_at is None


def test_only_who_logged_or_led_it_and_was_there_offers_a_screen(session: Session, now: datetime) -> None:
    els, anna, bram = make_person(session, "Els"), make_person(session, "Anna"), make_person(session, "Bram")
    activity_id = make_logged(session, els, others=(anna, bram))
    part = attendance_of(session, activity_id, anna).id

    with pytest.raises(NotAllowed, match="wie de activiteit vastlegde of begeleidde"):
        sign(session, bram, part, now)
    attendance_of(session, activity_id, els).state = "afwezig"
    session.commit()
    with pytest.raises(NotAllowed, match="er zelf bij was"):
        sign(session, els, part, now)

    assert attendance_of(session, activity_id, anna).confirmed_at is None


def test_who_led_it_may_offer_a_screen_too(session: Session, now: datetime) -> None:
    els, anna, bram = make_person(session, "Els"), make_person(session, "Anna"), make_person(session, "Bram")
    activity_id = make_logged(session, els, others=(anna, bram))
    attendance_of(session, activity_id, bram).role = "begeleider"
    session.commit()

    sign(session, bram, attendance_of(session, activity_id, anna).id, now)

    assert attendance_of(session, activity_id, anna).witness_id == bram.id


def test_a_foreign_activity_is_not_there_and_the_own_part_is_not_signed_here(session: Session, now: datetime) -> None:
    els, anna, bo = make_person(session, "Els"), make_person(session, "Anna"), make_person(session, "Bo")
    elsewhere = make_person(session, "Zed", organisation=make_organisation(session, "Elders"))
    activity_id = make_logged(session, els, others=(anna,))
    part = attendance_of(session, activity_id, anna).id

    for stranger in (bo, elsewhere):
        with pytest.raises(NotFound):
            sign(session, stranger, part, now)
    with pytest.raises(NotAllowed, match="Je eigen deelname"):
        sign(session, els, attendance_of(session, activity_id, els).id, now)


def test_a_manager_is_no_witness_of_the_own_people(session: Session, now: datetime) -> None:
    oost = make_team(session, "Team Oost")
    mo, anna = make_person(session, "Mo", manages=oost), make_person(session, "Anna", team=oost)
    activity_id = make_logged(session, mo, others=(anna,))

    with pytest.raises(NotAllowed, match="gezagsrelatie"):
        sign(session, mo, attendance_of(session, activity_id, anna).id, now)

    assert attendance_of(session, activity_id, anna).confirmed_at is None


def test_the_database_takes_no_screen_without_a_witness_nor_oneself_as_one(session: Session, now: datetime) -> None:
    els = make_person(session, "Els")
    part = attendance_of(session, make_logged(session, els), els)

    part.confirmation_method = "collega"
    with pytest.raises(IntegrityError):
        session.commit()
    session.rollback()
    part.witness_id = els.id
    with pytest.raises(IntegrityError):
        session.commit()
    session.rollback()


def test_the_page_shows_what_is_signed_and_hands_the_screen_on(host: Host, session: Session) -> None:
    els, anna = make_person(session, "Els"), make_person(session, "Anna")
    activity_id = make_logged(session, els, others=(anna,), title="Intervisie Team Oost")
    client = host.client("els")
    names = soup(client.get(f"{PREFIX}/activiteiten/{activity_id}/op-dit-scherm"))
    link = names.find("a", string="Anna Vries")
    assert link is not None
    asked = soup(client.get(str(link["href"])))

    done = client.post(str(link["href"]), data=form_values(asked, ".rg-ask form"), follow_redirects=True)

    said = " ".join(asked.text.split())
    assert "5 maart 2026, 2 uur, met Els Vries." in said
    assert "bevestigd op het scherm van Els Vries, zonder eigen aanmelding" in said
    assert asked.select("input[type=password]") == []
    assert "Geef het scherm door" in done.text
    assert "Er is niets meer te tekenen" in done.text
    assert attendance_of(session, activity_id, anna).witness_id == els.id
