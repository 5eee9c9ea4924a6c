"""A day is a Dutch day, whatever the clock of the server says (bar OP13)."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from flask import Flask

from register.current import EXTENSION, State, state

EDGES = (
    ("2026-12-31T22:59:59", "2026-12-31"),
    ("2026-12-31T23:00:00", "2027-01-01"),
    ("2026-12-31T23:30:00", "2027-01-01"),
    ("2026-06-30T21:59:59", "2026-06-30"),
    ("2026-06-30T22:00:00", "2026-07-01"),
    ("2026-03-28T22:59:59", "2026-03-28"),
    ("2026-03-29T00:59:59", "2026-03-29"),
    ("2026-03-29T22:00:00", "2026-03-30"),
    ("2026-10-24T22:00:00", "2026-10-25"),
    ("2026-10-25T01:30:00", "2026-10-25"),
    ("2026-10-25T23:00:00", "2026-10-26"),
    ("2028-02-28T23:00:00", "2028-02-29"),
)
ZONES = ("UTC", "Europe/Amsterdam", "Pacific/Auckland")


@pytest.fixture(params=ZONES)
def zone(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A server in another part of the world."""
    monkeypatch.setenv("TZ", request.param)
    time.tzset()
    yield request.param
    monkeypatch.undo()
    time.tzset()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.usefixtures("zone")
def test_today_is_the_dutch_day_wherever_the_server_stands(app: Flask) -> None:
    assert [_today(app, moment) for moment, _day in EDGES] == [date.fromisoformat(day) for _moment, day in EDGES]


def _today(app: Flask, moment: str) -> date:
    at = datetime.fromisoformat(moment).replace(tzinfo=UTC)
    app.extensions[EXTENSION] = replace(app.extensions[EXTENSION], clock=lambda: at)
    return state().today()


@pytest.mark.parametrize(("moment", "day"), EDGES)
def test_a_moment_falls_on_the_dutch_day(app: Flask, moment: str, day: str) -> None:
    kept: State = app.extensions[EXTENSION]
    at = datetime.fromisoformat(moment).replace(tzinfo=UTC)
    app.extensions[EXTENSION] = State(
        settings=kept.settings, identify=kept.identify, unauthorized=None, send_mail=None, clock=lambda: at
    )

    assert state().today() == date.fromisoformat(day)
    assert state().now() == at


@pytest.mark.parametrize("zone", ZONES)
def test_the_zone_of_the_server_makes_no_difference(zone: str) -> None:
    code = (
        "import sys; from datetime import UTC, datetime; from register.current import AMSTERDAM\n"
        "print(*(datetime.fromisoformat(a).replace(tzinfo=UTC).astimezone(AMSTERDAM).date() for a in sys.argv[1:]))"
    )

    ended = subprocess.run(
        [sys.executable, "-c", code, *(moment for moment, _day in EDGES)],
        env={"PATH": os.environ["PATH"], "TZ": zone},
        cwd=Path(__file__).resolve().parents[2],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )

    assert ended.stdout.split() == [day for _moment, day in EDGES]
