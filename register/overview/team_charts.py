"""The development of a team in charts (*ontwikkeling van het team*, H1): learning, norms, expiries, competences."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from sqlalchemy.orm import Session

from register.access import Viewer
from register.learning.labels.competences import Framework, frameworks
from register.overview.charts import KEPT_BACK, Against, Chart, Column, in_time, side_by_side
from register.overview.status import months_later
from register.overview.team import TeamLine, all_lines
from register.overview.team_learning import TeamLearning, team_learning
from register.privacy.groups import FEWEST
from register.rules.explain import number

MONTHS_AHEAD = 24
_MONTHS = (
    "januari", "februari", "maart", "april", "mei", "juni",
    "juli", "augustus", "september", "oktober", "november", "december",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Development:
    """The page: its charts, and what cannot be shown."""

    title: str
    team_id: int | None
    teams: tuple[tuple[int, str], ...]
    charts: tuple[Chart, ...]
    fewest: int
    left_out: tuple[str, ...]
    """Teams that are too small for hours and competences."""
    no_competences: bool
    """Hours and competences show, and five people learnt about none of them."""


def development(session: Session, viewer: Viewer, *, on: date, team_id: int | None = None) -> Development:
    """Return the charts of the viewer's teams, or of one of them, in the same few queries whatever their size.

    Raises:
        NotFound: a team that the viewer does not manage (any more).

    """
    team = all_lines(session, viewer, on=on, team_id=team_id)
    learnt = team_learning(session, viewer, team_id=team_id, today=on)
    hours = (_hours(learnt),) if any((one.formal, one.informal) != (None, None) for one in learnt.quarters) else ()
    charts = (*hours, _norms(team.lines), _expiries(team.lines, on), *_competences(learnt))
    return Development(
        title=team.title,
        team_id=team_id,
        teams=team.teams,
        charts=tuple(one for one in charts if one is not None),
        fewest=FEWEST,
        left_out=learnt.left_out,
        no_competences=learnt.competences is not None and not learnt.competences,
    )


def _hours(learnt: TeamLearning) -> Chart:
    columns = [
        Column(
            label=one.label,
            values=(_tenths(one.formal), _tenths(one.informal)),
            tick=f"{one.number}e {one.starts_on:%y}",
        )
        for one in learnt.quarters
    ]
    return in_time(
        "leren",
        "Uren leren per kwartaal",
        columns,
        series=("Formeel leren", "Leren van elkaar"),
        first="Kwartaal",
        note="Van wie op de dag zelf in het team zat. Het laatste kwartaal loopt nog. Van minder dan vijf mensen "
        "staan er geen uren, ook niet als de anderen in de organisatie met zo weinig zijn.",
    )


def _tenths(hours: Decimal | None) -> Decimal | None:
    return None if hours is None else hours.quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)


def _norms(lines: Iterable[TeamLine]) -> Chart | None:
    """Add up, per track with a norm, what the team has of it and what it asks; what is over it counts for nobody."""
    made: dict[tuple[str, str], list[Decimal]] = defaultdict(lambda: [Decimal(0), Decimal(0), Decimal(0), Decimal(0)])
    for line in lines:
        for track in line.tracks:
            if track.whole and track.needed is not None:
                sums = made[line.register_name, track.name]
                sums[0] += max(track.whole - track.needed, Decimal(0))
                sums[1] += track.whole
                sums[2] += not track.needed
                sums[3] += 1
    bars = [
        Against(
            label=f"{name}, {register}" if len({one for one, _ in made}) > 1 else name,
            value=has,
            of=of,
            text=f"{number(has)} van {number(of)}",
            cells=(register, name, has, of, int(there), int(people)),
        )
        for (register, name), (has, of, there, people) in made.items()
    ]
    if not bars:
        return None
    head = ("Register", "Categorie", "Gehaald", "Nodig", "Mensen op de norm", "Mensen")
    note = "Van alle registraties samen; wat iemand boven een norm haalde, telt hier niet mee."
    return side_by_side("normen", "Categorieën naast hun norm", bars, head=head, note=note)


def _expiries(lines: Iterable[TeamLine], on: date) -> Chart | None:
    ends = [line.ends_on for line in lines if line.ends_on is not None]
    months = [months_later(on.replace(day=1), ahead) for ahead in range(MONTHS_AHEAD)]
    counts = {month: sum((end.year, end.month) == (month.year, month.month) for end in ends) for month in months}
    if not any(counts.values()):
        return None
    columns = [
        Column(
            label=f"{_MONTHS[month.month - 1]} {month.year}",
            values=(count,),
            tick=f"{_MONTHS[month.month - 1][:3]} {month:%y}" if place % 6 == 0 else "",
        )
        for place, (month, count) in enumerate(counts.items())
    ]
    note = "De maand waarin een registratieperiode eindigt, de komende twee jaar."
    return in_time("verloopt", "Wat verloopt wanneer", columns, series=("Registraties",), first="Maand", note=note)


def _competences(learnt: TeamLearning) -> Sequence[Chart]:
    counts = learnt.competences
    if not counts:
        return ()
    return [
        _framework(one, [counts.get(label, 0) for label in one.labels])
        for one in frameworks().values()
        if any(label in counts for label in one.labels)
    ]


def _framework(one: Framework, counts: Sequence[int]) -> Chart:
    longest = max(counts)
    bars = [
        Against(
            label=name,
            value=count,
            of=longest,
            text=f"{count} keer" if count else KEPT_BACK,
            cells=(name, count or KEPT_BACK),
        )
        for name, count in zip(one.labels.values(), counts, strict=True)
    ]
    return side_by_side(
        f"competenties-{one.id.replace('_', '-')}",
        f"Waar het team over leerde: {one.name}",
        bars,
        head=("Competentie", "Activiteiten"),
        note="Activiteiten van de laatste vier kwartalen met deze competentie, als er vijf mensen of meer bij waren.",
    )
