"""The whole hostile set through the real upload: the expected answer, never a fault of ours (XL1)."""

import shutil
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from register import db
from tests.conftest import NOW
from tests.host import make_host
from tests.hostile.cases import Case
from tests.hostile.make_hostile import ALL, write_case
from tests.makers import make_person
from tests.pages.test_imports import csrf

WORKBOOKS = [case for case in ALL if case.group != "upload"]
MISSING = [case for case in WORKBOOKS if case.table_refused == "column-missing"]
TOO_LARGE = [case for case in WORKBOOKS if case.refused == "too-big"]
REFUSED = [case for case in WORKBOOKS if (case.refused or case.table_refused) and case not in MISSING + TOO_LARGE]
READ = [case for case in WORKBOOKS if not case.refused and not case.table_refused]


@pytest.fixture(scope="module")
def hr(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    """HR, signed in at one app for the whole set."""
    folder = tmp_path_factory.mktemp("hostile")
    shutil.copy(sqlite_template, folder / "register.sqlite")
    host = make_host(f"sqlite:///{folder / 'register.sqlite'}", data_folder=folder, clock=lambda: NOW)
    with host.app.app_context():
        make_person(db.session(), "Hanneke", "Raad", roles=("hr",), personnel_number="90001")
    yield host.client("hanneke")
    host.close()


def send(client: FlaskClient, case: Case, folder: Path) -> TestResponse:
    """Upload a case as it is."""
    content = BytesIO(write_case(case, folder).read_bytes())
    values = {
        "csrf_token": csrf(client),
        "kind": "mensen",
        "system": "generic",
        "workbook": FileStorage(content, case.name),
    }
    boundary, body = encode_multipart(values)  # as bytes: the test client leaves a large body open on disk
    return client.post("/leerregister/importeren", data=body, content_type=f"multipart/form-data; boundary={boundary}")


@pytest.mark.parametrize("case", TOO_LARGE, ids=lambda case: case.name)
def test_a_file_over_the_limit_is_refused_before_anybody_reads_it(hr: FlaskClient, case: Case, tmp_path: Path) -> None:
    answer = send(hr, case, tmp_path)

    assert answer.status_code == 413
    assert "Kies een bestand van hooguit 10 MB" in answer.text


@pytest.mark.parametrize("case", REFUSED, ids=lambda case: case.name)
def test_a_hostile_upload_is_refused_with_a_reason(hr: FlaskClient, case: Case, tmp_path: Path) -> None:
    answer = send(hr, case, tmp_path)

    assert answer.status_code == 422
    assert "kunnen we niet lezen" in answer.text
    assert "Kies eerst een bestand" not in answer.text


@pytest.mark.parametrize("case", MISSING, ids=lambda case: case.name)
def test_a_missing_column_is_said_with_the_headers_and_can_be_pointed_out(
    hr: FlaskClient, case: Case, tmp_path: Path
) -> None:
    answer = send(hr, case, tmp_path)
    page = hr.get(answer.headers["Location"])

    assert "we missen de kolom" in page.text
    assert "gevonden koppen" in page.text
    assert "Wat staat er in kolom" in page.text
    assert "Importeren</button>" not in page.text


@pytest.mark.parametrize("case", READ, ids=lambda case: case.name)
def test_an_odd_but_honest_upload_has_a_preview_with_its_oddity(hr: FlaskClient, case: Case, tmp_path: Path) -> None:
    answer = send(hr, case, tmp_path)

    assert answer.status_code == 303
    preview = hr.get(answer.headers["Location"])
    assert preview.status_code == 200
    assert "gelezen. Er is nog niets gewijzigd." in preview.text
