"""Example figures for the Register Sociaal Werkers: invented, and labelled so wherever they show."""

from datetime import datetime
from decimal import Decimal

from sqlalchemy.orm import Session

from register.points.judges import rule_book
from register.points.models import OwnFigureRow

REGISTER = "rp-sw"
_SOURCE = "Verzonnen voor de demo; de echte norm staat in het registratiereglement van Registerplein"
_FIGURES = {
    "tracks.geaccrediteerd.min": 40,
    "tracks.reflectie.min": 30,
    "tracks.overig.max": 40,
    "total.min": 100,
}
_PER_HOUR = (
    "intervisie",
    "begeleide_intervisie",
    "supervisie",
    "casuistiekbespreking",
    "collegiale_consultatie",
    "werkbegeleiding",
    "werkgerichte_coaching",
)


def add_example_figures(session: Session, organisation_id: int, *, at: datetime) -> None:
    """Lay the example figures over the newest rules."""
    version = rule_book().versions(REGISTER)[-1].version
    figures = {path: Decimal(value) for path, value in _FIGURES.items()}
    figures |= {f"activities.{kind}.points_per_hour": Decimal(1) for kind in _PER_HOUR}
    session.add_all(
        OwnFigureRow(
            organisation_id=organisation_id,
            register_id=REGISTER,
            rule_version=version,
            path=path,
            value=value,
            source=_SOURCE,
            example=True,
            set_at=at,
        )
        for path, value in figures.items()
    )
    session.flush()
