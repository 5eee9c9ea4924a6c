"""The plan that a preview showed is kept, and is what is written; it counts for as long as nothing changed."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from register import db
from register.access import Role, Viewer
from register.errors import Conflict
from register.imports import staged
from register.imports.kept_plan import keep_plan, recall_plan
from register.imports.models import ImportBatch
from register.imports.opening import open_files
from register.imports.people_plan import PeoplePlan, digest_of_text
from register.imports.staging import answer, apply_batch, plan_ahead, preview, stage
from register.people.models import Employment, Person
from tests.conftest import NOW
from tests.imports.importing import import_rows, plan_rows
from tests.makers import TODAY, make_organisation, make_person
from tests.workbook_maker import PEOPLE_HEADER, person_row, write_rows

FIRST = [
    person_row("00101", Team="Team Oost"),
    person_row("00102", Roepnaam="Bo", Achternaam="Bos", Team="Team Oost"),
    person_row("00103", Roepnaam="Cas", Achternaam="Dijk", Team="Team West"),
]
LATER = [
    person_row("00101", Roepnaam="Elsje", Team="Team West"),
    person_row("00102", Roepnaam="Bo", Achternaam="Bos", Team="Team Oost", **{"Datum uit dienst": "01-01-2026"}),
    person_row("00103", Roepnaam="Cas", Achternaam="Dijk", Team="Team West", **{"Datum in dienst": "geen datum"}),
    person_row("00104", Roepnaam="Do", Achternaam="Eik", Team="Team Zuid"),
]


class PlannedAgain(Exception):
    """Somebody made a plan anew."""


def no_planning(*_: object, **__: object) -> PeoplePlan:
    """Make no plan."""
    raise PlannedAgain


def upload(session: Session, folder: Path, rows: list[Any] | None = None) -> tuple[Viewer, int]:
    """HR offers a file, and what it would do is kept."""
    organisation = make_organisation(session)
    hr = make_person(session, "Hanneke", "Raad", roles=("hr",), personnel_number="90001")
    session.commit()
    viewer = Viewer(person_id=hr.id, organisation_id=organisation.id, name="HR", roles=frozenset({Role.HR}))
    path = write_rows(folder / "m.xlsx", PEOPLE_HEADER, rows or FIRST)
    opened = open_files([path], kind="mensen", system=None, presets=(), max_rows=20_000)
    return viewer, stage(viewer, opened, paths=[path], file_name="m.xlsx", at=NOW, today=TODAY)


def shown(session: Session, viewer: Viewer, batch_id: int) -> PeoplePlan:
    """The plan of a preview."""
    found = preview(session, viewer, batch_id, today=TODAY).plan
    assert isinstance(found, PeoplePlan)
    return found


def refuse_unless_the_same(found: PeoplePlan | None, plan: PeoplePlan) -> None:
    """A plan that was read back is the one that was kept, also to whoever takes its digest anew."""
    assert found == plan
    assert (found.digest, digest_of_text(found.text())) == (plan.digest, plan.digest)
    assert found.problems == plan.problems
    assert (found.counts, found.changes) == (plan.counts, plan.changes)


def test_a_plan_of_new_people_is_read_back_as_it_was_kept(session: Session, tmp_path: Path) -> None:
    plan = plan_rows(session, tmp_path, FIRST)

    assert len(plan.people) == 3
    refuse_unless_the_same(recall_plan(keep_plan(plan, stamp="x"), stamp="x"), plan)


def test_a_plan_of_changes_leavers_and_errors_is_read_back_as_it_was_kept(session: Session, tmp_path: Path) -> None:
    import_rows(session, tmp_path, FIRST)
    plan = plan_rows(session, tmp_path, LATER)

    assert (len(plan.people), plan.leavers, plan.counts["afgekeurd"]) == (1, 1, 1)
    assert plan.inserts
    assert plan.updates
    refuse_unless_the_same(recall_plan(keep_plan(plan, stamp="x"), stamp="x"), plan)


def test_a_kept_plan_of_another_state_or_with_another_content_is_of_no_use(session: Session, tmp_path: Path) -> None:
    kept = keep_plan(plan_rows(session, tmp_path, FIRST), stamp="x")

    assert recall_plan(kept, stamp="y") is None
    assert recall_plan({**kept, "digest": "0" * 64}, stamp="x") is None
    assert recall_plan(None, stamp="x") is None


def test_preview_and_import_use_the_kept_plan(
    session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    viewer, batch_id = upload(session, tmp_path)
    monkeypatch.setattr(staged.Staged, "plan_anew", no_planning)

    plan = shown(session, viewer, batch_id)
    batch, done = apply_batch(viewer, batch_id, digest=plan.digest, at=NOW, today=TODAY)

    assert (done, batch.counts["nieuw"], batch.plan, batch.plan_digest) == (True, 3, None, plan.digest)
    assert session.scalar(select(func.count(Person.id))) == 4


@pytest.mark.parametrize("more", [{"today": TODAY + timedelta(days=1)}, {}], ids=["another day", "other data"])
def test_what_changed_since_is_planned_again(
    session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, more: dict[str, Any]
) -> None:
    viewer, batch_id = upload(session, tmp_path)
    make_person(session, "Els", "Berg", personnel_number="00109")
    session.execute(update(Employment).values(job_title="Anders"))
    session.commit()
    monkeypatch.setattr(staged.Staged, "plan_anew", no_planning)

    with pytest.raises(PlannedAgain):
        preview(session, viewer, batch_id, **{"today": TODAY, **more})


def test_the_kept_plan_is_not_written_over_data_that_changed(session: Session, tmp_path: Path) -> None:
    viewer, batch_id = upload(session, tmp_path)
    digest = shown(session, viewer, batch_id).digest
    make_person(session, "Els", "Berg", personnel_number="00101")
    session.commit()

    with pytest.raises(Conflict):
        apply_batch(viewer, batch_id, digest=digest, at=NOW, today=TODAY)

    session.rollback()
    assert session.scalar(select(func.count(Person.id))) == 2


def test_an_answer_about_dates_makes_another_plan_which_is_kept(
    session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [person_row("00101", **{"Datum in dienst": "03/04/2020"})]
    viewer, batch_id = upload(session, tmp_path, rows)
    asked = shown(session, viewer, batch_id).questions

    answer(viewer, batch_id, field="employed_from", choice="maand-dag")
    plan_ahead(viewer, batch_id, today=TODAY)
    monkeypatch.setattr(staged.Staged, "plan_anew", no_planning)
    plan = shown(session, viewer, batch_id)

    assert list(asked) == ["employed_from"]
    assert plan.people[0].employments[0]["starts_on"].isoformat() == "2020-03-04"


def test_a_kept_plan_goes_with_its_upload(session: Session, tmp_path: Path) -> None:
    viewer, batch_id = upload(session, tmp_path)
    digest = shown(session, viewer, batch_id).digest

    apply_batch(viewer, batch_id, digest=digest, at=NOW, today=TODAY)

    db.session().expire_all()
    assert session.get_one(ImportBatch, batch_id).plan is None
