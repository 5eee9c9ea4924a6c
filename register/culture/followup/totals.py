"""Which learning changes practice (*wat blijft hangen*): totals of the answers, never of a person or a few people."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from sqlalchemy import select
from sqlalchemy.orm import Session

from register.access import Viewer
from register.culture.followup.due import WEEKS
from register.culture.followup.models import FollowUp
from register.current import AMSTERDAM
from register.db import read
from register.learning.kinds import kinds
from register.learning.models import Activity
from register.privacy.groups import last_whole_month, whole_blocks


@dataclass(frozen=True, kw_only=True)
class Cell:
    """The answers after so many weeks."""

    yes: int
    partly: int
    no: int
    people: int

    @property
    def answers(self) -> int:
        """How many answers there are."""
        return self.yes + self.partly + self.no

    @property
    def share(self) -> int:
        """How many in a hundred said yes."""
        return round(100 * self.yes / self.answers)


@dataclass(frozen=True, kw_only=True)
class Row:
    """One sort of learning: a cell for 6 and one for 12 weeks; `None` where too few people answered."""

    name: str
    informal: bool
    cells: tuple[Cell | None, ...]


@dataclass(frozen=True, kw_only=True)
class Totals:
    """Learning from each other beside formal learning, and each kind of either."""

    until: date
    """The last day of which answers are counted."""
    year: int | None
    """The one year that was asked for; `None`: all of them."""
    years: tuple[int, ...]
    """The years with enough answers, the last first."""
    sorts: tuple[Row, ...]
    kinds: tuple[Row, ...]

    @property
    def is_empty(self) -> bool:
        """Whether too little was answered to show anything."""
        return not self.kinds


def follow_up_totals(session: Session, viewer: Viewer, *, on: date, year: int | None = None) -> Totals:
    """Return the totals of the organisation, of what was answered in whole months, in one query.

    Every figure is a sum of whole blocks of at least five people (`whole_blocks`), and that of a sort is the sum of its
    kinds: nothing of fewer can be found by subtracting, nor by looking again later. A block is of the year in which it
    got full, so that the years are parts of the whole and nothing is left over.
    """
    every = _given(session, viewer, on)
    given = {code: found for code, blocks in every.items() if (found := _of(blocks, year))}
    cells = {code: _cell([code], given) for code in given}
    shown = {kind for (kind, _), cell in cells.items() if cell is not None}
    return Totals(
        until=last_whole_month(on),
        year=year,
        years=tuple(sorted({one.year for blocks in every.values() for one in blocks}, reverse=True)),
        sorts=tuple(_sort(name, given, informal=informal) for name, informal in _SORTS),
        kinds=tuple(
            Row(name=kind.name, informal=kind.informal, cells=tuple(cells.get((kind.id, weeks)) for weeks in WEEKS))
            for kind in kinds().values()
            if kind.id in shown
        ),
    )


_SORTS = (("Leren van elkaar", True), ("Formeel leren", False))
_Code = tuple[str, int]
"""A kind of learning, and after how many weeks."""


@dataclass(frozen=True, kw_only=True)
class _Block:
    """Answers of at least five people, and the year in which there were enough."""

    answers: tuple[str, ...]
    people: frozenset[int]
    year: int


_Blocks = Sequence[_Block]


def _given(session: Session, viewer: Viewer, on: date) -> dict[_Code, _Blocks]:
    """Return what was answered about each kind, in the order in which it came."""
    before = datetime.combine(on.replace(day=1), time(), AMSTERDAM)
    rows = read(
        session,
        select(Activity.kind, FollowUp.weeks, FollowUp.person_id, FollowUp.answer, FollowUp.answered_at)
        .join(Activity, Activity.id == FollowUp.activity_id)
        .where(
            Activity.organisation_id == viewer.organisation_id,
            Activity.withdrawn_at.is_(None),
            FollowUp.answer.is_not(None),
            FollowUp.answered_at < before,
        )
        .order_by(FollowUp.answered_at, FollowUp.id),
    )
    found: dict[_Code, list[tuple[int, tuple[str, int]]]] = defaultdict(list)
    for kind, weeks, person_id, answer, answered_at in rows:
        found[kind, weeks].append((person_id, (answer, answered_at.astimezone(AMSTERDAM).year)))
    return {code: [_block(*one) for one in whole_blocks(answers)] for code, answers in found.items()}


def _block(given: Sequence[tuple[str, int]], people: frozenset[int]) -> _Block:
    return _Block(answers=tuple(answer for answer, _ in given), people=people, year=given[-1][1])


def _of(blocks: _Blocks, year: int | None) -> _Blocks:
    return [one for one in blocks if year is None or one.year == year]


def _sort(name: str, given: Mapping[_Code, _Blocks], *, informal: bool) -> Row:
    """Add up the kinds of one sort; a kind that is not known (any more) is formal."""
    known = kinds()
    of = [code for code in given if (code[0] in known and known[code[0]].informal) is informal]
    cells = tuple(_cell([code for code in of if code[1] == weeks], given) for weeks in WEEKS)
    return Row(name=name, informal=informal, cells=cells)


def _cell(codes: Sequence[_Code], given: Mapping[_Code, _Blocks]) -> Cell | None:
    blocks = [one for code in codes for one in given[code]]
    if not blocks:
        return None
    counts = Counter(answer for one in blocks for answer in one.answers)
    people = frozenset[int]().union(*(one.people for one in blocks))
    return Cell(yes=counts["ja"], partly=counts["deels"], no=counts["nee"], people=len(people))
