"""What *Vandaag* shows of learning together: who waits, an experiment to take over, what is new with methods."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import Executable, Row, literal_column, union_all
from sqlalchemy.orm import Session

from register.access import Viewer
from register.culture.ambassadors.news import News, news_asked, news_from, news_selects
from register.culture.experiments.adopt import ToAdopt, newest_asked, newest_select
from register.culture.experiments.outcomes import OUTCOMES
from register.culture.matching.asked_today import ASKED, PAIRED, matching_selects
from register.culture.matching.candidates import LAPSES_AFTER
from register.culture.shared.news import LearningNews, learning_news_from, learning_selects
from register.culture.to_approve import to_approve_asked, to_approve_from, to_approve_select
from register.db import read
from register.learning.check_in.asked_today import AT_THE_DOOR, at_the_door_select
from register.learning.check_in.screen import LET_IN
from register.learning.today_row import today_row

_EXPERIMENT = "experiment"


@dataclass(frozen=True, kw_only=True)
class AtTheDoor:
    """A session of today or the days before, and how many wait to be let in."""

    session_id: int
    title: str
    number: int


@dataclass(frozen=True, kw_only=True)
class Together:
    """The cards of learning together on *Vandaag*."""

    to_adopt: ToAdopt | None
    methods: News
    learnings: tuple[LearningNews, ...]
    at_the_door: tuple[AtTheDoor, ...]
    asked: int
    """Colleagues who want to learn from the viewer; who they are stands on the page of matching."""
    paired: int
    """Colleagues with whom the viewer was paired in the last days."""
    to_approve: int
    """Claims of the teams of a manager that wait for approval; the page of approving says whose."""


def together_today(session: Session, viewer: Viewer, *, at: datetime, today: date) -> Together:
    """Return them in one query: each statement of a page that everybody opens costs everybody."""
    asked = newest_asked(viewer, at=at, today=today) | news_asked(viewer, at=at, today=today)
    asked |= {"open_since": at - LAPSES_AFTER, "let_in_since": today - LET_IN}
    if viewer.managed_team_ids:
        asked["teams"] = sorted(viewer.managed_team_ids)
        asked |= to_approve_asked()
    rows = read(session, _all(manages=bool(viewer.managed_team_ids)), asked).all()
    return Together(
        to_adopt=next((_to_adopt(row) for row in rows if row.what == _EXPERIMENT), None),
        methods=news_from(rows),
        learnings=learning_news_from(rows),
        at_the_door=tuple(
            AtTheDoor(session_id=row.id, title=row.text, number=row.number) for row in rows if row.what == AT_THE_DOOR
        ),
        asked=_number(rows, ASKED),
        paired=_number(rows, PAIRED),
        to_approve=to_approve_from(session, rows),
    )


def _number(rows: Sequence[Row[*tuple[Any, ...]]], what: str) -> int:
    return sum(row.number for row in rows if row.what == what)


def _to_adopt(row: Row[*tuple[Any, ...]]) -> ToAdopt:
    return ToAdopt(experiment_id=row.id, question=row.text, team=row.beside or "", outcome_name=OUTCOMES[row.outcome])


@cache
def _all(*, manages: bool) -> Executable:
    """Built once for who manages a team and once for who does not: putting it together costs more than running it."""
    newest = newest_select().subquery()
    experiment = today_row(_EXPERIMENT, key=newest.c.id, text=newest.c.question, beside=newest.c.name)
    others = (*news_selects(), *learning_selects(), *matching_selects(), at_the_door_select())
    return union_all(
        experiment.add_columns(newest.c.outcome),
        *(
            one.add_columns(literal_column("''").label("outcome"))
            for one in (*others, *([to_approve_select()] if manages else []))
        ),
    )
