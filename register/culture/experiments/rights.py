"""Who may do what with an experiment: everybody of the organisation reads; who leads it or made it changes it."""

from datetime import date, datetime

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import Session

from register import audit
from register.access import Viewer
from register.culture.experiments.models import Adoption, Experiment, ExperimentMember
from register.culture.taking_back import find_of_organisation
from register.errors import NotFound
from register.people.teams import teams_of_person

WITHDRAWN = "experiment.ingetrokken"


def find_experiment(session: Session, viewer: Viewer, experiment_id: int, *, withdrawn: bool = False) -> Experiment:
    """Return an experiment of the organisation; with `withdrawn` one that was taken back.

    Raises:
        NotFound: there is none for this viewer.

    """
    return find_of_organisation(session, viewer, Experiment, experiment_id, withdrawn=withdrawn)


def may_change(session: Session, viewer: Viewer, experiment: Experiment) -> bool:
    """Whether the viewer made this experiment or leads it (*trekker*)."""
    if experiment.created_by_id == viewer.person_id:
        return True
    leads = select(ExperimentMember.id).where(
        ExperimentMember.experiment_id == experiment.id,
        ExperimentMember.person_id == viewer.person_id,
        ExperimentMember.leads,
    )
    return session.scalar(leads) is not None


def changeable_experiment(session: Session, viewer: Viewer, experiment_id: int) -> Experiment:
    """Return an experiment that the viewer may change.

    Raises:
        NotFound: it is not there, or the viewer neither made it nor leads it.

    """
    experiment = find_experiment(session, viewer, experiment_id)
    if not may_change(session, viewer, experiment):
        raise NotFound
    return experiment


def takes_part(session: Session, viewer: Viewer, experiment: Experiment, *, today: date) -> bool:
    """Whether the viewer may hold sessions in it: by name, by its first team, or by one that took it over."""
    if experiment.created_by_id == viewer.person_id:
        return True
    own = teams_of_person(viewer.person_id, today)
    member = exists().where(
        ExperimentMember.experiment_id == Experiment.id, ExperimentMember.person_id == viewer.person_id
    )
    adopted = exists().where(Adoption.experiment_id == Experiment.id, Adoption.team_id.in_(own))
    found = select(Experiment.id).where(
        Experiment.id == experiment.id, or_(member, adopted, Experiment.team_id.in_(own))
    )
    return session.scalar(found) is not None


def note(
    session: Session, viewer: Viewer, act: str, experiment_id: int, at: datetime, **details: str | int | None
) -> None:
    """Write in the trail what was done with an experiment; never its words."""
    audit.record(
        session,
        organisation_id=viewer.organisation_id,
        actor_id=viewer.person_id,
        act=act,
        object_kind="experiment",
        object_id=experiment_id,
        at=at,
        details=details,
    )
