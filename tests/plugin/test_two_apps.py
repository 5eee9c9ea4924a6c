"""Nothing is global: two apps in one process, each with its own address, database, settings and people (M4)."""

import shutil
from pathlib import Path
from typing import Any

import pytest

from register.db import session
from register.settings import SettingsError
from tests.conftest import NOW
from tests.host import make_host
from tests.makers import make_organisation, make_person


def test_two_apps_in_one_process_know_nothing_of_each_other(sqlite_template: Path, tmp_path: Path) -> None:
    shutil.copy(sqlite_template, tmp_path / "noord.sqlite")
    shutil.copy(sqlite_template, tmp_path / "zuid.sqlite")
    north = make_host(
        f"sqlite:///{tmp_path / 'noord.sqlite'}", data_folder=tmp_path, clock=lambda: NOW,
        REGISTER_URL_PREFIX="/leren", REGISTER_ORGANISATION="Noord",
    )  # fmt: skip
    south = make_host(
        f"sqlite:///{tmp_path / 'zuid.sqlite'}", data_folder=tmp_path, clock=lambda: NOW,
        REGISTER_URL_PREFIX="/register", REGISTER_ORGANISATION="Zuid",
    )  # fmt: skip
    with north.app.app_context():
        make_person(session(), "Els", organisation=make_organisation(session(), "Noord"))
    with south.app.app_context():
        make_person(session(), "Bob", organisation=make_organisation(session(), "Zuid"))

    els, bob = north.client("els"), south.client("bob")

    assert [els.get("/leren/").status_code, els.get("/register/").status_code] == [200, 404]
    assert [bob.get("/register/").status_code, bob.get("/leren/").status_code] == [200, 404]
    assert south.client("els").get("/register/").status_code == 403
    assert "Noord" in els.get("/leren/").text
    assert "Zuid" in bob.get("/register/").text
    north.close()
    south.close()


@pytest.mark.parametrize(
    ("config", "says"),
    [
        ({"REGISTER_URL_PREFX": "/leren"}, "Onbekende instelling REGISTER_URL_PREFX"),
        ({"REGISTER_URL_PREFIX": "leren/"}, "REGISTER_URL_PREFIX begint met een /"),
        ({"REGISTER_UPLOAD_LIMIT_MB": "veel"}, "REGISTER_UPLOAD_LIMIT_MB is een heel getal"),
    ],
)
def test_a_setting_that_cannot_work_is_refused_at_mounting(tmp_path: Path, config: dict[str, Any], says: str) -> None:
    with pytest.raises(SettingsError, match=says):
        make_host("sqlite://", data_folder=tmp_path, **config)
