"""Logging: one transaction, once per form, nothing that cannot be."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime
from decimal import Decimal

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from register.audit import AuditEntry
from register.errors import Invalid, NotFound
from register.learning.change_groups import GroupEntry, make_group
from register.learning.entry import Participant
from register.learning.log_activity import Logged, log_activity
from register.learning.models import Activity, Attendance
from register.points.models import Claim
from tests.host import Host
from tests.learning.making import make_entry
from tests.makers import TODAY, make_organisation, make_person, make_registration, make_team, make_viewer


def test_who_logs_has_confirmed_and_the_others_are_asked(session: Session, now: datetime) -> None:
    els, jan = make_person(session, "Els"), make_person(session, "Jan")

    logged = log_activity(make_viewer(session, els), make_entry(els, jan), at=now, today=TODAY)

    confirmed = session.execute(select(Attendance.person_id, Attendance.confirmed_by_id)).all()
    assert {tuple(row) for row in confirmed} == {(els.id, els.id), (jan.id, None)}
    assert logged.to_confirm == 1


def test_every_present_registration_gets_a_claim_and_the_absent_none(session: Session, now: datetime) -> None:
    els, jan = make_person(session, "Els"), make_person(session, "Jan")
    make_registration(session, els, "skj-jgp")
    make_registration(session, els, "rp-sw")
    make_registration(session, jan, "skj-jgp")
    participants = (Participant(person_id=els.id), Participant(person_id=jan.id, state="afgemeld"))

    logged = log_activity(make_viewer(session, els), make_entry(participants=participants), at=now, today=TODAY)

    states = session.execute(select(Claim.register_id, Claim.state).order_by(Claim.register_id)).all()
    assert [tuple(row) for row in states] == [("rp-sw", "klaar"), ("skj-jgp", "klaar")]
    assert logged.points == {"rp-sw": None, "skj-jgp": Decimal(2)}


def test_somebody_without_a_registration_logs_too(session: Session, now: datetime) -> None:
    els = make_person(session, "Els")

    logged = log_activity(make_viewer(session, els), make_entry(els), at=now, today=TODAY)

    assert logged.points == {}
    assert session.scalar(select(func.count(AuditEntry.seq)).where(AuditEntry.act == "activiteit.vastgelegd")) == 1


def test_forty_posts_of_one_form_make_one_activity_and_forty_equal_answers(
    host: Host, session: Session, now: datetime
) -> None:
    els = make_person(session, "Els")
    viewer, entry = make_viewer(session, els), make_entry(els)
    session.remove()  # type: ignore[attr-defined]

    def post(_: int) -> Logged:
        with host.app.app_context():
            return log_activity(viewer, entry, form_key="een-sleutel-voor-veertig", at=now, today=TODAY)

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(post, range(40)))

    assert session.scalar(select(func.count(Activity.id))) == 1
    assert answers == [answers[0]] * 40


def test_a_day_to_come_is_refused(session: Session, now: datetime) -> None:
    els = make_person(session, "Els")

    with pytest.raises(Invalid, match="in de toekomst"):
        log_activity(make_viewer(session, els), make_entry(els, held_on=date(2026, 11, 23)), at=now, today=TODAY)


def test_a_day_holds_no_more_than_24_hours_for_anybody(session: Session, now: datetime) -> None:
    els = make_person(session, "Els")
    viewer = make_viewer(session, els)
    log_activity(viewer, make_entry(els, minutes=1000), at=now, today=TODAY)

    with pytest.raises(Invalid, match="meer dan 24 uur"):
        log_activity(viewer, make_entry(els, minutes=500), at=now, today=TODAY)


def test_pauses_longer_than_the_activity_are_refused(session: Session, now: datetime) -> None:
    els = make_person(session, "Els")

    with pytest.raises(Invalid, match="langer dan de activiteit"):
        log_activity(make_viewer(session, els), make_entry(els, excluded={"pauze": 121}), at=now, today=TODAY)


def test_nobody_logs_a_meeting_of_others(session: Session, now: datetime) -> None:
    els, jan = make_person(session, "Els"), make_person(session, "Jan")

    with pytest.raises(Invalid, match="Jij staat er zelf niet bij"):
        log_activity(make_viewer(session, els), make_entry(jan), at=now, today=TODAY)


def test_the_coordinator_of_a_group_logs_a_meeting_that_was_missed(session: Session, now: datetime) -> None:
    els, jan = make_person(session, "Els"), make_person(session, "Jan")
    viewer = make_viewer(session, els)
    group = make_group(
        viewer, GroupEntry(name="Oost", kind="intervisie", minutes=120), person_ids=[jan.id],
        form_key="groep-oost-sleutel", at=now, today=TODAY,
    )  # fmt: skip

    logged = log_activity(viewer, make_entry(jan, group_id=group), at=now, today=TODAY)

    assert logged.points == {}
    assert logged.to_confirm == 1


def test_nobody_of_another_organisation_can_be_put_on_the_list(session: Session, now: datetime) -> None:
    els = make_person(session, "Els")
    stranger = make_person(session, "Ver", organisation=make_organisation(session, "Elders"))

    with pytest.raises(Invalid, match="werkt hier niet"):
        log_activity(make_viewer(session, els), make_entry(els, stranger), at=now, today=TODAY)


def test_a_group_of_others_is_as_good_as_not_there(session: Session, now: datetime) -> None:
    els, jan = make_person(session, "Els"), make_person(session, "Jan")
    group = make_group(
        make_viewer(session, jan), GroupEntry(name="West", kind="intervisie", minutes=120), person_ids=[],
        form_key="groep-west-sleutel", at=now, today=TODAY,
    )  # fmt: skip

    with pytest.raises(NotFound):
        log_activity(make_viewer(session, els), make_entry(els, group_id=group), at=now, today=TODAY)


def test_a_manager_among_the_own_people_is_noticed_by_the_data(session: Session, now: datetime) -> None:
    team = make_team(session)
    els, boss = make_person(session, "Els", team=team), make_person(session, "Baas", manages=team)

    log_activity(make_viewer(session, els), make_entry(els, boss, authority_relation=False), at=now, today=TODAY)

    assert session.scalars(select(Activity.authority_relation)).one() is True


def test_a_manager_of_the_team_above_is_noticed_too(session: Session, now: datetime) -> None:
    region = make_team(session, "Regio Noord")
    area = make_team(session, "Gebied Oost", parent_id=region.id)
    team = make_team(session, "Team Oost", parent_id=area.id)
    els, boss = make_person(session, "Els", team=team), make_person(session, "Baas", manages=region)

    log_activity(make_viewer(session, els), make_entry(els, boss), at=now, today=TODAY)

    assert session.scalars(select(Activity.authority_relation)).one() is True


def test_a_manager_of_another_team_is_one_of_the_group(session: Session, now: datetime) -> None:
    els = make_person(session, "Els", team=make_team(session, "Team Oost"))
    boss = make_person(session, "Baas", manages=make_team(session, "Team West"))

    log_activity(make_viewer(session, els), make_entry(els, boss), at=now, today=TODAY)

    assert session.scalars(select(Activity.authority_relation)).one() is False


def test_compulsory_training_cannot_be_paid_from_the_career_budget(session: Session, now: datetime) -> None:
    els = make_person(session, "Els")
    entry = make_entry(els, kind="training", mandatory=True, cost_bearer="loopbaanbudget")

    with pytest.raises(Invalid, match=r"cao Sociaal Werk, artikel 3\.4"):
        log_activity(make_viewer(session, els), entry, at=now, today=TODAY)
