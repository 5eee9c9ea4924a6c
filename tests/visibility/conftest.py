"""Els with two registrations in Team Oost of Ron, Hr, and an activity with evidence, a report and private words."""

import io
from dataclasses import dataclass

import pytest
from sqlalchemy.orm import Session

from register.access import Viewer
from register.current import state
from register.evidence.files import store_evidence
from register.learning.models import Reflection
from register.once import as_form_key
from register.people.models import Person, Registration, Team
from tests.conftest import NOW
from tests.evidence import samples
from tests.makers import make_logged, make_person, make_registration, make_team, make_viewer

PRIVATE = "kanarie-van-els"


@dataclass(frozen=True, kw_only=True)
class Scene:
    """Who is there, and what Els has."""

    els: Person
    ron: Person
    hr: Person
    team: Team
    jeugd: Registration
    werk: Registration
    activity_id: int
    evidence_id: int


@pytest.fixture
def scene(session: Session) -> Scene:
    team = make_team(session)
    els, ron = make_person(session, "Els", team=team), make_person(session, "Ron", manages=team)
    jeugd, werk = make_registration(session, els), make_registration(session, els, "rp-sw")
    activity_id = make_logged(session, els, title="Intervisie Oost", report=f"{PRIVATE} verslag")
    session.add(
        Reflection(activity_id=activity_id, person_id=els.id, method="vrij", text=PRIVATE, answers={}, updated_at=NOW)
    )
    kept = store_evidence(
        make_viewer(session, els), activity_id, io.BytesIO(samples.pdf()), "lijst.pdf", form_key=as_form_key(""),
        at=NOW, settings=state().settings,
    )  # fmt: skip
    session.commit()
    return Scene(
        els=els, ron=ron, hr=make_person(session, "Hr", roles=("hr",)), team=team, jeugd=jeugd, werk=werk,
        activity_id=activity_id, evidence_id=kept.id,
    )  # fmt: skip


@pytest.fixture
def owner(session: Session, scene: Scene) -> Viewer:
    return make_viewer(session, scene.els)


@pytest.fixture
def manager(session: Session, scene: Scene) -> Viewer:
    return make_viewer(session, scene.ron)
