"""A small organisation with something on every page: five roles, a group, evidence, own figures, a waiting import."""

import io
from decimal import Decimal
from pathlib import Path

from sqlalchemy.orm import Session

from register.current import state
from register.evidence.files import store_evidence
from register.imports.opening import open_files
from register.imports.staging import stage
from register.imports.tables import PEOPLE
from register.learning.change_groups import GroupEntry, make_group
from register.learning.sign_links import make_link
from register.once import as_form_key
from register.people.models import Person, Team, TeamManager
from register.points.figures import set_figure
from tests.confirm.reading import attendance_of
from tests.evidence import samples
from tests.makers import LONG_AGO, NOON, TODAY, make_logged, make_person, make_registration, make_team, make_viewer
from tests.workbook_maker import PEOPLE_HEADER, person_row, write_rows

GRANTED: dict[str, tuple[str, ...]] = {
    "professional": (), "manager": (), "hr": ("hr",), "coordinator": ("coordinator",), "admin": ("admin",),
    "everything": ("manager", "hr", "coordinator", "admin"),
}  # fmt: skip
ROLES = ("professional", "manager", "hr", "coordinator", "admin")
LONG_TITLE = "Donaudampfschifffahrtsgesellschaftskapitänspatentverlängerungsbijeenkomst in het wijkteam"


def make_house(session: Session, folder: Path) -> str:
    """Fill an empty database; who has a role signs in with its name. Returns the token of a link by mail."""
    oost, west = make_team(session, "Team Oost"), make_team(session, "Team West")
    people = {
        role: make_person(session, role.title(), subject=role, roles=given, team=oost)
        for role, given in GRANTED.items()
    }
    _manage(session, people["manager"], oost, west)
    for person in people.values():
        make_registration(session, person, "skj-jgp", number="12345678")
        make_registration(session, person, "rp-sw")
        _days_of(session, person, [one for one in people.values() if one is not person])
    _figure(session, people["admin"])
    _import(session, people["hr"], folder)
    _group(session, people)
    activity = make_logged(session, people["hr"], others=(people["professional"],), title="Casus van de week")
    token = make_link(session, attendance_of(session, activity, people["professional"]), at=NOON, days=21)
    session.commit()
    return token


def _manage(session: Session, person: Person, *teams: Team) -> None:
    session.add_all(TeamManager(person_id=person.id, team_id=team.id, starts_on=LONG_AGO) for team in teams)
    session.commit()


def _days_of(session: Session, person: Person, others: list[Person]) -> None:
    shared = make_logged(session, person, others=tuple(others), title=LONG_TITLE)
    make_logged(session, person, kind="training", minutes=390, title="Meldcode in de praktijk")
    store_evidence(
        make_viewer(session, person), shared, io.BytesIO(samples.picture("JPEG")),
        "presentielijst van de ochtend.jpg", form_key=as_form_key(""), at=NOON, settings=state().settings,
    )  # fmt: skip
    session.commit()


def _figure(session: Session, admin: Person) -> None:
    set_figure(
        make_viewer(session, admin), register_id="rp-sw", rule_version="2018",
        path="activities.intervisie.points_per_hour", value=Decimal("0.75"), source="Verzonnen", example=True, at=NOON,
    )  # fmt: skip
    session.commit()


def _import(session: Session, hr: Person, folder: Path) -> None:
    rows = [person_row(), person_row("00102", Achternaam=None), person_row("00103", Roepnaam="Jan")]
    path = write_rows(folder / "medewerkers.xlsx", PEOPLE_HEADER, rows)
    opened = open_files([path], kind=PEOPLE, system=None, presets=(), max_rows=100)
    stage(make_viewer(session, hr), opened, paths=[path], file_name=path.name, at=NOON)
    session.commit()


def _group(session: Session, people: dict[str, Person]) -> None:
    guest = people["everything"]
    for role, person in people.items():
        make_group(
            make_viewer(session, person), GroupEntry(name=f"Intervisie {role}", kind="intervisie", minutes=120),
            person_ids=[person.id, guest.id], form_key=f"groep-van-{role}-voor-de-toets", at=NOON,
            today=TODAY,
        )  # fmt: skip
