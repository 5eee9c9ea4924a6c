"""A draft of other rules for the Register Sociaal Werkers: invented, labelled so, and worked out for everybody."""

from datetime import date, datetime
from decimal import Decimal

from register.access import Viewer
from register.demo.figures import REGISTER
from register.once import as_form_key
from register.points.judges import rule_book
from register.points.versions.drafts import NewFigure, copy_version, set_draft_figure
from register.points.versions.simulating import simulate

_FIGURES = {"total.min": 110, "activities.intervisie.points_per_hour": 2}
_SOURCE = "Verzonnen voor de demo, om te zien wat een wijziging doet"


def draft_new_rules(admin: Viewer, *, at: datetime) -> None:
    """Copy the rules with the demo's own figures, change two of them, and work out what that does."""
    draft = copy_version(
        admin,
        register_id=REGISTER,
        copied=rule_book().versions(REGISTER)[-1].version,
        name="2027-demo",
        applies_from=date(2020, 1, 1),
        form_key=as_form_key(""),
        at=at,
    )
    for path, value in _FIGURES.items():
        figure = NewFigure(path=path, value=Decimal(value), source=_SOURCE, source_on=None, example=True)
        set_draft_figure(admin, draft, figure, version=None, at=at)
    simulate(admin, draft, at=at)
