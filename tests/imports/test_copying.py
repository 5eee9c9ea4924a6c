"""Many rows into a database: by COPY on PostgreSQL, and as whole, as typed and as strict as an insert."""

from collections.abc import Iterable
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from register.bulk.copying import FEWEST
from register.bulk.rows import insert_columns, reserve_ids
from register.imports.models import ImportBatch, ImportChange
from register.imports.tables import PEOPLE
from tests.makers import NOON, make_organisation

ODD = ("gewoon", "tab\tregel\nterug\\N", "\\.", "", "é–😀", None)


def make_batch(session: Session) -> int:
    batch = ImportBatch(
        organisation_id=make_organisation(session).id, kind=PEOPLE, file_name="m.xlsx", sha256="0" * 64,
        system="generic", counts={}, plan=None, plan_digest="", made_at=NOON,
    )  # fmt: skip
    session.add(batch)
    session.commit()
    return batch.id


def add(session: Session, batch_id: int, count: int) -> None:
    ids = list(reserve_ids(session, ImportChange, count))
    columns = {
        "id": ids,
        "row_number": range(1, count + 1),
        "object_id": range(count),
        "after": [{"naam": ODD[place % len(ODD)]} for place in range(count)],
    }
    same = {"batch_id": batch_id, "outcome": "nieuw", "object_kind": "person", "before": None}
    insert_columns(session, ImportChange, columns, count, same=same)


@pytest.mark.parametrize("count", [FEWEST - 1, FEWEST, 5_001])
def test_what_is_written_in_bulk_is_read_back_as_it_was(session: Session, count: int) -> None:
    batch_id = make_batch(session)

    add(session, batch_id, count)
    session.commit()

    rows = session.scalars(select(ImportChange).order_by(ImportChange.row_number)).all()
    assert [(row.row_number, row.object_id, row.outcome, row.before) for row in rows[:2]] == [
        (1, 0, "nieuw", None),
        (2, 1, "nieuw", None),
    ]
    assert [row.after for row in rows[: len(ODD)]] == [{"naam": name} for name in ODD]
    assert len(rows) == count


@pytest.mark.parametrize("count", [1, FEWEST])
def test_a_percent_sign_in_what_every_row_has_the_same_is_one_percent_sign(session: Session, count: int) -> None:
    same = {"batch_id": make_batch(session), "outcome": "nieuw", "object_kind": "50% %s", "before": {"naam": "100%"}}

    insert_columns(session, ImportChange, numbered(session, count), count, same=same)
    session.commit()

    rows = session.scalars(select(ImportChange)).all()
    assert {(row.object_kind, str(row.before)) for row in rows} == {("50% %s", "{'naam': '100%'}")}
    assert len(rows) == count


@pytest.mark.parametrize("count", [1, FEWEST])
def test_what_the_database_works_out_itself_may_be_the_same_in_every_row(session: Session, count: int) -> None:
    same = {"batch_id": make_batch(session), "outcome": "nieuw", "object_kind": func.lower("PERSON"), "before": None}

    insert_columns(session, ImportChange, numbered(session, count), count, same=same)
    session.commit()

    assert session.scalars(select(ImportChange.object_kind).distinct()).all() == ["person"]


def numbered(session: Session, count: int) -> dict[str, Iterable[Any]]:
    ids = list(reserve_ids(session, ImportChange, count))
    return {"id": ids, "row_number": range(count), "object_id": range(count), "after": [{}] * count}


def test_what_the_database_refuses_in_bulk_is_refused_as_in_an_insert_and_whole(session: Session) -> None:
    batch_id = make_batch(session)
    add(session, batch_id, FEWEST)

    with pytest.raises(IntegrityError):
        add(session, batch_id + 1, FEWEST)

    session.rollback()
    assert session.scalar(select(func.count(ImportChange.id))) == 0
