"""Who takes part in an experiment (*deelnemer*), and who leads it (*trekker*)."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from register import audit
from register.access import Viewer
from register.culture.experiments.models import ExperimentMember
from register.culture.experiments.rights import changeable_experiment, find_experiment, note
from register.db import transaction
from register.errors import Conflict, Invalid, NotFound
from register.people.models import Person

MOST = 50
"""More people than this is no experiment of a team."""


def check_colleagues(session: Session, viewer: Viewer, person_ids: Collection[int]) -> None:
    """Refuse people of elsewhere, who left, or too many.

    Raises:
        Invalid: too many.
        NotFound: somebody does not work here.

    """
    if len(person_ids) > MOST:
        raise Invalid("members", f"Aan een experiment doen hooguit {MOST} mensen mee. Kies wie het echt uitproberen.")
    known = session.scalar(
        select(func.count(Person.id)).where(
            Person.id.in_(list(person_ids)),
            Person.organisation_id == viewer.organisation_id,
            Person.deactivated_at.is_(None),
        )
    )
    if known != len(set(person_ids)):
        raise NotFound("Een van deze mensen werkt hier niet (meer). Kies opnieuw.")


def add_member(viewer: Viewer, experiment_id: int, person_id: int, *, at: datetime) -> str:
    """Let a colleague take part; who does already stays once. Returns the name.

    Raises:
        NotFound: the experiment is not the viewer's to change, or nobody here bears this id.
        Invalid: there are too many.

    """
    with transaction() as session:
        audit.take_turn(session, viewer.organisation_id)
        changeable_experiment(session, viewer, experiment_id)
        present = set(_members(session, experiment_id))
        if person_id not in present:
            check_colleagues(session, viewer, {*present, person_id} if len(present) >= MOST else {person_id})
            session.add(ExperimentMember(experiment_id=experiment_id, person_id=person_id))
            note(session, viewer, "experiment.deelnemer-erbij", experiment_id, at, person_id=person_id)
        return _name(session, person_id)


def set_lead(viewer: Viewer, experiment_id: int, member_id: int, *, leads: bool, at: datetime) -> str:
    """Let a member lead the experiment, or no longer. Returns the name.

    Raises:
        NotFound: the experiment is not the viewer's to change, or this is no member of it.
        Conflict: nobody would lead it any more.

    """
    with transaction() as session:
        audit.take_turn(session, viewer.organisation_id)
        changeable_experiment(session, viewer, experiment_id)
        member = _member(session, experiment_id, member_id)
        member.leads = leads
        _keep_a_lead(session, experiment_id)
        note(session, viewer, "experiment.trekker", experiment_id, at, person_id=member.person_id, leads=int(leads))
        return _name(session, member.person_id)


def remove_member(viewer: Viewer, experiment_id: int, member_id: int, *, at: datetime) -> str:
    """Take a member off; members may leave by themselves. Sessions that were held stay. Returns the name.

    Raises:
        NotFound: the experiment is not the viewer's to change, or this is no member of it.
        Conflict: nobody would lead it any more.

    """
    with transaction() as session:
        audit.take_turn(session, viewer.organisation_id)
        find_experiment(session, viewer, experiment_id)
        member = session.get(ExperimentMember, member_id)
        if member is None or member.person_id != viewer.person_id:
            changeable_experiment(session, viewer, experiment_id)
        member = _member(session, experiment_id, member_id)
        session.delete(member)
        session.flush()
        _keep_a_lead(session, experiment_id)
        note(session, viewer, "experiment.deelnemer-eraf", experiment_id, at, person_id=member.person_id)
        return _name(session, member.person_id)


def _members(session: Session, experiment_id: int) -> Collection[int]:
    wanted = select(ExperimentMember.person_id).where(ExperimentMember.experiment_id == experiment_id)
    return session.scalars(wanted).all()


def _member(session: Session, experiment_id: int, member_id: int) -> ExperimentMember:
    found = session.scalar(
        select(ExperimentMember).where(
            ExperimentMember.id == member_id, ExperimentMember.experiment_id == experiment_id
        )
    )
    if found is None:
        raise NotFound
    return found


def _keep_a_lead(session: Session, experiment_id: int) -> None:
    session.flush()
    leads = select(ExperimentMember.id).where(ExperimentMember.experiment_id == experiment_id, ExperimentMember.leads)
    if session.scalar(leads.limit(1)) is None:
        raise Conflict("Dan heeft het experiment geen trekker meer. Maak eerst iemand anders trekker.")


def _name(session: Session, person_id: int) -> str:
    return session.scalars(select(Person.display_name).where(Person.id == person_id)).one()
