"""Plan an import of an attendance list: who was at which meeting, known or elsewhere. Pure (*aanwezigheid*)."""

import hashlib
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, time
from typing import Any, NamedTuple

from register.imports.attendance_snapshot import AttendanceSnapshot, KnownAttendance, Meeting
from register.imports.attendance_table import AttendanceRow, AttendanceTable
from register.imports.people_plan import Change, Outcome, PlannedRow, PlanOfRows
from register.imports.problems import RowProblem, shown
from register.imports.training_plan import BODIES, OUTCOMES, UNKNOWN_BODY
from register.imports.waiting import with_waiting
from register.imports.zeros import Spellings
from register.learning.kinds import PRESENT, ROLE_NAMES, STATE_NAMES
from register.people.names import fold
from register.workbooks.words import number_of

Key = tuple[date, str, time | None]


class NewPart(NamedTuple):
    """Somebody's part in a meeting, to add; `meeting` is the id of one that is known, or the key of a new one."""

    row: int
    person_id: int
    meeting: int | str
    state: str
    minutes: int | None
    role: str


class NewMeeting(NamedTuple):
    """A course that we do not know (*elders gevolgd*): an activity with one meeting, to add."""

    key: str
    title: str
    kind: str
    date: date
    starts: time
    ends: time
    provider: str
    accreditation_ids: dict[str, str]


class ChangedPart(NamedTuple):
    """Somebody's part in a meeting that becomes another; a confirmation of what was there before lapses."""

    row: int
    attendance_id: int
    activity_id: int
    version: int
    before: dict[str, Any]
    after: dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class AttendanceBasis:
    """All that a plan depends on: with an equal basis it would be the same plan (`plan_attendance` is pure)."""

    snapshot: AttendanceSnapshot
    table: AttendanceTable
    today: date


@dataclass(frozen=True, kw_only=True)
class AttendancePlan(PlanOfRows):
    """The whole plan; pure data, made by `plan_attendance`."""

    outcomes = OUTCOMES

    meetings: tuple[NewMeeting, ...]
    parts: tuple[NewPart, ...]
    changed: tuple[ChangedPart, ...]
    activities: tuple[int, ...]
    """Known activities that get something new or other."""
    basis: AttendanceBasis | None = field(default=None, repr=False, compare=False)
    """What it was made of; `None` for a plan that was kept."""

    @property
    def changes(self) -> bool:
        """Whether there is anything to apply."""
        return bool(self.parts or self.changed)

    def _content(self) -> list[Any]:
        rows = [(row.row, row.outcome) for row in self.rows]
        return [rows, self.meetings, self.parts, self.changed, self.activities]


def plan_attendance(snapshot: AttendanceSnapshot, table: AttendanceTable, *, today: date) -> AttendancePlan:
    """Compare an attendance list with the meetings that are known."""
    planner = _Planner(snapshot, table, today)
    for row in table.rows:
        planner.take(row)
    meetings = planner.elsewhere()
    return AttendancePlan(
        rows=with_waiting(map(planner.planned, table.rows), table),
        meetings=meetings,
        parts=tuple(planner.parts.values()),
        changed=tuple(planner.changed),
        activities=tuple(sorted(planner.activities)),
        notices=(*table.notices, *planner.notices(meetings)),
        questions={name: problem.message for name, problem in table.questions.items()},
        readings={name: problem.readings for name, problem in table.questions.items()},
        basis=AttendanceBasis(snapshot=snapshot, table=table, today=today),
    )


class _Planner:
    """Takes the rows one by one."""

    def __init__(self, snapshot: AttendanceSnapshot, table: AttendanceTable, today: date) -> None:
        self.parts: dict[int, NewPart] = {}
        """By row."""
        self.changed: list[ChangedPart] = []
        self.activities: set[int] = set()
        self._snapshot = snapshot
        self._table = table
        self._today = today
        self._groups: dict[Key, list[AttendanceRow]] = {}
        self._seen: dict[tuple[int | str, int], AttendanceRow] = {}
        self._outcomes: dict[int, Outcome] = {}
        self._changes: dict[int, tuple[Change, ...]] = {}
        self._problems: dict[int, list[RowProblem]] = {}
        self._unknown: Counter[tuple[str, str]] = Counter()
        self._spellings = Spellings(snapshot.learners)
        self._texts = {row.number: row.texts for row in table.source.rows}
        for problem in table.problems:
            self._problems.setdefault(problem.row, []).append(problem)

    def take(self, row: AttendanceRow) -> None:
        """Decide about one row."""
        if row.row in self._problems or not (self._can_be(row) and self._fits_somebody(row)):
            self._outcomes[row.row] = Outcome.REJECTED
            return
        assert row.date is not None  # noqa: S101 - `_can_be` saw to it
        self._find_its_meeting(row, row.date)
        self._remark(row)

    def _find_its_meeting(self, row: AttendanceRow, day: date) -> None:
        found = self._snapshot.meetings.get((day, fold(row.title or "")), ())
        same = [one for one in found if row.starts is None or one.starts_at in {row.starts, None}]
        if len(same) > 1:
            self._reject(
                row, "starts" if "starts" in self._table.present else "date", "meeting-ambiguous",
                f"Op deze dag zijn er {len(same)} bijeenkomsten met deze naam.", "Vul de begintijd in.",
            )  # fmt: skip
        elif same:
            self._at(row, same[0])
        else:
            self._elsewhere(row, (day, fold(row.title or ""), row.starts))

    def elsewhere(self) -> tuple[NewMeeting, ...]:
        """Make the meetings that we did not know; where nobody was there is nothing to make."""
        made = []
        for key, rows in self._groups.items():
            if not any(row.state in PRESENT for row in rows):
                for row in rows:
                    self.parts.pop(row.row, None)
                    self._reject(
                        row, "activity", "nobody-there", "Deze bijeenkomst kennen we niet, en niemand was er.",
                        "Er is niets te doen.",
                    )  # fmt: skip
                continue
            first = rows[0]
            assert first.date is not None  # noqa: S101 - `_can_be` saw to it
            assert first.starts is not None  # noqa: S101 - `_elsewhere` saw to it
            assert first.ends is not None  # noqa: S101 - `_elsewhere` saw to it
            ids = {_body(row.activity_id): row.activity_id for row in rows if row.activity_id}
            kind, provider = first.kind or "training", first.provider or ""
            made.append(
                NewMeeting(_written(key), first.title or "", kind, first.date, first.starts, first.ends, provider, ids)
            )
        return tuple(made)

    def planned(self, row: AttendanceRow) -> PlannedRow:
        """Return the finished row."""
        learner = self._snapshot.learners.get(row.personnel_number or "")
        return PlannedRow(
            row.row,
            row.personnel_number or "",
            learner.display_name if learner else row.name or "",
            self._outcomes[row.row],
            self._changes.get(row.row, ()),
            tuple(self._problems.get(row.row, ())),
        )

    def notices(self, meetings: Sequence[NewMeeting]) -> list[str]:
        """Say once per file what was read otherwise than it stands."""
        said = [
            f"'{shown(one.title)}' op {one.date.day}-{one.date.month}-{one.date.year} kennen we niet: "
            "we leggen dit vast als elders gevolgd."
            for one in meetings
        ]
        said += [
            f"{what} '{shown(value)}' kennen we niet: {count} {'rij is' if count == 1 else 'rijen zijn'} {becomes}."
            for (what, value, becomes), count in sorted(
                ((what, value, _BECOMES[what]), count) for (what, value), count in self._unknown.items()
            )
        ]
        return [*said, *self._spellings.notices()]

    def _can_be(self, row: AttendanceRow) -> bool:
        checks = (
            (row.personnel_number is None, "personnel_number", "number-missing", "Het personeelsnummer ontbreekt.",
                "Vul het in."),
            (row.title is None, "activity", "title-missing", "De naam van de activiteit ontbreekt.", "Vul die in."),
            (row.date is None, "date", "date-missing", "De datum ontbreekt.", "Vul de datum in."),
            (row.state is None, "presence", "presence-missing", "Er staat niet of deze persoon er was.",
                "Vul in: aanwezig, deels, online, afgemeld of afwezig."),
            (row.date is not None and row.date > self._today, "date", "date-future",
                "Deze datum ligt in de toekomst.", "Importeer de lijst als de bijeenkomst geweest is."),
            (row.starts is not None and row.ends is not None and row.ends <= row.starts, "ends", "time-backward",
                "De eindtijd ligt niet na de begintijd.", "Kijk beide tijden na."),
            (row.state == "deels" and row.minutes is None, "minutes", "minutes-missing",
                "Deze persoon was er deels, maar er staat niet hoe lang.", "Vul de minuten in."),
        )  # fmt: skip
        for wrong, column, code, reason, remedy in checks:
            if wrong:
                self._reject(row, column, code, reason, remedy)
                return False
        return True

    def _fits_somebody(self, row: AttendanceRow) -> bool:
        learner = self._snapshot.learners.get(row.personnel_number or "")
        if learner is None:
            self._reject(
                row, "personnel_number", "person-unknown", "Dit personeelsnummer kennen we niet.",
                "Importeer eerst de medewerkers, of verbeter het nummer.",
            )  # fmt: skip
        elif row.name and not any(family in fold(row.name) for family in learner.family_names):
            self._reject(
                row, "name", "name-of-other", f"Dit nummer is hier van {learner.display_name}.",
                "Kijk na of het nummer klopt, of maak de naam gelijk.",
            )  # fmt: skip
        elif doubt := self._spellings.problem(row.personnel_number or ""):
            self._reject(row, "personnel_number", *doubt)
        else:
            return True
        return False

    def _at(self, row: AttendanceRow, meeting: Meeting) -> None:
        """Put somebody on the list of a meeting that is known."""
        person_id = self._snapshot.learners[row.personnel_number or ""].id
        if self._is_twice(row, meeting.id, person_id):
            return
        if row.state == "deels" and (row.minutes or 0) > meeting.gross_minutes:
            self._reject(
                row, "minutes", "minutes-past-meeting", _lasted(meeting.gross_minutes),
                "Kijk de minuten na.",
            )  # fmt: skip
            return
        stored = meeting.people.get(person_id)
        if stored is None:
            self._add(row, meeting.id, person_id)
            self.activities.add(meeting.activity_id)
        else:
            self._compare(row, meeting, stored)

    def _compare(self, row: AttendanceRow, meeting: Meeting, stored: KnownAttendance) -> None:
        said: dict[str, Any] = {"state": row.state, "minutes_present": row.minutes if row.state == "deels" else None}
        said |= {"role": row.role} if row.role else {}
        after = {name: value for name, value in said.items() if value != getattr(stored, name)}
        if not after:
            self._outcomes[row.row] = Outcome.UNCHANGED
        elif stored.granted:
            self._reject(
                row, "presence", "granted", "Een register kende hiervoor al punten toe.",
                "Pas de activiteit in het leerregister aan; daar vragen we naar de reden.",
            )  # fmt: skip
        elif stored.disputed:
            self._reject(
                row, "presence", "disputed", "Deze persoon zei zelf: klopt niet.",
                "Overleg met deze persoon wat klopt.",
            )  # fmt: skip
        else:
            self._changes[row.row] = tuple(
                Change(_LABELS[name], _said(getattr(stored, name)), _said(value)) for name, value in after.items()
            )
            if stored.confirmed_at is not None:
                after |= dict.fromkeys(_CONFIRMATION)
            before = {name: getattr(stored, name) for name in after}
            self.changed.append(ChangedPart(row.row, stored.id, meeting.activity_id, stored.version, before, after))
            self.activities.add(meeting.activity_id)
            self._outcomes[row.row] = Outcome.CHANGED

    def _elsewhere(self, row: AttendanceRow, key: Key) -> None:
        """Group the rows about one meeting that we do not know."""
        if row.starts is None or row.ends is None:
            self._reject(
                row, "activity", "meeting-unknown", "Deze bijeenkomst kennen we niet.",
                "Kijk naam en datum na. Was het elders? Vul dan begintijd en eindtijd in.",
            )  # fmt: skip
            return
        person_id = self._snapshot.learners[row.personnel_number or ""].id
        group = self._groups.get(key, [])
        if group and _what(group[0]) != _what(row):
            self._reject(
                row, "activity", "rows-disagree", f"Rij {group[0].row} zegt iets anders over dezelfde bijeenkomst.",
                "Maak de rijen gelijk.",
            )  # fmt: skip
        elif row.state == "deels" and (row.minutes or 0) > _clock(row.starts, row.ends):
            self._reject(
                row, "minutes", "minutes-past-meeting",
                _lasted(_clock(row.starts, row.ends)), "Kijk de minuten na.",
            )  # fmt: skip
        elif not self._is_twice(row, _written(key), person_id):
            self._groups.setdefault(key, []).append(row)
            self._add(row, _written(key), person_id)

    def _is_twice(self, row: AttendanceRow, meeting: int | str, person_id: int) -> bool:
        first = self._seen.setdefault((meeting, person_id), row)
        if first is row:
            return False
        if (first.state, first.minutes, first.role) == (row.state, row.minutes, row.role):
            self._problem(
                row, "personnel_number", "row-twice", "Deze rij staat er twee keer in.", "Er is niets te doen."
            )
            self._outcomes[row.row] = Outcome.UNCHANGED
        else:
            self._reject(
                row, "presence", "rows-disagree", f"Rij {first.row} zegt iets anders over dezelfde persoon.",
                "Laat één van beide rijen staan.",
            )  # fmt: skip
        return True

    def _add(self, row: AttendanceRow, meeting: int | str, person_id: int) -> None:
        state = row.state or ""
        minutes = row.minutes if state == "deels" else None
        self.parts[row.row] = NewPart(row.row, person_id, meeting, state, minutes, row.role or "deelnemer")
        self._changes[row.row] = (Change("Aanwezigheid", "(niet op de lijst)", _said(state)),)
        self._outcomes[row.row] = Outcome.NEW

    def _remark(self, row: AttendanceRow) -> None:
        for what, said, known in (("Type", row.kind_said, row.kind), ("Rol", row.role_said, row.role)):
            if said and known is None and self._outcomes[row.row] is not Outcome.REJECTED:
                self._unknown[what, said] += 1

    def _reject(self, row: AttendanceRow, column: str, code: str, reason: str, remedy: str) -> None:
        self._problem(row, column, code, reason, remedy, blocks=True)
        self._outcomes[row.row] = Outcome.REJECTED

    def _problem(
        self, row: AttendanceRow, column: str, code: str, reason: str, remedy: str, *, blocks: bool = False
    ) -> None:
        source = self._table.source
        place = source.columns.get(column)
        texts = self._texts[row.row]
        self._problems.setdefault(row.row, []).append(
            RowProblem(
                row.row,
                code,
                source.headers[place] if place is not None else "",
                f"{source.letters[place]}{row.row}" if place is not None else "",
                shown(texts[place] if place is not None and place < len(texts) else ""),
                reason,
                remedy,
                blocks,
            )
        )


_BECOMES = {"Type": "training geworden", "Rol": "als deelnemer gelezen"}
_LABELS = {"state": "Aanwezigheid", "minutes_present": "Minuten", "role": "Rol"}
_CONFIRMATION = ("confirmed_at", "confirmed_by_id", "confirmed_version", "confirmation_method")


def _said(value: object) -> str:
    words = STATE_NAMES | ROLE_NAMES
    return "(leeg)" if value is None else words.get(str(value), str(value))


def _written(key: Key) -> str:
    content = json.dumps(["bijeenkomst", key[0].isoformat(), key[1], key[2].isoformat() if key[2] else None])
    return hashlib.sha256(content.encode()).hexdigest()


def _what(row: AttendanceRow) -> tuple[object, ...]:
    """Return what rows about one meeting must agree on."""
    return (row.kind, row.ends, row.provider, row.activity_id)


def _clock(starts: time, ends: time) -> int:
    return (ends.hour * 60 + ends.minute) - (starts.hour * 60 + starts.minute)


def _body(number: str) -> str:
    letters = number.rstrip("0123456789").strip("-:. ").casefold()
    return BODIES.get(letters, UNKNOWN_BODY)


def _lasted(minutes: int) -> str:
    return f"De bijeenkomst duurde {number_of(minutes, 'minuut', 'minuten')}."
