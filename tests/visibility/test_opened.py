"""What a manager and HR see of somebody: totals, then what was opened, never what was written; each look in the log."""

from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from register.access import Viewer
from register.current import state
from register.errors import NotFound
from register.overview.opened import OpenedPerson, open_dossier, open_their_evidence, preview_dossier
from register.people.models import Membership
from register.privacy.choosing import Choice, choose, read_choices
from register.privacy.layers import Audience, Layer, open_layer
from register.privacy.models import Look
from tests.conftest import NOW
from tests.evidence import samples
from tests.makers import TODAY, make_logged, make_person, make_team, make_viewer
from tests.pack.making import hand_in
from tests.visibility.conftest import PRIVATE, Scene

MANAGER, HR = Audience.MANAGER, Audience.HR


def opened_for(viewer: Viewer, scene: Scene, audience: Audience = MANAGER) -> OpenedPerson:
    return open_dossier(viewer, scene.els.id, audience, at=NOW, on=TODAY)


def open_jeugd(session: Session, owner: Viewer, scene: Scene, layer: Layer) -> None:
    choice = Choice(audience=MANAGER, registration_id=scene.jeugd.id, layer=layer, until=None)
    choose(owner, [choice], seen=read_choices(session, owner.person_id).digest, at=NOW, today=TODAY)


def looks(session: Session) -> list[tuple[int | None, str, str, int]]:
    rows = session.execute(select(Look.viewer_id, Look.audience, Look.what, Look.times).order_by(Look.id))
    return [(who, audience, what, times) for who, audience, what, times in rows]


def test_totals_are_all_there_is_by_default(scene: Scene, manager: Viewer) -> None:
    found = opened_for(manager, scene)

    assert [one.id for one in found.registrations] == [scene.werk.id, scene.jeugd.id]
    assert [one.totals[0].countable for one in found.registrations] == [Decimal(0), Decimal(2)]
    assert {one.layer for one in found.registrations} == {Layer.TOTALS}
    assert (found.lines, found.found, found.listed) == ((), 0, False)


def test_the_list_of_one_registration_shows_that_and_no_other(
    session: Session, scene: Scene, owner: Viewer, manager: Viewer
) -> None:
    open_jeugd(session, owner, scene, Layer.LIST)

    found = opened_for(manager, scene)

    assert [(one.title, one.kind_name, one.minutes, one.register_name, one.points) for one in found.lines] == [
        ("Intervisie Oost", "Intervisie", 120, "Jeugd- en gezinsprofessionals (SKJ)", Decimal(2))
    ]
    assert [one.with_evidence for one in found.lines] == [False]
    with pytest.raises(NotFound):
        fetch(manager, scene)


def test_evidence_is_listed_and_fetched_once_opened(
    session: Session, scene: Scene, owner: Viewer, manager: Viewer
) -> None:
    open_jeugd(session, owner, scene, Layer.EVIDENCE)

    files = opened_for(manager, scene).lines[0].files

    assert [(one.id, one.name) for one in files] == [(scene.evidence_id, "lijst.pdf")]
    assert fetch(manager, scene) == b"%PDF"


def fetch(viewer: Viewer, scene: Scene) -> bytes:
    opened = open_their_evidence(
        viewer, scene.els.id, scene.evidence_id, MANAGER, settings=state().settings, at=NOW, on=TODAY
    )
    with opened.content as file:
        return file.read(4)


def test_learning_that_counts_for_no_register_is_open_with_everything_only(
    session: Session, scene: Scene, manager: Viewer
) -> None:
    tom = make_person(session, "Tom", team=scene.team)
    make_logged(session, tom, title="Zonder register")
    closed = open_dossier(manager, tom.id, MANAGER, at=NOW, on=TODAY)
    open_layer(make_viewer(session, tom), MANAGER, Layer.LIST, at=NOW)

    found = open_dossier(manager, tom.id, MANAGER, at=NOW, on=TODAY)

    assert (closed.found, [(one.title, one.minutes, one.register_name) for one in found.lines]) == (
        0, [("Zonder register", 120, "")],
    )  # fmt: skip


def test_what_is_opened_for_the_manager_is_closed_for_hr(session: Session, scene: Scene, owner: Viewer) -> None:
    open_layer(owner, MANAGER, Layer.EVIDENCE, at=NOW)

    assert opened_for(make_viewer(session, scene.hr), scene, HR).found == 0


def test_nothing_that_somebody_wrote_is_on_it(scene: Scene, owner: Viewer, manager: Viewer) -> None:
    open_layer(owner, MANAGER, Layer.EVIDENCE, at=NOW)

    assert PRIVATE not in repr(opened_for(manager, scene))


def test_the_preview_is_the_page_of_the_manager_and_leaves_no_line(
    session: Session, scene: Scene, owner: Viewer, manager: Viewer
) -> None:
    open_jeugd(session, owner, scene, Layer.EVIDENCE)
    shown = preview_dossier(session, owner, MANAGER, on=TODAY)
    silent = looks(session)

    assert shown == opened_for(manager, scene)
    assert silent == []


def test_a_manager_of_yesterday_and_of_another_team_gets_nothing(
    session: Session, scene: Scene, manager: Viewer
) -> None:
    other = make_viewer(session, make_person(session, "Max", manages=make_team(session, "Team West")))
    opened_for(manager, scene)
    session.execute(update(Membership).values(ends_on=TODAY - timedelta(days=1)))
    session.commit()

    with pytest.raises(NotFound):
        opened_for(manager, scene)
    with pytest.raises(NotFound):
        opened_for(other, scene)
    assert [who for who, *_ in looks(session)] == [scene.ron.id]


def test_every_look_is_a_line_and_the_same_minute_counts_on(session: Session, scene: Scene, manager: Viewer) -> None:
    for seconds in (0, 20, 61):
        open_dossier(manager, scene.els.id, MANAGER, at=NOW + timedelta(seconds=seconds), on=TODAY)
    opened_for(make_viewer(session, scene.hr), scene, HR)

    assert looks(session) == [
        (scene.ron.id, "leidinggevende", "dossier", 2), (scene.ron.id, "leidinggevende", "dossier", 1),
        (scene.hr.id, "hr", "dossier", 1),
    ]  # fmt: skip


def test_who_manages_the_own_team_leaves_no_line_at_oneself(session: Session, scene: Scene) -> None:
    session.add(Membership(person_id=scene.ron.id, team_id=scene.team.id, starts_on=TODAY))
    session.commit()

    found = open_dossier(make_viewer(session, scene.ron), scene.ron.id, MANAGER, at=NOW, on=TODAY)

    assert (found.name, looks(session)) == (scene.ron.display_name, [])


def test_a_file_of_a_colleague_goes_out_by_the_choice_of_that_colleague(session: Session, scene: Scene) -> None:
    tom, viewer = make_person(session, "Tom", team=scene.team), make_viewer(session, scene.ron)
    activity_id = make_logged(session, tom, others=(scene.els,))
    evidence_id = hand_in(session, scene.els, activity_id, "van-els.pdf", samples.pdf(), state().settings)
    open_layer(make_viewer(session, tom), MANAGER, Layer.EVIDENCE, at=NOW)

    closed = open_dossier(viewer, tom.id, MANAGER, at=NOW, on=TODAY)
    previewed = preview_dossier(session, make_viewer(session, tom), MANAGER, on=TODAY)
    with pytest.raises(NotFound):
        fetch_of(viewer, tom.id, evidence_id)
    open_layer(make_viewer(session, scene.els), MANAGER, Layer.EVIDENCE, at=NOW)
    opened = open_dossier(viewer, tom.id, MANAGER, at=NOW, on=TODAY)
    fetch_of(viewer, tom.id, evidence_id)

    assert (closed.lines[0].files, previewed.lines[0].files) == ((), ())
    assert [one.name for one in opened.lines[0].files] == ["van-els.pdf"]
    assert set(session.scalars(select(Look.person_id).where(Look.what == "bewijsstuk"))) == {tom.id, scene.els.id}


def test_a_file_of_a_colleague_of_another_manager_stays_out(session: Session, scene: Scene) -> None:
    tom = make_person(session, "Tom", team=make_team(session, "Team West"))
    hand_in(session, tom, make_logged(session, tom, others=(scene.els,)), "x.pdf", samples.pdf(), state().settings)
    for person in (tom, scene.els):
        open_layer(make_viewer(session, person), MANAGER, Layer.EVIDENCE, at=NOW)

    found = opened_for(make_viewer(session, scene.ron), scene)

    assert "x.pdf" not in {file.name for line in found.lines for file in line.files}


def fetch_of(viewer: Viewer, person_id: int, evidence_id: int) -> None:
    open_their_evidence(
        viewer, person_id, evidence_id, MANAGER, settings=state().settings, at=NOW, on=TODAY
    ).content.close()
