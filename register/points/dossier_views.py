"""What the own dossier shows (*mijn dossier*, E1): frozen, complete, ready to print."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from register.rules.facts import ClaimState, Condition, Reason, TrackStanding

SORTS = ("datum", "activiteit", "punten", "stand")
SIZES = (25, 100)


@dataclass(frozen=True, kw_only=True)
class DossierQuery:
    """What of the list somebody wants to see: filters, order and page, as they stand in the URL."""

    register: str = ""
    year: int | None = None
    state: str = ""
    sort: str = "datum"
    descending: bool = True
    page: int = 1
    size: int = 25


@dataclass(frozen=True, kw_only=True)
class TrackView:
    """A track, group or total: the sentence first, then its numbers."""

    standing: TrackStanding
    text: str
    """"28 van 40", "12, hooguit 20 tellen mee", "28, norm niet vastgesteld"."""
    ask: str | None
    """The document in which HR finds the norm, where it is not known."""

    @property
    def done(self) -> bool:
        """Whether nothing is needed any more; an unknown norm is never done."""
        return self.standing.needed == 0 and self.standing.minimum is not None


@dataclass(frozen=True, kw_only=True)
class ConditionView:
    """A condition with what was recorded of it."""

    condition: Condition
    issued_on: date | None = None
    amount: Decimal | None = None


@dataclass(frozen=True, kw_only=True)
class RegistrationView:
    """One registration: how long it still runs and where it stands."""

    id: int
    register_id: str
    register_name: str
    number: str
    level: str
    starts_on: date
    ends_on: date | None = None
    left: str = ""
    """"nog 13 maanden, tot en met 31 december 2027"."""
    tracks: tuple[TrackView, ...] = ()
    total: TrackView | None = None
    conditions: tuple[ConditionView, ...] = ()
    forecast: Decimal | None = None
    closes_the_gap: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    version: str = ""
    problem: str = ""
    """Why it cannot be assessed, and the remedy."""


@dataclass(frozen=True, kw_only=True)
class ClaimLine:
    """One claim in the list, with why it counts for what it counts."""

    id: int
    version: int
    attendance_id: int
    register_id: str
    register_name: str
    title: str
    completed_on: date
    minutes: int | None
    track: str | None
    points: Decimal | None
    counted: Decimal | None
    granted: Decimal | None
    state: ClaimState
    state_name: str
    filed_on: date | None
    decided_on: date | None
    reasons: tuple[Reason, ...]
    rule_version: str
    example: bool
    """A figure in the sum is an example that nobody verified."""
    undoable: bool
    activity_id: int | None = None
    evidence: int = 0


@dataclass(frozen=True, kw_only=True)
class Dossier:
    """Everything that the page shows."""

    on: date
    current: tuple[RegistrationView, ...]
    past: tuple[RegistrationView, ...]
    lines: tuple[ClaimLine, ...]
    """Those of the page asked for."""
    found: int
    """How many the filters leave."""
    all: int
    page: int
    pages: int
    registers: tuple[tuple[str, str], ...]
    years: tuple[int, ...]
