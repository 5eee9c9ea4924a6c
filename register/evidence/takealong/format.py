"""The format of a dossier that goes along (*dossier.json*): strict, versioned, with a published JSON Schema."""

from datetime import date, datetime, time
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

FORMAT: Literal["leerregister-dossier"] = "leerregister-dossier"
VERSION: Literal[1] = 1
FILE = "dossier.json"
LARGEST = 50_000_000
"""Bytes of the JSON; five years with long reflections stay far below it."""

Short = Annotated[str, Field(max_length=200)]
Code = Annotated[str, Field(max_length=40)]
Long = Annotated[str, Field(max_length=100_000)]
Sha256 = Annotated[str, Field(pattern="^[0-9a-f]{64}$")]
Minutes = Annotated[int, Field(ge=0, le=1440)]
PointsText = Annotated[Decimal, Field(ge=0, le=100_000, allow_inf_nan=False)]
"""Written as text: a number would lose exactness in many programs."""


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Pause(_Part):
    """A pause in a period, without its reason."""

    starts_on: date
    ends_on: date


class RegistrationPart(_Part):
    """A registration in a register."""

    register_id: Code
    number: Code
    level: Code
    starts_on: date
    ends_on: date | None
    extension_days: Annotated[int, Field(ge=0, le=3660)]
    pauses: Annotated[tuple[Pause, ...], Field(max_length=100)]


class OwnPart(_Part):
    """The owner's own part in a meeting."""

    state: Literal["aanwezig", "deels", "online"]
    minutes_present: Minutes | None
    role: Annotated[str, Field(max_length=20)]
    confirmed_at: datetime | None
    """When the owner confirmed; nothing: not confirmed, or lapsed since."""


class ClaimPart(_Part):
    """What was claimed for this meeting, and what the register said."""

    register_id: Code
    track: Code | None
    points: PointsText | None
    granted_points: PointsText | None
    state: Literal["concept", "klaar", "ingevoerd", "toegekend", "afgewezen"]
    filed_on: date | None
    decided_on: date | None
    rule_version: Code
    rule_digest: Annotated[str, Field(pattern="^([0-9a-f]{64})?$")]


class MeetingPart(_Part):
    """One meeting. Others are a number: their names belong to them."""

    held_on: date
    starts_at: time | None
    ends_at: time | None
    gross_minutes: Minutes
    excluded_minutes: Annotated[dict[Code, Minutes], Field(max_length=20)]
    present: Annotated[int, Field(ge=1, le=1000)]
    """How many were there, the owner included."""
    all_confirmed: bool
    own: OwnPart
    claims: Annotated[tuple[ClaimPart, ...], Field(max_length=20)]


class EvidencePart(_Part):
    """A file that goes along, by its path in the pack."""

    path: Annotated[str, Field(max_length=300)]
    name: Annotated[str, Field(max_length=150)]
    sha256: Sha256


class ReflectionPart(_Part):
    """The owner's own reflection; only when the owner asked for it."""

    method: Annotated[str, Field(max_length=30)]
    text: Long


class ActivityPart(_Part):
    """An activity as the owner took part in it."""

    key: Sha256
    """Names the activity: read in twice, it is there once."""
    kind: Code
    title: Short
    subject: Long
    learning_goal: Long
    work_method: Short
    location: Short
    online: bool
    online_av_confirmed: bool | None
    facilitator_name: Short
    facilitator_kind: Annotated[str, Field(max_length=20)] | None
    facilitator_register: Code | None
    facilitator_number: Code | None
    authority_relation: bool | None
    accreditation_ids: Annotated[dict[Code, Short], Field(max_length=20)]
    awarded_points: PointsText | None
    provider: Short
    in_work_time: bool | None
    cost_bearer: Annotated[str, Field(max_length=20)] | None
    mandatory: bool
    meetings: Annotated[tuple[MeetingPart, ...], Field(min_length=1, max_length=100)]
    evidence: Annotated[tuple[EvidencePart, ...], Field(max_length=200)]
    reflection: ReflectionPart | None


class DossierFile(_Part):
    """Everything that belongs to one person."""

    format: Literal["leerregister-dossier"]
    version: Literal[1]
    made_at: datetime
    organisation: Short
    person: Annotated[str, Field(max_length=300)]
    registrations: Annotated[tuple[RegistrationPart, ...], Field(max_length=100)]
    activities: Annotated[tuple[ActivityPart, ...], Field(max_length=20_000)]


def schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of the format; it stands in docs/dossier.schema.json too."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **DossierFile.model_json_schema(mode="serialization"),
        "title": "Leerregister: meegenomen dossier, versie 1",
    }
