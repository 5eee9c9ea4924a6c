"""Put the demo organisation in an empty database, after its people and their training were imported."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from register.access import Viewer
from register.accounts.manage import create_account
from register.accounts.models import Account
from register.current import state
from register.demo.claims import file_claims, record_conditions
from register.demo.culture_experiments import meet_as_teams, try_out
from register.demo.culture_matching import ask_each_other
from register.demo.culture_methods import add_methods, work_with_methods
from register.demo.culture_now import meet_today, write_message
from register.demo.culture_planning import plan_years
from register.demo.culture_reflections import write_down
from register.demo.culture_shared import answer_what_stayed, pass_on, plan_ahead
from register.demo.keeping import leave_and_hold
from register.demo.learning import Cast, Progress, hold_sessions, log_own, make_groups
from register.demo.needs import plan_training
from register.demo.organisation import MAIL_DOMAIN, TEAMS, TODAY
from register.demo.rule_versions import draft_new_rules
from register.demo.teams import stand_in_and_prepare
from register.demo.visibility import open_up
from register.people.models import Employment, Membership, Person, Team
from register.people.viewer import viewer_of
from register.points.standing import counted_once

PASSWORD = "proberen-mag-hier-altijd"  # noqa: S105 - of made-up people, printed for whoever tries the demo


@dataclass(frozen=True, kw_only=True)
class DemoAccount:
    """An account of the demo, as it is printed."""

    login: str
    who: str


_ACCOUNTS = (
    ("001012", "sociaal werker, Wijkteam West"),
    ("001020", "sociaal werker in dezelfde intervisiegroep"),
    ("001013", "jongerenwerker, zonder registratie"),
    ("001004", "leidinggevende van Wijkteam West"),
    ("001009", "HR"),
    ("001010", "coördinator"),
    ("001011", "beheerder"),
)
_ADMIN, _MANAGER, _HR = "001011", "001004", "001009"


def fill(session: Session, organisation_id: int, progress: Progress, *, at: datetime) -> None:
    """Add two years of learning, what the registers said, and the accounts; in the caller's transaction."""
    viewers = _viewers(session, organisation_id)
    cast = Cast(by_team={name: tuple(viewer for team, viewer in viewers if team == name) for name in TEAMS})
    teams = {
        team.name: team for team in session.scalars(select(Team).where(Team.organisation_id == organisation_id)).all()
    }
    groups = make_groups(session, organisation_id, cast, teams)
    plan_years(session, groups.values())
    add_methods(session, organisation_id, cast)
    with counted_once(session, at=at):
        hold_sessions(session, cast, groups, progress)
        log_own(cast, progress)
        work_with_methods(session, cast)
        try_out(session, cast, teams)
        meet_as_teams(session, cast, teams)
        write_down(session, cast)
        for viewer in cast.by_team["Wijkteam West"]:
            file_claims(session, viewer, at=at)
        for viewer in cast.everybody:
            record_conditions(session, viewer.person_id)
    pass_on(session, cast, at=at)
    answer_what_stayed(session, at=at)
    plan_ahead(session, cast, at=at)
    ask_each_other(cast)
    stand_in_and_prepare(session, organisation_id, cast, at=at)
    draft_new_rules(_viewer(session, organisation_id, _ADMIN), at=at)
    manager, hr = (_viewer(session, organisation_id, number) for number in (_MANAGER, _HR))
    meet_today(session, cast, at=at)
    open_up(cast.by_team["Wijkteam West"], manager=manager, hr=hr, at=at)
    leave_and_hold(session, cast.by_team["Wijkteam Oost"], hr=hr, at=at)
    plan_training(session, cast, hr, at=at)
    for number, _ in _ACCOUNTS:
        person = _person(session, organisation_id, number)
        create_account(person_id=person.id, login=person.email or number, password=PASSWORD, at=at, must_change=False)
    progress(f"Accounts: {len(_ACCOUNTS)}")
    write_message(session, _person(session, organisation_id, _ACCOUNTS[0][0]), _export_folder(), at=at)


def _export_folder() -> Path:
    return Path(state().settings.data_folder) / "export"


def accounts(session: Session, organisation_id: int) -> Sequence[DemoAccount]:
    """Return the accounts to try; none where the demo is not."""
    query = (
        select(Employment.personnel_number, Account.login)
        .join(Account, Account.person_id == Employment.person_id)
        .where(Employment.organisation_id == organisation_id, Account.login.endswith(MAIL_DOMAIN))
    )
    logins = {number: login for number, login in session.execute(query)}  # noqa: C416 - a row is no plain pair
    return tuple(DemoAccount(login=logins[number], who=who) for number, who in _ACCOUNTS if number in logins)


def _viewers(session: Session, organisation_id: int) -> Sequence[tuple[str, Viewer]]:
    rows = session.execute(
        select(Person.id, Person.display_name, Team.name)
        .join(Membership, Membership.person_id == Person.id)
        .join(Team, Team.id == Membership.team_id)
        .where(Person.organisation_id == organisation_id)
        .order_by(Person.id)
    ).all()
    return [
        (row.name, viewer_of(session, row.id, organisation_id=organisation_id, name=row.display_name, today=TODAY))
        for row in rows
    ]


def _viewer(session: Session, organisation_id: int, number: str) -> Viewer:
    person = _person(session, organisation_id, number)
    return viewer_of(session, person.id, organisation_id=organisation_id, name=person.display_name, today=TODAY)


def _person(session: Session, organisation_id: int, number: str) -> Person:
    return session.scalars(
        select(Person)
        .join(Employment, Employment.person_id == Person.id)
        .where(Employment.organisation_id == organisation_id, Employment.personnel_number == number)
    ).one()
