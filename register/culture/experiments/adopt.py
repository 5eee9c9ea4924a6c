"""A team takes an experiment over in one click (*nemen wij over*), and undoes it; the chain stays visible."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Date, Select, bindparam, exists, or_, select, update
from sqlalchemy.orm import Session

from register import audit
from register.access import Viewer
from register.culture.experiments.models import Adoption, Experiment
from register.culture.experiments.rights import find_experiment, note
from register.db import UtcDateTime, transaction
from register.errors import Conflict, NotFound
from register.people.models import Membership, Team
from register.people.teams import own_teams, sits_on

NEW = timedelta(weeks=6)
"""So long after it was concluded an experiment is offered on Vandaag."""
WHICH = "Je zit in meer dan een team. Kies op de kaart voor welk team jullie dit experiment overnemen."
NO_TEAM = (
    "Je staat in geen enkel team, dus er is niets om het voor over te nemen. Vraag HR om je in een team te zetten."
)
OWN = "Dit experiment is van je eigen team. Een ander team kan het overnemen."


@dataclass(frozen=True, kw_only=True)
class ToAdopt:
    """An experiment of another team that ended well, on Vandaag."""

    experiment_id: int
    question: str
    team: str
    outcome_name: str


class WhichTeam(Conflict):
    """The viewer sits in several teams that could take it over: the card asks for which."""


def adopt_experiment(
    viewer: Viewer, experiment_id: int, *, team_id: int | None, via_id: int | None, at: datetime, today: date
) -> str:
    """Take an experiment over for the own team; twice is once. Returns the name of the team.

    `team_id` is asked of who sits in several teams that can; `via_id` is the adoption of the team that it is taken
    from, empty for the first team.

    Raises:
        NotFound: the experiment, the team or that adoption is not there for this viewer.
        WhichTeam: the viewer sits in several teams that could, and did not choose.
        Conflict: the viewer sits in no team, or only in the team where it began.

    """
    with transaction() as session:
        audit.take_turn(session, viewer.organisation_id)
        experiment = find_experiment(session, viewer, experiment_id)
        own = own_teams(session, viewer, today=today)
        adoptions = {one.team_id: one for one in _adoptions(session, experiment_id)}
        chosen = _chosen(own, experiment, team_id, done=set(adoptions))
        if chosen not in adoptions:
            if via_id not in {None, *(one.id for one in adoptions.values())}:
                raise NotFound
            session.add(
                Adoption(
                    experiment_id=experiment_id,
                    team_id=chosen,
                    via_id=via_id,
                    person_id=viewer.person_id,
                    adopted_at=at,
                )
            )
            note(session, viewer, "experiment.overgenomen", experiment_id, at, team_id=chosen, via_id=via_id)
        return own[chosen]


def undo_adoption(viewer: Viewer, experiment_id: int, adoption_id: int, *, at: datetime, today: date) -> str:
    """Undo it, by anybody of that team; who had it from them has it from where they had it. Returns the team's name.

    Raises:
        NotFound: there is no such adoption by a team of the viewer.

    """
    with transaction() as session:
        audit.take_turn(session, viewer.organisation_id)
        find_experiment(session, viewer, experiment_id)
        adoption = session.get(Adoption, adoption_id)
        own = own_teams(session, viewer, today=today)
        if adoption is None or adoption.experiment_id != experiment_id or adoption.team_id not in own:
            raise NotFound
        session.execute(update(Adoption).where(Adoption.via_id == adoption_id).values(via_id=adoption.via_id))
        session.delete(adoption)
        note(session, viewer, "experiment.overname-ongedaan", experiment_id, at, team_id=adoption.team_id)
        return own[adoption.team_id]


def newest_asked(viewer: Viewer, *, at: datetime, today: date) -> dict[str, Any]:
    """Return what `newest_select` wants to know."""
    return {"organisation": viewer.organisation_id, "person": viewer.person_id, "today": today, "since": at - NEW}


def newest_select() -> Select[*tuple[Any, ...]]:
    """Select the newest experiment that worked for another team and that a team of the viewer could take over.

    One that failed is to be read, not to be taken over.
    """
    own = select(Membership.team_id).where(
        Membership.person_id == bindparam("person"), sits_on(bindparam("today", type_=Date))
    )
    return (
        select(Experiment.id, Experiment.question, Experiment.outcome, Team.name)
        .outerjoin(Team, Team.id == Experiment.team_id)
        .where(
            Experiment.organisation_id == bindparam("organisation"),
            Experiment.withdrawn_at.is_(None),
            Experiment.outcome.in_(("gelukt", "deels")),
            Experiment.concluded_at >= bindparam("since", type_=UtcDateTime()),
            own.exists(),
            or_(Experiment.team_id.is_(None), Experiment.team_id.not_in(own)),
            ~exists().where(Adoption.experiment_id == Experiment.id, Adoption.team_id.in_(own)),
        )
        .order_by(Experiment.concluded_at.desc(), Experiment.id.desc())
        .limit(1)
    )


def _chosen(own: dict[int, str], experiment: Experiment, team_id: int | None, *, done: set[int]) -> int:
    if not own:
        raise Conflict(NO_TEAM)
    able = [one for one in own if one != experiment.team_id]
    if not able or (team_id is not None and team_id == experiment.team_id):
        raise Conflict(OWN)
    if team_id is not None:
        if team_id not in able:
            raise NotFound
        return team_id
    left = [one for one in able if one not in done] or able[:1]
    if len(left) > 1:
        raise WhichTeam(WHICH)
    return left[0]


def _adoptions(session: Session, experiment_id: int) -> list[Adoption]:
    return list(session.scalars(select(Adoption).where(Adoption.experiment_id == experiment_id)))
