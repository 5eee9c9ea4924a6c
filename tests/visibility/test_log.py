"""Every way to see or take along what is somebody's leaves a line that this person reads (PR10, EX8)."""

import io

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from register.access import Viewer
from register.current import state
from register.errors import Conflict
from register.evidence.export import EvidenceFilter, export_evidence, hand_out_evidence
from register.evidence.pack.collect import PackFilter
from register.evidence.pack.make import PackOrder, make_pack
from register.evidence.papers.make import ListAsked, make_attendance_list, make_declaration, make_dossier
from register.overview.visibility import read_who_looked
from register.points.dossier_conditions import show_condition
from register.privacy.layers import Audience, Layer, open_layer
from register.privacy.looks import LOOKED_AT_NAMES, LookedAt, look
from register.privacy.models import Look
from tests.conftest import NOW
from tests.makers import make_person, make_viewer
from tests.visibility.conftest import Scene


@pytest.fixture
def hr(session: Session, scene: Scene) -> Viewer:
    return make_viewer(session, scene.hr)


def seen(session: Session, owner: Viewer) -> list[tuple[str, str, str, int | None]]:
    lines = read_who_looked(session, owner).lines
    return [(one.look.who, one.look.what, one.register_name, one.look.rows) for one in lines]


def test_a_paper_made_by_hr_is_in_the_log_and_one_of_ones_own_is_not(
    session: Session, scene: Scene, owner: Viewer, hr: Viewer
) -> None:
    make_declaration(owner, scene.activity_id, scene.els.id, at=NOW)
    own = seen(session, owner)

    make_declaration(hr, scene.activity_id, scene.els.id, registration_id=scene.jeugd.id, at=NOW)
    make_attendance_list(hr, scene.activity_id, ListAsked(), at=NOW)

    assert own == []
    assert [(what, register) for _, what, register, _ in seen(session, owner)] == [
        (LOOKED_AT_NAMES[LookedAt.ATTENDANCE_LIST], ""),
        (LOOKED_AT_NAMES[LookedAt.PAPER], "Jeugd- en gezinsprofessionals (SKJ)"),
    ]


def test_a_pack_of_hr_is_in_the_log_with_its_rows(session: Session, scene: Scene, owner: Viewer, hr: Viewer) -> None:
    open_layer(owner, Audience.HR, Layer.EVIDENCE, at=NOW)
    order = PackOrder(what=PackFilter(person_id=scene.els.id, registration_id=scene.jeugd.id))

    make_pack(hr, order, io.BytesIO(), at=NOW, settings=state().settings)

    assert seen(session, owner) == [
        (scene.hr.display_name, LOOKED_AT_NAMES[LookedAt.PACK], "Jeugd- en gezinsprofessionals (SKJ)", 1)
    ]


def test_an_export_of_everybody_is_a_line_at_everybody_who_is_in_it(
    session: Session, scene: Scene, owner: Viewer, hr: Viewer
) -> None:
    make_person(session, "Bo")

    export_evidence(hr, EvidenceFilter(), io.BytesIO(), at=NOW)
    hand_out_evidence(scene.els.organisation_id, EvidenceFilter(), io.BytesIO(), actor_id=None, at=NOW)

    assert [who for who, *_ in seen(session, owner)] == ["Iemand met toegang tot de server", scene.hr.display_name]
    assert set(session.scalars(select(Look.person_id))) == {scene.els.id}


def test_a_condition_that_hr_looks_at_is_in_the_log(session: Session, scene: Scene, owner: Viewer, hr: Viewer) -> None:
    show_condition(owner, scene.jeugd.id, "vog", at=NOW)
    show_condition(hr, scene.jeugd.id, "vog", at=NOW)

    assert [what for _, what, *_ in seen(session, owner)] == [LOOKED_AT_NAMES[LookedAt.CONDITION]]


def test_what_is_refused_shows_nothing_and_leaves_no_line(
    session: Session, scene: Scene, owner: Viewer, hr: Viewer
) -> None:
    with pytest.raises(Conflict):
        make_dossier(hr, scene.jeugd.id, at=NOW)

    assert seen(session, owner) == []


def test_the_log_of_somebody_is_read_by_that_person_alone(session: Session, scene: Scene, hr: Viewer) -> None:
    look(hr, [scene.els.id, scene.ron.id], LookedAt.DOSSIER, at=NOW)

    assert len(seen(session, make_viewer(session, scene.ron))) == 1
    assert seen(session, hr) == []
