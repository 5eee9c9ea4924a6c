"""Every setting is documented with its default and its meaning."""

from dataclasses import fields
from pathlib import Path

from register.settings import Settings

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "settings.md"


def test_every_setting_is_documented_and_nothing_else() -> None:
    rows = [line for line in DOCUMENT.read_text("utf-8").splitlines() if line.startswith("| `REGISTER_")]

    assert [row.split("`")[1] for row in rows] == [f"REGISTER_{setting.name.upper()}" for setting in fields(Settings)]
    assert [row.split(" | ")[-1].removesuffix(" |") for row in rows] == [
        one.metadata["about"] for one in fields(Settings)
    ]


def test_there_are_no_more_than_25() -> None:
    assert len(fields(Settings)) <= 25
