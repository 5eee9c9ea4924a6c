"""A dossier taken along and read in elsewhere: complete, once, judged there, and labelled (E5)."""

import io
import json
import zipfile
from datetime import date
from decimal import Decimal
from pathlib import Path

import jsonschema
import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from register.errors import Invalid
from register.evidence.models import Evidence
from register.evidence.pack.keys import signing_key, trust
from register.evidence.takealong.format import schema
from register.evidence.takealong.opening import open_dossier
from register.evidence.takealong.preview import BroughtPreview, look_at
from register.evidence.takealong.read_in import ReadIn, brought_label, read_in
from register.evidence.takealong.take import Wanted, take_along
from register.learning.models import Activity, Attendance, Reflection
from register.people.models import Person
from register.points.models import Claim
from register.points.states import move_claim
from register.rules.facts import ClaimState
from register.settings import Settings
from tests.conftest import NOW
from tests.makers import TODAY, make_logged, make_organisation, make_person, make_registration, make_viewer
from tests.pack import tampering

DOCS = Path(__file__).parents[2] / "docs"


@pytest.fixture
def dossier(session: Session, els: Person, settings: Settings) -> bytes:
    return taken(session, els, settings)


@pytest.fixture
def elsewhere(session: Session, tmp_path: Path) -> tuple[Person, Settings]:
    """Els at her next employer: another organisation, and an installation with a key of its own."""
    organisation = make_organisation(session, "Welzijn Zuid")
    els = make_person(session, "Els", prefix="de", subject="els-zuid", organisation=organisation)
    make_registration(session, els, "skj-jgp", number="123456789")
    return els, Settings(data_folder=str(tmp_path / "zuid"))


def taken(session: Session, person: Person, settings: Settings, *, reflections: bool = False) -> bytes:
    out = io.BytesIO()
    take_along(make_viewer(session, person), Wanted(reflections=reflections), out, at=NOW, settings=settings)
    return out.getvalue()


def seen(session: Session, person: Person, settings: Settings, content: bytes) -> BroughtPreview:
    with open_dossier(session, io.BytesIO(content), settings=settings) as opened:
        return look_at(session, make_viewer(session, person), opened, today=TODAY)


def read(session: Session, person: Person, settings: Settings, content: bytes) -> ReadIn:
    with open_dossier(session, io.BytesIO(content), settings=settings) as opened:
        return read_in(make_viewer(session, person), opened, at=NOW, today=TODAY, settings=settings)


def data_in(content: bytes) -> dict[str, object]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        found: dict[str, object] = json.loads(archive.read("dossier.json"))
        return found


def grant(session: Session, person: Person) -> None:
    claim = session.scalars(select(Claim).order_by(Claim.id)).first()
    assert claim is not None
    viewer = make_viewer(session, person)
    filed = move_claim(viewer, claim.id, to=ClaimState.FILED, day=TODAY, granted=None, version=claim.version, at=NOW)
    session.refresh(claim)
    move_claim(
        viewer, claim.id, to=ClaimState.GRANTED, day=TODAY, granted=Decimal("1.5"), version=claim.version, at=NOW
    )
    del filed


def test_the_dossier_holds_pdf_files_data_and_evidence(dossier: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(dossier)) as archive:
        names = archive.namelist()
    assert names[0] == "00-dossier-skj-jgp-2024-01-01.pdf"
    assert "01_2026-03-05_intervisie-over-grenzen/lijst.pdf" in names
    assert "dossier.json" in names


def test_the_data_fit_the_published_schema(dossier: bytes) -> None:
    published = json.loads((DOCS / "dossier.schema.json").read_text("utf-8"))

    jsonschema.Draft202012Validator.check_schema(published)
    jsonschema.validate(data_in(dossier), published)
    assert published == schema()


def test_nobody_elses_name_stands_in_the_data(session: Session, settings: Settings) -> None:
    els, jan = make_person(session, "Els"), make_person(session, "Jan", family_name="Waterdrager")
    make_logged(session, els, others=(jan,))

    content = json.dumps(data_in(taken(session, els, settings)))

    assert "Waterdrager" not in content
    assert '"present": 2' in content


def test_reflections_go_along_only_when_asked(session: Session, settings: Settings) -> None:
    els = make_person(session, "Els")
    make_logged(session, els, reflection="Doorvragen werkt beter dan raden.")

    assert b"Doorvragen" not in taken(session, els, settings)
    assert b"Doorvragen" in taken(session, els, settings, reflections=True)


def test_a_dossier_comes_in_elsewhere_with_its_evidence_and_is_judged_there(
    session: Session, dossier: bytes, elsewhere: tuple[Person, Settings]
) -> None:
    els, settings = elsewhere

    done = read(session, els, settings, dossier)

    mine = session.scalars(
        select(Activity).where(Activity.organisation_id == els.organisation_id).order_by(Activity.id)
    ).all()
    assert (done.new, done.there, done.files, done.refused, done.files_refused) == (2, 0, 2, (), ())
    assert [(one.title, one.origin) for one in mine] == [
        ("Intervisie over grenzen", "meegebracht"),
        ("Intervisie: praten & zwijgen?", "meegebracht"),
    ]
    names = session.scalars(select(Evidence.name).where(Evidence.activity_id == mine[0].id).order_by(Evidence.id)).all()
    assert list(names) == ["lijst.pdf", "foto.png"]
    claims = session.scalars(
        select(Claim).join(Attendance, Attendance.id == Claim.attendance_id).where(Attendance.person_id == els.id)
    ).all()
    assert {(claim.register_id, claim.state) for claim in claims} == {("skj-jgp", "klaar")}
    assert {claim.rule_digest != "" for claim in claims} == {True}


def test_read_in_twice_it_is_there_once(session: Session, dossier: bytes, elsewhere: tuple[Person, Settings]) -> None:
    els, settings = elsewhere
    read(session, els, settings, dossier)

    again = read(session, els, settings, dossier)

    assert (again.new, again.there, again.files) == (0, 2, 0)


def test_an_unknown_key_is_said_and_nothing_a_register_said_is_taken_over(
    session: Session, els: Person, settings: Settings, elsewhere: tuple[Person, Settings]
) -> None:
    grant(session, els)
    dossier = taken(session, els, settings)
    els_there, there = elsewhere

    before = seen(session, els_there, there, dossier)
    read(session, els_there, there, dossier)

    assert (before.known, before.label) == (False, "Meegebracht, herkomst onbekend (er staat: Welzijn Noord)")
    assert states_of(session, els_there) == ["klaar", "klaar"]
    activity = session.scalars(select(Activity.id).where(Activity.organisation_id == els_there.organisation_id)).first()
    assert activity is not None
    assert brought_label(session, activity) == "Meegebracht, herkomst onbekend"


def test_from_a_trusted_key_what_the_register_granted_stays_granted(
    session: Session, els: Person, settings: Settings, elsewhere: tuple[Person, Settings]
) -> None:
    grant(session, els)
    dossier = taken(session, els, settings)
    els_there, there = elsewhere
    trust(there, signing_key(settings).public.pem.encode())

    before = seen(session, els_there, there, dossier)
    read(session, els_there, there, dossier)

    assert (before.known, before.label) == (True, "Meegebracht van Welzijn Noord")
    assert sorted(states_of(session, els_there)) == ["klaar", "toegekend"]


def test_a_preview_writes_nothing(session: Session, dossier: bytes, elsewhere: tuple[Person, Settings]) -> None:
    els, settings = elsewhere

    preview = seen(session, els, settings, dossier)

    assert (len(preview.new), preview.there, preview.files) == (2, 0, 2)
    assert [(one.name, one.known_here) for one in preview.registrations] == [
        ("Jeugd- en gezinsprofessionals (SKJ)", True)
    ]
    assert session.scalars(select(Activity).where(Activity.organisation_id == els.organisation_id)).all() == []


def test_what_already_stands_here_stays_behind_and_is_named(
    session: Session, dossier: bytes, elsewhere: tuple[Person, Settings]
) -> None:
    els, settings = elsewhere
    make_logged(session, els, title="Al ingevoerd", held_on=date(2026, 3, 5))

    preview = seen(session, els, settings, dossier)

    assert [(one.title, one.why) for one in preview.refused] == [
        ("Intervisie over grenzen", "hier staat op die dag al ‘Al ingevoerd’, even lang en van dezelfde soort")
    ]
    assert len(preview.new) == 1


def test_a_changed_dossier_is_refused_with_what_was_changed(
    session: Session, dossier: bytes, elsewhere: tuple[Person, Settings]
) -> None:
    els, settings = elsewhere

    with pytest.raises(Invalid, match=r"lijst\.pdf is gewijzigd"):
        seen(session, els, settings, tampering.changed_byte(dossier))


def test_a_reflection_that_came_along_is_its_owners_alone(
    session: Session, settings: Settings, elsewhere: tuple[Person, Settings]
) -> None:
    els = make_person(session, "Els", subject="els-noord")
    make_logged(session, els, reflection="Alleen voor mij.")
    els_there, there = elsewhere

    read(session, els_there, there, taken(session, els, settings, reflections=True))

    rows = session.scalars(select(Reflection).where(Reflection.person_id == els_there.id)).all()
    assert [row.text for row in rows] == ["Alleen voor mij."]


def states_of(session: Session, person: Person) -> list[str]:
    return list(
        session.scalars(
            select(Claim.state)
            .join(Attendance, Attendance.id == Claim.attendance_id)
            .where(Attendance.person_id == person.id)
            .order_by(Claim.id)
        )
    )
