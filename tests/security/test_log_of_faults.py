"""A fault stands in the log with its place and without what somebody typed, on a host's own engine too (bar PR5)."""

import logging

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from register.faults import without_values
from tests.host import Host
from tests.makers import make_person
from tests.pages.reading import open_form, send

CANARY = "kanarie-3b7d"


def test_what_somebody_typed_when_a_statement_failed_is_in_no_line_of_the_log(
    host: Host, session: Session, caplog: pytest.LogCaptureFixture
) -> None:
    els = make_person(session, "Els")
    client = host.client("els")
    form = open_form(client)
    session.execute(text("ALTER TABLE register_activity RENAME COLUMN title TO elsewhere"))
    session.commit()
    host.app.config["PROPAGATE_EXCEPTIONS"] = False

    answer = send(client, form, held_on="20-11-2026", duration="2", title=CANARY, person=[els.id], there=[els.id])

    assert answer.status_code >= 500
    assert "INSERT INTO register_activity" in caplog.text
    assert CANARY not in caplog.text


def test_a_row_that_the_database_refused_is_in_no_line_of_the_log(
    session: Session, caplog: pytest.LogCaptureFixture
) -> None:
    with pytest.raises(IntegrityError) as refused:
        session.execute(
            text("INSERT INTO register_person (given_name, family_name) VALUES ('Els', :word)"), {"word": CANARY}
        )

    logging.getLogger("x").error("fout", exc_info=without_values(refused.value))

    assert "IntegrityError" in caplog.text
    assert CANARY not in caplog.text
