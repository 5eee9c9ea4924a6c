"""Makers of shared learnings."""

from datetime import date, datetime

from sqlalchemy.orm import Session

from register.culture.experiments.models import Experiment, ExperimentMember
from register.culture.shared.models import Learning
from register.culture.shared.search import search_key
from register.culture.shared.share import LearningEntry, share_learning
from register.culture.shared.source import Source
from register.learning.labels.models import WorkMethod
from register.once import as_form_key
from register.people.models import Person
from tests.makers import NOON, TODAY, make_organisation, make_viewer

TEXT = "Eerst drie vragen stellen en dan pas adviseren: het gesprek wordt rustiger."


def make_method(session: Session, name: str = "Welzijn op recept") -> WorkMethod:
    """A method of the organisation."""
    method = WorkMethod(organisation_id=make_organisation(session).id, name=name)
    session.add(method)
    session.commit()
    return method


def make_shared(session: Session, author: Person, title: str = "Doorvragen werkt", **given: object) -> int:
    """Share a learning that comes from nowhere in particular; returns its id."""
    source = Source(activity_id=given.pop("activity_id", None), experiment_id=given.pop("experiment_id", None))  # type: ignore[arg-type]
    at = given.pop("at", NOON)
    entry = LearningEntry(title=title, text=str(given.pop("text", TEXT)), **given)  # type: ignore[arg-type]
    assert isinstance(at, datetime)
    return share_learning(
        make_viewer(session, author), entry, source, kept_anyway="", form_key=as_form_key(""), at=at, today=TODAY
    )


def make_rows(session: Session, author: Person, *titles: str) -> None:
    """Put many learnings in at once, as they are stored."""
    session.add_all(
        Learning(
            organisation_id=author.organisation_id,
            author_id=author.id,
            title=title,
            text=TEXT,
            search_key=search_key(title, TEXT),
            shared_at=NOON,
        )
        for title in titles
    )
    session.commit()


def make_experiment(session: Session, leader: Person, *members: Person, outcome: str | None = "mislukt") -> int:
    """An experiment of these people, concluded unless `outcome` is `None`; returns its id."""
    experiment = Experiment(
        organisation_id=leader.organisation_id,
        question="Helpt wandelend praten?",
        starts_on=date(2026, 9, 1),
        outcome=outcome,
        learnt="Wandelen helpt alleen bij droog weer." if outcome else "",
        concluded_at=NOON if outcome else None,
        created_by_id=leader.id,
        created_at=NOON,
    )
    session.add(experiment)
    session.flush()
    session.add_all(
        ExperimentMember(experiment_id=experiment.id, person_id=one.id, leads=one is leader)
        for one in (leader, *members)
    )
    session.commit()
    return experiment.id
