"""Makers of what is kept and erased: somebody who left and is to be erased, a hold, a file of the own data."""

import tempfile
from datetime import timedelta
from pathlib import Path

from sqlalchemy.orm import Session

from register.current import state
from register.jobs.models import Job
from register.keeping.models import Erasure, LegalHold
from register.keeping.own_data import KIND
from register.people.models import Organisation, Person
from register.storage import RESULTS, open_storage
from tests.conftest import NOW
from tests.makers import TODAY, make_person


def things_of(session: Session, owner: Person) -> dict[str, int]:
    """Somebody who left and whom HR wants erased, another who is held, and a file that the owner asked for."""
    organisation = session.get_one(Organisation, owner.organisation_id)
    asker, gone, held, left = (
        make_person(session, f"{name}{owner.id}", organisation=organisation)
        for name in ("Vraagt", "Wis", "Bewaar", "Vertrok")
    )
    for one in (gone, held, left):
        one.employments[0].ends_on, one.deactivated_at = TODAY - timedelta(days=40), NOW
    erasure = Erasure(
        organisation_id=organisation.id, person_id=gone.id, reference="Z-7", asked_by_id=asker.id, asked_at=NOW
    )
    hold = LegalHold(person_id=held.id, reference="Z-8", starts_on=TODAY, set_by_id=asker.id, set_at=NOW)
    session.add_all([erasure, hold])
    session.commit()
    return {
        "erasure_id": erasure.id,
        "hold_id": hold.id,
        "left_person_id": left.id,
        "own_job_id": own_file(session, owner),
    }


def own_file(session: Session, owner: Person) -> int:
    """A file with the own data that is there to fetch."""
    job = Job(
        organisation_id=owner.organisation_id, asked_by_id=owner.id, kind=KIND, title="Mijn gegevens",
        arguments={"person_id": owner.id}, state="klaar", made_at=NOW, finished_at=NOW,
        expires_at=NOW + timedelta(days=7), result_name="gegevens.zip", result_type="application/zip", result_size=5,
    )  # fmt: skip
    session.add(job)
    session.flush()
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "gegevens.zip"
        place.write_bytes(b"bytes")
        storage = open_storage(state().settings)
        job.result_sha256 = storage.put_file(owner.organisation_id, place, area=f"{RESULTS}/{job.id}")
    session.commit()
    return job.id
