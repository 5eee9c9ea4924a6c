"""Two organisations with one object of every kind, and everybody who might want to open them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from PIL import Image
from sqlalchemy import select
from sqlalchemy.orm import Session

from register.access import Viewer
from register.culture.ambassadors.questions import withdraw_answer, withdraw_question
from register.culture.shared.comments import comment, withdraw_comment
from register.culture.shared.share import withdraw_learning
from register.current import state
from register.evidence.files import remove_evidence, store_evidence
from register.evidence.models import Evidence, GrantedVersion
from register.exports.models import Delivery, PresenceLine
from register.imports.models import ImportPreset
from register.imports.opening import open_files
from register.imports.staging import stage
from register.jobs.models import Job
from register.learning.check_in.models import CheckInRequest
from register.learning.models import Attendance, Group, GroupMember, LearningSession
from register.learning.outsiders.models import OutsiderAttendance
from register.learning.planning.plan_series import When, new_session
from register.once import as_form_key
from register.people.models import Organisation, Person, Registration, RegistrationPause, Team
from register.points.figures import set_figure
from register.points.models import Claim
from register.privacy.layers import Audience, Layer, open_layer
from tests.ambassadors import making as methods
from tests.conftest import NOW
from tests.experiments import making as experiments
from tests.followup.making import make_question
from tests.keeping import making as keeping
from tests.makers import (
    LONG_AGO,
    TODAY,
    make_logged,
    make_organisation,
    make_person,
    make_registration,
    make_team,
    make_viewer,
)
from tests.matching import making as matching
from tests.meetings import making as meetings
from tests.needs import making as needs
from tests.plan.making import make_goal, make_plan
from tests.rules_versions import making as rules_versions
from tests.shared.making import make_shared
from tests.talks.making import make_talk
from tests.team import making as team_making
from tests.workbook_maker import PEOPLE_HEADER, person_row, write_rows

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
    tom = make_person(session, "Tom", organisation=north, team=west)
    make_person(session, "Kim", organisation=north, roles=("coordinator",))
    make_person(session, "Ron", organisation=north, manages=east)
    make_person(session, "Max", organisation=north, manages=west)
    make_person(session, "Hr", organisation=north, roles=("hr",))
    admin = make_person(session, "Admin", organisation=north, roles=("admin",))
    make_person(session, "Left", organisation=north, deactivated_at=NOW)
    far = make_team(session, "Ver", organisation=south)
    zed = make_person(
        session, "Zed", organisation=south, team=far, manages=far, roles=("hr", "coordinator", "admin", "manager")
    )
    for one in (admin, zed):
        _own_figure(session, one)
    return World(own=_things(session, els, tom, east), elsewhere=_things(session, zed, zed, far))


def _own_figure(session: Session, admin: Person) -> None:
    set_figure(
        make_viewer(session, admin), register_id="rp-sw", rule_version="2018", path="total.min",
        value=Decimal(40), source="Reglement, artikel 4", example=False, at=NOW,
    )  # fmt: skip
    session.commit()


def _evidence(session: Session, owner: Person, activity_id: int, colour: str) -> int:
    picture = BytesIO()
    Image.new("RGB", (4, 4), colour).save(picture, "PNG")
    picture.seek(0)
    viewer, settings = make_viewer(session, owner), state().settings
    store_evidence(viewer, activity_id, picture, f"{colour}.png", form_key=as_form_key(""), at=NOW, settings=settings)
    session.commit()
    return session.scalars(select(Evidence.id).order_by(Evidence.id.desc()).limit(1)).one()


def _removed_evidence(session: Session, owner: Person, activity_id: int) -> int:
    evidence_id = _evidence(session, owner, activity_id, "black")
    remove_evidence(make_viewer(session, owner), evidence_id, at=NOW)
    session.commit()
    return evidence_id


def _upload(session: Session, owner: Person) -> int:
    with TemporaryDirectory() as folder:
        path = write_rows(
            Path(folder) / "mensen.xlsx", PEOPLE_HEADER, [person_row("90001"), person_row("90002", Register="geen")]
        )
        opened = open_files([path], kind="mensen", system=None, presets=(), max_rows=10)
        viewer = make_viewer(session, owner)
        batch_id = stage(viewer, opened, paths=[path], file_name="mensen.xlsx", at=NOW)
    session.commit()
    return batch_id


def _preset(session: Session, owner: Person) -> int:
    preset = ImportPreset(
        organisation_id=owner.organisation_id, title="Beaufort van hier", kind="mensen", base="generic",
        fields={"personnel_number": "Nr", "surname": "Naam"}, made_by_id=owner.id, made_at=NOW,
    )  # fmt: skip
    session.add(preset)
    session.commit()
    return preset.id


def _delivery(session: Session, owner: Person) -> int:
    return _kept(session, owner, target="sdb", settings={})


def _presence(session: Session, owner: Person, activity_id: int, registration: Registration) -> int:
    course = {"kind": "3", "course": "1", "edition": "", "meeting": "", "module": "", "own_codes": "False"}
    delivery_id = _kept(session, owner, target="pe-online", settings=course | {"org_id": "46"})
    session.add(
        PresenceLine(
            delivery_id=delivery_id, activity_id=activity_id, person_id=owner.id, registration_id=registration.id,
            chunk=1, number="4610200001", held_on=LONG_AGO,
        )
    )  # fmt: skip
    session.commit()
    return delivery_id


def _kept(session: Session, owner: Person, *, target: str, settings: dict[str, str]) -> int:
    delivery = Delivery(
        organisation_id=owner.organisation_id, target=target, made_by_id=owner.id, made_at=NOW, filter={},
        settings=settings, rows=1, file_name=f"{target}.csv", sha256="0" * 64,
    )  # fmt: skip
    session.add(delivery)
    session.commit()
    return delivery.id


def _job(session: Session, owner: Person) -> int:
    """A job of the owner that made a file nobody else may have; returns its id."""
    job = Job(
        organisation_id=owner.organisation_id, asked_by_id=owner.id, kind="organisatiepakket", title="Pakket",
        arguments={}, made_at=NOW,
    )  # fmt: skip
    session.add(job)
    session.commit()
    return job.id


def _granted_version(session: Session, owner: Person, activity_id: int) -> int:
    """A version that a register once granted; returns its number."""
    content: dict[str, Any] = {"title": "Zoals het was", "meetings": [], "claims": [], "evidence": []}
    version = GrantedVersion(
        activity_id=activity_id, content_version=0, reason="Verzonnen reden", reopened_by_id=owner.id, reopened_at=NOW,
        content=content,
    )  # fmt: skip
    session.add(version)
    session.commit()
    return version.content_version


def _waiting(session: Session, owner: Person) -> int:
    """Somebody who did not confirm yet what the owner logged."""
    organisation = session.get_one(Organisation, owner.organisation_id)
    guest = make_person(session, f"Gast{owner.id}", organisation=organisation)
    logged = make_logged(session, owner, others=(guest,))
    parts = select(Attendance.id).join(LearningSession).where(LearningSession.activity_id == logged)
    return session.scalars(parts.where(Attendance.person_id == guest.id)).one()


def _planned(session: Session, group: Group) -> int:
    """A day on which the group is to meet; returns its id."""
    day = new_session(group.id, date(2026, 12, 8), When(minutes=120, location="De Brug"), at=NOW)
    session.add(day)
    session.commit()
    return day.id


def _checking_in(session: Session, owner: Person) -> dict[str, int]:
    """A session of today with somebody on the list, somebody of elsewhere, and somebody who asks to be let in."""
    organisation = session.get_one(Organisation, owner.organisation_id)
    guest = make_person(session, f"Inchecker{owner.id}", organisation=organisation)
    asking = make_person(session, f"Vrager{owner.id}", organisation=organisation)
    activity = make_logged(session, owner, others=(guest,), held_on=TODAY)
    meeting = session.scalars(select(LearningSession.id).where(LearningSession.activity_id == activity)).one()
    outsider = OutsiderAttendance(session_id=meeting, name="Bo Buiten", email="bo@ggd.example")
    request = CheckInRequest(session_id=meeting, person_id=asking.id, asked_at=NOW)
    session.add_all([outsider, request])
    session.commit()
    parts = select(Attendance.id).where(Attendance.session_id == meeting, Attendance.person_id == guest.id)
    return {
        "session_id": meeting, "outsider_id": outsider.id, "request_id": request.id,
        "checked_in_id": session.scalars(parts).one(),
    }  # fmt: skip


def _things(session: Session, owner: Person, colleague: Person, team: Team) -> Things:
    registration = make_registration(session, owner)
    activity_id = make_logged(session, owner)
    attendance_id = session.scalars(select(Attendance.id).where(Attendance.person_id == owner.id)).one()
    claim_id = session.scalars(select(Claim.id).where(Claim.attendance_id == attendance_id)).one()
    for audience in Audience:
        open_layer(make_viewer(session, owner), audience, Layer.EVIDENCE, at=NOW)
    group = Group(organisation_id=owner.organisation_id, name="Groep", kind="intervisie", team_id=team.id)
    group.members.append(GroupMember(person_id=owner.id, starts_on=LONG_AGO, coordinates=True))
    pause = RegistrationPause(registration_id=registration.id, starts_on=LONG_AGO, ends_on=LONG_AGO)
    session.add_all([group, pause])
    session.commit()
    checking_in = _checking_in(session, owner)
    other = GroupMember(
        group_id=group.id, person_id=session.get_one(Attendance, checking_in["checked_in_id"]).person_id,
        starts_on=LONG_AGO,
    )  # fmt: skip
    session.add(other)
    session.commit()
    return Things(
        ids={
            "activity_id": activity_id, "attendance_id": attendance_id, "claim_id": claim_id, "group_id": group.id,
            "planned_id": _planned(session, group), **checking_in,
            "membership_id": group.members[0].id, "other_membership_id": other.id,
            "pause_id": pause.id, "registration_id": registration.id,
            "paid_activity_id": make_logged(session, owner, "training", cost_bearer="werkgever"),
            "evidence_id": _evidence(session, owner, activity_id, "white"),
            "removed_evidence_id": _removed_evidence(session, owner, activity_id), "batch_id": _upload(session, owner),
            "preset_id": _preset(session, owner),
            "delivery_id": _delivery(session, owner),
            "presence_id": _presence(session, owner, activity_id, registration),
            "job_id": _job(session, owner),
            "waiting_id": _waiting(session, owner),
            "content_version": _granted_version(session, owner, activity_id),
            **_shared(session, owner),
            **team_making.stand_ins_of(session, team),
            "talk_id": make_talk(session, owner),
            "follow_up_id": make_question(session, owner, activity_id),
            **_planned_learning(session, owner),
            **_of_a_method(session, owner),
            **matching.things_of(session, owner),
            **experiments.things_of(session, owner, colleague),
            **meetings.things_of(session, owner, team),
            **keeping.things_of(session, owner),
            **needs.things_of(session, owner, team),
            **rules_versions.things_of(session, owner.organisation_id),
            "person_id": owner.id, "team_id": team.id, "colleague_id": colleague.id,
        }
    )  # fmt: skip


def _shared(session: Session, owner: Person) -> dict[str, int]:
    """A shared learning with a comment, and one of each that the owner took back."""
    viewer = make_viewer(session, owner)
    learning, gone = make_shared(session, owner), make_shared(session, owner, "Ingetrokken")
    said, unsaid = (_comment(viewer, learning, text) for text in ("Bij ons ook.", "Toch niet."))
    withdraw_learning(viewer, gone, at=NOW)
    withdraw_comment(viewer, unsaid, at=NOW)
    return {"learning_id": learning, "gone_learning_id": gone, "comment_id": said, "gone_comment_id": unsaid}


def _comment(viewer: Viewer, learning_id: int, text: str) -> int:
    return comment(viewer, learning_id, text, kept_anyway="", form_key=as_form_key(""), at=NOW, today=TODAY)


def _planned_learning(session: Session, owner: Person) -> dict[str, int]:
    """A development plan with a goal."""
    plan = make_plan(session, owner)
    return {"plan_id": plan, "goal_id": make_goal(session, owner, plan)}


def _of_a_method(session: Session, owner: Person) -> dict[str, int]:
    """A method of which the owner is ambassador, and the owner's questions about it, one of each."""
    organisation = session.get_one(Organisation, owner.organisation_id)
    method = methods.make_method(session, f"Methode van {owner.id}", organisation=organisation)
    answered: dict[str, Any] = {"answer": "Met luisteren.", "answered_by_id": owner.id, "answered_at": NOW}
    gone, kept, open_again = (
        methods.make_question(session, method, owner, **given).id for given in ({}, answered, answered)
    )
    viewer = make_viewer(session, owner)
    withdraw_question(viewer, method.id, gone, at=NOW)
    withdraw_answer(viewer, method.id, open_again, at=NOW)
    return {
        "method_id": method.id,
        "ambassador_id": methods.make_ambassador(session, method, owner).id,
        "question_id": methods.make_question(session, method, owner).id,
        "gone_question_id": gone,
        "answered_question_id": kept,
        "open_again_question_id": open_again,
    }
