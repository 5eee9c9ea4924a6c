"""Confirming and disputing: by the person concerned, for one version of the content, with points that follow."""

from datetime import datetime
from decimal import Decimal

import pytest
from sqlalchemy.orm import Session

from register.errors import Conflict, NotFound
from register.learning.confirm import confirm, dispute, reopen
from register.learning.models import Activity
from register.trail import first_broken
from tests.confirm.reading import attendance_of, change_content, claims_of, countable, trail
from tests.makers import make_logged, make_organisation, make_person, make_registration, make_viewer


def test_confirming_makes_the_points_count(session: Session, now: datetime) -> None:
    els, anna = make_person(session, "Els"), make_person(session, "Anna")
    registration = make_registration(session, anna)
    part = attendance_of(session, make_logged(session, els, others=(anna,)), anna)
    before = countable(session, registration.id)

    confirmed = confirm(make_viewer(session, anna), part.id, content_version=1, method="kaart", at=now)

    assert before == Decimal(0)
    assert confirmed.points == {"skj-jgp": Decimal(2)}
    assert countable(session, registration.id) == Decimal(2)
    assert [claim.state for claim in claims_of(session, part.id)] == ["klaar"]


def test_a_confirmation_says_who_when_how_and_of_which_version(session: Session, now: datetime) -> None:
    els, anna = make_person(session, "Els"), make_person(session, "Anna")
    activity_id = make_logged(session, els, others=(anna,))
    part = attendance_of(session, activity_id, anna)

    confirm(make_viewer(session, anna), part.id, content_version=1, method="kaart", at=now)

    stored = attendance_of(session, activity_id, anna)
    assert (stored.confirmed_by_id, stored.confirmed_at, stored.confirmed_version) == (anna.id, now, 1)
    assert stored.confirmation_method == "kaart"


def test_nobody_confirms_for_somebody_else(session: Session, now: datetime) -> None:
    els, anna = make_person(session, "Els"), make_person(session, "Anna")
    activity_id = make_logged(session, els, others=(anna,))
    part = attendance_of(session, activity_id, anna)

    with pytest.raises(NotFound):
        confirm(make_viewer(session, els), part.id, content_version=1, method="kaart", at=now)
    with pytest.raises(NotFound):
        dispute(make_viewer(session, els), part.id, reason="", at=now)
    with pytest.raises(NotFound):
        reopen(make_viewer(session, els), part.id, at=now)

    assert attendance_of(session, activity_id, anna).confirmed_at is None


def test_another_organisation_confirms_nothing_here(session: Session, now: datetime) -> None:
    els, anna = make_person(session, "Els"), make_person(session, "Anna")
    elsewhere = make_person(session, "Bo", organisation=make_organisation(session, "Elders"))
    part = attendance_of(session, make_logged(session, els, others=(anna,)), anna)

    with pytest.raises(NotFound):
        confirm(make_viewer(session, elsewhere), part.id, content_version=1, method="kaart", at=now)


def test_a_version_that_was_overtaken_is_not_confirmed(session: Session, now: datetime) -> None:
    els, anna = make_person(session, "Els"), make_person(session, "Anna")
    activity_id = make_logged(session, els, others=(anna,))
    part = attendance_of(session, activity_id, anna)
    change_content(session, activity_id)

    with pytest.raises(Conflict, match="intussen gewijzigd"):
        confirm(make_viewer(session, anna), part.id, content_version=1, method="kaart", at=now)

    assert attendance_of(session, activity_id, anna).confirmed_at is None


def test_a_change_after_confirming_asks_again(session: Session, now: datetime) -> None:
    els, anna = make_person(session, "Els"), make_person(session, "Anna")
    activity_id = make_logged(session, els, others=(anna,))
    part = attendance_of(session, activity_id, anna)
    viewer = make_viewer(session, anna)
    confirm(viewer, part.id, content_version=1, method="kaart", at=now)
    change_content(session, activity_id)

    confirm(viewer, part.id, content_version=2, method="kaart", at=now)

    assert attendance_of(session, activity_id, anna).confirmed_version == 2
    assert len(trail(session, "deelname.bevestigd")) == 2


def test_confirming_twice_changes_nothing_the_second_time(session: Session, now: datetime) -> None:
    els, anna = make_person(session, "Els"), make_person(session, "Anna")
    make_registration(session, anna)
    part = attendance_of(session, make_logged(session, els, others=(anna,)), anna)
    viewer = make_viewer(session, anna)
    first = confirm(viewer, part.id, content_version=1, method="kaart", at=now)

    second = confirm(viewer, part.id, content_version=1, method="kaart", at=now)

    assert second == first
    assert len(trail(session, "deelname.bevestigd")) == 1
    assert len(claims_of(session, part.id)) == 1


def test_klopt_niet_takes_the_points_and_leaves_the_trail(session: Session, now: datetime) -> None:
    els, anna = make_person(session, "Els"), make_person(session, "Anna")
    registration = make_registration(session, anna)
    activity_id = make_logged(session, els, others=(anna,))
    part = attendance_of(session, activity_id, anna)
    viewer = make_viewer(session, anna)
    confirm(viewer, part.id, content_version=1, method="kaart", at=now)

    dispute(viewer, part.id, reason="Ik was ziek", at=now)

    stored = attendance_of(session, activity_id, anna)
    assert (stored.disputed_at, stored.dispute_reason, stored.confirmed_at) == (now, "Ik was ziek", None)
    assert claims_of(session, part.id) == []
    assert countable(session, registration.id) == Decimal(0)
    assert [entry.object_id for entry in trail(session, "deelname.bevestigd")] == [part.id]
    assert [entry.object_id for entry in trail(session, "deelname.klopt-niet")] == [part.id]
    assert first_broken(session, anna.organisation_id) is None


def test_the_reason_of_a_dispute_stays_out_of_the_trail(session: Session, now: datetime) -> None:
    els, anna = make_person(session, "Els"), make_person(session, "Anna")
    part = attendance_of(session, make_logged(session, els, others=(anna,)), anna)

    dispute(make_viewer(session, anna), part.id, reason="Kanarie", at=now)

    assert [entry.details for entry in trail(session, "deelname.klopt-niet")] == ["{}"]


def test_confirming_later_undoes_klopt_niet(session: Session, now: datetime) -> None:
    els, anna = make_person(session, "Els"), make_person(session, "Anna")
    registration = make_registration(session, anna)
    activity_id = make_logged(session, els, others=(anna,))
    part = attendance_of(session, activity_id, anna)
    viewer = make_viewer(session, anna)
    dispute(viewer, part.id, reason="Vergissing", at=now)

    confirm(viewer, part.id, content_version=1, method="kaart", at=now)

    stored = attendance_of(session, activity_id, anna)
    assert (stored.disputed_at, stored.dispute_reason, stored.confirmed_version) == (None, "", 1)
    assert countable(session, registration.id) == Decimal(2)


def test_toch_niet_asks_the_question_again(session: Session, now: datetime) -> None:
    els, anna = make_person(session, "Els"), make_person(session, "Anna")
    registration = make_registration(session, anna)
    activity_id = make_logged(session, els, others=(anna,))
    part = attendance_of(session, activity_id, anna)
    viewer = make_viewer(session, anna)
    confirm(viewer, part.id, content_version=1, method="kaart", at=now)

    reopen(viewer, part.id, at=now)

    stored = attendance_of(session, activity_id, anna)
    assert (stored.confirmed_at, stored.disputed_at) == (None, None)
    assert countable(session, registration.id) == Decimal(0)
    assert [claim.state for claim in claims_of(session, part.id)] == ["concept"]
    assert len(trail(session, "deelname.antwoord-teruggenomen")) == 1


def test_what_a_register_granted_is_locked(session: Session, now: datetime) -> None:
    els, anna = make_person(session, "Els"), make_person(session, "Anna")
    make_registration(session, anna)
    part = attendance_of(session, make_logged(session, els, others=(anna,)), anna)
    viewer = make_viewer(session, anna)
    confirm(viewer, part.id, content_version=1, method="kaart", at=now)
    claim = claims_of(session, part.id)[0]
    claim.state, claim.granted_points = "toegekend", Decimal(2)
    session.commit()

    with pytest.raises(Conflict, match="al toegekend"):
        dispute(viewer, part.id, reason="", at=now)
    with pytest.raises(Conflict, match="al toegekend"):
        reopen(viewer, part.id, at=now)

    assert [claim.granted_points for claim in claims_of(session, part.id)] == [Decimal(2)]


def test_a_withdrawn_activity_asks_nothing(session: Session, now: datetime) -> None:
    els, anna = make_person(session, "Els"), make_person(session, "Anna")
    activity_id = make_logged(session, els, others=(anna,))
    part = attendance_of(session, activity_id, anna)
    session.get_one(Activity, activity_id).withdrawn_at = now
    session.commit()

    with pytest.raises(NotFound):
        confirm(make_viewer(session, anna), part.id, content_version=1, method="kaart", at=now)


def test_who_was_absent_has_nothing_to_confirm(session: Session, now: datetime) -> None:
    els, anna = make_person(session, "Els"), make_person(session, "Anna")
    part = attendance_of(session, make_logged(session, els, others=(anna,)), anna)
    part.state = "afwezig"
    session.commit()

    with pytest.raises(Conflict, match="er niet was"):
        confirm(make_viewer(session, anna), part.id, content_version=1, method="kaart", at=now)


def test_the_last_confirmation_completes_the_list_for_everybody(session: Session, now: datetime) -> None:
    els, anna, bram = make_person(session, "Els"), make_person(session, "Anna"), make_person(session, "Bram")
    make_registration(session, els)
    activity_id = make_logged(session, els, others=(anna, bram))
    own = attendance_of(session, activity_id, els)
    signed_before = claims_of(session, own.id)[0].facts.get("signed_list")

    confirm(
        make_viewer(session, anna),
        attendance_of(session, activity_id, anna).id,
        content_version=1,
        method="kaart",
        at=now,
    )
    confirm(
        make_viewer(session, bram),
        attendance_of(session, activity_id, bram).id,
        content_version=1,
        method="kaart",
        at=now,
    )

    assert signed_before is False
    assert claims_of(session, own.id)[0].facts["signed_list"] is True


def test_who_says_it_is_not_right_is_not_counted_in_the_group(session: Session, now: datetime) -> None:
    els, anna, bram = make_person(session, "Els"), make_person(session, "Anna"), make_person(session, "Bram")
    make_registration(session, els)
    activity_id = make_logged(session, els, others=(anna, bram))
    own = attendance_of(session, activity_id, els)

    dispute(make_viewer(session, bram), attendance_of(session, activity_id, bram).id, reason="", at=now)

    assert claims_of(session, own.id)[0].facts["present"] == 2
