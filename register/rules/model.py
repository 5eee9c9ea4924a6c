"""A rule set as the engine reads it: plain frozen objects, made once, quick to walk."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from register.rules.schema import FileSpec, VersionSpec

EXAMPLE_LABEL = "voorbeeld, niet vastgesteld"
OWN_LABEL = "eigen cijfer van je organisatie"


@dataclass(frozen=True, kw_only=True, slots=True)
class Figure:
    """One figure of a rule (*cijfer*). `value=None`: it exists or is likely, nobody has seen it."""

    value: Decimal | None
    source: str | None = None
    confidence: str | None = None
    ask: str | None = None
    own: bool = False
    """Laid over the file by the organisation."""

    @property
    def example(self) -> bool:
        """Whether nobody verified this figure of the organisation itself."""
        return self.confidence == "example"


@dataclass(frozen=True, kw_only=True)
class OwnFigure:
    """A figure that an organisation lays over a rule set (*eigen cijfer*, C12)."""

    path: str
    """As in `FigureSlot.path`: "tracks.reflectie.min", "activities.intervisie.points_per_hour", "total.min"."""
    value: Decimal
    source: str
    """Where the organisation read it, in its own words."""
    example: bool = False
    """Nobody verified it: it shows as "voorbeeld, niet vastgesteld"."""
    version: str | None = None
    """Only for this version of the rules; `None`: for every version that has this path."""


@dataclass(frozen=True, kw_only=True)
class FigureSlot:
    """A place in a rule set where an admin may set a figure."""

    path: str
    label: str
    group: str
    """Heading to show it under."""
    value: Decimal | None
    known: bool
    """False: the figure exists or is likely, but was not seen. True without value: no rule found."""
    source: str | None
    ask: str | None = None
    """Where the figure can be found."""
    own: bool = False
    example: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Yearly:
    """Minimum per year (*jaarminimum*) with carry-over."""

    minimum: Figure | None
    surplus_max: Figure | None
    make_up: bool
    by_calendar: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Part:
    """A track, a group of tracks or the total: a name with a norm."""

    code: str
    name: str
    minimum: Figure | None
    maximum: Figure | None
    group: str | None = None
    exchangeable: bool = True
    yearly: Yearly | None = None
    labels: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Session:
    """What is asked of one session (*bijeenkomst*)."""

    min_minutes: Figure | None
    min_present: Figure | None
    max_present: Figure | None
    others_registered: Figure | None
    authority_forbidden: bool
    online: str | None
    chair_and_notes: bool
    signed_list: bool
    signed_on_screen: str | None
    refused_settings: frozenset[str]
    source: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Frequency:
    """How often, before any of it counts (*frequentie*)."""

    min_per_year: Figure | None
    same_group: bool
    max_days_between: Figure | None
    by_calendar: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Cap:
    """A ceiling (*maximum*) over a pool of claims."""

    code: str
    name: str
    per: str
    """"series", "year" or "period"."""
    limit: Figure | None
    phase: str | None = None
    by_calendar: bool = True


@dataclass(frozen=True, kw_only=True, slots=True)
class Rule:
    """How one sort of activity is counted; `unit` says which of the figures does it."""

    code: str
    name: str
    kinds: tuple[str, ...]
    roles: frozenset[str]
    accredited_by: tuple[str, ...]
    facilitator_kinds: frozenset[str]
    track: str | None
    fell_back_from: str | None
    refused: str | None
    suggestion: bool
    note: str | None
    source: str
    confidence: str
    awarded: bool
    unit: str
    """"hour", "block", "flat", "series", "words" or "awarded"."""
    points: Figure | None
    size: Figure | None
    """Minutes of a block, words of a step, or meetings of a series."""
    series_by_year: bool
    per_event: Figure | None
    caps: tuple[Cap, ...]
    session: Session | None
    frequency: Frequency | None
    employer_approval: bool = False
    """It counts once the employer approved it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ConditionRule:
    """A condition beside points (*voorwaarde*)."""

    code: str
    text: str
    source: str


@dataclass(frozen=True, kw_only=True, slots=True)
class GraceStep:
    """A step after the end of the period."""

    until_months: int
    status: str
    fee: Figure | None


@dataclass(frozen=True, kw_only=True, eq=False)
class RuleSet:
    """One version of the rules of one register (*regelset*), with an organisation's own figures worked in.

    Equal to itself alone, so that what it said of facts can be found again.
    """

    register: str
    register_name: str
    version: str
    digest: str
    """SHA-256 over the content of the version and the own figures."""
    valid_from: date | None
    valid_to: date | None
    verified: bool
    closed_on: date | None
    closed_source: str | None
    years: Figure | None
    filing_days_before: Figure | None
    early_filing_restarts: bool
    counts_before_start: bool
    by_calendar: bool
    excluded: frozenset[str]
    net_source: str | None
    step_minutes: int | None
    rounding_mode: str
    tracks: tuple[Part, ...]
    groups: tuple[Part, ...]
    total: Part
    rules: Mapping[str, tuple[Rule, ...]]
    """By activity kind, in the order in which they are tried."""
    conditions: tuple[ConditionRule, ...]
    lapses_at_once: bool
    grace: tuple[GraceStep, ...]
    postponement_grounds: tuple[str, ...]
    reentry_years: int | None
    reentry_gap_visible: bool
    renewal_source: str | None
    labels: tuple[str, ...]
    slots: tuple[FigureSlot, ...]
    own: tuple[OwnFigure, ...]
    origin: tuple[FileSpec, VersionSpec] = field(repr=False)
