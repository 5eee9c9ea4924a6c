"""Methods are a list of the organisation; an activity keeps the name and finds its method."""

from datetime import datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from register.access import Viewer
from register.audit import AuditEntry
from register.errors import Invalid, NotAllowed, NotFound
from register.learning.change_activity import change_activity
from register.learning.labels.change_methods import (
    MethodChangedMeanwhile,
    MethodEntry,
    add_method,
    change_method,
    end_method,
    resume_method,
)
from register.learning.labels.methods import find_method, methods_of
from register.learning.log_activity import log_activity
from register.learning.models import Activity
from register.privacy.guarded import ClientData
from tests.ambassadors.making import make_method
from tests.learning.making import make_entry
from tests.makers import NOON, TODAY, make_organisation, make_person, make_viewer

KEY = "werkmethode-toevoegen-1"


def add(viewer: Viewer, name: str = "Krachtwerk", key: str = KEY, **given: str) -> int:
    entry = MethodEntry(name=name, about=given.pop("about", ""))
    return add_method(viewer, entry, form_key=key, at=NOON, today=TODAY, **given)


@pytest.mark.parametrize("role", ["coordinator", "hr", "admin"])
def test_coordinator_hr_and_admin_keep_the_list(session: Session, role: str) -> None:
    viewer = make_viewer(session, make_person(session, "Kim", roles=(role,)))

    method_id = add(viewer)

    assert [(one.method_id, one.name) for one in methods_of(session, viewer, today=TODAY)] == [
        (method_id, "Krachtwerk")
    ]


def test_others_read_the_list_and_leave_it_alone(session: Session) -> None:
    method = make_method(session)
    viewer = make_viewer(session, make_person(session, "Els"))

    with pytest.raises(NotAllowed):
        add(viewer)
    with pytest.raises(NotAllowed):
        end_method(viewer, method.id, at=NOON, today=TODAY)

    assert [one.name for one in methods_of(session, viewer, today=TODAY)] == ["Welzijn op recept"]


def test_a_double_tap_adds_one_method(session: Session) -> None:
    viewer = make_viewer(session, make_person(session, "Kim", roles=("coordinator",)))

    assert add(viewer) == add(viewer)
    assert len(methods_of(session, viewer, today=TODAY)) == 1


def test_a_name_that_is_there_already_is_refused_whatever_its_capitals(session: Session) -> None:
    make_method(session, "Sociale netwerkversterking")
    viewer = make_viewer(session, make_person(session, "Kim", roles=("coordinator",)))

    with pytest.raises(Invalid, match="Er is al een werkmethode"):
        add(viewer, "sociale Netwerkversterking")


def test_of_two_changes_the_second_sees_that_somebody_was_first(session: Session) -> None:
    method = make_method(session)
    kim = make_viewer(session, make_person(session, "Kim", roles=("coordinator",)))
    change_method(
        kim, method.id, MethodEntry(name="Welzijn op recept", about="Eerst."), version=1, at=NOON, today=TODAY
    )

    with pytest.raises(MethodChangedMeanwhile):
        change_method(kim, method.id, MethodEntry(name="Anders"), version=1, at=NOON, today=TODAY)

    session.expire_all()
    assert find_method(session, kim, method.id).about == "Eerst."


def test_a_client_in_the_text_is_not_kept_without_saying_so(session: Session) -> None:
    viewer = make_viewer(session, make_person(session, "Kim", roles=("coordinator",)))

    with pytest.raises(ClientData) as warned:
        add(viewer, about="Bel mevrouw Gerritsen op 06-12345678.")

    assert methods_of(session, viewer, today=TODAY) == ()
    assert add(viewer, about="Bel mevrouw Gerritsen op 06-12345678.", kept_anyway=warned.value.digest)


def test_a_stopped_method_is_no_longer_chosen_until_it_is_taken_up_again(session: Session) -> None:
    method = make_method(session)
    kim = make_viewer(session, make_person(session, "Kim", roles=("coordinator",)))

    end_method(kim, method.id, at=NOON, today=TODAY)
    stopped = methods_of(session, kim, today=TODAY)
    resume_method(kim, method.id, at=NOON)

    assert stopped == ()
    assert [one.name for one in methods_of(session, kim, today=TODAY)] == ["Welzijn op recept"]
    assert session.scalars(select(AuditEntry.act).order_by(AuditEntry.seq)).all() == [
        "werkmethode.gestopt",
        "werkmethode.hervat",
    ]


def test_a_method_of_another_organisation_is_not_there(session: Session) -> None:
    method = make_method(session, organisation=make_organisation(session, "Zuid"))
    kim = make_viewer(session, make_person(session, "Kim", roles=("coordinator", "hr", "admin")))

    with pytest.raises(NotFound):
        end_method(kim, method.id, at=NOON, today=TODAY)
    assert methods_of(session, kim, today=TODAY) == ()


def test_an_activity_finds_its_method_by_name_and_free_text_stays_text(session: Session, now: datetime) -> None:
    method = make_method(session)
    els = make_person(session, "Els")
    viewer = make_viewer(session, els)

    log_activity(viewer, make_entry(els, work_method="welzijn op Recept"), at=now, today=TODAY)
    log_activity(viewer, make_entry(els, work_method="Roddelmethode"), at=now, today=TODAY)

    found = session.execute(select(Activity.work_method, Activity.method_id).order_by(Activity.id)).all()
    assert [tuple(one) for one in found] == [("welzijn op Recept", method.id), ("Roddelmethode", None)]


def test_a_method_of_elsewhere_with_that_name_is_not_linked(session: Session, now: datetime) -> None:
    make_method(session, organisation=make_organisation(session, "Zuid"))
    els = make_person(session, "Els")

    log_activity(make_viewer(session, els), make_entry(els, work_method="Welzijn op recept"), at=now, today=TODAY)

    assert session.scalars(select(Activity.method_id)).all() == [None]


def test_a_method_that_got_another_name_keeps_its_activities(session: Session, now: datetime) -> None:
    method = make_method(session)
    els, kim = make_person(session, "Els"), make_person(session, "Kim", roles=("coordinator",))
    viewer = make_viewer(session, els)
    logged = log_activity(viewer, make_entry(els, work_method="Welzijn op recept"), at=now, today=TODAY)
    change_method(
        make_viewer(session, kim), method.id, MethodEntry(name="Sociaal recept"), version=1, at=NOON, today=TODAY
    )
    activity = session.get_one(Activity, logged.activity_id)

    change_activity(
        viewer,
        logged.activity_id,
        make_entry(els, work_method="Welzijn op recept", minutes=90),
        version=activity.version,
        at=now,
        today=TODAY,
    )

    session.expire_all()
    assert (activity.work_method, activity.method_id) == ("Welzijn op recept", method.id)
