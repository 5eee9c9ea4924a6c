"""What happens at and after the end of the period (*herregistratie*): grace, lapse, postponement, coming back."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from register.rules.cycle import add_years, renewal_date
from register.rules.explain import day
from register.rules.facts import Cycle
from register.rules.model import RuleSet

_MONTHS_A_YEAR = 12


@dataclass(frozen=True, kw_only=True)
class Standing:
    """How a registration stands on a day after its period began."""

    status: str
    """"loopt", the register's own word for a step after the end, "vervallen", or "niet vastgesteld"."""
    text: str
    until: date | None = None
    """Last day of this step, where it has one."""
    fee: Decimal | None = None
    """What renewal costs in this step, in euros; `None`: not known."""
    source: str | None = None


def standing_on(rule_set: RuleSet, cycle: Cycle, on: date) -> Standing:
    """Say where a registration stands: running, in a step after the end, lapsed, or unknown."""
    source = rule_set.renewal_source
    if on <= cycle.ends_on:
        text = f"Je registratie loopt tot en met {day(cycle.ends_on)}."
        return Standing(status="loopt", text=text, until=cycle.ends_on, source=source)
    for step in rule_set.grace:
        until = add_months(renewal_date(cycle), step.until_months) - timedelta(days=1)
        if on <= until:
            text = f"Je kunt nog herregistreren tot en met {day(until)} ({step.status})."
            fee = step.fee.value if step.fee else None
            return Standing(status=step.status, text=text, until=until, fee=fee, source=source)
    if rule_set.grace or rule_set.lapses_at_once:
        text = (
            "Je registratie is vervallen; uitstel bestaat niet."
            if rule_set.lapses_at_once
            else "Je registratie is vervallen."
        )
        return Standing(status="vervallen", text=text, source=source)
    text = "Je periode is voorbij. Wat er dan met je registratie gebeurt, is niet vastgesteld: vraag het je register."
    return Standing(status="niet vastgesteld", text=text, source=source)


def add_months(start: date, months: int) -> date:
    """Go some months on; a day that the month does not have becomes the first of the next."""
    years, month = divmod(start.month - 1 + months, _MONTHS_A_YEAR)
    try:
        return date(start.year + years, month + 1, start.day)
    except ValueError:
        return add_months(start.replace(day=1), months + 1)


def postpone(rule_set: RuleSet, cycle: Cycle, *, ground: str, days: int) -> Cycle:
    """Move the end of the period on (*uitstel*). A ground is one word from the register's list: no medical details.

    Raises ValueError (Dutch) where the register has no postponement, or not on this ground.
    """
    if not rule_set.postponement_grounds:
        raise ValueError(
            f"{rule_set.register_name} kent geen uitstel, voor zover wij weten. Vraag het na bij het register."
        )
    if ground not in rule_set.postponement_grounds:
        known = ", ".join(rule_set.postponement_grounds)
        raise ValueError(f"Kies een reden uit de lijst: {known}. Schrijf geen medische gegevens op.")
    if days < 1:
        raise ValueError("Uitstel duurt minstens 1 dag. Vul het aantal dagen in.")
    return replace(cycle, ends_on=cycle.ends_on + timedelta(days=days))


def reentry_cycle(rule_set: RuleSet, *, applied_on: date) -> Cycle:
    """Make the period over which somebody who was removed must meet the norm (*herintreding*).

    Raises ValueError (Dutch) where the register's rule is not known.
    """
    if rule_set.reentry_years is None:
        raise ValueError(f"Hoe je terugkomt bij {rule_set.register_name}, is niet vastgesteld. Vraag het je register.")
    return Cycle(starts_on=add_years(applied_on, -rule_set.reentry_years), ends_on=applied_on - timedelta(days=1))
