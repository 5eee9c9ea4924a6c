"""Facts to and from the claim's JSON column."""

import json
from dataclasses import MISSING, fields
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from sqlalchemy import Label, Text, cast, select

from register.points.models import Approval, Claim
from register.rules.facts import Facts

_DATES = ("completed_on", "filed_on")
_DECIMALS = ("awarded_points",)

FACTS_TEXT: Label[Any] = cast(Claim.facts, Text).label("facts_text")
"""The column as it is stored, for `from_text`."""
APPROVED: Label[bool] = (
    select(Approval.id).where(Approval.claim_id == Claim.id).correlate(Claim).exists().label("approved")
)
"""Whether somebody else approved a claim: the guarded row alone says so, never the facts beside it."""
_ROWS = frozenset({"approved"})
"""Facts that a row of their own holds."""


def to_json(facts: Facts) -> dict[str, Any]:
    """Write what differs from the default; dates as ISO text, decimals as text."""
    written: dict[str, Any] = {}
    for entry in fields(facts):
        value = getattr(facts, entry.name)
        if entry.name in _ROWS or (entry.default is not MISSING and value == entry.default):
            continue
        if isinstance(value, date):
            value = value.isoformat()
        elif isinstance(value, Decimal):
            value = str(value)
        elif entry.name in {"excluded", "accreditation_ids"}:
            value = dict(value)
            if not value:
                continue
        written[entry.name] = value
    return written


def from_json(written: dict[str, Any], *, approved: bool = False) -> Facts:
    """Read back what `to_json` wrote, beside what `APPROVED` says."""
    values = written | {"approved": approved}
    for name in _DATES:
        if values.get(name):
            values[name] = date.fromisoformat(values[name])
    for name in _DECIMALS:
        if values.get(name) is not None:
            values[name] = Decimal(values[name])
    return Facts(**values)


@lru_cache(maxsize=8192)
def from_text(written: str, *, approved: bool) -> Facts:
    """Read back the column as it is stored; what was read before, and what people share, is read once."""
    return from_json(json.loads(written), approved=approved)
