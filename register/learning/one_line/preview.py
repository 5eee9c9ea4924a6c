"""What was understood of one line, what is asked, and what was left over."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time
from enum import StrEnum


class Meaning(StrEnum):
    """As what a piece of the line was understood (*betekenis*)."""

    KIND = "soort"
    DAY = "dag"
    TIME = "tijd"
    DURATION = "duur"
    EXCLUDED = "pauze"
    TIMES = "aantal keer"
    GROUP = "groep"
    TEAM = "team"
    PERSON = "persoon"
    ROLE = "rol"
    PLACE = "online of fysiek"
    AGAIN = "zelfde als vorige keer"
    REST = "rest"


@dataclass(frozen=True, kw_only=True)
class Named:
    """A team, a standing group or a colleague that the line may name."""

    id: int
    name: str


@dataclass(frozen=True, kw_only=True)
class Last:
    """What was logged last, for "zelfde als vorige keer"; empty where it was not known."""

    kind: str | None = None
    minutes: int | None = None
    group_id: int | None = None
    team_id: int | None = None
    people: tuple[Named, ...] = ()
    online: bool | None = None


@dataclass(frozen=True, kw_only=True)
class Piece:
    """A part of the line; all pieces one after another are the whole line."""

    start: int
    end: int
    words: str
    meaning: Meaning


@dataclass(frozen=True, kw_only=True)
class Choice:
    """One possible answer."""

    label: str
    value: date | time | int | str
    """The day, the starting time, minutes, the id of a person, team or group, or the id of a kind."""
    meaning: Meaning


@dataclass(frozen=True, kw_only=True)
class Question:
    """What the line leaves open; without choices the form asks for it."""

    about: Meaning
    text: str
    choices: tuple[Choice, ...] = ()


@dataclass(frozen=True, kw_only=True)
class PersonNamed:
    """A colleague who was understood, with the role when the line says it."""

    id: int
    name: str
    role: str | None = None


@dataclass(frozen=True, kw_only=True)
class LinePreview:
    """The line as an entry to check (*voorbeeld*); `None` means "not said" or "asked", never a guess."""

    line: str
    pieces: tuple[Piece, ...]
    kind: str | None = None
    held_on: date | None = None
    minutes: int | None = None
    """Gross minutes of one meeting."""
    starts_at: time | None = None
    ends_at: time | None = None
    excluded: Mapping[str, int] = field(default_factory=dict)
    """Minutes that are no learning, by the keys of `EXCLUSION_NAMES`."""
    times: int = 1
    """How many meetings of this length."""
    group_id: int | None = None
    team_id: int | None = None
    people: tuple[PersonNamed, ...] = ()
    role: str | None = None
    """The role of whoever logs."""
    online: bool | None = None
    subject: str = ""
    questions: tuple[Question, ...] = ()
    leftover: tuple[str, ...] = ()
    """What was not understood and is no subject; shown, never dropped."""

    @property
    def missing(self) -> tuple[Meaning, ...]:
        """Return what the form needs and the line neither says nor asks about."""
        asked = {question.about for question in self.questions}
        said = ((Meaning.KIND, self.kind), (Meaning.DAY, self.held_on), (Meaning.DURATION, self.minutes))
        return tuple(meaning for meaning, value in said if value is None and meaning not in asked)
