"""Example figures for the Register Sociaal Werkers: invented, and labelled so wherever they show."""

from datetime import datetime
from decimal import Decimal

from sqlalchemy.orm import Session

from register.points.judges import rule_book
from register.points.models import OwnFigureRow
from register.rules.rulesets import overridable_figures

REGISTER = "rp-sw"
_SOURCE = "Verzonnen voor de demo; de echte norm staat in het registratiereglement van Registerplein"
_FIGURES = {
    "tracks.geaccrediteerd.min": 40,
    "tracks.reflectie.min": 30,
    "tracks.overig.max": 40,
    "total.min": 100,
}


def add_example_figures(session: Session, organisation_id: int, *, at: datetime) -> None:
    """Lay the example figures over the newest rules."""
    rules = rule_book().versions(REGISTER)[-1]
    per_hour = [slot.path for slot in overridable_figures(rules) if slot.path.endswith(".points_per_hour")]
    figures = _FIGURES | dict.fromkeys(per_hour, 1)
    session.add_all(
        OwnFigureRow(
            organisation_id=organisation_id,
            register_id=REGISTER,
            rule_version=rules.version,
            path=path,
            value=Decimal(value),
            source=_SOURCE,
            example=True,
            set_at=at,
        )
        for path, value in figures.items()
    )
    session.flush()
