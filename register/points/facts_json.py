"""Facts to and from the claim's JSON column."""

from dataclasses import MISSING, fields
from datetime import date
from decimal import Decimal
from typing import Any

from register.rules.facts import Facts

_DATES = ("completed_on", "filed_on")
_DECIMALS = ("awarded_points",)


def to_json(facts: Facts) -> dict[str, Any]:
    """Write what differs from the default; dates as ISO text, decimals as text."""
    written: dict[str, Any] = {}
    for entry in fields(facts):
        value = getattr(facts, entry.name)
        if entry.default is not MISSING and value == entry.default:
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


def from_json(written: dict[str, Any]) -> Facts:
    """Read back what `to_json` wrote."""
    values = dict(written)
    for name in _DATES:
        if values.get(name):
            values[name] = date.fromisoformat(values[name])
    for name in _DECIMALS:
        if values.get(name) is not None:
            values[name] = Decimal(values[name])
    return Facts(**values)
