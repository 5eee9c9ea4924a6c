"""Changing and withdrawing: confirmations lapse, claims follow, granted is locked, nothing gets lost."""

from dataclasses import replace
from datetime import datetime

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from register.errors import Conflict, NotAllowed, NotFound
from register.learning.change_activity import ChangedMeanwhile, change_activity, withdraw_activity
from register.learning.confirm import confirm, dispute
from register.learning.facts_of import is_confirmed
from register.learning.log_activity import log_activity
from register.learning.models import Activity, Attendance
from register.learning.waiting import waiting_cards
from register.people.models import Person
from register.points.models import Claim
from tests.learning.making import make_entry
from tests.makers import TODAY, make_person, make_registration, make_viewer


def make_pair(session: Session) -> tuple[Person, Person]:
    els, jan = make_person(session, "Els"), make_person(session, "Jan")
    make_registration(session, els, "skj-jgp")
    make_registration(session, jan, "skj-jgp")
    return els, jan


def log_and_confirm(session: Session, els: Person, jan: Person, now: datetime) -> Activity:
    log_activity(make_viewer(session, els), make_entry(els, jan), at=now, today=TODAY)
    theirs = session.scalars(select(Attendance).where(Attendance.person_id == jan.id)).one()
    confirm(make_viewer(session, jan), theirs.id, content_version=1, method="kaart", at=now)
    return session.scalars(select(Activity)).one()


def states(session: Session) -> list[str]:
    return list(session.scalars(select(Claim.state).order_by(Claim.attendance_id)))


def test_a_change_of_what_was_confirmed_asks_everybody_again(session: Session, now: datetime) -> None:
    els, jan = make_pair(session)
    activity = log_and_confirm(session, els, jan, now)
    before = states(session)

    changed = change_activity(
        make_viewer(session, els),
        activity.id,
        make_entry(els, jan, minutes=180),
        version=activity.version,
        at=now,
        today=TODAY,
    )

    session.expire_all()
    assert (before, states(session)) == (["klaar", "klaar"], ["klaar", "concept"])
    assert changed.asked_again == 1
    assert [is_confirmed(one) for one in activity.sessions[0].attendances] == [True, False]
    assert [float(points or 0) for points in session.scalars(select(Claim.points))] == [3.0, 3.0]


def test_who_pays_is_nothing_that_participants_confirmed(session: Session, now: datetime) -> None:
    els, jan = make_pair(session)
    activity = log_and_confirm(session, els, jan, now)
    entry = make_entry(els, jan, title=activity.title, cost_bearer="werkgever")

    changed = change_activity(
        make_viewer(session, els), activity.id, entry, version=activity.version, at=now, today=TODAY
    )

    assert changed.asked_again == 0
    assert states(session) == ["klaar", "klaar"]


def test_somebody_taken_off_the_list_loses_the_claim(session: Session, now: datetime) -> None:
    els, jan = make_pair(session)
    activity = log_and_confirm(session, els, jan, now)

    change_activity(
        make_viewer(session, els), activity.id, make_entry(els), version=activity.version, at=now, today=TODAY
    )

    assert session.scalar(select(func.count(Attendance.id))) == 1
    assert states(session) == ["klaar"]


def test_the_second_of_two_tabs_is_told_so(session: Session, now: datetime) -> None:
    els, jan = make_pair(session)
    activity = log_and_confirm(session, els, jan, now)
    viewer, seen = make_viewer(session, els), activity.version
    change_activity(viewer, activity.id, make_entry(els, jan, minutes=90), version=seen, at=now, today=TODAY)

    with pytest.raises(ChangedMeanwhile):
        change_activity(viewer, activity.id, make_entry(els, jan, minutes=60), version=seen, at=now, today=TODAY)

    session.expire_all()
    assert activity.sessions[0].gross_minutes == 90


def test_a_participant_may_look_but_not_change(session: Session, now: datetime) -> None:
    els, jan = make_pair(session)
    activity = log_and_confirm(session, els, jan, now)

    with pytest.raises(NotAllowed, match="Els Vries heeft deze activiteit vastgelegd"):
        change_activity(make_viewer(session, jan), activity.id, make_entry(els, jan), version=1, at=now, today=TODAY)


def test_for_an_outsider_the_activity_is_not_there(session: Session, now: datetime) -> None:
    els, jan = make_pair(session)
    activity = log_and_confirm(session, els, jan, now)
    outsider = make_viewer(session, make_person(session, "Mo"))

    with pytest.raises(NotFound):
        withdraw_activity(outsider, activity.id, at=now)


def test_after_granting_nothing_changes_any_more(session: Session, now: datetime) -> None:
    els, jan = make_pair(session)
    activity = log_and_confirm(session, els, jan, now)
    claim = session.scalars(select(Claim).where(Claim.attendance_id == activity.sessions[0].attendances[1].id)).one()
    claim.state = "toegekend"
    session.commit()
    viewer = make_viewer(session, els)

    with pytest.raises(Conflict, match="al toegekend"):
        change_activity(
            viewer, activity.id, make_entry(els, jan, minutes=60), version=activity.version, at=now, today=TODAY
        )
    with pytest.raises(Conflict, match="al toegekend"):
        withdraw_activity(viewer, activity.id, at=now)


def test_a_withdrawn_activity_leaves_no_claim_and_can_no_longer_be_opened(session: Session, now: datetime) -> None:
    els, jan = make_pair(session)
    activity = log_and_confirm(session, els, jan, now)

    withdraw_activity(make_viewer(session, els), activity.id, at=now)

    assert states(session) == []
    with pytest.raises(NotFound):
        withdraw_activity(make_viewer(session, els), activity.id, at=now)


def test_what_somebody_came_into_since_is_not_withdrawn_unseen(session: Session, now: datetime) -> None:
    els, jan = make_pair(session)
    activity = log_and_confirm(session, els, jan, now)
    viewer, seen = make_viewer(session, els), activity.version
    mo = make_person(session, "Mo")
    change_activity(viewer, activity.id, make_entry(els, jan, mo), version=seen, at=now, today=TODAY)

    with pytest.raises(ChangedMeanwhile, match="Er is niets ingetrokken"):
        withdraw_activity(viewer, activity.id, version=seen, at=now)

    session.expire_all()
    assert activity.withdrawn_at is None
    withdraw_activity(viewer, activity.id, version=activity.version, at=now)


def test_the_day_counts_the_changed_activity_once(session: Session, now: datetime) -> None:
    els, jan = make_pair(session)
    activity = log_and_confirm(session, els, jan, now)
    entry = replace(make_entry(els, jan, minutes=1400), title="Lange dag")

    change_activity(make_viewer(session, els), activity.id, entry, version=activity.version, at=now, today=TODAY)

    session.expire_all()
    assert activity.title == "Lange dag"


def test_who_said_that_it_is_not_right_is_asked_again_after_an_edit(session: Session, now: datetime) -> None:
    els, jan = make_pair(session)
    activity = log_and_confirm(session, els, jan, now)
    theirs = session.scalars(select(Attendance).where(Attendance.person_id == jan.id)).one()
    viewer = make_viewer(session, jan)
    dispute(viewer, theirs.id, reason="Het duurde een uur", at=now)
    asked_before = waiting_cards(session, viewer).waiting
    session.expire_all()
    seen = activity.version

    changed = change_activity(
        make_viewer(session, els), activity.id, make_entry(els, jan, minutes=60), version=seen, at=now, today=TODAY
    )

    session.expire_all()
    (card,) = waiting_cards(session, viewer).waiting
    assert asked_before == ()
    assert (card.attendance_id, card.content_version, changed.asked_again) == (theirs.id, 2, 1)
    assert (theirs.disputed_at, theirs.dispute_reason) == (None, "")
    assert states(session) == ["klaar", "concept"]


def test_an_edit_does_not_undo_what_the_editor_said_about_the_own_part(session: Session, now: datetime) -> None:
    els, jan = make_pair(session)
    activity = log_and_confirm(session, els, jan, now)
    own = session.scalars(select(Attendance).where(Attendance.person_id == els.id)).one()
    dispute(make_viewer(session, els), own.id, reason="", at=now)
    session.refresh(activity)

    change_activity(
        make_viewer(session, els),
        activity.id,
        make_entry(els, jan, minutes=60),
        version=activity.version,
        at=now,
        today=TODAY,
    )

    session.expire_all()
    assert own.disputed_at == now
