"""What has to be learnt next year in the demo, and what last year's training cost."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from register.access import Viewer
from register.costs.record import CostEntry, cost_list, cost_page, set_costs
from register.demo.learning import Cast
from register.demo.organisation import TODAY
from register.needs.change_need import NeedEntry, change_need
from register.needs.directions import DirectionEntry, add_direction
from register.needs.models import Need
from register.needs.propose import propose
from register.needs.wishes import add_wish

YEAR = 2027
_COURSE = ("Dichter bij de wijk: samen met bewoners", "Wachttijden korter door groepsaanbod")
_WISHES = (
    ("Wijkteam West", "Groepsaanbod begeleiden"),
    ("Wijkteam West", "Omgaan met verlies en rouw"),
    ("Jongerenwerk", "Jongeren en online geld"),
    ("Ouderenwerk", "Herkennen van dementie"),
)
_WEIGHTS: tuple[tuple[str, int, int], ...] = (("hoog", 48, 1800), ("midden", 16, 650))
_PRICES = (Decimal(275), Decimal(420), Decimal("149.50"))
_PRICED = 6


def plan_training(session: Session, cast: Cast, hr: Viewer, *, at: datetime) -> None:
    """Add what the organisation is after, wishes, the inventory of next year with some lines weighed, and costs."""
    course = [
        add_direction(
            hr, DirectionEntry(words=words, starts_on=date(2026, 1, 1)), form_key=f"demo-koers-{place:08d}", at=at
        )
        for place, words in enumerate(_COURSE)
    ]
    for place, (team, words) in enumerate(_WISHES):
        who = cast.by_team[team][place % 2]
        add_wish(who, YEAR, words, kept_anyway="", form_key=f"demo-wens-{place:09d}", at=at, today=TODAY)
    propose(hr, YEAR, at=at, today=TODAY)
    wished = session.scalars(select(Need).where(Need.origin == "wens").order_by(Need.id)).all()
    for need, direction, (priority, hours, costs) in zip(wished, course, _WEIGHTS, strict=False):
        entry = NeedEntry(priority=priority, hours=Decimal(hours), costs=Decimal(costs), direction_id=direction)
        change_need(hr, need.id, entry, version=need.version, kept_anyway="", at=at, today=TODAY)
    _price(session, hr, at)


def _price(session: Session, hr: Viewer, at: datetime) -> None:
    """Say of some of the imported training what it cost, and leave the rest to fill in."""
    lines = cost_list(session, hr, year=TODAY.year).lines or cost_list(session, hr, year=TODAY.year - 1).lines
    for place, line in enumerate(lines[:_PRICED]):
        there = [part.person_id for part in cost_page(session, hr, line.activity_id).parts]
        entry = CostEntry(
            bearer="werkgever", amount=_PRICES[place % len(_PRICES)], mandatory=place % 2 == 0, in_work_time=True
        )
        set_costs(hr, line.activity_id, there, entry, seen={}, at=at)
