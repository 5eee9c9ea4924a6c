"""The frameworks are whole, say where they come from, and an activity carries three labels at most."""

from datetime import datetime

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from register.errors import Invalid
from register.learning.change_activity import ChangedMeanwhile, change_activity
from register.learning.confirm import confirm
from register.learning.kinds import kinds
from register.learning.labels.competences import competence_name, frameworks
from register.learning.labels.methods import methods_of
from register.learning.labels.of_activity import competences_of, offered_competences
from register.learning.log_activity import log_activity
from register.learning.models import Activity, ActivityCompetence, Attendance
from tests.ambassadors.making import make_method
from tests.learning.making import make_entry
from tests.makers import TODAY, make_person, make_viewer

THREE = ("bakens:integraal", "mo_competenties:verheldert_vragen", "wijkgericht:beroepsrollen")


def test_the_three_frameworks_have_eight_ten_and_seven_competences() -> None:
    assert {one.id: len(one.competences) for one in frameworks().values()} == {
        "bakens": 8,
        "mo_competenties": 10,
        "wijkgericht": 7,
    }


def test_every_framework_names_its_source_and_how_sure_it_is() -> None:
    assert [bool(one.source) for one in frameworks().values()] == [True, True, True]
    assert {one.confidence for one in frameworks().values()} == {"high"}
    assert frameworks()["mo_competenties"].note.startswith("De lijst is compleet.")


def test_a_kind_only_offers_competences_that_are_in_a_framework() -> None:
    known = {label for one in frameworks().values() for label in one.labels}

    assert {label for kind in kinds().values() for label in kind.competences} <= known


def test_a_code_of_before_stays_readable() -> None:
    assert competence_name("bakens:integraal") == "Integraal"
    assert competence_name("oud:samenwerken") == "samenwerken"


def test_three_competences_are_kept_in_the_order_chosen(session: Session, now: datetime) -> None:
    els = make_person(session, "Els")

    logged = log_activity(make_viewer(session, els), make_entry(els, competences=THREE), at=now, today=TODAY)

    assert competences_of(session, logged.activity_id) == THREE


def test_a_fourth_competence_is_refused_by_the_form_and_by_the_database(session: Session, now: datetime) -> None:
    els = make_person(session, "Els")
    viewer = make_viewer(session, els)
    logged = log_activity(viewer, make_entry(els, competences=THREE), at=now, today=TODAY)

    with pytest.raises(Invalid, match="hooguit 3") as refused:
        log_activity(viewer, make_entry(els, competences=(*THREE, "bakens:resultaatgericht")), at=now, today=TODAY)
    session.add(ActivityCompetence(activity_id=logged.activity_id, place=4, framework="bakens", code="x"))
    with pytest.raises(IntegrityError):
        session.flush()
    session.rollback()

    assert refused.value.field == "competences"


def test_a_competence_of_no_framework_is_refused(session: Session, now: datetime) -> None:
    els = make_person(session, "Els")

    with pytest.raises(Invalid, match="uit de lijst"):
        log_activity(make_viewer(session, els), make_entry(els, competences=("bakens:verzonnen",)), at=now, today=TODAY)


def test_other_labels_ask_nobody_to_confirm_again(session: Session, now: datetime) -> None:
    els, jan = make_person(session, "Els"), make_person(session, "Jan")
    viewer = make_viewer(session, els)
    logged = log_activity(viewer, make_entry(els, jan), at=now, today=TODAY)
    theirs = session.scalars(select(Attendance).where(Attendance.person_id == jan.id)).one()
    confirm(make_viewer(session, jan), theirs.id, content_version=1, method="kaart", at=now)
    version = session.get_one(Activity, logged.activity_id).version

    changed = change_activity(
        viewer, logged.activity_id, make_entry(els, jan, competences=THREE), version=version, at=now, today=TODAY
    )

    assert changed.asked_again == 0
    assert competences_of(session, logged.activity_id) == THREE


def test_of_two_who_change_labels_the_second_sees_that_somebody_was_first(session: Session, now: datetime) -> None:
    els = make_person(session, "Els")
    viewer = make_viewer(session, els)
    logged = log_activity(viewer, make_entry(els), at=now, today=TODAY)
    version = session.get_one(Activity, logged.activity_id).version
    change_activity(
        viewer, logged.activity_id, make_entry(els, competences=THREE[:1]), version=version, at=now, today=TODAY
    )

    with pytest.raises(ChangedMeanwhile):
        change_activity(
            viewer, logged.activity_id, make_entry(els, competences=THREE[1:2]), version=version, at=now, today=TODAY
        )

    assert competences_of(session, logged.activity_id) == THREE[:1]


def test_competences_of_the_method_come_first_and_then_those_of_last_time(session: Session, now: datetime) -> None:
    els = make_person(session, "Els")
    viewer = make_viewer(session, els)
    make_method(session, competences=["bakens:direct_erop_af"])
    log_activity(viewer, make_entry(els, kind="zelfstudie", competences=THREE[:2]), at=now, today=TODAY)

    offered = offered_competences(
        session, viewer, kinds()["zelfstudie"], "welzijn op récept", methods_of(session, viewer, today=TODAY)
    )

    assert list(offered.items()) == [
        ("bakens:direct_erop_af", "Direct erop af"),
        ("bakens:integraal", "Integraal"),
        ("mo_competenties:verheldert_vragen", "Verheldert vragen en behoeften"),
    ]


def test_nothing_is_offered_that_nobody_ever_said(session: Session) -> None:
    viewer = make_viewer(session, make_person(session, "Els"))

    assert offered_competences(session, viewer, kinds()["intervisie"], "", ()) == {}
