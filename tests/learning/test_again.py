"""The same as last time: with who is still here, without what was of that one day."""

from dataclasses import replace
from datetime import datetime, time

import pytest
from sqlalchemy.orm import Session

from register.errors import NotFound
from register.learning.again import There, as_before, as_before_in_group, last_logged, last_of_group
from register.learning.change_activity import withdraw_activity
from register.learning.change_groups import GroupEntry, add_member, end_membership, make_group
from register.learning.groups import group_page
from register.learning.log_activity import log_activity
from tests.learning.making import make_entry
from tests.makers import LONG_AGO, NOON, TODAY, make_logged, make_organisation, make_person, make_viewer


def test_what_was_logged_last_is_the_last_that_is_still_there(session: Session) -> None:
    els = make_person(session, "Els")
    first = make_logged(session, els, title="Eerst")
    withdraw_activity(make_viewer(session, els), make_logged(session, els, title="Vergissing"), at=NOON)

    assert last_logged(session, make_viewer(session, els)) == first


def test_kind_times_place_method_and_roles_come_back_and_the_rest_does_not(session: Session, now: datetime) -> None:
    els, jan = make_person(session, "Els"), make_person(session, "Jan")
    entry = make_entry(els, jan, excluded={"pauze": 15}, location="De Brug", work_method="Incidentmethode", online=True)
    timed = replace(entry.sessions[0], starts_at=time(10), ends_at=time(12))
    viewer = make_viewer(session, els)
    logged = log_activity(viewer, replace(entry, sessions=(timed,), title="Rouw"), at=now, today=TODAY).activity_id

    before = as_before(session, viewer, logged, today=TODAY)

    assert (before.kind, before.minutes, before.starts_at, before.ends_at) == ("intervisie", 120, time(10), time(12))
    assert (before.excluded, before.location, before.work_method) == ({"pauze": 15}, "De Brug", "Incidentmethode")
    assert before.online
    assert [(one.name, one.role) for one in before.people] == [("Els Vries", "deelnemer"), ("Jan Vries", "deelnemer")]


def test_who_works_here_no_more_is_named_and_not_on_the_list(session: Session) -> None:
    els, jan = make_person(session, "Els"), make_person(session, "Jan")
    logged = make_logged(session, els, others=(jan,))
    jan.deactivated_at = NOON
    session.commit()

    before = as_before(session, make_viewer(session, els), logged, today=TODAY)

    assert [one.name for one in before.people] == ["Els Vries"]
    assert before.gone == ("Jan Vries",)


def test_of_a_group_it_is_who_belongs_to_it_today_with_its_guests(session: Session) -> None:
    els, jan, mo, gast = (make_person(session, name) for name in ("Els", "Jan", "Mo", "Gast"))
    viewer = make_viewer(session, els)
    group_id = make_group(
        viewer, GroupEntry(name="Oost", kind="intervisie", minutes=120), person_ids=[els.id, jan.id],
        form_key="groep-oost-voor-de-toets", at=NOON, today=LONG_AGO,
    )  # fmt: skip
    make_logged(session, els, others=(jan, gast), group_id=group_id)
    member = next(one for one in group_page(session, viewer, group_id, today=TODAY).members if one.name == "Jan Vries")
    end_membership(viewer, group_id, member.membership_id, at=NOON, today=TODAY)
    add_member(viewer, group_id, mo.id, at=NOON, today=TODAY)

    last = last_of_group(session, viewer, group_id, today=TODAY)
    before = as_before_in_group(session, viewer, last or 0, group_id, today=TODAY)

    assert [one.name for one in before.people] == ["Els Vries", "Mo Vries", "Gast Vries"]
    assert before.people[2] == There(person_id=gast.id, name="Gast Vries", role="deelnemer")


def test_of_a_group_is_only_what_that_group_did(session: Session) -> None:
    els = make_person(session, "Els")
    viewer, alone = make_viewer(session, els), make_logged(session, els)
    group_id = make_group(
        viewer, GroupEntry(name="Oost", kind="intervisie", minutes=120), person_ids=[els.id],
        form_key="groep-oost-voor-de-toets", at=NOON, today=LONG_AGO,
    )  # fmt: skip

    with pytest.raises(NotFound):
        as_before_in_group(session, viewer, alone, group_id, today=TODAY)


def test_nobody_logs_again_what_is_not_theirs_to_see(session: Session) -> None:
    logged = make_logged(session, make_person(session, "Els"))
    colleague = make_viewer(session, make_person(session, "Jan"))
    far = make_organisation(session, "Zuid")
    stranger = make_viewer(session, make_person(session, "Zed", organisation=far))

    for viewer in (colleague, stranger):
        with pytest.raises(NotFound):
            as_before(session, viewer, logged, today=TODAY)
