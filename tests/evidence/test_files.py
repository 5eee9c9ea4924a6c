"""Who may hand in evidence, see it and take it away; how much; and what is locked (bars UP3, UP4, UP9, UP10, UP11)."""

import io
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from register.audit import AuditEntry
from register.current import EXTENSION
from register.errors import Conflict, NotAllowed, NotFound
from register.evidence.content import TooLarge
from register.evidence.files import (
    evidence_of,
    open_evidence,
    remove_evidence,
    restore_evidence,
    store_evidence,
)
from register.evidence.models import Evidence, EvidenceFile
from register.once import as_form_key
from register.people.models import Person
from register.points.models import Claim
from register.settings import Settings
from register.storage import Damaged
from tests.evidence import samples
from tests.makers import make_logged, make_organisation, make_person, make_registration, make_viewer


@pytest.fixture
def settings(app: Flask) -> Settings:
    found: Settings = app.extensions[EXTENSION].settings
    return found


@pytest.fixture
def els(session: Session) -> Person:
    return make_person(session, "Els")


def hand_in(  # noqa: PLR0917 - a short hand for every test below
    session: Session,
    person: Person,
    activity_id: int,
    settings: Settings,
    now: datetime,
    content: bytes | None = None,
    name: str = "lijst.jpg",
) -> int:
    stream = io.BytesIO(content if content is not None else samples.picture("JPEG"))
    viewer = make_viewer(session, person)
    kept = store_evidence(viewer, activity_id, stream, name, form_key=as_form_key(""), at=now, settings=settings)
    return kept.id


def stored_files(settings: Settings) -> list[Path]:
    return [path for path in (Path(settings.data_folder) / "files").rglob("*") if path.is_file()]


def test_a_participant_hands_in_evidence_and_reads_it_back(
    session: Session, settings: Settings, els: Person, now: datetime
) -> None:
    jan = make_person(session, "Jan")
    activity = make_logged(session, els, others=(jan,))

    evidence = hand_in(session, jan, activity, settings, now, samples.pdf(), "../presentielijst.pdf")

    opened = open_evidence(session, make_viewer(session, els), evidence, settings=settings)
    with opened.content as file:
        assert file.read() == samples.pdf()
    assert (opened.name, opened.media_type) == ("presentielijst.pdf", "application/pdf")
    lines = evidence_of(session, make_viewer(session, jan), activity)
    assert [(line.name, line.uploaded_by, line.removable) for line in lines] == [
        ("presentielijst.pdf", jan.display_name, True)
    ]


def test_a_colleague_who_was_not_there_neither_adds_nor_sees_evidence(
    session: Session, settings: Settings, els: Person, now: datetime
) -> None:
    activity = make_logged(session, els)
    evidence = hand_in(session, els, activity, settings, now)
    stranger = make_person(session, "Bo", roles=("hr", "admin", "coordinator"))
    viewer = make_viewer(session, stranger)

    assert evidence_of(session, viewer, activity) == ()
    with pytest.raises(NotFound):
        hand_in(session, stranger, activity, settings, now)
    with pytest.raises(NotFound):
        open_evidence(session, viewer, evidence, settings=settings)
    with pytest.raises(NotFound):
        remove_evidence(viewer, evidence, at=now)


def test_another_organisation_finds_nothing(session: Session, settings: Settings, els: Person, now: datetime) -> None:
    evidence = hand_in(session, els, make_logged(session, els), settings, now)
    other = make_person(session, "Wim", organisation=make_organisation(session, "Welzijn Zuid"))

    with pytest.raises(NotFound):
        open_evidence(session, make_viewer(session, other), evidence, settings=settings)


def test_who_did_not_hand_it_in_may_not_take_it_away_unless_the_activity_is_theirs(
    session: Session, settings: Settings, els: Person, now: datetime
) -> None:
    jan, mo = make_person(session, "Jan"), make_person(session, "Mo")
    activity = make_logged(session, els, others=(jan, mo))
    evidence = hand_in(session, jan, activity, settings, now)

    with pytest.raises(NotAllowed, match="Iemand anders"):
        remove_evidence(make_viewer(session, mo), evidence, at=now)
    remove_evidence(make_viewer(session, els), evidence, at=now)

    assert evidence_of(session, make_viewer(session, jan), activity) == ()


def test_what_was_taken_away_can_be_put_back(session: Session, settings: Settings, els: Person, now: datetime) -> None:
    activity = make_logged(session, els)
    viewer = make_viewer(session, els)
    evidence = hand_in(session, els, activity, settings, now)

    remove_evidence(viewer, evidence, at=now)
    with pytest.raises(NotFound):
        open_evidence(session, viewer, evidence, settings=settings)
    restore_evidence(viewer, evidence, at=now)

    assert [line.id for line in evidence_of(session, viewer, activity)] == [evidence]


def test_the_same_bytes_are_stored_once_an_organisation(
    session: Session, settings: Settings, els: Person, now: datetime
) -> None:
    first, second = make_logged(session, els), make_logged(session, els)
    once = hand_in(session, els, first, settings, now, name="a.jpg")
    again = hand_in(session, els, first, settings, now, name="b.jpg")
    elsewhere = hand_in(session, els, second, settings, now, name="c.jpg")

    assert again == once
    assert elsewhere != once
    assert session.scalar(select(func.count(EvidenceFile.id))) == 1
    assert len(stored_files(settings)) == 1


def test_evidence_of_granted_points_cannot_change(
    session: Session, settings: Settings, els: Person, now: datetime
) -> None:
    make_registration(session, els)
    activity = make_logged(session, els)
    viewer = make_viewer(session, els)
    kept = hand_in(session, els, activity, settings, now)
    gone = hand_in(session, els, activity, settings, now, samples.pdf(), "a.pdf")
    remove_evidence(viewer, gone, at=now)
    session.execute(update(Claim).values(state="toegekend"))
    session.commit()

    with pytest.raises(Conflict, match="al toegekend"):
        hand_in(session, els, activity, settings, now, samples.picture("PNG"), "nieuw.png")
    with pytest.raises(Conflict, match="al toegekend"):
        remove_evidence(viewer, kept, at=now)
    with pytest.raises(Conflict, match="al toegekend"):
        restore_evidence(viewer, gone, at=now)

    with open_evidence(session, viewer, kept, settings=settings).content as file:
        assert file.read()


def test_a_file_over_the_limit_leaves_the_disk_as_it_was(
    session: Session, settings: Settings, els: Person, now: datetime
) -> None:
    activity = make_logged(session, els)
    content = samples.pdf().ljust(settings.upload_limit_mb * 1_000_000 + 1)

    with pytest.raises(TooLarge, match="hooguit 10 MB"):
        hand_in(session, els, activity, settings, now, content, "groot.pdf")

    assert stored_files(settings) == []
    assert session.scalar(select(func.count(Evidence.id))) == 0


def test_one_person_adds_no_more_than_the_quota_a_day_and_may_again_tomorrow(
    session: Session, els: Person, tmp_path: Path, now: datetime
) -> None:
    little = Settings(data_folder=str(tmp_path / "data"), upload_quota_mb=1)
    activity = make_logged(session, els)
    hand_in(session, els, activity, little, now, samples.pdf().ljust(600_000), "een.pdf")

    with pytest.raises(TooLarge, match="meer dan 1 MB op een dag"):
        hand_in(session, els, activity, little, now, samples.pdf().ljust(600_001), "twee.pdf")
    hand_in(session, els, activity, little, now + timedelta(days=1), samples.pdf().ljust(600_002), "drie.pdf")

    assert len(stored_files(little)) == 2


def test_taking_away_does_not_give_quota_back(session: Session, els: Person, tmp_path: Path, now: datetime) -> None:
    little = Settings(data_folder=str(tmp_path / "data"), upload_quota_mb=1)
    activity = make_logged(session, els)
    first = hand_in(session, els, activity, little, now, samples.pdf().ljust(600_000), "een.pdf")
    remove_evidence(make_viewer(session, els), first, at=now)

    with pytest.raises(TooLarge):
        hand_in(session, els, activity, little, now, samples.pdf().ljust(600_001), "twee.pdf")


def test_one_flipped_bit_on_disk_is_not_handed_out(
    session: Session, settings: Settings, els: Person, now: datetime
) -> None:
    evidence = hand_in(session, els, make_logged(session, els), settings, now)
    path = stored_files(settings)[0]
    path.chmod(0o600)
    path.write_bytes(path.read_bytes()[:-1] + b"\x00")

    with pytest.raises(Damaged):
        open_evidence(session, make_viewer(session, els), evidence, settings=settings)


def test_the_trail_says_what_happened_without_the_name_of_the_file(
    session: Session, settings: Settings, els: Person, now: datetime
) -> None:
    activity = make_logged(session, els)
    evidence = hand_in(session, els, activity, settings, now, name="client Jansen.jpg")
    remove_evidence(make_viewer(session, els), evidence, at=now)

    rows = session.scalars(select(AuditEntry).where(AuditEntry.object_kind == "evidence")).all()
    assert [row.act for row in rows] == ["bewijs.toegevoegd", "bewijs.weggehaald"]
    assert all("Jansen" not in row.details for row in rows)
