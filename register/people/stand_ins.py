"""Stand-ins of a manager (*plaatsvervangers*, H3): named from–to by that manager or by HR, ended early, put back."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import Date, Executable, Select, bindparam, select
from sqlalchemy.orm import Session, aliased

from register import audit
from register.access import Role, Viewer
from register.audit import AuditEntry
from register.current import day_here
from register.db import read, transaction
from register.errors import Conflict, Invalid, NotFound
from register.people.managing import held_on
from register.people.models import Person, Team, TeamManager

LONGEST_DAYS = 366
ENDED = "plaatsvervanger.gestopt"
_DAY = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class StandIn:
    """Somebody who stands in, as the page shows it."""

    stand_in_id: int
    name: str
    team: str
    team_id: int
    named_by: str
    starts_on: date
    ends_on: date
    own: bool
    """It is the viewer who stands in."""


@dataclass(frozen=True, kw_only=True)
class Period:
    """From which day until which day, both included."""

    starts_on: date
    ends_on: date


def teams_to_hand_over(session: Session, viewer: Viewer, *, today: date) -> dict[int, str]:
    """Return the teams for which the viewer may name a stand-in: HR every team, a manager those of their own.

    Who only stands in hands nothing on.
    """
    here = select(Team.id, Team.name).where(Team.organisation_id == viewer.organisation_id)
    if not viewer.has(Role.HR):
        here = here.where(Team.id.in_(own_teams(viewer, today)))
    return {row.id: row.name for row in session.execute(here.order_by(Team.name, Team.id))}


def own_teams(viewer: Viewer, today: date):  # type: ignore[no-untyped-def]  # noqa: ANN201 - a recursive select
    """Select the teams that the viewer manages other than as a stand-in, with every team below them."""
    return teams_held(viewer.person_id, today)


def teams_held(person: Any, on: Any) -> Select[*tuple[Any, ...]]:  # noqa: ANN401 - values, or what is bound later
    """Select the teams that a person manages on a day other than as a stand-in, with every team below them."""
    own = (
        select(TeamManager.team_id.label("id"))
        .where(TeamManager.person_id == person, ~TeamManager.stand_in, held_on(TeamManager, on))
        .cte("handed_over", recursive=True)
    )
    return select(own.union(select(Team.id).join(own, Team.parent_id == own.c.id)).c.id)


def stand_ins(session: Session, viewer: Viewer, *, today: date) -> tuple[StandIn, ...]:
    """Return who stands in today or will, for the teams that the viewer may hand over; one query more for those."""
    return _read(session, viewer, teams_to_hand_over(session, viewer, today=today), today=today)


def stand_ins_today(session: Session, viewer: Viewer, *, today: date) -> tuple[StandIn, ...]:
    """Return who stands in today for the teams that the viewer manages, the viewer included; one query."""
    found = _read(session, viewer, viewer.managed_team_ids, today=today)
    return tuple(one for one in found if one.starts_on <= today)


def _read(session: Session, viewer: Viewer, team_ids: Iterable[int], *, today: date) -> tuple[StandIn, ...]:
    given = {"teams": sorted(team_ids), "organisation": viewer.organisation_id, "today": today}
    return tuple(
        StandIn(
            stand_in_id=row.id,
            name=row.name,
            team=row.team,
            team_id=row.team_id,
            named_by=row.named_by,
            starts_on=row.starts_on,
            ends_on=row.ends_on,
            own=row.person_id == viewer.person_id,
        )
        for row in read(session, _stand_in_query(), given)
    )


@cache
def _stand_in_query() -> Executable:
    """Built once: putting it together costs more than running it."""
    named_by = aliased(Person)
    return (
        select(
            TeamManager.id,
            TeamManager.person_id,
            TeamManager.team_id,
            TeamManager.starts_on,
            TeamManager.ends_on,
            Person.display_name.label("name"),
            Team.name.label("team"),
            named_by.display_name.label("named_by"),
        )
        .join(Person, Person.id == TeamManager.person_id)
        .join(Team, Team.id == TeamManager.team_id)
        .join(named_by, named_by.id == TeamManager.named_by_id)
        .where(
            TeamManager.stand_in,
            TeamManager.team_id.in_(bindparam("teams", expanding=True)),
            TeamManager.ends_on >= bindparam("today", type_=Date),
            Team.organisation_id == bindparam("organisation"),
            Person.deactivated_at.is_(None),
        )
        .order_by(TeamManager.starts_on, Person.sort_key, TeamManager.id)
    )


def name_stand_in(
    viewer: Viewer, team_id: int, person_id: int, period: Period, *, at: datetime, today: date
) -> StandIn:
    """Let a colleague see and do what the manager of a team sees and does, from a day until a day.

    Raises:
        Invalid: the days cannot be, the team is not the viewer's to hand over, or the colleague does not work here or
            manages this team already.

    """
    _check(period, today)
    with transaction() as session:
        audit.take_turn(session, viewer.organisation_id)
        teams = teams_to_hand_over(session, viewer, today=today)
        if team_id not in teams:
            raise Invalid("team", "Kies een team uit de lijst.")
        _check_person(session, viewer, person_id)
        _refuse_twice(session, team_id, person_id, period)
        row = TeamManager(
            person_id=person_id,
            team_id=team_id,
            starts_on=period.starts_on,
            ends_on=period.ends_on,
            stand_in=True,
            named_by_id=viewer.person_id,
        )
        session.add(row)
        session.flush()
        _note(session, viewer, "plaatsvervanger.benoemd", row, at)
        return next(one for one in _read(session, viewer, [team_id], today=today) if one.stand_in_id == row.id)


def end_stand_in(viewer: Viewer, stand_in_id: int, *, at: datetime, today: date) -> None:
    """Let somebody stop standing in at once; who did not begin yet, or today, never stood in.

    Raises:
        NotFound: there is no such stand-in of the viewer's.

    """
    with transaction() as session:
        audit.take_turn(session, viewer.organisation_id)
        row = _find(session, viewer, stand_in_id, today=today)
        _note(session, viewer, ENDED, row, at)
        if row.starts_on < today:
            row.ends_on = today - _DAY
        else:
            session.delete(row)


def resume_stand_in(viewer: Viewer, stand_in_id: int, *, at: datetime, today: date) -> None:
    """Undo ending on that same day, by whoever did it.

    Raises:
        NotFound: the viewer ended nothing of that number today.
        Conflict: somebody who left, or who was named anew in the meantime.

    """
    with transaction() as session:
        audit.take_turn(session, viewer.organisation_id)
        kept = _ended_today(session, viewer, stand_in_id, today)
        period = Period(starts_on=date.fromisoformat(kept["starts_on"]), ends_on=date.fromisoformat(kept["ends_on"]))
        if kept["team_id"] not in teams_to_hand_over(session, viewer, today=today):
            raise NotFound
        try:
            _check_person(session, viewer, kept["person_id"])
            _refuse_twice(session, kept["team_id"], kept["person_id"], period, but=stand_in_id)
        except Invalid as changed:
            raise Conflict(f"Dit kan niet meer terug. {changed.message}") from changed
        row = session.get(TeamManager, stand_in_id)
        if row is None or (row.person_id, row.team_id, row.stand_in) != (kept["person_id"], kept["team_id"], True):
            row = TeamManager(
                person_id=kept["person_id"],
                team_id=kept["team_id"],
                starts_on=period.starts_on,
                ends_on=period.ends_on,
                stand_in=True,
                named_by_id=viewer.person_id,
            )
            session.add(row)
        row.ends_on = period.ends_on
        session.flush()
        _note(session, viewer, "plaatsvervanger.hervat", row, at)


def ended_today(session: Session, viewer: Viewer, stand_in_id: int, *, today: date) -> bool:
    """Whether the viewer ended this one today and can put it back."""
    try:
        _ended_today(session, viewer, stand_in_id, today)
    except NotFound:
        return False
    return True


def _ended_today(session: Session, viewer: Viewer, stand_in_id: int, today: date):  # type: ignore[no-untyped-def]  # noqa: ANN202 - plain JSON
    last = session.execute(
        select(AuditEntry.act, AuditEntry.actor_id, AuditEntry.at, AuditEntry.details)
        .where(
            AuditEntry.organisation_id == viewer.organisation_id,
            AuditEntry.object_kind == _KIND,
            AuditEntry.object_id == stand_in_id,
        )
        .order_by(AuditEntry.seq.desc())
        .limit(1)
    ).first()
    if last is None or (last.act, last.actor_id) != (ENDED, viewer.person_id):
        raise NotFound
    if day_here(last.at) != today:
        raise NotFound
    return json.loads(last.details)


def _find(session: Session, viewer: Viewer, stand_in_id: int, *, today: date) -> TeamManager:
    row = session.scalar(
        select(TeamManager).where(TeamManager.id == stand_in_id, TeamManager.stand_in, TeamManager.ends_on >= today)
    )
    if row is None or row.team_id not in teams_to_hand_over(session, viewer, today=today):
        raise NotFound
    return row


def _check(period: Period, today: date) -> None:
    if period.starts_on < today:
        raise Invalid("starts_on", "De eerste dag is al geweest. Kies vandaag of een latere dag.")
    if period.ends_on < period.starts_on:
        raise Invalid("ends_on", "De laatste dag ligt voor de eerste. Draai de datums om.")
    if (period.ends_on - period.starts_on).days >= LONGEST_DAYS:
        raise Invalid("ends_on", "Vervangen kan hooguit een jaar achter elkaar. Kies een eerdere laatste dag.")


def _check_person(session: Session, viewer: Viewer, person_id: int) -> None:
    if person_id == viewer.person_id:
        raise Invalid("person", "Kies een collega: jezelf vervangen kan niet.")
    found = session.scalar(
        select(Person.id).where(
            Person.id == person_id,
            Person.organisation_id == viewer.organisation_id,
            Person.deactivated_at.is_(None),
        )
    )
    if found is None:
        raise Invalid("person", "Deze collega werkt hier niet (meer). Zoek opnieuw en kies iemand.")


def _refuse_twice(session: Session, team_id: int, person_id: int, period: Period, *, but: int = 0) -> None:
    rows = session.execute(
        select(TeamManager.stand_in).where(
            TeamManager.team_id == team_id,
            TeamManager.person_id == person_id,
            TeamManager.id != but,
            TeamManager.starts_on <= period.ends_on,
            TeamManager.ends_on.is_(None) | (TeamManager.ends_on >= period.starts_on),
        )
    ).scalars()
    for stands_in in rows:
        if stands_in:
            raise Invalid("person", "Deze collega vervangt dit team dan al. Kies andere dagen of iemand anders.")
        raise Invalid("person", "Deze collega is dan al leidinggevende van dit team. Kies iemand anders.")


_KIND = "stand_in"


def _note(session: Session, viewer: Viewer, act: str, row: TeamManager, at: datetime) -> None:
    audit.record(
        session,
        organisation_id=viewer.organisation_id,
        actor_id=viewer.person_id,
        act=act,
        object_kind=_KIND,
        object_id=row.id,
        at=at,
        details={
            "team_id": row.team_id,
            "person_id": row.person_id,
            "starts_on": row.starts_on.isoformat(),
            "ends_on": row.ends_on.isoformat() if row.ends_on else None,
        },
    )
