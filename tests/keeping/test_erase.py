"""After erasure nothing of somebody is left but a pseudonym beside what is also of others (bar PR3)."""

import io
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select, text, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from register.audit import AuditEntry
from register.current import state
from register.db import transaction
from register.errors import Conflict, NotAllowed, NotFound
from register.evidence.files import store_evidence
from register.evidence.models import EvidenceFile, GrantedVersion
from register.evidence.sweep import sweep_by_itself
from register.jobs.asking import open_result
from register.jobs.running import drop_expired
from register.keeping.erase import Erased, ask_to_erase, carry_out, erase_by_term
from register.keeping.holds import Hold, end_hold, set_hold
from register.keeping.models import Erasure
from register.learning.models import Activity, Attendance
from register.people.models import Employment, Person
from register.privacy.data_inventory import data_inventory
from register.trail import walk
from tests.conftest import NOW
from tests.evidence import samples
from tests.keeping.filling import canaries, fill
from tests.keeping.making import own_file
from tests.makers import TODAY, make_logged, make_person, make_registration, make_viewer

OURS = "kanarie"
NAME, NUMBER = "Zwaluwestein", "P-477-KANARIE"
on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def people(session: Session) -> dict[str, Person]:
    """HR, the administrator, a colleague, and Els, who left a year ago."""
    els = make_person(session, "Özge", NAME, personnel_number=NUMBER, email="elske@kanarie.example")
    found = {
        "hanna": make_person(session, "Hanna", roles=("hr",)),
        "ad": make_person(session, "Ad", roles=("admin",)),
        "bo": make_person(session, "Bo"),
        "els": els,
    }
    make_registration(session, els, number="REG-477-KANARIE")
    return found


def leaves(session: Session, person: Person, last: date = TODAY - timedelta(days=365)) -> None:
    for one in session.scalars(select(Employment).where(Employment.person_id == person.id)):
        one.ends_on = last
    person.deactivated_at = NOW
    session.commit()


def erase(session: Session, people: dict[str, Person]) -> Erased:
    leaves(session, people["els"])
    asked = ask_to_erase(make_viewer(session, people["hanna"]), people["els"].id, reference="Z1", at=NOW, today=TODAY)
    return carry_out(
        make_viewer(session, people["ad"]), asked, sure=True, at=NOW, today=TODAY, settings=state().settings
    )


def bytes_on_disk(app: Flask) -> bytes:
    """Everything under the data folder and of the database: files, WAL, journal, evidence, queue."""
    with app.app_context():
        database = Path(str(state().settings.data_folder))
        folders = {database, Path(app.config["SQLALCHEMY_DATABASE_URI"].removeprefix("sqlite:///")).parent}
    return b"".join(one.read_bytes() for folder in folders for one in folder.rglob("*") if one.is_file())


@on_sqlite
def test_no_byte_of_what_was_erased_is_left(app: Flask, session: Session, people: dict[str, Person]) -> None:
    els = people["els"]
    fill(session, els, OURS, without=Erasure.__tablename__)
    alone = make_logged(session, els, title="Alleen ik KANARIE-ALLEEN")
    together = make_logged(session, els, others=(people["bo"],))
    for place, activity_id in enumerate((alone, together)):
        photo = io.BytesIO(samples.picture("JPEG", (30 + place, 20)))
        store_evidence(
            make_viewer(session, els), activity_id, photo, f"{NAME}-diploma.jpg", form_key=f"{place}" * 20, at=NOW,
            settings=state().settings,
        )  # fmt: skip
    facilitated(session, people["bo"], f"özge {NAME.upper()}")
    before = bytes_on_disk(app)

    erase(session, people)
    session.rollback()
    after = bytes_on_disk(app)

    gone = _must_go()
    assert [one for one in gone if one not in before] == []
    assert [one for one in gone if one in after] == []


def facilitated(session: Session, learner: Person, name: str) -> int:
    """A training of somebody else, facilitated by this name now and when it was granted; returns its id."""
    activity_id = make_logged(session, learner, "training")
    session.execute(
        update(Activity)
        .where(Activity.id == activity_id)
        .values(facilitator_name=name, facilitator_number="FAC-477-KANARIE")
    )
    content = {"facilitator_name": name, "facilitator_number": "FAC-478-KANARIE", "meetings": [], "evidence": []}
    session.add(
        GrantedVersion(
            activity_id=activity_id, content_version=1, reason="Verzonnen", reopened_by_id=learner.id,
            reopened_at=NOW, content=content,
        )
    )  # fmt: skip
    session.commit()
    return activity_id


def test_who_facilitated_and_was_not_there_is_a_pseudonym_in_what_is_and_in_what_was_granted(
    session: Session, people: dict[str, Person]
) -> None:
    hers = facilitated(session, people["bo"], f"ÖZGE  {NAME}")
    anothers = facilitated(session, people["bo"], f"Önder {NAME}")

    erase(session, people)

    session.expire_all()
    activities = [session.get_one(Activity, one).facilitator_name for one in (hers, anothers)]
    versions = session.scalars(select(GrantedVersion.content).order_by(GrantedVersion.activity_id)).all()
    assert activities == ["Oud-collega 1", f"Önder {NAME}"]
    assert [one["facilitator_name"] for one in versions] == activities


def _must_go() -> list[bytes]:
    """What names somebody, and every canary in a row that goes or a column that is emptied."""
    inventory = data_inventory()
    found = [
        words.encode()
        for (table, column), words in canaries(OURS).items()
        if table != Erasure.__tablename__
        and (inventory[table].columns[column].blank or (inventory[table].own and inventory[table].erase == "weg"))
    ]
    assert len(found) > 60
    return [
        *found,
        NAME.encode(),
        NAME.upper().encode(),
        b"-477-KANARIE",
        b"-478-KANARIE",
        NUMBER.encode(),
        b"elske@kanarie",
        b"REG-477-KANARIE",
        b"KANARIE-ALLEEN",
    ]


def test_what_is_also_of_a_colleague_stays_under_a_pseudonym(session: Session, people: dict[str, Person]) -> None:
    together = make_logged(session, people["els"], others=(people["bo"],))
    alone = make_logged(session, people["els"])

    done = erase(session, people)

    session.expire_all()
    assert done.pseudonym == people["els"].display_name == "Oud-collega 1"
    assert session.get(Activity, alone) is None
    assert session.get(Activity, together) is not None
    names = session.scalars(select(Person.display_name).join(Attendance, Attendance.person_id == Person.id)).all()
    assert sorted(names) == ["Bo Vries", "Oud-collega 1"]


def test_a_file_goes_with_its_last_owner_and_stays_with_another(
    app: Flask, session: Session, people: dict[str, Person]
) -> None:
    settings, els = state().settings, make_viewer(session, people["els"])
    ids = [make_logged(session, people["els"]), make_logged(session, people["els"], others=(people["bo"],))]
    for place, activity_id in enumerate(ids):
        photo = io.BytesIO(samples.picture("JPEG", (30 + place, 20)))
        store_evidence(els, activity_id, photo, "foto.jpg", form_key=f"{place}" * 20, at=NOW, settings=settings)

    erase(session, people)

    assert session.scalar(select(func.count()).select_from(EvidenceFile)) == 1
    kept = [one for one in Path(settings.data_folder).rglob("*") if len(one.name) == 64]
    assert len(kept) == 1


def test_a_kill_just_after_erasing_leaves_no_result_and_no_file_for_good(
    session: Session, people: dict[str, Person]
) -> None:
    settings, els = state().settings, people["els"]
    photo = io.BytesIO(samples.picture("JPEG", (30, 20)))
    store_evidence(
        make_viewer(session, els), make_logged(session, els), photo, "foto.jpg", form_key="k" * 20, at=NOW,
        settings=settings,
    )  # fmt: skip
    hanna = make_viewer(session, people["hanna"])
    job = own_file(session, people["hanna"])
    leaves(session, els)
    with transaction() as current:
        erase_by_term(current, current.get_one(Person, els.id), at=NOW)

    with pytest.raises(NotFound):
        open_result(session, hanna, job, at=NOW)
    drop_expired(at=NOW)
    sweep_by_itself(at=datetime.now(UTC) + timedelta(days=3))

    assert [one for one in Path(settings.data_folder).rglob("*") if len(one.name) == 64] == []


def test_the_trail_still_holds_and_says_who_did_it(session: Session, people: dict[str, Person]) -> None:
    make_logged(session, people["els"])

    erase(session, people)

    assert walk(session, people["ad"].organisation_id, settings=state().settings).whole
    last = session.scalars(select(AuditEntry).order_by(AuditEntry.seq.desc()).limit(1)).one()
    assert (last.act, last.actor_id, last.object_id) == ("persoon.gewist", people["ad"].id, people["els"].id)


def test_it_takes_two_people(session: Session, people: dict[str, Person]) -> None:
    leaves(session, people["els"])
    boss = make_person(session, "Baas", roles=("hr", "admin"))
    both = make_viewer(session, boss)
    asked = ask_to_erase(both, people["els"].id, reference="", at=NOW, today=TODAY)
    settings = state().settings

    with pytest.raises(NotAllowed):
        carry_out(both, asked, sure=True, at=NOW, today=TODAY, settings=settings)
    with pytest.raises(NotAllowed):
        carry_out(make_viewer(session, people["hanna"]), asked, sure=True, at=NOW, today=TODAY, settings=settings)
    with pytest.raises(NotFound):
        carry_out(make_viewer(session, people["bo"]), asked, sure=True, at=NOW, today=TODAY, settings=settings)
    with pytest.raises(IntegrityError), transaction() as current:
        current.execute(
            text("UPDATE register_erasure SET carried_out_by_id = asked_by_id, carried_out_at = :at, number = 1"),
            {"at": NOW.replace(tzinfo=None)},
        )


def test_nobody_has_oneself_erased_or_held(session: Session, people: dict[str, Person]) -> None:
    hanna = make_viewer(session, people["hanna"])

    with pytest.raises(NotAllowed):
        ask_to_erase(hanna, hanna.person_id, reference="Z-1", at=NOW, today=TODAY)
    with pytest.raises(NotAllowed):
        set_hold(hanna, hanna.person_id, Hold(reference="Z-1"), at=NOW, today=TODAY)


def test_who_works_here_or_is_held_is_not_erased(session: Session, people: dict[str, Person]) -> None:
    hanna, els = make_viewer(session, people["hanna"]), people["els"]
    with pytest.raises(Conflict, match="werkt hier nog"):
        ask_to_erase(hanna, els.id, reference="", at=NOW, today=TODAY)
    leaves(session, els)
    asked = ask_to_erase(hanna, els.id, reference="", at=NOW, today=TODAY)
    hold = set_hold(hanna, els.id, Hold(reference="Z-12"), at=NOW, today=TODAY)
    admin, settings = make_viewer(session, people["ad"]), state().settings

    with pytest.raises(Conflict, match="bewaarplicht"):
        carry_out(admin, asked, sure=True, at=NOW, today=TODAY, settings=settings)
    end_hold(hanna, hold, at=NOW)

    assert carry_out(admin, asked, sure=True, at=NOW, today=TODAY, settings=settings).pseudonym == "Oud-collega 1"


def test_the_next_one_gets_the_next_pseudonym(session: Session, people: dict[str, Person]) -> None:
    first = erase(session, people)

    second = erase(session, {**people, "els": people["bo"]})

    assert [first.pseudonym, second.pseudonym] == ["Oud-collega 1", "Oud-collega 2"]
    assert session.scalars(select(Erasure.number).order_by(Erasure.id)).all() == [1, 2]
