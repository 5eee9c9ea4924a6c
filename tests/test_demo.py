"""`make run ONCE=1`: the demo organisation comes in through the product's own imports, and its files are there."""

import os
import subprocess
import sys
from dataclasses import replace
from email import message_from_bytes, policy
from pathlib import Path

from openpyxl import load_workbook
from sqlalchemy.orm import Session

from register.accounts.manage import create_account
from register.current import EXTENSION
from tests.conftest import NOW
from tests.host import Host
from tests.makers import make_person

ROOT = Path(__file__).parents[1]


def test_the_demo_stays_out_of_a_database_with_real_people(host: Host, session: Session) -> None:
    els = make_person(session, "Els", personnel_number="001012")
    create_account(
        person_id=els.id, login="els@noord.example", password="een-lang-wachtwoord", at=NOW, must_change=False
    )
    settings = replace(host.mounted.settings, demo=True)
    host.app.extensions[EXTENSION] = replace(host.mounted, settings=settings)

    result = host.app.test_cli_runner().invoke(args=["register", "demo", "load"])

    assert (result.exit_code, result.stdout) == (2, "")
    assert "In deze database staan al mensen." in result.stderr


def test_the_demo_is_read_from_its_workbooks_and_hands_out_its_files(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "register.demo.start", "--once", "--folder", str(tmp_path / "demo")]

    done = subprocess.run(command, cwd=ROOT, env=dict(os.environ), capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stderr
    assert "66 rijen gelezen" in done.stdout
    assert "medewerker1009@rivierstad.example" in done.stdout
    made = sorted(path.name for path in (tmp_path / "demo" / "export").iterdir())
    assert made == ["bewijs-001012.xlsx", "bewijs-organisatie.xlsx", "medewerkers-sjabloon.xlsx", "weekbericht.eml"]
    index = load_workbook(tmp_path / "demo" / "export" / "bewijs-001012.xlsx").worksheets[0]
    assert index.max_row > 20
    message = message_from_bytes((tmp_path / "demo" / "export" / "weekbericht.eml").read_bytes(), policy=policy.default)
    assert message["Subject"] == "[demo] Wat op je wacht in Leerregister"
    assert "WAS JE ERBIJ?" in message.get_content()
