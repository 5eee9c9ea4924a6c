"""A learning is shared by its writer, after the guard; others say what they think of it and apply it."""

from datetime import datetime

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from register.audit import AuditEntry
from register.culture.shared.applied import apply_in_team, undo_apply
from register.culture.shared.comments import comment, restore_comment, withdraw_comment
from register.culture.shared.listing import LearningQuery, list_learnings
from register.culture.shared.models import Learning, LearningApplied, LearningComment
from register.culture.shared.page import LearningPage, learning_page
from register.culture.shared.share import (
    ChangedMeanwhile,
    LearningEntry,
    change_learning,
    restore_learning,
    share_learning,
    withdraw_learning,
)
from register.culture.shared.source import Source, source_of
from register.errors import Conflict, Invalid, NotAllowed, NotFound
from register.learning.known_names import names_that_may_stand
from register.learning.models import Activity
from register.learning.reflection_forms import freely
from register.learning.reflections import save_reflection
from register.once import as_form_key
from register.people.models import Person
from register.privacy.guarded import ClientData
from tests.makers import TODAY, make_logged, make_organisation, make_person, make_team, make_viewer
from tests.shared.making import TEXT, make_experiment, make_method, make_shared

BAKEN = "bakens:direct_erop_af"
CLIENT = "Bij mevrouw Jansen werkte doorvragen goed."


def page_for(session: Session, person: Person, learning_id: int) -> LearningPage:
    return learning_page(session, make_viewer(session, person), learning_id, today=TODAY)


def change(session: Session, person: Person, learning_id: int, now: datetime, version: int = 1, **given: str) -> None:
    entry = LearningEntry(title=given.get("title", "Doorvragen werkt"), text=given.get("text", TEXT))
    change_learning(
        make_viewer(session, person), learning_id, entry, version=version, kept_anyway="", at=now, today=TODAY
    )


def say(session: Session, person: Person, learning_id: int, now: datetime, text: str = "Bij ons ook.") -> int:
    return comment(
        make_viewer(session, person), learning_id, text, kept_anyway="", form_key=as_form_key(""), at=now, today=TODAY
    )


def test_everybody_of_the_organisation_reads_it_and_nobody_else(session: Session) -> None:
    els, jan = make_person(session, "Els"), make_person(session, "Jan")
    zed = make_person(session, "Zed", organisation=make_organisation(session, "Zuid"))
    method = make_method(session)
    learning = make_shared(session, els, method_id=method.id, competences=(BAKEN,))

    page = page_for(session, jan, learning)

    assert (page.title, page.text, page.author, page.method) == ("Doorvragen werkt", TEXT, "Els Vries", method.name)
    assert page.competences == ((BAKEN, "Direct erop af"),)
    with pytest.raises(NotFound):
        page_for(session, zed, learning)


def test_the_same_form_sent_twice_shares_once(session: Session, now: datetime) -> None:
    viewer, key = make_viewer(session, make_person(session)), as_form_key("")
    entry = LearningEntry(title="Doorvragen", text=TEXT)

    first = share_learning(viewer, entry, Source(), kept_anyway="", form_key=key, at=now, today=TODAY)
    again = share_learning(viewer, entry, Source(), kept_anyway="", form_key=key, at=now, today=TODAY)

    assert first == again
    assert session.scalar(select(func.count(Learning.id))) == 1


def test_client_data_is_warned_about_before_anything_is_kept(session: Session, now: datetime) -> None:
    viewer, entry = make_viewer(session, make_person(session)), LearningEntry(title="Doorvragen", text=CLIENT)

    with pytest.raises(ClientData) as warned:
        share_learning(viewer, entry, Source(), kept_anyway="", form_key=as_form_key(""), at=now, today=TODAY)

    assert warned.value.fields == ("text",)
    assert session.scalar(select(func.count(Learning.id))) == 0


def test_what_its_writer_ticks_is_shared_all_the_same(session: Session, now: datetime) -> None:
    viewer, entry = make_viewer(session, make_person(session)), LearningEntry(title="Doorvragen", text=CLIENT)
    with pytest.raises(ClientData) as warned:
        share_learning(viewer, entry, Source(), kept_anyway="", form_key=as_form_key(""), at=now, today=TODAY)

    share_learning(
        viewer, entry, Source(), kept_anyway=warned.value.digest, form_key=as_form_key(""), at=now, today=TODAY
    )

    assert session.scalar(select(func.count(Learning.id))) == 1


def test_an_activity_proposes_its_title_and_joint_report_and_never_a_reflection(
    session: Session, now: datetime
) -> None:
    els = make_person(session)
    viewer, activity = make_viewer(session, els), make_logged(session, els, title="Intervisie Oost")
    save_reflection(viewer, activity, freely("kanarie-4c"), version=0, at=now, today=TODAY)
    session.get_one(Activity, activity).report = "Samen zagen we drie manieren."
    session.commit()

    source = source_of(session, viewer, activity_id=activity, experiment_id=None, today=TODAY)

    assert (source.title, source.text) == ("Intervisie Oost", "Samen zagen we drie manieren.")


def test_an_activity_of_others_proposes_nothing(session: Session) -> None:
    els, jan = make_person(session, "Els"), make_person(session, "Jan")
    activity = make_logged(session, els)

    with pytest.raises(NotFound):
        source_of(session, make_viewer(session, jan), activity_id=activity, experiment_id=None, today=TODAY)


def test_what_failed_and_taught_is_shared_by_who_took_part(session: Session) -> None:
    els, jan = make_person(session, "Els"), make_person(session, "Jan")
    experiment = make_experiment(session, els, jan)

    source = source_of(session, make_viewer(session, jan), activity_id=None, experiment_id=experiment, today=TODAY)
    learning = make_shared(session, jan, source.title, text=source.text, experiment_id=experiment)

    assert page_for(session, els, learning).origin.words == "Uit een experiment: mislukt, geleerd"


def test_who_did_not_take_part_in_an_experiment_does_not_speak_for_it(session: Session) -> None:
    els, jan = make_person(session, "Els"), make_person(session, "Jan")
    experiment = make_experiment(session, els)

    with pytest.raises(NotAllowed):
        source_of(session, make_viewer(session, jan), activity_id=None, experiment_id=experiment, today=TODAY)


def test_an_experiment_that_still_runs_has_no_learning_yet(session: Session) -> None:
    els = make_person(session)
    experiment = make_experiment(session, els, outcome=None)

    with pytest.raises(Conflict):
        source_of(session, make_viewer(session, els), activity_id=None, experiment_id=experiment, today=TODAY)


def test_an_activity_behind_a_learning_opens_only_for_who_was_there(session: Session) -> None:
    els, jan = make_person(session, "Els"), make_person(session, "Jan")
    activity = make_logged(session, els, title="Intervisie Oost")
    learning = make_shared(session, els, activity_id=activity)

    assert page_for(session, els, learning).origin.activity_id == activity
    assert page_for(session, jan, learning).origin.activity_id is None
    assert page_for(session, jan, learning).origin.words == "Uit: intervisie"


def test_only_the_writer_changes_it_and_a_newer_version_is_not_written_over(session: Session, now: datetime) -> None:
    els, jan = make_person(session, "Els"), make_person(session, "Jan", roles=("admin",))
    learning = make_shared(session, els)
    change(session, els, learning, now, title="Eerst vragen")

    with pytest.raises(ChangedMeanwhile):
        change(session, els, learning, now, title="Doorvragen")
    with pytest.raises(NotFound):
        change(session, jan, learning, now, version=2)
    assert page_for(session, els, learning).title == "Eerst vragen"
    assert list_learnings(session, make_viewer(session, els), LearningQuery(text="eerst vr")).found == 1


@pytest.mark.parametrize(
    ("entry", "field"),
    [
        (LearningEntry(title=" ", text=TEXT), "title"),
        (LearningEntry(title="x" * 161, text=TEXT), "title"),
        (LearningEntry(title="Vragen", text=" "), "text"),
        (LearningEntry(title="Vragen", text="x" * 5001), "text"),
        (LearningEntry(title="Vragen", text=TEXT, method_id=987_654), "method"),
        (LearningEntry(title="Vragen", text=TEXT, competences=("bakens:verzonnen",)), "competences"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(
    session: Session, now: datetime, entry: LearningEntry, field: str
) -> None:
    viewer = make_viewer(session, make_person(session))

    with pytest.raises(Invalid) as wrong:
        share_learning(viewer, entry, Source(), kept_anyway="", form_key=as_form_key(""), at=now, today=TODAY)

    assert wrong.value.field == field


def test_what_is_taken_back_is_gone_for_others_and_its_writer_undoes_it(session: Session, now: datetime) -> None:
    els, jan = make_person(session, "Els"), make_person(session, "Jan")
    learning = make_shared(session, els)

    withdraw_learning(make_viewer(session, els), learning, at=now)

    assert page_for(session, els, learning).withdrawn
    assert list_learnings(session, make_viewer(session, els), LearningQuery()).all == 0
    with pytest.raises(NotFound):
        page_for(session, jan, learning)
    restore_learning(make_viewer(session, els), learning, at=now)
    assert not page_for(session, jan, learning).withdrawn


def test_what_hr_takes_back_for_a_client_its_writer_does_not_put_back(session: Session, now: datetime) -> None:
    els, hr = make_person(session, "Els"), make_person(session, "Hr", roles=("hr",))
    learning = make_shared(session, els)

    withdraw_learning(make_viewer(session, hr), learning, at=now)

    with pytest.raises(NotFound):
        restore_learning(make_viewer(session, els), learning, at=now)
    with pytest.raises(NotFound):
        page_for(session, els, learning)


def test_a_colleague_takes_nothing_back(session: Session, now: datetime) -> None:
    els, jan = make_person(session, "Els"), make_person(session, "Jan")
    learning = make_shared(session, els)

    with pytest.raises(NotFound):
        withdraw_learning(make_viewer(session, jan), learning, at=now)


def test_a_comment_is_read_by_all_and_taken_back_by_its_writer(session: Session, now: datetime) -> None:
    els, jan = make_person(session, "Els"), make_person(session, "Jan")
    learning = make_shared(session, els)
    said = say(session, jan, learning, now)
    assert [one.text for one in page_for(session, els, learning).comments] == ["Bij ons ook."]

    with pytest.raises(NotFound):
        withdraw_comment(make_viewer(session, els), said, at=now)
    withdraw_comment(make_viewer(session, jan), said, at=now)

    assert page_for(session, els, learning).comments == ()
    assert page_for(session, jan, learning).comments[0].withdrawn
    restore_comment(make_viewer(session, jan), said, at=now)
    assert len(page_for(session, els, learning).comments) == 1


def test_a_comment_with_a_client_in_it_is_warned_about(session: Session, now: datetime) -> None:
    els = make_person(session)
    learning = make_shared(session, els)

    with pytest.raises(ClientData):
        say(session, els, learning, now, CLIENT)

    assert session.scalar(select(func.count(LearningComment.id))) == 0


def test_a_team_applies_it_once_however_often_it_is_said_and_anybody_of_the_team_undoes_it(
    session: Session, now: datetime
) -> None:
    oost = make_team(session)
    els, jan = make_person(session, "Els", team=oost), make_person(session, "Jan", team=oost)
    learning = make_shared(session, els)

    apply_in_team(make_viewer(session, els), learning, oost.id, at=now, today=TODAY)
    apply_in_team(make_viewer(session, jan), learning, oost.id, at=now, today=TODAY)

    assert session.scalar(select(func.count(LearningApplied.id))) == 1
    assert page_for(session, jan, learning).applied_by == ("Team Oost",)
    undo_apply(make_viewer(session, jan), learning, oost.id, at=now, today=TODAY)
    assert page_for(session, els, learning).applied_by == ()


def test_nobody_speaks_for_another_team(session: Session, now: datetime) -> None:
    els, west = make_person(session, team=make_team(session)), make_team(session, "Team West")
    learning = make_shared(session, els)

    with pytest.raises(NotFound):
        apply_in_team(make_viewer(session, els), learning, west.id, at=now, today=TODAY)


def test_the_trail_knows_what_was_done_and_no_words(session: Session, now: datetime) -> None:
    els = make_person(session, team=make_team(session))
    learning = make_shared(session, els, "Kanariegeel", text="Kanariezang")
    say(session, els, learning, now, "Kanarieveer")

    trail = session.scalars(select(AuditEntry).order_by(AuditEntry.seq)).all()

    assert [one.act for one in trail] == ["les.gedeeld", "reactie.geschreven"]
    assert "anarie" not in "".join(one.details for one in trail)


def test_who_may_be_named_are_the_own_team_and_who_was_there(session: Session) -> None:
    oost = make_team(session)
    els, jan = make_person(session, "Els", team=oost), make_person(session, "Jan", team=oost)
    mia, bo = make_person(session, "Mia"), make_person(session, "Bo")
    make_person(session, "Kees")
    activity = make_logged(session, els, others=(mia,))

    names = names_that_may_stand(
        session, make_viewer(session, els), today=TODAY, activity_id=activity, person_ids=[bo.id]
    )

    assert sorted(names) == ["Bo Vries", "Els Vries", "Jan Vries", "Mia Vries", "Team Oost"]
    assert jan.display_name in names
