"""One question on a card (*te bevestigen*): were you there, and on which of its days?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import NamedTuple

from register.learning.hours import net_minutes
from register.learning.kinds import PRESENT, kinds
from register.learning.models import ON_SCREEN, Activity, Attendance, LearningSession

MOST_NAMES = 3
CONFIRMED, DISPUTED = "bevestigd", "klopt niet"


@dataclass(frozen=True, kw_only=True)
class Day:
    """One meeting of an activity as somebody is asked about it (*bijeenkomst*)."""

    attendance_id: int
    held_on: date
    starts_at: time | None
    ends_at: time | None
    net_minutes: int
    online: bool
    role: str
    others: tuple[str, ...]
    """Display names of who else took part, in the order of the list."""
    changed: bool
    """The person confirmed an earlier version, and it changed since."""
    on_screen_of: str
    """Somebody on whose screen it was confirmed, which the person did not confirm alone since; else empty."""
    answer: str | None
    """"bevestigd" or "klopt niet" when the person answered already; `None`: the question stands."""


@dataclass(frozen=True, kw_only=True)
class Card:
    """One question: were you there? (*te bevestigen*)."""

    activity_id: int
    content_version: int
    kind: str
    title: str
    logged_by: str
    days: tuple[Day, ...]
    """The meetings that it is about, the first one first; never none."""

    @property
    def attendance_id(self) -> int:
        """The attendance that stands for all of it."""
        return self.days[0].attendance_id

    @property
    def held_on(self) -> date:
        """The first day."""
        return self.days[0].held_on

    @property
    def last_on(self) -> date:
        """The last day."""
        return self.days[-1].held_on

    @property
    def starts_at(self) -> time | None:
        """When the first meeting began."""
        return self.days[0].starts_at

    @property
    def ends_at(self) -> time | None:
        """When the first meeting ended."""
        return self.days[0].ends_at

    @property
    def net_minutes(self) -> int:
        """Learning time of all meetings together."""
        return sum(day.net_minutes for day in self.days)

    @property
    def online(self) -> bool:
        """Whether one of the meetings was online."""
        return any(day.online for day in self.days)

    @property
    def others(self) -> tuple[str, ...]:
        """Everybody else who was at one of the meetings."""
        return tuple(dict.fromkeys(name for day in self.days for name in day.others))

    @property
    def company(self) -> str:
        """Who else was there, in words: "Anna, Bram, Carla en 2 anderen"."""
        return company(self.others)

    @property
    def changed(self) -> bool:
        """The person confirmed an earlier version of it."""
        return any(day.changed for day in self.days)

    @property
    def on_screen_of(self) -> str:
        """On whose screen it was confirmed; empty where it was not."""
        return next((day.on_screen_of for day in self.days if day.on_screen_of), "")

    @property
    def answer(self) -> str | None:
        """The answer: "bevestigd" where that holds for one of the days; `None` as long as one has none."""
        answers = {day.answer for day in self.days}
        if None in answers:
            return None
        return CONFIRMED if CONFIRMED in answers else DISPUTED

    @property
    def missed(self) -> tuple[Day, ...]:
        """The days of which the person said not to have been there."""
        return tuple(day for day in self.days if day.answer == DISPUTED)


class PartRow(NamedTuple):
    """What a day needs of the viewer's own attendance."""

    id: int
    state: str
    role: str
    minutes_present: int | None
    confirmed_version: int | None
    confirmation_method: str | None
    disputed_at: datetime | None


class MeetingRow(NamedTuple):
    """What a day needs of the session."""

    held_on: date
    starts_at: time | None
    ends_at: time | None
    gross_minutes: int
    excluded_minutes: dict[str, int]


class LoggedRow(NamedTuple):
    """What a card needs of the activity."""

    id: int
    content_version: int
    kind: str
    title: str
    mode: str


def card_for(attendances: Sequence[Attendance]) -> Card:
    """Put somebody's part in an activity on a card, its sessions, the activity and everybody in it loaded."""
    activity = attendances[0].session.activity
    days = [
        day_of(
            one,
            one.session,
            activity,
            others=tuple(
                other.person.display_name
                for other in one.session.attendances
                if other.state in PRESENT and other.id != one.id
            ),
            witness=one.witness.display_name if one.witness else None,
        )
        for one in attendances
    ]
    return put_on_card(activity, activity.created_by.display_name, days)


def put_on_card(activity: Activity | LoggedRow, logged_by: str, days: Sequence[Day]) -> Card:
    """Put days of one activity together, the first one first."""
    return Card(
        activity_id=activity.id,
        content_version=activity.content_version,
        kind=kinds()[activity.kind].name if activity.kind in kinds() else activity.kind,
        title=activity.title,
        logged_by=logged_by,
        days=tuple(sorted(days, key=lambda day: (day.held_on, day.attendance_id))),
    )


def day_of(
    part: Attendance | PartRow,
    meeting: LearningSession | MeetingRow,
    activity: Activity | LoggedRow,
    *,
    others: tuple[str, ...],
    witness: str | None,
) -> Day:
    """Say what is stored of somebody's part in a meeting; rows with the same columns will do."""
    confirmed = part.confirmed_version == activity.content_version
    on_screen = confirmed and part.confirmation_method == ON_SCREEN
    return Day(
        attendance_id=part.id,
        held_on=meeting.held_on,
        starts_at=meeting.starts_at,
        ends_at=meeting.ends_at,
        net_minutes=net_minutes(
            meeting.gross_minutes,
            meeting.excluded_minutes,
            part.minutes_present if part.state == "deels" else None,
        ),
        online=activity.mode == "online" or part.state == "online",
        role=part.role,
        others=others,
        changed=part.confirmed_version is not None and not confirmed,
        on_screen_of=(witness or "") if on_screen else "",
        answer=DISPUTED if part.disputed_at else CONFIRMED if confirmed and not on_screen else None,
    )


def company(others: Sequence[str]) -> str:
    """Put names in a sentence: all of them up to four, else three and how many more."""
    shown = list(others) if len(others) <= MOST_NAMES + 1 else [*others[:MOST_NAMES]]
    rest = len(others) - len(shown)
    if rest:
        shown.append(f"{rest} anderen")
    return " en ".join(part for part in (", ".join(shown[:-1]), shown[-1] if shown else "") if part)
