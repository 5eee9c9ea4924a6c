"""`make run ONCE=1`: the demo organisation comes in through the product's own imports, and its files are there."""

import os
import subprocess
import sys
from email import message_from_bytes, policy
from pathlib import Path

from openpyxl import load_workbook

ROOT = Path(__file__).parents[1]


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
