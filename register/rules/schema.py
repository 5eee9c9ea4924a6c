"""The notation of a rule file (*regelbestand*): what HR may write in `data/<register>.toml`, checked by pydantic.

A figure has three states that are never mixed up: `{ value = 80, source = "venv" }` is known,
`{ unknown = true, ask = "…" }` exists or is likely but was not seen, and a figure that is absent means "no rule found".
"""

import re
from datetime import date
from decimal import Decimal
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

Confidence = Literal["high", "medium", "low"]
Code = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]*$")]
YearKind = Literal["calendar", "registration"]
SelectedBy = Literal["period_start", "period_end", "filing_date", "activity_date"]


class Spec(BaseModel):
    """Basis of everything in a rule file: nothing changes after reading, nothing unknown slips in."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class FigureSpec(Spec):
    """One figure with where it was read (*bron*) and how sure we are of it."""

    value: Decimal | None = Field(default=None, ge=0, lt=1_000_000)
    unknown: bool = False
    ask: str | None = None
    source: str | None = None
    confidence: Confidence | None = None
    note: str | None = None

    @model_validator(mode="after")
    def _one_of_value_and_unknown(self) -> Self:
        if (self.value is None) != self.unknown:
            raise ValueError("geef óf een waarde (value = 5), óf unknown = true")
        if self.value is not None and self.source is None:
            raise ValueError("een bekend cijfer heeft een bron nodig (source = …)")
        if self.unknown and not self.ask:
            raise ValueError("schrijf bij een onbekend cijfer waar het staat (ask = …)")
        return self


class SourceSpec(Spec):
    """A document or page (*bron*) that figures refer to by its key."""

    title: str
    url: str | None = None
    year: str = "n.d."
    confidence: Confidence


class YearlySpec(Spec):
    """A minimum for every year (*jaarminimum*), with what a surplus or deficit does to the next year (C8)."""

    min: FigureSpec
    surplus_max: FigureSpec | None = None
    deficit: Literal["make_up", "forgiven"] = "make_up"
    year: YearKind = "calendar"


class TrackSpec(Spec):
    """A category of points (*categorie*) with its norm."""

    code: Code
    name: str
    min: FigureSpec | None = None
    max: FigureSpec | None = None
    group: Code | None = None
    yearly: YearlySpec | None = None


class GroupSpec(Spec):
    """Tracks that share a norm; not exchangeable: what a track has over its own minimum fills nothing else."""

    code: Code
    name: str
    min: FigureSpec | None = None
    max: FigureSpec | None = None
    exchangeable: bool = True


class TotalSpec(Spec):
    """The norm over all tracks together."""

    min: FigureSpec | None = None
    max: FigureSpec | None = None
    exchangeable: bool = True


class SessionSpec(Spec):
    """What a register asks of one session (*bijeenkomst*)."""

    min_minutes: FigureSpec | None = None
    min_present: FigureSpec | None = None
    max_present: FigureSpec | None = None
    others_registered: FigureSpec | None = None
    authority_relation: Literal["forbidden"] | None = None
    online: Literal["live", "forbidden"] | None = None
    chair_and_notes: bool = False
    signed_list: bool = False
    signed_on_screen: Literal["allowed", "forbidden"] | None = None
    """Whether somebody may sign on the screen of a colleague; absent: not seen in the rules, so nobody knows."""
    refused_settings: tuple[str, ...] = ()
    source: str | None = None


class FrequencySpec(Spec):
    """How often sessions must be held before any of them counts (*frequentie*)."""

    min_per_year: FigureSpec
    same_group: bool = False
    max_days_between: FigureSpec | None = None
    year: YearKind = "calendar"


class ActivitySpec(Spec):
    """A rule for activity kinds (*activiteiten*); the first rule that fits kind, role and accreditation holds."""

    code: Code
    name: str
    kinds: Annotated[tuple[Code, ...], Field(min_length=1)]
    roles: tuple[str, ...] = ()
    accredited_by: tuple[str, ...] = ()
    facilitator_kinds: tuple[str, ...] = ()
    track: Code | None = None
    refused: str | None = None
    suggestion: bool = False
    employer_approval: bool = False
    """Whether the rules ask that the employer approves it before it counts (*akkoord van de werkgever*)."""
    note: str | None = None
    source: str
    confidence: Confidence | None = None
    awarded: bool = False
    points_per_hour: FigureSpec | None = None
    points_per_block: FigureSpec | None = None
    block_minutes: FigureSpec | None = None
    points_flat: FigureSpec | None = None
    points_per_series: FigureSpec | None = None
    series_min_meetings: FigureSpec | None = None
    series_by: Literal["series", "year"] = "series"
    points_per_words: FigureSpec | None = None
    words_step: FigureSpec | None = None
    per_event: FigureSpec | None = None
    per_year: FigureSpec | None = None
    per_period: FigureSpec | None = None
    session: SessionSpec | None = None
    frequency: FrequencySpec | None = None

    @model_validator(mode="after")
    def _one_unit(self) -> Self:
        units = (self.points_per_hour, self.points_per_block, self.points_flat)
        chosen = sum(unit is not None for unit in (*units, self.points_per_series, self.points_per_words))
        if self.refused is None and self.track is None:
            raise ValueError("geef een categorie (track = …) of schrijf waarom het niet telt (refused = …)")
        if chosen > 1 or (self.refused is None and chosen == 0 and not self.awarded):
            raise ValueError("kies precies één eenheid: points_per_hour, _block, _flat, _series, _words of awarded")
        pairs = ((self.points_per_block, self.block_minutes), (self.points_per_words, self.words_step))
        if any((points is None) != (size is None) for points, size in pairs):
            raise ValueError("punten per blok horen bij block_minutes, punten per aantal woorden bij words_step")
        if (self.points_per_series is None) != (self.series_min_meetings is None):
            raise ValueError("punten per reeks horen bij series_min_meetings")
        return self


class CapSpec(Spec):
    """A ceiling (*maximum*) over several rules together, per year, per period or per series."""

    code: Code
    name: str
    activities: Annotated[tuple[Code, ...], Field(min_length=1)]
    per: Literal["series", "year", "period"]
    max: FigureSpec
    phase: Literal["eerste", "herregistratie"] | None = None


class RoundingSpec(Spec):
    """How net time is rounded (*afronding*) before it becomes points; unknown or absent: not at all."""

    unknown: bool = False
    ask: str | None = None
    step_minutes: Annotated[int, Field(gt=0)] | None = None
    mode: Literal["down", "nearest", "up"] = "down"
    source: str | None = None


class NetTimeSpec(Spec):
    """Which time is not learning (*netto tijd*), by kind."""

    excluded: tuple[Code, ...] = ()
    source: str


class PeriodSpec(Spec):
    """The registration period (*registratieperiode*)."""

    years: FigureSpec | None = None
    filing_days_before: FigureSpec | None = None
    early_filing_restarts: bool = False
    before_start: Literal["refused", "counts"] = "refused"
    year: YearKind = "calendar"


class GraceSpec(Spec):
    """One step after the end of the period (*na afloop*): until how many months, what it is called, what it costs."""

    until_months: Annotated[int, Field(gt=0)]
    status: str
    fee: FigureSpec | None = None


class PostponementSpec(Spec):
    """Postponement (*uitstel*) on a motivated request; never with medical details."""

    grounds: Annotated[tuple[str, ...], Field(min_length=1)]
    source: str


class ReentrySpec(Spec):
    """Coming back after removal (*herintreding*): the norm counts over these years."""

    years: Annotated[int, Field(gt=0)]
    gap_visible: bool = False
    source: str


class RenewalSpec(Spec):
    """What happens at and after the end of the period (*herregistratie*)."""

    lapses_at_once: bool = False
    grace: tuple[GraceSpec, ...] = ()
    postponement: PostponementSpec | None = None
    reentry: ReentrySpec | None = None
    source: str | None = None


class ConditionSpec(Spec):
    """A condition beside points (*voorwaarde*, C14)."""

    code: Code
    text: str
    hours: FigureSpec | None = None
    source: str


class VersionSpec(Spec):
    """One dated version of the rules (*versie*)."""

    version: str
    valid_from: date | None = None
    valid_to: date | None = None
    verified: bool = False
    note: str | None = None
    period: PeriodSpec = PeriodSpec()
    net_time: NetTimeSpec | None = None
    rounding: RoundingSpec | None = None
    total: TotalSpec = TotalSpec()
    tracks: Annotated[tuple[TrackSpec, ...], Field(min_length=1)]
    groups: tuple[GroupSpec, ...] = ()
    fallback_track: dict[Code, Code] = Field(default_factory=dict)
    activities: tuple[ActivitySpec, ...] = ()
    caps: tuple[CapSpec, ...] = ()
    conditions: tuple[ConditionSpec, ...] = ()
    renewal: RenewalSpec = RenewalSpec()


class NumberSpec(Spec):
    """The shape of a registration number (*registernummer*), where it is known."""

    pattern: str
    hint: str
    source: str

    @field_validator("pattern")
    @classmethod
    def _is_a_pattern(cls, pattern: str) -> str:
        try:
            re.compile(pattern)
        except re.error:
            raise ValueError("het patroon van het registratienummer klopt niet") from None
        return pattern


class RegisterSpec(Spec):
    """The register itself."""

    id: Code
    name: str
    body: str
    principal: str | None = None
    levels: tuple[str, ...] = ()
    entry: tuple[str, ...] = ()
    selected_by: SelectedBy
    selected_by_assumed: bool = False
    closed_on: date | None = None
    closed_source: str | None = None
    number: NumberSpec | None = None


class FileSpec(Spec):
    """A whole rule file after the shared part (*extends*) was laid under it."""

    register_: RegisterSpec = Field(alias="register")
    sources: dict[Code, SourceSpec]
    versions: Annotated[tuple[VersionSpec, ...], Field(min_length=1)]
