"""Two organisations with one object of every kind, and everybody who might want to open them."""

from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO

from PIL import Image
from sqlalchemy import select
from sqlalchemy.orm import Session

from register.current import state
from register.evidence.files import store_evidence
from register.evidence.models import Evidence
from register.imports.models import ImportBatch
from register.learning.models import Attendance, Group, GroupMember
from register.people.models import Organisation, Person, RegistrationPause, Team
from register.points.models import Claim
from tests.conftest import NOW
from tests.makers import (
    LONG_AGO,
    make_logged,
    make_organisation,
    make_person,
    make_registration,
    make_team,
    make_viewer,
)

MISSING = 987_654
"""An id that nothing has."""


@dataclass(frozen=True, kw_only=True)
class Things:
    """The ids by the names that routes give them: one of each, all about one owner."""

    ids: Mapping[str, int]


@dataclass(frozen=True, kw_only=True)
class World:
    """The objects of the own organisation and those of another."""

    own: Things
    elsewhere: Things


ACTORS = ("anonymous", "stranger", "left", "els", "tom", "kim", "ron", "max", "hr", "admin", "zed")
"""els owns the objects; ron manages her team, max another; kim coordinates; zed does everything, elsewhere."""


def make_world(session: Session) -> World:
    """Fill an empty database."""
    north, south = make_organisation(session, "Noord"), make_organisation(session, "Zuid")
    east, west = make_team(session, "Oost", organisation=north), make_team(session, "West", organisation=north)
    els = make_person(session, "Els", organisation=north, team=east)
    make_person(session, "Tom", organisation=north, team=west)
    make_person(session, "Kim", organisation=north, roles=("coordinator",))
    make_person(session, "Ron", organisation=north, manages=east)
    make_person(session, "Max", organisation=north, manages=west)
    make_person(session, "Hr", organisation=north, roles=("hr",))
    make_person(session, "Admin", organisation=north, roles=("admin",))
    make_person(session, "Left", organisation=north, deactivated_at=NOW)
    far = make_team(session, "Ver", organisation=south)
    zed = make_person(
        session, "Zed", organisation=south, team=far, manages=far, roles=("hr", "coordinator", "admin", "manager")
    )
    return World(own=_things(session, els, north, east), elsewhere=_things(session, zed, south, far))


def _evidence(session: Session, owner: Person, activity_id: int) -> int:
    picture = BytesIO()
    Image.new("RGB", (4, 4), "white").save(picture, "PNG")
    picture.seek(0)
    viewer, settings = make_viewer(session, owner), state().settings
    store_evidence(session, viewer, activity_id, picture, "bewijs.png", at=NOW, settings=settings)
    session.commit()
    return session.scalars(select(Evidence.id).where(Evidence.activity_id == activity_id)).one()


def _things(session: Session, owner: Person, home: Organisation, team: Team) -> Things:
    registration = make_registration(session, owner)
    activity_id = make_logged(session, owner)
    attendance_id = session.scalars(select(Attendance.id).where(Attendance.person_id == owner.id)).one()
    claim_id = session.scalars(select(Claim.id).where(Claim.attendance_id == attendance_id)).one()
    group = Group(organisation_id=home.id, name="Groep", kind="intervisie", team_id=team.id)
    group.members.append(GroupMember(person_id=owner.id, starts_on=LONG_AGO, coordinates=True))
    pause = RegistrationPause(registration_id=registration.id, starts_on=LONG_AGO, ends_on=LONG_AGO)
    batch = ImportBatch(
        organisation_id=home.id, kind="mensen", file_name="mensen.xlsx", sha256="0" * 64, system="generic",
        counts={}, plan=None, plan_digest="0" * 64, made_at=NOW,
    )  # fmt: skip
    session.add_all([group, pause, batch])
    session.flush()
    session.commit()
    evidence_id = _evidence(session, owner, activity_id)
    return Things(
        ids={
            "activity_id": activity_id, "attendance_id": attendance_id, "claim_id": claim_id, "group_id": group.id,
            "membership_id": group.members[0].id, "pause_id": pause.id, "evidence_id": evidence_id,
            "batch_id": batch.id, "registration_id": registration.id, "person_id": owner.id, "team_id": team.id,
        }
    )  # fmt: skip
