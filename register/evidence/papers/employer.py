"""The employer's statement (*werkgeversverklaring*, E3): employments and contract hours in a registration period."""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from register.evidence.papers.typeset import Draft
from register.evidence.papers.wording import UNKNOWN, register_name
from register.people.models import Employment, Registration
from register.rules.explain import day, number
from register.rules.facts import Cycle

_WEEK = Decimal(7)
_REMARKS = (
    (
        "Een rij is de uren per week maal de dagen van het dienstverband binnen de periode, gedeeld door zeven en "
        "afgerond op hele uren. Er is niet verder gerekend dan de dag waarop dit stuk is gemaakt."
    ),
    "Het zijn uren uit het contract. Verlof, ziekte en overwerk zijn er niet in verwerkt.",
    (
        "Staat er “onbekend”, dan staat dat gegeven niet in de personeelsgegevens. HR kan het daar aanvullen, of de "
        "werkgever vult het met de pen in."
    ),
)


def employer_statement(registration: Registration, cycle: Cycle | None, *, organisation: str, on: date) -> Draft:
    """Write the statement of one registration; without a known period the hours in it stay unknown."""
    person = registration.person
    rows = sorted(person.employments, key=lambda one: (one.starts_on or date.min, one.sequence, one.id))
    return Draft(
        template="employer",
        kind="Werkgeversverklaring",
        prefix="WV",
        title=f"Werkgeversverklaring {person.display_name}, {register_name(registration.register_id)}",
        organisation=organisation,
        file_name=f"werkgeversverklaring-{registration.register_id}-{on.isoformat()}",
        data={
            "heading": "Werkgeversverklaring",
            "statement": f"{organisation} verklaart dat {person.display_name} hier werkt of werkte: zie hieronder.",
            "facts": _facts(registration, cycle, organisation),
            "employments": [_row(one, cycle, on) for one in rows],
            "total": total_in_words([hours_in(one, cycle, on=on) for one in rows]),
            "remarks": _REMARKS,
        },
    )


def hours_in(employment: Employment, cycle: Cycle | None, *, on: date) -> Decimal | None:
    """Return the contract hours of an employment within a period and up to a day, whole; `None`: not known."""
    if cycle is None or employment.starts_on is None or employment.hours_per_week is None:
        return None
    first = max(employment.starts_on, cycle.starts_on)
    last = min(end for end in (employment.ends_on, cycle.ends_on, on) if end is not None)
    days = max((last - first).days + 1, 0)
    return (employment.hours_per_week * days / _WEEK).quantize(Decimal(1), rounding=ROUND_HALF_UP)


def total_in_words(hours: list[Decimal | None]) -> str:
    """Say the sum of the rows; where a row is unknown the total is, with what is known beside it."""
    known = [one for one in hours if one is not None]
    if not hours:
        return "Totaal in de registratieperiode: onbekend. Er is geen dienstverband bekend."
    if len(known) < len(hours):
        rest = f" Van de rijen die wel bekend zijn: {number(sum(known, Decimal(0)))} uur." if known else ""
        return f"Totaal in de registratieperiode: onbekend.{rest}"
    return f"Totaal in de registratieperiode: {number(sum(known, Decimal(0)))} uur."


def _facts(registration: Registration, cycle: Cycle | None, organisation: str) -> list[tuple[str, str]]:
    ends_on = cycle.ends_on if cycle else None
    return [
        ("Werkgever", organisation),
        ("Medewerker", registration.person.display_name),
        ("Register", register_name(registration.register_id)),
        ("Registratienummer", registration.number or UNKNOWN),
        (
            "Registratieperiode",
            f"{day(registration.cycle_starts_on)} tot en met {day(ends_on) if ends_on else UNKNOWN}",
        ),
    ]


def _row(employment: Employment, cycle: Cycle | None, on: date) -> dict[str, Any]:
    hours = hours_in(employment, cycle, on=on)
    return {
        "job": employment.job_title or UNKNOWN,
        "from": day(employment.starts_on) if employment.starts_on else UNKNOWN,
        "until": day(employment.ends_on) if employment.ends_on else "nu in dienst",
        "weekly": number(employment.hours_per_week) if employment.hours_per_week is not None else UNKNOWN,
        "hours": number(hours) if hours is not None else UNKNOWN,
    }
