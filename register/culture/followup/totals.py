"""Which learning changes practice (*wat blijft hangen*): totals of the answers, never of a person or a few people."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from register.access import Viewer
from register.culture.followup.due import WEEKS
from register.culture.followup.models import FollowUp
from register.learning.kinds import kinds
from register.learning.models import Activity
from register.privacy.groups import FEWEST


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

    sorts: tuple[Row, ...]
    kinds: tuple[Row, ...]

    @property
    def is_empty(self) -> bool:
        """Whether nothing was answered yet."""
        return not self.kinds


def follow_up_totals(session: Session, viewer: Viewer) -> Totals:
    """Return the totals of the organisation, in two queries.

    A kind that stays out could be found by taking the others from their sum; so the smallest that could be shown stays
    out with it.
    """
    informal = [kind.id for kind in kinds().values() if kind.informal]
    by_sort = _cells(session, viewer, case((Activity.kind.in_(informal), "informeel"), else_="formeel"))
    by_kind = _cells(session, viewer, Activity.kind)
    shown = {
        (kind, weeks): cell
        for weeks in WEEKS
        for sort in (True, False)
        for kind, cell in _shown(by_kind, weeks, [one.id for one in kinds().values() if one.informal is sort]).items()
    }
    answered = {kind for kind, _ in by_kind}
    return Totals(
        sorts=tuple(
            Row(name=name, informal=is_informal, cells=tuple(_enough(by_sort.get((sort, weeks))) for weeks in WEEKS))
            for sort, name, is_informal in (
                ("informeel", "Leren van elkaar", True),
                ("formeel", "Formeel leren", False),
            )
        ),
        kinds=tuple(
            Row(name=kind.name, informal=kind.informal, cells=tuple(shown.get((kind.id, weeks)) for weeks in WEEKS))
            for kind in kinds().values()
            if kind.id in answered
        ),
    )


def _cells(session: Session, viewer: Viewer, by) -> dict[tuple[str, int], Cell]:  # type: ignore[no-untyped-def]  # noqa: ANN001 - a column
    answered = FollowUp.answer
    rows = session.execute(
        select(
            by.label("sort"),
            FollowUp.weeks,
            *(func.count(case((answered == answer, 1))).label(name) for name, answer in _ANSWERS),
            func.count(FollowUp.person_id.distinct()).label("people"),
        )
        .join(Activity, Activity.id == FollowUp.activity_id)
        .where(
            Activity.organisation_id == viewer.organisation_id, Activity.withdrawn_at.is_(None), answered.is_not(None)
        )
        .group_by(by, FollowUp.weeks)
    )
    return {(row.sort, row.weeks): Cell(yes=row.yes, partly=row.partly, no=row.no, people=row.people) for row in rows}


_ANSWERS: Sequence[tuple[str, str]] = (("yes", "ja"), ("partly", "deels"), ("no", "nee"))


def _enough(cell: Cell | None) -> Cell | None:
    return cell if cell is not None and cell.people >= FEWEST else None


def _shown(cells: dict[tuple[str, int], Cell], weeks: int, of: Iterable[str]) -> dict[str, Cell]:
    """Return the kinds of one sort that can be shown after so many weeks."""
    there = {kind: cells[kind, weeks] for kind in of if (kind, weeks) in cells}
    shown = {kind: cell for kind, cell in there.items() if cell.people >= FEWEST}
    if shown and len(shown) < len(there):
        del shown[min(shown, key=lambda kind: (shown[kind].people, kind))]
    return shown
