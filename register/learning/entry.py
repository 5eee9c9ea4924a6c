"""What somebody enters about an activity, before it is judged or stored."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time
from decimal import Decimal


@dataclass(frozen=True, kw_only=True)
class Participant:
    """One person in a session, as entered by whoever logs it."""

    person_id: int
    state: str = "aanwezig"
    minutes_present: int | None = None
    role: str = "deelnemer"


@dataclass(frozen=True, kw_only=True)
class SessionEntry:
    """One meeting: when, how long (whole minutes), and who was there."""

    held_on: date
    gross_minutes: int
    participants: tuple[Participant, ...]
    starts_at: time | None = None
    ends_at: time | None = None
    excluded: Mapping[str, int] = field(default_factory=dict)
    session_id: int | None = None
    """The stored meeting that this replaces; `None`, or one that is not of this activity, is a new meeting."""


def in_session(index: int, field_name: str) -> str:
    """Return how an error names a field of a meeting: "held_on" of the first, "sessions-1-held_on" of the next."""
    return f"sessions-{index}-{field_name}" if index else field_name


@dataclass(frozen=True, kw_only=True)
class ActivityEntry:
    """An activity as entered (*ingevoerde activiteit*); empty texts mean "not said"."""

    kind: str
    sessions: tuple[SessionEntry, ...]
    title: str = ""
    subject: str = ""
    learning_goal: str = ""
    work_method: str = ""
    """A name of the organisation's list of methods, or any other."""
    location: str = ""
    online: bool = False
    online_av_confirmed: bool | None = None
    facilitator_name: str = ""
    facilitator_kind: str | None = None
    facilitator_register: str | None = None
    facilitator_number: str | None = None
    authority_relation: bool | None = None
    accreditation_ids: Mapping[str, str] = field(default_factory=dict)
    awarded_points: Decimal | None = None
    provider: str = ""
    in_work_time: bool | None = None
    cost_bearer: str | None = None
    mandatory: bool = False
    group_id: int | None = None
    report: str = ""
    """What the group wrote together; part of what everybody confirms."""
    reflection: str = ""
    competences: tuple[str, ...] = ()
    """As "framework:code", at most three, the most telling first."""
