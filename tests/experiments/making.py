"""Experiments to look at in tests."""

from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from register.culture.experiments.adopt import adopt_experiment
from register.culture.experiments.card import experiment_card
from register.culture.experiments.conclude import Conclusion, conclude_experiment, withdraw_experiment
from register.culture.experiments.make import ExperimentEntry, make_experiment
from register.culture.experiments.models import Experiment
from register.culture.experiments.sessions import link_session
from register.once import as_form_key
from register.people.models import Person
from tests.makers import NOON, TODAY, make_logged, make_viewer

QUESTION = "Komen jongeren vaker als we buiten afspreken?"


def begin(session: Session, person: Person, *others: Person, **given: Any) -> int:
    """Begin an experiment as this person, with the others in it; its id."""
    entry = ExperimentEntry(
        question=given.pop("question", QUESTION), starts_on=given.pop("starts_on", date(2026, 9, 1)), **given
    )
    return make_experiment(
        make_viewer(session, person), entry, person_ids=[one.id for one in others], kept_anyway="",
        form_key=as_form_key(""), at=NOON, today=TODAY,
    )  # fmt: skip


def conclude(session: Session, person: Person, experiment_id: int, outcome: str = "gelukt", **given: Any) -> None:
    """Conclude it as this person."""
    conclusion = Conclusion(outcome=outcome, learnt=given.pop("learnt", "Wandelen praat makkelijker."))
    conclude_experiment(
        make_viewer(session, person), experiment_id, conclusion,
        version=given.pop("version", session.get_one(Experiment, experiment_id).version), kept_anyway="",
        at=given.pop("at", NOON), today=TODAY,
    )  # fmt: skip


def things_of(session: Session, owner: Person, colleague: Person) -> dict[str, int]:
    """One of each thing of an experiment, by the names that routes give them."""
    viewer = make_viewer(session, owner)
    experiment_id, gone = begin(session, owner, colleague), begin(session, owner, question="Ingetrokken?")
    withdraw_experiment(viewer, gone, at=NOON)
    held, loose = (make_logged(session, owner, "experiment") for _ in range(2))
    link_session(viewer, experiment_id, held, at=NOON, today=TODAY)
    adopt_experiment(viewer, experiment_id, team_id=None, via_id=None, at=NOON, today=TODAY)
    card = experiment_card(session, viewer, experiment_id, today=TODAY)
    return {
        "experiment_id": experiment_id,
        "gone_experiment_id": gone,
        "loose_session_id": loose,
        "member_id": next(one.member_id for one in card.members if one.person_id == colleague.id),
        "linked_id": card.sessions[0].linked_id,
        "adoption_id": card.adopters[0].adoption_id,
    }
