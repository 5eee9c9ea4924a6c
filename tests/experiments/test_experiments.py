"""An experiment from its question to what was learnt (J1)."""

from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from register.audit import AuditEntry
from register.culture.experiments.card import experiment_card
from register.culture.experiments.conclude import (
    Conclusion,
    conclude_experiment,
    reopen_experiment,
    restore_experiment,
    withdraw_experiment,
)
from register.culture.experiments.listing import ExperimentQuery, list_experiments
from register.culture.experiments.make import ExperimentEntry, change_experiment, make_experiment
from register.culture.experiments.members import add_member, remove_member, set_lead
from register.errors import Conflict, Invalid, NotFound
from register.learning.change_activity import ChangedMeanwhile
from register.learning.labels.models import WorkMethod
from register.privacy.guarded import ClientData
from tests.experiments.making import QUESTION, begin, conclude
from tests.makers import NOON, TODAY, make_organisation, make_person, make_team, make_viewer


def test_who_begins_leads_and_everybody_of_the_organisation_reads(session: Session) -> None:
    oost = make_team(session)
    els, jan = make_person(session, "Els", team=oost), make_person(session, "Jan", team=oost)
    mo = make_person(session, "Mo")

    experiment_id = begin(session, els, jan, team_id=oost.id)

    card = experiment_card(session, make_viewer(session, mo), experiment_id, today=TODAY)
    assert [(one.name, one.leads) for one in card.members] == [("Els Vries", True), ("Jan Vries", False)]
    assert (card.question, card.team, card.state_name, card.may_change) == (QUESTION, "Team Oost", "Loopt", False)


def test_an_experiment_of_another_organisation_is_not_there(session: Session) -> None:
    experiment_id = begin(session, make_person(session, "Els"))
    zed = make_person(session, "Zed", organisation=make_organisation(session, "Zuid"))

    with pytest.raises(NotFound):
        experiment_card(session, make_viewer(session, zed), experiment_id, today=TODAY)
    assert list_experiments(session, make_viewer(session, zed), ExperimentQuery()).all == 0


def test_the_same_form_twice_begins_one_experiment(session: Session) -> None:
    viewer = make_viewer(session, make_person(session, "Els"))
    entry = ExperimentEntry(question=QUESTION, starts_on=TODAY)

    first, second = (
        make_experiment(
            viewer, entry, person_ids=(), kept_anyway="", form_key="een-dubbele-tik-hier", at=NOON, today=TODAY
        )
        for _ in range(2)
    )

    assert first == second


@pytest.mark.parametrize(
    ("field", "given"),
    [
        ("question", {"question": "  "}),
        ("question", {"question": "x" * 301}),
        ("attempt", {"attempt": "x" * 5001}),
        ("until_on", {"until_on": date(2026, 8, 31)}),
        ("until_on", {"until_on": date(2040, 1, 1)}),
        ("starts_on", {"starts_on": date(1999, 1, 1)}),
        ("team", {"team_id": 987_654}),
        ("method", {"method_id": 987_654}),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(session: Session, field: str, given: dict[str, object]) -> None:
    els = make_person(session, "Els")

    with pytest.raises(Invalid) as refused:
        begin(session, els, **given)

    assert refused.value.field == field


def test_client_data_on_the_card_is_kept_only_by_who_says_so(session: Session) -> None:
    els = make_person(session, "Els")
    entry = ExperimentEntry(question="Helpt wandelen cliënt Fatima El Amrani?", starts_on=TODAY)
    given = {"person_ids": (), "form_key": "een-kaart-met-een-naam", "at": NOON, "today": TODAY}

    with pytest.raises(ClientData) as warned:
        make_experiment(make_viewer(session, els), entry, kept_anyway="", **given)  # type: ignore[arg-type]

    made = make_experiment(make_viewer(session, els), entry, kept_anyway=warned.value.digest, **given)  # type: ignore[arg-type]
    assert experiment_card(session, make_viewer(session, els), made, today=TODAY).question == entry.question


def test_the_names_of_who_takes_part_are_no_client_data(session: Session) -> None:
    els, jan = make_person(session, "Els"), make_person(session, "Jan", "Bakker")

    experiment_id = begin(session, els, jan, attempt="Toen Jan Bakker buiten afsprak, kwam er een gesprek.")

    assert experiment_id


def test_only_who_made_or_leads_it_changes_the_card(session: Session) -> None:
    els, jan = make_person(session, "Els"), make_person(session, "Jan")
    experiment_id = begin(session, els, jan)
    card = experiment_card(session, make_viewer(session, els), experiment_id, today=TODAY)
    entry = ExperimentEntry(question="En in de winter?", starts_on=TODAY)
    given = {"version": card.version, "kept_anyway": "", "at": NOON, "today": TODAY}

    with pytest.raises(NotFound):
        change_experiment(make_viewer(session, jan), experiment_id, entry, **given)  # type: ignore[arg-type]
    jans = next(one.member_id for one in card.members if one.name == "Jan Vries")
    set_lead(make_viewer(session, els), experiment_id, jans, leads=True, at=NOON)
    change_experiment(make_viewer(session, jan), experiment_id, entry, **given)  # type: ignore[arg-type]

    changed = experiment_card(session, make_viewer(session, els), experiment_id, today=TODAY)
    assert changed.question == "En in de winter?"


def test_a_change_of_an_older_version_is_refused(session: Session) -> None:
    els = make_person(session, "Els")
    experiment_id = begin(session, els)
    viewer, entry = make_viewer(session, els), ExperimentEntry(question="Anders?", starts_on=TODAY)

    change_experiment(viewer, experiment_id, entry, version=1, kept_anyway="", at=NOON, today=TODAY)

    with pytest.raises(ChangedMeanwhile):
        change_experiment(viewer, experiment_id, entry, version=1, kept_anyway="", at=NOON, today=TODAY)
    with pytest.raises(ChangedMeanwhile):
        conclude(session, els, experiment_id, version=1)


def test_failed_and_learnt_is_an_outcome_like_the_others(session: Session) -> None:
    els = make_person(session, "Els")
    experiment_id = begin(session, els)

    conclude(session, els, experiment_id, "mislukt", learnt="Buiten afspreken schrikt juist af.")

    card = experiment_card(session, make_viewer(session, els), experiment_id, today=TODAY)
    assert (card.state_name, card.learnt) == ("Mislukt, geleerd", "Buiten afspreken schrikt juist af.")
    assert card.may_share


def test_an_outcome_without_a_lesson_is_refused(session: Session) -> None:
    els = make_person(session, "Els")
    experiment_id = begin(session, els)

    with pytest.raises(Invalid, match="wat jullie leerden"):
        conclude(session, els, experiment_id, learnt=" ")
    with pytest.raises(Invalid, match="Kies hoe het ging"):
        conclude(session, els, experiment_id, outcome="geweldig")


def test_client_data_in_what_was_learnt_is_warned_about(session: Session) -> None:
    els = make_person(session, "Els")
    experiment_id = begin(session, els)

    with pytest.raises(ClientData):
        conclude_experiment(
            make_viewer(session, els), experiment_id,
            Conclusion(outcome="gelukt", learnt="Mevrouw Yildirim durfde weer naar buiten."),
            version=1, kept_anyway="", at=NOON, today=TODAY,
        )  # fmt: skip


def test_a_concluded_experiment_is_taken_up_again_with_its_lesson(session: Session) -> None:
    els = make_person(session, "Els")
    experiment_id = begin(session, els)
    conclude(session, els, experiment_id)

    reopen_experiment(make_viewer(session, els), experiment_id, at=NOON)

    card = experiment_card(session, make_viewer(session, els), experiment_id, today=TODAY)
    assert (card.outcome, card.concluded_at, card.learnt) == (None, None, "Wandelen praat makkelijker.")
    with pytest.raises(Conflict):
        reopen_experiment(make_viewer(session, els), experiment_id, at=NOON)


def test_what_was_taken_back_is_only_there_for_who_did_it(session: Session) -> None:
    els, jan = make_person(session, "Els"), make_person(session, "Jan")
    experiment_id = begin(session, els, jan)

    withdraw_experiment(make_viewer(session, els), experiment_id, at=NOON)

    assert experiment_card(session, make_viewer(session, els), experiment_id, today=TODAY).withdrawn
    with pytest.raises(NotFound):
        experiment_card(session, make_viewer(session, jan), experiment_id, today=TODAY)
    with pytest.raises(NotFound):
        restore_experiment(make_viewer(session, jan), experiment_id, at=NOON)
    restore_experiment(make_viewer(session, els), experiment_id, at=NOON)
    assert not experiment_card(session, make_viewer(session, jan), experiment_id, today=TODAY).withdrawn


def test_what_hr_takes_away_for_a_client_its_maker_does_not_put_back(session: Session) -> None:
    els, hr = make_person(session, "Els"), make_person(session, "Hr", roles=("hr",))
    experiment_id = begin(session, els)

    withdraw_experiment(make_viewer(session, hr), experiment_id, at=NOON)

    with pytest.raises(NotFound):
        restore_experiment(make_viewer(session, els), experiment_id, at=NOON)
    restore_experiment(make_viewer(session, hr), experiment_id, at=NOON)


def test_a_member_leaves_but_the_last_lead_stays(session: Session) -> None:
    els, jan, mo = (make_person(session, name) for name in ("Els", "Jan", "Mo"))
    experiment_id = begin(session, els, jan)
    add_member(make_viewer(session, els), experiment_id, mo.id, at=NOON)
    card = experiment_card(session, make_viewer(session, els), experiment_id, today=TODAY)
    ids = {one.name: one.member_id for one in card.members}

    remove_member(make_viewer(session, jan), experiment_id, ids["Jan Vries"], at=NOON)

    with pytest.raises(NotFound):
        remove_member(make_viewer(session, mo), experiment_id, ids["Els Vries"], at=NOON)
    with pytest.raises(Conflict, match="geen trekker"):
        remove_member(make_viewer(session, els), experiment_id, ids["Els Vries"], at=NOON)
    left = experiment_card(session, make_viewer(session, els), experiment_id, today=TODAY)
    assert [one.name for one in left.members] == ["Els Vries", "Mo Vries"]


def test_the_trail_knows_what_was_done_and_none_of_the_words(session: Session) -> None:
    els = make_person(session, "Els")
    conclude(session, els, begin(session, els, question="Werkt een kanarievraag?"), learnt="Een kanarieles.")

    rows = session.execute(select(AuditEntry.act, AuditEntry.details).where(AuditEntry.object_kind == "experiment"))

    found = rows.all()
    assert [row.act for row in found] == ["experiment.begonnen", "experiment.afgerond"]
    assert "kanarie" not in str(found)


def test_the_list_is_found_by_part_words_state_team_and_method(session: Session) -> None:
    oost = make_team(session)
    els = make_person(session, "Els", team=oost)
    method = WorkMethod(organisation_id=els.organisation_id, name="Welzijn op recept", competences=[])
    session.add(method)
    session.commit()
    first = begin(session, els, question="Helpt één kop koffie?", team_id=oost.id, method_id=method.id)
    second = begin(session, els, question="Werkt een appgroep?", starts_on=TODAY)
    conclude(session, els, second, "deels")
    viewer = make_viewer(session, els)

    def found(**asked: object) -> list[int]:
        return [one.experiment_id for one in list_experiments(session, viewer, ExperimentQuery(**asked)).lines]  # type: ignore[arg-type]

    assert found() == [second, first]
    assert found(text="EEN koff") == [first]
    assert found(state="loopt") == [first]
    assert found(state="afgerond") == found(state="deels") == [second]
    assert found(state="mislukt") == []
    assert found(team_id=oost.id) == found(method_id=method.id) == [first]
