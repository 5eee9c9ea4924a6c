"""What *Vandaag* shows of learning together: an experiment to take over, and what is new with methods."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import Executable, Row, literal_column, select, union_all
from sqlalchemy.orm import Session

from register.access import Viewer
from register.culture.ambassadors.news import News, news_asked, news_from, news_selects
from register.culture.experiments.adopt import ToAdopt, newest_asked, newest_select
from register.culture.experiments.outcomes import OUTCOMES
from register.db import read

_EXPERIMENT = "experiment"


@dataclass(frozen=True, kw_only=True)
class Together:
    """The cards of learning together on *Vandaag*."""

    to_adopt: ToAdopt | None
    methods: News


def together_today(session: Session, viewer: Viewer, *, at: datetime, today: date) -> Together:
    """Return them in one query: each statement of a page that everybody opens costs everybody."""
    asked = newest_asked(viewer, at=at, today=today) | news_asked(viewer, at=at, today=today)
    rows = read(session, _all(), asked).all()
    return Together(
        to_adopt=next((_to_adopt(row) for row in rows if row.what == _EXPERIMENT), None),
        methods=news_from(rows),
    )


def _to_adopt(row: Row[*tuple[Any, ...]]) -> ToAdopt:
    return ToAdopt(experiment_id=row.id, question=row.text, team=row.beside or "", outcome_name=OUTCOMES[row.outcome])


@cache
def _all() -> Executable:
    """Built once: putting it together costs more than running it."""
    newest = newest_select().subquery()
    return union_all(
        select(
            literal_column(f"'{_EXPERIMENT}'").label("what"),
            newest.c.id,
            newest.c.question.label("text"),
            newest.c.name.label("beside"),
            literal_column("0").label("number"),
            newest.c.outcome,
        ),
        *(one.add_columns(literal_column("''").label("outcome")) for one in news_selects()),
    )
