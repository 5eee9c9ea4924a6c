"""Where every track, group and the total stand: logged, countable, granted, needed; an unknown is never zero."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from register.rules.caps import ZERO, year_of
from register.rules.cycle import carry_over
from register.rules.explain import tidy
from register.rules.facts import CountedClaim, Cycle, TrackStanding
from register.rules.model import Figure, Part, RuleSet

IN_HOURS = "punten niet vastgesteld: deels geteld in uren"
_SIXTY = Decimal(60)
_ELSEWHERE = Part(code="", name="toegekend", minimum=None, maximum=None)
"""What a register granted on a track that the norms of the period do not have: it counts in the total alone."""


@dataclass
class Tally:
    """The sums of one track."""

    logged: Decimal = ZERO
    countable: Decimal = ZERO
    granted: Decimal = ZERO
    minutes: int = 0
    undetermined: int = 0

    def add(self, entry: CountedClaim) -> None:
        """Take one claim of this period in."""
        made, net = entry.score.points, entry.score.net_minutes
        if entry.claim.granted is not None:
            made = max(made or ZERO, entry.claim.granted)
            self.granted += entry.claim.granted
        if made is None:
            self.undetermined += 1
            made = Decimal(net or 0) / _SIXTY
        self.logged += made
        self.countable += entry.counted or ZERO
        self.minutes += 0 if entry.score.refused else net or 0

    def plus(self, other: "Tally") -> "Tally":
        """Both together."""
        return Tally(
            logged=self.logged + other.logged,
            countable=self.countable + other.countable,
            granted=self.granted + other.granted,
            minutes=self.minutes + other.minutes,
            undetermined=self.undetermined + other.undetermined,
        )


def standings(
    inside: Sequence[CountedClaim], norms: RuleSet, *, cycle: Cycle, on: date
) -> tuple[tuple[TrackStanding, ...], TrackStanding]:
    """Rows for tracks, their years, groups; and the total."""
    tallies = {part.code: Tally() for part in norms.tracks}
    elsewhere = Tally()
    for entry in inside:
        if entry.score.track in tallies:
            tallies[entry.score.track].add(entry)
        elif entry.claim.granted is not None:
            elsewhere.add(entry)
    tracks = [_standing(part, tallies[part.code]) for part in norms.tracks]
    groups = [
        _grouped(group, [(p, s) for p, s in zip(norms.tracks, tracks, strict=True) if p.group == group.code])
        for group in norms.groups
    ]
    alone = [(p, s) for p, s in zip(norms.tracks, tracks, strict=True) if p.group is None]
    granted = [(_ELSEWHERE, _standing(_ELSEWHERE, elsewhere))] if elsewhere.granted else []
    total = _grouped(norms.total, [*alone, *zip(norms.groups, groups, strict=True), *granted])
    example = tuple(dict.fromkeys(label for part in (*tracks, *groups) for label in part.labels))
    total = replace(total, labels=tuple(dict.fromkeys((*total.labels, *(x for x in example if x in norms.labels)))))
    return (*tracks, *_years(inside, norms, cycle=cycle, on=on), *groups), total


def _standing(
    part: Part, tally: Tally, *, needed_at_least: Decimal = ZERO, usable: Decimal | None = None
) -> TrackStanding:
    minimum, maximum = _value(part.minimum), _value(part.maximum)
    countable = tidy(tally.countable if usable is None else usable)
    known = part.minimum is None or minimum is not None
    needed = tidy(max((minimum or ZERO) - countable, needed_at_least, ZERO)) if known else None
    labels = (*part.labels, IN_HOURS) if tally.undetermined and tally.minutes else part.labels
    figures = (part.minimum, part.maximum)
    return TrackStanding(
        code=part.code,
        name=part.name,
        logged=tidy(tally.logged),
        countable=countable,
        granted=tidy(tally.granted),
        needed=needed,
        minimum=minimum,
        maximum=maximum,
        minimum_known=known,
        maximum_known=part.maximum is None or maximum is not None,
        labels=labels,
        sources=tuple(dict.fromkeys(figure.source for figure in figures if figure and figure.source)),
        logged_minutes=tally.minutes,
        undetermined=tally.undetermined,
    )


def _grouped(part: Part, members: Iterable[tuple[Part, TrackStanding]]) -> TrackStanding:
    tally, usable, missing = Tally(), ZERO, ZERO
    for _, standing in members:
        tally = tally.plus(_tally_of(standing))
        own = standing.countable
        usable += own if part.exchangeable or standing.minimum is None else min(own, standing.minimum)
        missing += standing.needed or ZERO
    return _standing(part, tally, needed_at_least=missing, usable=usable)


def _tally_of(standing: TrackStanding) -> Tally:
    return Tally(
        logged=standing.logged,
        countable=standing.countable,
        granted=standing.granted,
        minutes=standing.logged_minutes,
        undetermined=standing.undetermined,
    )


def _years(inside: Sequence[CountedClaim], norms: RuleSet, *, cycle: Cycle, on: date) -> Iterable[TrackStanding]:
    for part in norms.tracks:
        yearly = part.yearly
        if yearly is None or yearly.minimum is None or yearly.minimum.value is None:
            continue
        first, last = (
            year_of(day, cycle, by_calendar=yearly.by_calendar) for day in (cycle.starts_on, min(on, cycle.ends_on))
        )
        tallies = {year: Tally() for year in range(first, last + 1)}
        for entry in inside:
            year = year_of(entry.claim.facts.completed_on, cycle, by_calendar=yearly.by_calendar)
            if entry.score.track == part.code and year in tallies:
                tallies[year].add(entry)
        surplus = _value(yearly.surplus_max) or ZERO
        made = [tally.countable for tally in tallies.values()]
        carried = carry_over(made, minimum=yearly.minimum.value, surplus_max=surplus, make_up_deficit=yearly.make_up)
        for (year, tally), come in zip(tallies.items(), carried, strict=True):
            standing = _standing(
                replace(part, code=f"{part.code}.{year}", name=f"{part.name}, {year}", maximum=None), tally
            )
            yield replace(
                standing, minimum=come.minimum, needed=tidy(come.needed), minimum_known=True, labels=part.labels
            )


def _value(figure: Figure | None) -> Decimal | None:
    return figure.value if figure else None
