"""What one app's register was set up with; read through `current_app`, so that two apps in one process stay apart."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from email.message import EmailMessage
from typing import cast
from zoneinfo import ZoneInfo

from flask import current_app
from flask.typing import ResponseReturnValue

from register.identity import Identify
from register.settings import Settings

EXTENSION = "register"
AMSTERDAM = ZoneInfo("Europe/Amsterdam")
"""Days are Dutch days: 31 December 23:30 UTC is 1 January (bar OP13)."""

SendMail = Callable[[EmailMessage], None]
Unauthorized = Callable[[], ResponseReturnValue]
Clock = Callable[[], datetime]


@dataclass(frozen=True, kw_only=True)
class State:
    """The parts that a host may replace, and the settings."""

    settings: Settings
    identify: Identify
    unauthorized: Unauthorized | None
    send_mail: SendMail | None
    clock: Clock

    def now(self) -> datetime:
        """Return this moment, aware and UTC."""
        return self.clock().astimezone(UTC)

    def today(self) -> date:
        """Return today in the Netherlands."""
        return day_here(self.clock())


def day_here(moment: datetime) -> date:
    """Return which day it is in the Netherlands at an aware moment: after midnight it is still yesterday in UTC."""
    return moment.astimezone(AMSTERDAM).date()


def state() -> State:
    """Return the register of the current app."""
    return cast("State", current_app.extensions[EXTENSION])
