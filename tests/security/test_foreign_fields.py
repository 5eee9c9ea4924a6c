"""A form changes what it shows, and nothing that somebody adds to it (bar AZ9)."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from register.learning.models import Activity, Attendance, LearningSession
from register.people.models import Person
from register.points.models import Claim
from tests.host import Host
from tests.makers import make_organisation, make_person, make_registration

FOREIGN = {
    "id": "999", "organisation_id": "999", "person_id": "999", "created_by_id": "999", "created_at": "2020-01-01",
    "content_version": "77", "version": "77", "origin": "import", "import_key": "x", "withdrawn_at": "2020-01-01",
    "points": "999", "granted_points": "999", "state": "toegekend", "track": "vrij", "net_minutes": "9999",
    "rule_version": "x", "rule_digest": "x", "confirmed_at": "2020-01-01", "confirmed_by_id": "999",
    "confirmed_version": "77", "confirmation_method": "x", "disputed_at": "2020-01-01", "deactivated_at": "2020-01-01",
    "subject_id": "x", "role_grant": "admin",
}  # fmt: skip


def test_no_foreign_field_reaches_a_column(host: Host, session: Session) -> None:
    els = make_person(session, "Els")
    make_person(session, "Zed", organisation=make_organisation(session, "Zuid"))
    make_registration(session, els)
    host.app.config["WTF_CSRF_ENABLED"] = False
    right = {
        "kind": "intervisie", "kind_shown": "intervisie", "held_on": "20-11-2026", "duration": "2", "mode": "fysiek",
        "person": str(els.id), "there": str(els.id), "form_key": "k" * 32,
    }  # fmt: skip

    answer = host.client("els").post("/leerregister/vastleggen", data=FOREIGN | right)

    session.rollback()
    activity, meeting = session.scalars(select(Activity)).one(), session.scalars(select(LearningSession)).one()
    attendance, claim = session.scalars(select(Attendance)).one(), session.scalars(select(Claim)).one()
    assert answer.status_code == 302
    assert (activity.organisation_id, activity.created_by_id) == (els.organisation_id, els.id)
    assert (activity.content_version, activity.origin, activity.import_key) == (1, "ingevoerd", None)
    assert (activity.withdrawn_at, meeting.gross_minutes) == (None, 120)
    assert (attendance.person_id, attendance.disputed_at, attendance.confirmed_version) == (els.id, None, 1)
    assert (claim.state, claim.granted_points, claim.net_minutes) == ("klaar", None, 120)
    assert session.get_one(Person, els.id).deactivated_at is None
    assert len(FOREIGN) == 25
