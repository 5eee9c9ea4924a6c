"""Plan an import of learning history: which rows are new, which are known, which cannot be. Pure (G9)."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
from itertools import chain
from typing import Any

from register.imports.people_plan import Change, Outcome, PlannedRow, PlanOfRows
from register.imports.problems import RowProblem, shown
from register.imports.training_faults import first_fault, is_sound
from register.imports.training_keys import Folded, ImportKeys, Key
from register.imports.training_new import NewActivity, RegisterSaid, Repair
from register.imports.training_pieces import digest_of_pieces, pieces_of
from register.imports.training_snapshot import Done, Learner, TrainingSnapshot
from register.imports.training_table import TrainingRow, TrainingTable
from register.imports.waiting import with_waiting
from register.imports.zeros import Spellings
from register.people.names import fold
from register.rules.facts import ClaimState
from register.workbooks.progress import counted
from register.workbooks.words import number_of

OUTCOMES = (Outcome.NEW, Outcome.CHANGED, Outcome.UNCHANGED, Outcome.REJECTED)
BODIES = {
    "rp": "registerplein", "registerplein": "registerplein", "skj": "skj", "nip": "nip", "nvo": "nvo",
    "venvn": "venvn", "vv": "venvn",
}  # fmt: skip
"""Who gave an ID number, by the letters before it."""
UNKNOWN_BODY = "onbekend"
"""Under this name stands an ID number of which nobody said which body gave it; no rule accepts it."""


_DRAFT = ClaimState.DRAFT.value
_NOTHING: Mapping[str, Any] = {}
"""What most activities leave out or were accredited by; one for all of them, and nobody writes in it."""


@dataclass(frozen=True, kw_only=True)
class TrainingBasis:
    """All that a plan depends on: with an equal basis it would be the same plan (`plan_training` is pure)."""

    snapshot: TrainingSnapshot
    table: TrainingTable | None
    """`None` for a plan that was kept: the file is not parsed again for it."""
    today: date


@dataclass(frozen=True, kw_only=True)
class TrainingPlan(PlanOfRows):
    """The whole plan; pure data, made by `plan_training`."""

    outcomes = OUTCOMES

    activities: tuple[NewActivity, ...]
    repairs: tuple[Repair, ...]
    basis: TrainingBasis = field(repr=False, compare=False)
    """What it was made of."""

    @property
    def changes(self) -> bool:
        """Whether there is anything to apply."""
        return bool(self.activities or self.repairs)

    @cached_property
    def digest(self) -> str:
        """SHA-256 of `text`, taken piece by piece: of half a million rows that text is never there as a whole."""
        return self.known_digest or digest_of_pieces(self._pieces())

    def text(self) -> str:
        """Write down all that would be written."""
        return "".join(self._pieces())

    def _pieces(self) -> Iterator[str]:
        return pieces_of(self.rows, self.activities, self.repairs)


def plan_training(snapshot: TrainingSnapshot, table: TrainingTable, *, today: date) -> TrainingPlan:
    """Compare a file with what is known. Rows about one activity of one person become one activity with many claims."""
    planner = _Planner(snapshot, table, today)
    for row in counted(table.rows, "rijen vergeleken"):
        planner.take(row)
    return TrainingPlan(
        rows=with_waiting(planner.planned(), table),
        activities=tuple(map(planner.activity, planner.groups, planner.groups.values())),
        repairs=tuple(planner.repairs.values()),
        notices=(*table.notices, *planner.notices()),
        questions={name: problem.message for name, problem in table.questions.items()},
        readings={name: problem.readings for name, problem in table.questions.items()},
        basis=TrainingBasis(snapshot=snapshot, table=table, today=today),
    )


class _Planner:
    """Takes the rows one by one; what stands in one file decides nothing about another."""

    def __init__(self, snapshot: TrainingSnapshot, table: TrainingTable, today: date) -> None:
        self.groups: dict[Key, tuple[TrainingRow, ...]] = {}
        self.repairs: dict[int, Repair] = {}
        self._changes: dict[int, tuple[Change, ...]] = {}
        self._snapshot = snapshot
        self._table = table
        self._today = today
        self._others: dict[int, Outcome] = {}
        """What becomes of a row that is not new."""
        self._problems: dict[int, list[RowProblem]] = {}
        self._unknown: Counter[tuple[str, str]] = Counter()
        self._own_points = 0
        self._accredits = "activity_id" in table.present
        self._spellings = Spellings(snapshot.learners)
        self._folded = Folded()
        self._keys = ImportKeys()
        self._said = _Said()
        for problem in table.problems:
            self._problems.setdefault(problem.row, []).append(problem)

    def take(self, row: TrainingRow) -> None:
        """Decide about one row."""
        if row.row in self._problems or not self._can_be(row):
            self._others[row.row] = Outcome.REJECTED
            return
        learner = self._snapshot.learners[row.personnel_number or ""]
        assert row.date is not None  # noqa: S101 - `_can_be` saw to it
        key = (learner.id, row.date, self._folded[row.title or ""], row.starts)
        if self._is_known(row, learner, key):
            return
        group = self.groups.get(key)
        if group is None or self._belongs(row, group):
            self.groups[key] = (*group, row) if group else (row,)
            self._remark(row)

    def _belongs(self, row: TrainingRow, group: Sequence[TrainingRow]) -> bool:
        """Whether a row says something more about an activity that an earlier row of the file is about too."""
        if _what(group[0]) != _what(row):
            self._problem(
                row, "activity", "rows-disagree", f"Rij {group[0].row} zegt iets anders over dezelfde activiteit.",
                "Maak de rijen gelijk, of geef twee activiteiten elk een eigen begintijd.", blocks=True,
            )  # fmt: skip
            self._others[row.row] = Outcome.REJECTED
            return False
        if any(other[1:] == row[1:] for other in group):
            self._problem(row, "activity", "row-twice", "Deze rij staat er twee keer in.", "Er is niets te doen.")
            self._others[row.row] = Outcome.UNCHANGED
            return False
        return True

    def planned(self) -> tuple[PlannedRow, ...]:
        """Return the finished rows."""
        learners, others, new = self._snapshot.learners, self._others, Outcome.NEW
        return tuple(
            PlannedRow(
                row.row,
                row.personnel_number or "",
                learner.display_name if (learner := learners.get(row.personnel_number or "")) else row.name or "",
                others.get(row.row, new),
                self._changes.get(row.row, ()),
                tuple(found) if (found := self._problems.get(row.row)) else (),
            )
            for row in self._table.rows
        )

    def activity(self, key: Key, rows: Sequence[TrainingRow]) -> NewActivity:
        """Make one activity of the rows about it."""
        first, (person_id, on, _, starts) = rows[0], key
        gross, excluded = _minutes(first)
        ids, awarded = self._accredited(rows) if self._accredits else (_NOTHING, None)
        said = [self._said[row.register, row.status, row.points_granted] for row in rows]
        return NewActivity(
            first.row,
            person_id,
            first.title or "",
            first.kind or "training",
            on,
            starts,
            first.ends,
            gross,
            excluded,
            ids,
            awarded,
            first.provider or "",
            first.role or "deelnemer",
            first.status != _DRAFT if len(rows) == 1 else any(row.status != _DRAFT for row in rows),
            said[0] if len(said) == 1 else tuple(chain.from_iterable(said)),
        )

    def _accredited(self, rows: Sequence[TrainingRow]) -> tuple[Mapping[str, str], Decimal | None]:
        """Return the ID numbers by who gave them, and the points that came with them."""
        learner = self._snapshot.learners[rows[0].personnel_number or ""]
        ids = {self._body(row, learner): row.activity_id for row in rows if row.activity_id}
        awarded = [row.points_claimed for row in rows if row.activity_id and row.points_claimed is not None]
        return ids or _NOTHING, max(awarded, default=None)

    def notices(self) -> list[str]:
        """Say once per file what was read otherwise than it stands."""
        said = [
            f"{what} '{shown(value)}' kennen we niet: {count} {'rij is' if count == 1 else 'rijen zijn'} {becomes}."
            for ((what, value), count) in sorted(self._unknown.items())
            for becomes in (_BECOMES[what],)
        ]
        if self._own_points:
            said.append(
                f"Punten zonder ID-nummer ({number_of(self._own_points, 'rij', 'rijen')}) rekenen we zelf uit "
                "met de regels van het register."
            )
        return [*said, *self._spellings.notices()]

    def _can_be(self, row: TrainingRow) -> bool:
        if not is_sound(row, self._today):
            self._problem(row, *first_fault(row, self._today), blocks=True)
            return False
        return self._fits_somebody(row) and (row.ends is None or self._fits_clock(row))

    def _fits_somebody(self, row: TrainingRow) -> bool:
        learner = self._snapshot.learners.get(row.personnel_number or "")
        if learner is None:
            self._problem(
                row, "personnel_number", "person-unknown", "Dit personeelsnummer kennen we niet.",
                "Importeer eerst de medewerkers, of verbeter het nummer.", blocks=True,
            )  # fmt: skip
            return False
        if row.name and not any(family in fold(row.name) for family in learner.family_names):
            self._problem(
                row, "name", "name-of-other", f"Dit nummer is hier van {learner.display_name}.",
                "Kijk na of het nummer klopt, of maak de naam gelijk.", blocks=True,
            )  # fmt: skip
            return False
        if row.personnel_number != learner.number and (doubt := self._spellings.problem(row.personnel_number or "")):
            self._problem(row, "personnel_number", *doubt, blocks=True)
            return False
        return True

    def _fits_clock(self, row: TrainingRow) -> bool:
        clock = _clock(row)
        if clock is not None and row.minutes is not None and row.minutes > clock:
            self._problem(
                row, "hours", "hours-past-clock", "Er staan meer uren dan er tussen begin- en eindtijd zitten.",
                "Kijk de uren en de tijden na.", blocks=True,
            )  # fmt: skip
            return False
        return True

    def _is_known(self, row: TrainingRow, learner: Learner, key: Key) -> bool:
        """Whether it was logged or imported before; then it stays as it is."""
        done = self._snapshot.done.get(key[:3])
        same = _at_that_time(row, [one for one in done if not one.withdrawn]) if done else []
        if not same:
            return self._is_left(row, key, withdrawn=bool(done and _at_that_time(row, done)))
        self._others[row.row] = Outcome.CHANGED if self._repairs(row, learner, same) else Outcome.UNCHANGED
        net = row.minutes if row.minutes is not None else _clock(row)
        if net is not None and all(one.net_minutes != net for one in same):
            lasted = number_of(same[0].net_minutes, "minuut", "minuten")
            self._problem(
                row, "hours", "known-otherwise", f"Deze activiteit staat er al, met {lasted}.",
                "We laten haar zoals ze is. Klopt dat niet? Pas haar dan in het leerregister aan.",
            )  # fmt: skip
        return True

    def _is_left(self, row: TrainingRow, key: Key, *, withdrawn: bool) -> bool:
        """Whether it came in before and is another now, by name, day, time or people, or was taken back: on purpose."""
        if withdrawn:
            self._leave_withdrawn(row)
        elif self._snapshot.moved and self._keys.key(key) in self._snapshot.moved:
            self._others[row.row] = Outcome.UNCHANGED
            self._problem(
                row, "activity", "changed-since",
                "Deze activiteit is eerder geïmporteerd. Daarna is de naam, de dag, de tijd of wie er was gewijzigd.",
                "We laten haar zoals ze is. Klopt dat niet? Pas haar dan in het leerregister aan.",
            )  # fmt: skip
        return row.row in self._others

    def _leave_withdrawn(self, row: TrainingRow) -> None:
        """Leave out what somebody took back on purpose: an old list may not bring it in again and again."""
        self._others[row.row] = Outcome.UNCHANGED
        self._problem(
            row, "activity", "withdrawn",
            "Deze activiteit stond hier, maar is ingetrokken. We nemen haar niet opnieuw over.",
            "Hoort ze er toch bij? Leg haar dan zelf vast in het leerregister.",
        )  # fmt: skip

    def _repairs(self, row: TrainingRow, learner: Learner, same: Sequence[Done]) -> bool:
        """Move an ID number from "onbekend" to the body that this file names for the same number."""
        if row.activity_id is None:
            return False
        body = self._body(row, learner)
        if len(same) != 1 or body == UNKNOWN_BODY or body in same[0].accreditation_ids:
            return False
        one = same[0]
        if one.accreditation_ids.get(UNKNOWN_BODY) != row.activity_id or one.activity_id in self.repairs:
            return False
        before = dict(one.accreditation_ids)
        after = {name: number for name, number in before.items() if name != UNKNOWN_BODY} | {body: row.activity_id}
        self.repairs[one.activity_id] = Repair(row.row, one.activity_id, one.activity_version, before, after)
        self._changes[row.row] = (Change("ID-nummer van", UNKNOWN_BODY, body),)
        return True

    def _remark(self, row: TrainingRow) -> None:
        if row.kind is None and row.kind_said:
            self._unknown["Type", row.kind_said] += 1
        if row.role is None and row.role_said:
            self._unknown["Rol", row.role_said] += 1
        if not row.activity_id:
            self._own_points += row.points_claimed is not None
        elif self._body(row, self._snapshot.learners[row.personnel_number or ""]) == UNKNOWN_BODY:
            self._problem(
                row, "activity_id", "body-unknown", "We weten niet bij welk register dit ID-nummer hoort.",
                "Vul de kolom Register in. Nu bewaren we het nummer, maar telt het nergens als accreditatie.",
            )  # fmt: skip

    def _body(self, row: TrainingRow, learner: Learner) -> str:
        """Say who gave an ID number: by its register, its letters, or the only body of this person's registers."""
        if row.register and (bodies := self._snapshot.bodies.get(row.register)):
            return min(bodies)
        letters = (row.activity_id or "").rstrip("0123456789").strip("-:. ").casefold()
        if letters in BODIES:
            return BODIES[letters]
        own = self._snapshot.enrolments.get(learner.id, ())
        bodies = frozenset[str]().union(*(self._snapshot.bodies.get(one.register_id, frozenset()) for one in own))
        return min(bodies) if len(bodies) == 1 else UNKNOWN_BODY

    def _problem(
        self, row: TrainingRow, field: str, code: str, reason: str, remedy: str, *, blocks: bool = False
    ) -> None:
        source = self._table.source
        place = source.columns.get(field)
        texts = self._texts[row.row]
        value = texts[place] if place is not None and place < len(texts) else ""
        self._problems.setdefault(row.row, []).append(
            RowProblem(
                row.row,
                code,
                source.headers[place] if place is not None else "",
                f"{source.letters[place]}{row.row}" if place is not None else "",
                shown(value),
                reason,
                remedy,
                blocks,
            )
        )

    @cached_property
    def _texts(self) -> dict[int, tuple[str, ...]]:
        return {row.number: row.texts for row in self._table.source.rows}


_BECOMES = {"Type": "training geworden", "Rol": "als deelnemer gelezen"}


class _Said(dict[tuple[str | None, str | None, Decimal | None], tuple[RegisterSaid, ...]]):
    """What rows say of a register, by its name, the status and the points: a file says few different things."""

    def __missing__(self, row: tuple[str | None, str | None, Decimal | None]) -> tuple[RegisterSaid, ...]:
        register, status, granted = row
        one = RegisterSaid(register, ClaimState(status) if status else None, granted)
        said = self[row] = (one,) if one.state or granted is not None else ()
        return said


def _at_that_time(row: TrainingRow, done: Sequence[Done]) -> list[Done]:
    same = [one for one in done if row.starts is None or one.starts_at == row.starts]
    return same or [one for one in done if one.starts_at is None]  # logged or imported before without its time


def _what(row: TrainingRow) -> tuple[object, ...]:
    """Return what rows about one activity must agree on."""
    return (row.kind, row.ends, row.minutes, row.provider, row.role)


def _clock(row: TrainingRow) -> int | None:
    if row.starts is None or row.ends is None:
        return None
    return (row.ends.hour * 60 + row.ends.minute) - (row.starts.hour * 60 + row.starts.minute)


def _minutes(row: TrainingRow) -> tuple[int, Mapping[str, int]]:
    """Return gross minutes and what does not count; with times, the difference with the net hours is a break."""
    clock = _clock(row)
    if clock is None:
        return row.minutes or 0, _NOTHING
    if row.minutes is None or row.minutes == clock:
        return clock, _NOTHING
    return clock, {"pauze": clock - row.minutes}
