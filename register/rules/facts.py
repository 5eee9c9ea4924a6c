"""What the rules judge and what they answer: the contract between the engine and everybody who uses it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cached_property


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What is known of one person's part in one session (*deelname*); all that a rule may look at.

    Durations are whole minutes. `None` means "nobody said": a rule that needs it answers with a question, no guess.
    """

    kind: str
    """Activity kind id, as in `register/learning/types/<id>.toml` ("intervisie")."""
    completed_on: date
    """The day on which the session, series or course was completed."""
    gross_minutes: int | None
    excluded: Mapping[str, int] = field(default_factory=dict)
    """Minutes that are not learning, by kind ("pauze": 15)."""
    minutes_present: int | None = None
    """Net minutes of somebody who was there for a part (*deels*); `None`: there all the time."""
    role: str = "deelnemer"
    online: bool = False
    online_av_confirmed: bool | None = None
    """Online: everybody was in picture and sound all the time."""
    present: int | None = None
    """How many people were present, this person and guests included."""
    authority_relation: bool | None = None
    """A line manager sat among his own people."""
    facilitator_kind: str | None = None
    """"extern", "roulerend", "leidinggevende", "supervisor" or `None`."""
    facilitator_register: str | None = None
    accreditation_ids: Mapping[str, str] = field(default_factory=dict)
    """Accreditation number by accrediting body ("registerplein", "skj", "nip", "nvo", "venvn"); can be several."""
    awarded_points: Decimal | None = None
    """The number fixed at accreditation, where it is known."""
    filed_on: date | None = None
    """The day on which the claim was filed with the register, where it was."""
    series: str | None = None
    """Identifies a path of several meetings (a supervision path, a standing intervisie group), where there is one."""
    setting: str | None = None
    """"team" for a case discussion in the own team meeting; rules may refuse it."""
    participants_registered: int | None = None
    """How many of the others hold a registration that the rule asks for."""
    chair_and_notes: bool | None = None
    """Chair and note taker are known."""
    signed_list: bool | None = None
    """All who were present have confirmed or signed."""
    signed_on_screen: bool = False
    """Somebody did so on the screen of a colleague, with nothing of their own to show for it."""
    quantity: int = 1
    """For kinds that are counted and not timed: articles, chapters, books."""
    words: int | None = None
    approved: bool = False
    """The employer approved these very facts (*goedgekeurd*), where a rule asks for that; a row of its own says so."""

    @cached_property
    def key(self) -> str:
        """All of it as text: facts with equal keys are judged alike, to the letter of the explanation."""
        return repr([value for name, value in vars(self).items() if name != "key"])


class ClaimState(StrEnum):
    """Where a claim stands (*claimstatus*): what we say of it and what the register said."""

    DRAFT = "concept"
    READY = "klaar"
    FILED = "ingevoerd"
    GRANTED = "toegekend"
    REJECTED = "afgewezen"


@dataclass(frozen=True, kw_only=True)
class Reason:
    """One step of the explanation, in plain Dutch, with where the rule stands."""

    text: str
    source: str | None = None
    """Where the figure or rule was read (address or document and paragraph)."""
    confidence: str | None = None
    """"high", "medium", "low" or "example" (an organisation's own figure that nobody verified)."""
    refuses: bool = False
    """This step is why nothing is counted."""
    asks: bool = False
    """This step names a fact that is missing and can still be given."""


@dataclass(frozen=True, kw_only=True)
class Score:
    """What one version of one rule set says of one set of facts (C3, C6, C10)."""

    track: str | None
    """Track (*categorie*) code; `None`: this register does not count it."""
    net_minutes: int | None
    points: Decimal | None
    """Points before caps; `None`: the rule exists or is likely, but its figure is not known ("niet vastgesteld")."""
    reasons: tuple[Reason, ...]
    register: str
    version: str
    digest: str

    @cached_property
    def refused(self) -> bool:
        """Whether the rules refuse this activity outright."""
        return any(reason.refuses for reason in self.reasons)


@dataclass(frozen=True, kw_only=True)
class Cycle:
    """The period in which the points must be made (*registratieperiode*), pauses and extension worked in.

    `starts_on` and `ends_on` both belong to the period; the *herregistratiedatum* is the day after `ends_on`.
    """

    starts_on: date
    ends_on: date
    phase: str | None = None
    """"eerste" or "herregistratie" where a rule differs by it; `None`: not known, the strictest rule holds."""


@dataclass(frozen=True, kw_only=True)
class Signal:
    """One light of the traffic light (*stoplicht*) beside a session while it is being logged (B8)."""

    code: str
    """What it is about: "duur", "groep", "online", "gezag", "frequentie", "lijst", "rollen", "soort" …"""
    colour: str
    """"groen": meets the rule; "oranje": something is missing or not known; "rood": the rule refuses it."""
    text: str
    """The rule and the state of affairs in plain Dutch."""
    source: str | None = None


@dataclass(frozen=True, kw_only=True)
class ClaimInput:
    """A claim as an assessment reads it: the facts that were judged and what the register did with them."""

    reference: str
    """Names the claim to the caller; the engine only hands it back."""
    title: str
    facts: Facts
    state: ClaimState = ClaimState.READY
    granted: Decimal | None = None
    """Points the register granted, once it did."""
    judged_by: str | None = None
    """Digest of the version that judged what the register granted: a later version leaves it alone."""


@dataclass(frozen=True, kw_only=True)
class CountedClaim:
    """A claim in an assessment: its score, and what remains of it after caps and period."""

    claim: ClaimInput
    score: Score
    counted: Decimal | None
    """Points that count; zero when refused or over a cap; `None`: not known."""
    reasons: tuple[Reason, ...]
    """The score's reasons followed by those of caps and period."""


@dataclass(frozen=True, kw_only=True)
class TrackStanding:
    """Three numbers of one track, never one (principle 4). A `None` is unknown, never zero."""

    code: str
    name: str
    logged: Decimal
    countable: Decimal
    granted: Decimal
    needed: Decimal | None
    """Still to be made; `None` when the minimum is unknown. Zero where there is none to make."""
    minimum: Decimal | None
    maximum: Decimal | None
    minimum_known: bool
    """False: a minimum exists or is likely, its figure was never verified. True with `minimum=None`: there is none."""
    maximum_known: bool
    labels: tuple[str, ...] = ()
    """What must stand beside the figures ("voorbeeld, niet vastgesteld")."""
    sources: tuple[str, ...] = ()
    logged_minutes: int = 0
    """Net minutes behind `logged`. Where points are not known, `logged` holds net hours, and a label says so."""
    undetermined: int = 0
    """How many claims have no points yet, because a figure or a fact is missing."""


@dataclass(frozen=True, kw_only=True)
class Condition:
    """A condition beside points (*voorwaarde*, C14): work hours, VOG, diploma, ontwikkelplan."""

    code: str
    text: str
    met: bool | None
    """`None`: nobody has recorded it yet."""
    expires_on: date | None = None
    source: str | None = None


@dataclass(frozen=True, kw_only=True)
class Assessment:
    """Where one registration stands on one day (C10, C11)."""

    register: str
    register_name: str
    version: str
    digest: str
    cycle: Cycle
    on: date
    tracks: tuple[TrackStanding, ...]
    """In the order of the rule set; groups of tracks and the total follow as own rows with their code."""
    total: TrackStanding
    claims: tuple[CountedClaim, ...]
    conditions: tuple[Condition, ...]
    days_left: int
    forecast: Decimal | None
    """Countable points at the end of the cycle if the pace so far continues; `None`: too little to go on."""
    closes_the_gap: tuple[str, ...]
    """Plain Dutch sentences: what would bring the person to the norm."""
    labels: tuple[str, ...] = ()
    inside: int = 0
    """How many of the claims fall in the period so far."""
