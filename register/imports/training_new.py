"""What an import of learning history would make or mend, as plain data (*nieuwe scholing*)."""

from collections.abc import Mapping
from datetime import date, time
from decimal import Decimal
from typing import NamedTuple

from register.rules.facts import ClaimState


class RegisterSaid(NamedTuple):
    """What the file says a register did with an activity; `register`: `None` when the file does not name it."""

    register: str | None
    state: ClaimState | None
    granted: Decimal | None


class NewActivity(NamedTuple):
    """An activity of one person to make, with its one session and attendance."""

    row: int
    person_id: int
    title: str
    kind: str
    date: date
    starts: time | None
    ends: time | None
    gross_minutes: int
    excluded: Mapping[str, int]
    accreditation_ids: Mapping[str, str]
    awarded_points: Decimal | None
    provider: str
    role: str
    confirmed: bool
    said: tuple[RegisterSaid, ...]


class Repair(NamedTuple):
    """An ID number of which it is now known which body gave it (*ID-nummer herstellen*)."""

    row: int
    activity_id: int
    version: int
    before: dict[str, str]
    after: dict[str, str]
