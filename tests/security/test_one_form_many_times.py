"""One form that a real server gets forty times at the same moment is handled once, with one answer to all (bar CO3)."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlencode

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from register.audit import AuditEntry
from register.learning.models import Activity, Attendance
from register.once import FormKey
from register.points.models import Claim
from tests.imports.served import Served, served
from tests.makers import make_person, make_registration
from tests.pages.reading import form_values

LOG = "/leerregister/vastleggen"
AT_ONCE = 40


def typed(server: Served) -> bytes:
    """The form of two hours of intervisie, as a browser sends it."""
    page = BeautifulSoup(server.ask(LOG).text, "lxml")
    return urlencode({**form_values(page), "kind": "intervisie", "duration": "2"}, doseq=True).encode()


@pytest.mark.slow
def test_forty_posts_of_one_form_to_a_real_server_log_one_activity(
    app: Flask, session: Session, database_url: str, tmp_path: Path
) -> None:
    make_registration(session, make_person(session, "Els"))

    with served(database_url, tmp_path) as server:
        server.sign_in("els")
        body = typed(server)
        with ThreadPoolExecutor(AT_ONCE) as pool:
            answers = list(pool.map(lambda _number: server.ask(LOG, body), range(AT_ONCE)))

    session.rollback()
    counts = [session.scalar(select(func.count()).select_from(one)) for one in (Activity, Attendance, Claim, FormKey)]
    logged = select(func.count()).select_from(AuditEntry).where(AuditEntry.object_kind == "activity")
    assert {answer.status for answer in answers} == {302}
    assert len({answer.location for answer in answers}) == 1
    assert (counts, session.scalar(logged)) == ([1, 1, 1, 1], 1)
