"""Makers of stand-ins, and of rules that ask for approval."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from register.people.models import Organisation, Person, Team, TeamManager
from register.people.stand_ins import end_stand_in
from tests.makers import NOON, TODAY, make_person, make_viewer
from tests.rules_versions.making import make_admin, make_draft, publish_draft, row_of

BEGUN, UNTIL = date(2026, 11, 1), date(2026, 12, 5)


def make_stand_in(
    session: Session, manager: Person, team: Team, person: Person, *, starts_on: date = BEGUN, ends_on: date = UNTIL
) -> TeamManager:
    """Somebody who stands in since the first of the month, named by the manager."""
    row = TeamManager(
        person_id=person.id, team_id=team.id, starts_on=starts_on, ends_on=ends_on, stand_in=True,
        named_by_id=manager.id,
    )  # fmt: skip
    session.add(row)
    session.commit()
    return row


def ask_for_approval(session: Session) -> None:
    """Publish rules of the Register Sociaal Werkers that ask for the employer's approval of intervisie."""
    admin = make_admin(session)
    draft = make_draft(session, admin, {})
    row = row_of(session, draft)
    for rule in row.content["versions"][0]["activities"]:
        rule["employer_approval"] = rule["code"] == "intervisie"
    flag_modified(row, "content")
    session.commit()
    publish_draft(admin, draft)


def stand_ins_of(session: Session, team: Team) -> dict[str, int]:
    """One who stands in, and one whom the manager of the team let stop today."""
    organisation = session.get_one(Organisation, team.organisation_id)
    manages = select(Person).join(TeamManager, TeamManager.person_id == Person.id)
    manager = session.scalars(manages.where(TeamManager.team_id == team.id)).first()
    assert manager is not None
    guests = [make_person(session, f"Vervanger{team.id}{sort}", organisation=organisation) for sort in ("a", "b")]
    kept, ended = (make_stand_in(session, manager, team, guest).id for guest in guests)
    end_stand_in(make_viewer(session, manager), ended, at=NOON, today=TODAY)
    session.commit()
    return {"stand_in_id": kept, "ended_stand_in_id": ended}
