"""The days of a year plan before anything is stored; a public holiday is named, not left out in silence."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from register.errors import Invalid

MOST_DAYS = 60
MOST_WEEKS = 26
LONGEST = timedelta(days=731)
"""A plan reaches two years ahead at most."""


@dataclass(frozen=True, kw_only=True)
class ProposedDay:
    """A day that the rule of a series falls on; `holiday` is the Dutch name of the public holiday, else empty."""

    held_on: date
    holiday: str
    taken: bool = False
    """The group has a planned session on that day already."""

    @property
    def ticked(self) -> bool:
        """Whether it is chosen until somebody says otherwise."""
        return not self.holiday and not self.taken


def proposed_days(
    *, first_on: date, until_on: date, every_weeks: int, taken: Sequence[date] = ()
) -> tuple[ProposedDay, ...]:
    """Return every so many weeks from a day until a day.

    Raises:
        Invalid: the period or the number of weeks cannot be.

    """
    if not 1 <= every_weeks <= MOST_WEEKS:
        raise Invalid("every_weeks", f"Vul in om de hoeveel weken jullie bij elkaar komen, van 1 tot {MOST_WEEKS}.")
    if until_on < first_on:
        raise Invalid("until_on", "De laatste dag ligt voor de eerste. Kies een latere dag.")
    if until_on - first_on > LONGEST:
        raise Invalid("until_on", "Plan hooguit twee jaar vooruit. Kies een eerdere laatste dag.")
    count = (until_on - first_on).days // (7 * every_weeks) + 1
    if count > MOST_DAYS:
        raise Invalid("until_on", f"Dit zijn {count} dagen. Plan er hooguit {MOST_DAYS} tegelijk.")
    days = [first_on + timedelta(weeks=every_weeks * place) for place in range(count)]
    named = public_holidays(days)
    return tuple(ProposedDay(held_on=one, holiday=named.get(one, ""), taken=one in taken) for one in days)


def public_holidays(days: Sequence[date]) -> dict[date, str]:
    """Return which of these days are Dutch public holidays, by name (*feestdagen*); school holidays are not guessed."""
    from holidays import country_holidays

    known = country_holidays("NL", years={one.year for one in days}, language="nl")
    return {one: str(known[one]) for one in days if one in known}
