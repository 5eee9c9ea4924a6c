"""Who was there, as rows of the form: ticked is present; "anders" holds state, minutes and role."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from werkzeug.datastructures import MultiDict

from register.errors import Invalid
from register.learning.entry import Participant
from register.learning.groups import GroupPage
from register.learning.kinds import PRESENT, ROLE_NAMES, STATE_NAMES, Kind
from register.learning.models import LearningSession

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


def read_rows(form: MultiDict[str, str]) -> tuple[Row, ...]:
    """Read the rows that were posted, with who was added or taken off by a button."""
    there = set(numbers(form.getlist("there")))
    listed = dict.fromkeys(numbers(form.getlist("person")))
    gone = set(numbers(form.getlist("remove")))
    rows = [_row(form, person_id, there=person_id in there) for person_id in listed if person_id not in gone]
    rows += [Row(person_id=person_id) for person_id in numbers(form.getlist("add")) if person_id not in listed]
    return tuple(rows[:_MOST])


def _row(form: MultiDict[str, str], person_id: int, *, there: bool) -> Row:
    return Row(
        person_id=person_id,
        there=there,
        state=form.get(f"state-{person_id}", ""),
        minutes=form.get(f"minutes-{person_id}", "").strip(),
        role=form.get(f"role-{person_id}", "deelnemer"),
    )


def numbers(values: Iterable[str]) -> list[int]:
    """Return the ids among what was posted; anything else is left out."""
    return [int(value) for value in values if value.isascii() and value.isdigit() and len(value) < 10]  # noqa: PLR2004 - fits every database


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


def rows_of_session(meeting: LearningSession) -> tuple[Row, ...]:
    """Return the stored list as rows."""
    return tuple(
        Row(
            person_id=one.person_id,
            name=one.person.display_name,
            there=one.state in PRESENT,
            state="" if one.state in {"aanwezig", "afwezig"} else one.state,
            minutes=str(one.minutes_present or ""),
            role=one.role,
        )
        for one in sorted(meeting.attendances, key=lambda one: one.person.sort_key)
    )


def rows_of_group(group: GroupPage) -> tuple[Row, ...]:
    """Return everybody in the group, present until unticked (B1)."""
    return tuple(Row(person_id=one.person_id, name=one.name, role=one.role) for one in group.members)


def fit_roles(rows: Sequence[Row], kind: Kind) -> tuple[Row, ...]:
    """Give everybody a role of this kind; who has another one gets its usual role."""
    return tuple(row if row.role in kind.roles else replace(row, role=kind.roles[0]) for row in rows)


def role_choices(kind: Kind, row: Row) -> dict[str, str]:
    """Return the roles that a kind knows, and the one somebody has already."""
    ids = dict.fromkeys((*kind.roles, *([row.role] if row.role in ROLE_NAMES else [])))
    return {role: ROLE_NAMES[role] for role in ids}
