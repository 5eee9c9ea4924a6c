"""Makers of facts, claims and periods with something sensible in every field."""

from datetime import date
from decimal import Decimal
from typing import Any

from register.rules.facts import ClaimInput, ClaimState, Cycle, Facts
from register.rules.model import OwnFigure

PERIOD = Cycle(starts_on=date(2022, 1, 1), ends_on=date(2026, 12, 31))


def make_facts(**changes: Any) -> Facts:
    """Two hours of intervisie."""
    return Facts(**{"kind": "intervisie", "completed_on": date(2024, 3, 5), "gross_minutes": 120, **changes})


def make_claim(reference: str = "1", *, state: ClaimState = ClaimState.READY, **facts: Any) -> ClaimInput:
    """A claim on two hours of intervisie; "granted" takes points as text."""
    granted = facts.pop("granted", None)
    return ClaimInput(
        reference=reference,
        title=f"Claim {reference}",
        facts=make_facts(**facts),
        state=state,
        granted=None if granted is None else Decimal(granted),
    )


def example(path: str, value: str) -> OwnFigure:
    """An organisation's own figure that nobody verified."""
    return OwnFigure(path=path, value=Decimal(value), source="voorbeeld van de organisatie", example=True)
