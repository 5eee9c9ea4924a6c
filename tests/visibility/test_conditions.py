"""Whose VOG or diploma expires: HR sees it of all, a manager of who opened the list; they read that (E4, H1)."""

from datetime import date
from io import BytesIO

import pytest
from openpyxl import load_workbook
from sqlalchemy import select
from sqlalchemy.orm import Session

from register.access import Viewer
from register.errors import NotFound
from register.overview.conditions import ConditionsPage, expiring_conditions
from register.overview.opened import preview_dossier
from register.overview.visibility import read_who_looked
from register.people.models import ConditionRecord
from register.privacy.layers import Audience, Layer, put_layer
from register.privacy.looks import LOOKED_AT_NAMES, LookedAt
from register.privacy.models import Look
from tests.conftest import NOW
from tests.host import Host
from tests.makers import TODAY, make_organisation, make_person, make_registration, make_viewer
from tests.pages.reading import forget_request, soup
from tests.visibility.conftest import Scene


@pytest.fixture
def hr(session: Session, scene: Scene) -> Viewer:
    return make_viewer(session, scene.hr)


@pytest.fixture(autouse=True)
def records(session: Session, scene: Scene) -> None:
    """A VOG that is over, a diploma that expires, one that lasts longer, and one of another organisation."""
    elsewhere = make_registration(session, make_person(session, "Ver", organisation=make_organisation(session, "X")))
    for registration, code, last in (
        (scene.werk, "diploma", date(2027, 8, 22)),
        (scene.jeugd, "vog", date(2026, 11, 21)),
        (scene.werk, "vog", date(2027, 8, 23)),
        (scene.werk, "ontwikkelplan", None),
        (elsewhere, "vog", date(2026, 12, 1)),
    ):
        session.add(ConditionRecord(registration_id=registration.id, code=code, met=True, expires_on=last))
    session.commit()


def asked(viewer: Viewer, audience: Audience) -> ConditionsPage:
    return expiring_conditions(viewer, audience, at=NOW, on=TODAY)


def test_hr_sees_what_expires_within_nine_months_or_did_and_its_owner_reads_that(
    session: Session, hr: Viewer, owner: Viewer
) -> None:
    page = asked(hr, Audience.HR)

    assert [(one.name, one.expires_on, one.over) for one in page.lines] == [
        ("Els Vries", date(2026, 11, 21), True),
        ("Els Vries", date(2027, 8, 22), False),
    ]
    looks = [one.look.what for one in read_who_looked(session, owner).lines]
    assert looks == [LOOKED_AT_NAMES[LookedAt.EXPIRIES]]


def test_a_manager_sees_it_of_the_registration_whose_list_is_open(
    session: Session, scene: Scene, manager: Viewer, owner: Viewer
) -> None:
    before = asked(manager, Audience.MANAGER)
    put_layer(session, owner, Audience.MANAGER, Layer.LIST, registration_id=scene.werk.id, at=NOW)
    session.commit()

    after = asked(manager, Audience.MANAGER)

    assert (before.lines, [one.expires_on for one in after.lines]) == ((), [date(2027, 8, 22)])
    assert len(read_who_looked(session, owner).lines) == 1


def test_who_is_neither_sees_nothing(hr: Viewer, manager: Viewer, owner: Viewer) -> None:
    for viewer, audience in ((owner, Audience.HR), (manager, Audience.HR), (hr, Audience.MANAGER)):
        with pytest.raises(NotFound):
            asked(viewer, audience)


def test_the_page_and_its_file_show_the_same(host: Host, scene: Scene) -> None:
    client = host.client("hr")

    page = client.get("/leerregister/organisatie/voorwaarden").get_data(as_text=True)
    file = client.get("/leerregister/organisatie/voorwaarden?als=xlsx").get_data()

    rows = list(load_workbook(BytesIO(file)).worksheets[0].values)
    assert [row[0] for row in rows[1:]] == [scene.els.display_name] * 2
    assert [row[4] for row in rows[1:]] == ["verlopen", "verloopt"]
    assert "21 november 2026" in page
    assert "22 augustus 2027" in page


def test_a_page_has_25_and_only_who_is_on_it_is_looked_at_once_a_minute(
    host: Host, session: Session, scene: Scene
) -> None:
    for number in range(25):
        registration = make_registration(session, make_person(session, f"Nieuw{number:02}"))
        session.add(
            ConditionRecord(registration_id=registration.id, code="vog", met=True, expires_on=date(2026, 12, 1))
        )
    session.commit()
    client, looks = host.client("hr"), select(Look.person_id, Look.times).order_by(Look.person_id)

    first, again = (client.get("/leerregister/organisatie/voorwaarden").text for _ in range(2))
    forget_request()
    after_first = session.execute(looks).all()
    second = client.get("/leerregister/organisatie/voorwaarden?pagina=2").text
    forget_request()
    looked = session.execute(looks).all()
    all_at_once = soup(client.get("/leerregister/organisatie/voorwaarden?per=100"))
    made_up = client.get("/leerregister/organisatie/voorwaarden?per=7").text

    assert (first.count('scope="row"'), second.count('scope="row"')) == (25, 2)
    assert "27 voorwaarden" in again
    assert "Bladzijde 2 van 2" in second
    assert [row.times for row in after_first] == [2] * 25
    assert sorted(row.times for row in looked) == [1, *[2] * 24, 3]
    assert "?per=100" in first
    assert len(all_at_once.select("[scope=row]")) == 27
    assert all_at_once.find("a", string="25 per bladzijde", href="/leerregister/organisatie/voorwaarden") is not None
    assert made_up.count('scope="row"') == 25


def test_the_owners_preview_shows_what_the_manager_sees_of_it(
    session: Session, scene: Scene, manager: Viewer, owner: Viewer
) -> None:
    closed = preview_dossier(session, owner, Audience.MANAGER, on=TODAY)
    put_layer(session, owner, Audience.MANAGER, Layer.LIST, registration_id=scene.jeugd.id, at=NOW)
    session.commit()

    seen = preview_dossier(session, owner, Audience.MANAGER, on=TODAY)

    assert [one.conditions for one in closed.registrations] == [(), ()]
    assert {last for one in seen.registrations for _, last in one.conditions} == {date(2026, 11, 21)}
    assert {one.text for one in asked(manager, Audience.MANAGER).lines} == {
        text for one in seen.registrations for text, _ in one.conditions
    }
