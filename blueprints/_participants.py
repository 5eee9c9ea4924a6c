"""Who was there, as rows of the form: ticked is present; "anders" holds state, minutes and role."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from werkzeug.datastructures import MultiDict

from register.errors import Invalid
from register.learning.entry import Participant
from register.learning.groups import GroupPage
from register.learning.kinds import PRESENT, ROLE_NAMES, STATE_NAMES, Kind
from register.learning.models import Activity, LearningSession

from ._fields import numbers

_MOST = 250


@dataclass(frozen=True, kw_only=True)
class Row:
    """One line of the list of participants, as typed."""

    person_id: int
    name: str = ""
    there: bool = True
    state: str = ""
    """Empty: follows the tick."""
    minutes: str = ""
    role: str = "deelnemer"

    @property
    def special(self) -> bool:
        """Whether something else than a tick was said, so that the line opens."""
        return bool(self.state or self.minutes) or self.role != "deelnemer"


def read_rows(form: MultiDict[str, str], prefix: str = "") -> tuple[Row, ...]:
    """Read the rows that were posted, with who was added or taken off by a button.

    All meetings have the same people on their list; `prefix` says of which meeting the answers are.
    """
    there = set(numbers(form.getlist(f"{prefix}there")))
    listed = dict.fromkeys(numbers(form.getlist("person")))
    gone = set(numbers(form.getlist("remove")))
    rows = [_row(form, person_id, prefix, there=person_id in there) for person_id in listed if person_id not in gone]
    rows += [Row(person_id=person_id) for person_id in numbers(form.getlist("add")) if person_id not in listed]
    return tuple(rows[:_MOST])


def _row(form: MultiDict[str, str], person_id: int, prefix: str, *, there: bool) -> Row:
    return Row(
        person_id=person_id,
        there=there,
        state=form.get(f"{prefix}state-{person_id}", ""),
        minutes=form.get(f"{prefix}minutes-{person_id}", "").strip(),
        role=form.get(f"{prefix}role-{person_id}", "deelnemer"),
    )


def named(rows: Sequence[Row], names: Mapping[int, str]) -> tuple[Row, ...]:
    """Add the names; who is not of this organisation drops out."""
    return tuple(replace(row, name=names[row.person_id]) for row in rows if row.person_id in names)


def participants_of(rows: Sequence[Row]) -> tuple[Participant, ...]:
    """Turn rows into participants; the tick decides who was there, the list says how.

    Raises:
        Invalid: minutes that are no number.

    """
    return tuple(_participant(row) for row in rows)


def _participant(row: Row) -> Participant:
    if row.state and row.state not in STATE_NAMES:
        raise Invalid("participants", "Kies voor iedereen uit de lijst of die er was.")
    if row.minutes and not (row.minutes.isascii() and row.minutes.isdigit() and len(row.minutes) <= 4):  # noqa: PLR2004
        raise Invalid("participants", f"“{row.minutes}” is geen aantal minuten. Schrijf bijvoorbeeld 45.")
    fits = row.state and (row.state in PRESENT) == row.there
    state = row.state if fits else "aanwezig" if row.there else "afwezig"
    minutes = int(row.minutes) if row.minutes and state == "deels" else None
    return Participant(person_id=row.person_id, state=state, minutes_present=minutes, role=row.role)


def rows_of_meetings(activity: Activity) -> tuple[tuple[Row, ...], ...]:
    """Return the stored list of every meeting as rows; who is on one list stands, unticked, on the others too."""
    everybody = {one.person_id: one.person for it in activity.sessions for one in it.attendances}
    order = sorted(everybody.values(), key=lambda person: person.sort_key)
    blank = [Row(person_id=person.id, name=person.display_name, there=False) for person in order]
    return tuple(tuple(_stored(meeting).get(row.person_id, row) for row in blank) for meeting in activity.sessions)


def _stored(meeting: LearningSession) -> dict[int, Row]:
    return {
        one.person_id: Row(
            person_id=one.person_id,
            name=one.person.display_name,
            there=one.state in PRESENT,
            state="" if one.state in {"aanwezig", "afwezig"} else one.state,
            minutes=str(one.minutes_present or ""),
            role=one.role,
        )
        for one in meeting.attendances
    }


def rows_of_group(group: GroupPage) -> tuple[Row, ...]:
    """Return everybody in the group, present until unticked (B1)."""
    return tuple(Row(person_id=one.person_id, name=one.name, role=one.role) for one in group.members)


def fit_roles(rows: Sequence[Row], kind: Kind) -> tuple[Row, ...]:
    """Give everybody a role of this kind; who has another one gets its usual role."""
    return tuple(row if row.role in kind.roles else replace(row, role=kind.roles[0]) for row in rows)


def with_roles_of(kind: Kind, rows: Sequence[Row], *, added: Collection[int]) -> tuple[Row, ...]:
    """Give who was just added a role of this kind: the first that nobody has, where its roles are for two."""
    free = [role for role in kind.roles if role not in {row.role for row in rows if row.person_id not in added}]
    usual = "deelnemer" if "deelnemer" in kind.roles else next(iter(free), kind.roles[0])
    return tuple(replace(row, role=usual) if row.person_id in added else row for row in rows)


def role_choices(kind: Kind, row: Row) -> dict[str, str]:
    """Return the roles that a kind knows, and the one somebody has already."""
    ids = dict.fromkeys((*kind.roles, *([row.role] if row.role in ROLE_NAMES else [])))
    return {role: ROLE_NAMES[role] for role in ids}
