"""Presence for PE-online (presentie): whom to report for an activity, as a list of numbers and as calls of 100 (F4)."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from xml.sax.saxutils import escape

from register.current import AMSTERDAM
from register.errors import Invalid
from register.exports.results import Result

PER_CALL = 100
"""PE-online takes at most so many presences in one call."""
_NUMBER = re.compile(r"[0-9A-Za-z-]{3,40}")
_ONLY_FOR = {
    "module": "Een module hoort alleen bij e-learning.",
    "edition": "Een uitvoering hoort alleen bij fysieke scholing.",
    "meeting": "Een bijeenkomst hoort alleen bij fysieke scholing die per bijeenkomst is geaccrediteerd.",
}


class CourseKind(StrEnum):
    """The four kinds of courses that PE-online tells apart."""

    PER_MEETING = "1"
    E_LEARNING = "2"
    EXPERTISE_GROUP = "3"
    AS_A_WHOLE = "4"


COURSE_KINDS = {
    CourseKind.PER_MEETING: "Fysiek, geaccrediteerd per bijeenkomst",
    CourseKind.E_LEARNING: "E-learning",
    CourseKind.EXPERTISE_GROUP: "Expertisegroep (zoals intervisie)",
    CourseKind.AS_A_WHOLE: "Fysiek, als geheel geaccrediteerd",
}
_MAY_HAVE = {
    CourseKind.PER_MEETING: frozenset({"edition", "meeting"}),
    CourseKind.E_LEARNING: frozenset({"module"}),
    CourseKind.EXPERTISE_GROUP: frozenset[str](),
    CourseKind.AS_A_WHOLE: frozenset({"edition"}),
}
DATED = frozenset({CourseKind.E_LEARNING, CourseKind.EXPERTISE_GROUP})
"""Kinds that carry an end date; the others must not."""


@dataclass(frozen=True, kw_only=True)
class Course:
    """What is reported on, by the ids of PE-online, or by the own codes that stand there (`own_codes`)."""

    kind: CourseKind
    course: str
    edition: str = ""
    meeting: str = ""
    module: str = ""
    own_codes: bool = False

    def check(self) -> None:
        """Refuse what PE-online would refuse.

        Raises:
            Invalid: with the field and the remedy.

        """
        if not self.course.strip():
            raise Invalid("course", "Vul het ID van de cursus in: het staat in PE-online bij de accreditatieaanvraag.")
        may = _MAY_HAVE[self.kind]
        for name, why in _ONLY_FOR.items():
            if getattr(self, name) and name not in may:
                raise Invalid(name, f"{why} Maak dit veld leeg.")
        for name in ("edition", "meeting"):
            if name in may and not getattr(self, name):
                raise Invalid(name, "Vul dit ID in: bij deze soort cursus vraagt PE-online erom.")


@dataclass(frozen=True, kw_only=True)
class Account:
    """With what PE-online knows who reports (*aanbieder*); `key` is a secret and empty in a file to hand over."""

    org_id: str
    user_id: str
    key: str
    mail: str = ""


@dataclass(frozen=True, kw_only=True)
class Presence:
    """One person who was there on one day."""

    activity_id: int
    person_id: int
    registration_id: int
    name: str
    number: str
    held_on: date


@dataclass(frozen=True, kw_only=True)
class Presences:
    """Whom to report; the names of who cannot be reported, and how many days fell together."""

    presences: tuple[Presence, ...]
    without_number: tuple[str, ...]
    doubles: int


def presences_of(results: Sequence[Result], kind: CourseKind) -> Presences:
    """Choose everybody with a number in the register; two sessions on one day count once, as in PE-online."""
    found: dict[tuple[str, date], Presence] = {}
    without: list[str] = []
    seen = 0
    for result in results:
        for mark in result.marks:
            number = "".join(mark.number.split())
            if not _NUMBER.fullmatch(number):
                without.append(result.name)
                continue
            for day in result.days if kind in DATED else (result.ends_on,):
                seen += 1
                found.setdefault(
                    (number, day),
                    Presence(
                        activity_id=result.activity_id,
                        person_id=result.person_id,
                        registration_id=mark.registration_id,
                        name=result.name,
                        number=number,
                        held_on=day,
                    ),
                )
    return Presences(
        presences=tuple(found.values()), without_number=tuple(dict.fromkeys(without)), doubles=seen - len(found)
    )


def number_list(presences: Sequence[Presence]) -> str:
    """Write the numbers below each other, to paste in PE-online and press Controleren."""
    return "".join(f"{number}\r\n" for number in dict.fromkeys(one.number for one in presences))


def calls(presences: Sequence[Presence]) -> Iterator[tuple[Presence, ...]]:
    """Split over calls of at most a hundred."""
    for start in range(0, len(presences), PER_CALL):
        yield tuple(presences[start : start + PER_CALL])


def entry_xml(presences: Sequence[Presence], course: Course, account: Account) -> bytes:
    """Write one call (*Entry*) in the order that PE-online describes.

    Raises:
        Invalid: nothing, or more than a hundred presences.

    """
    if not 0 < len(presences) <= PER_CALL:
        raise Invalid("presences", f"Een bestand voor PE-online heeft 1 tot {PER_CALL} regels.")
    settings = "".join(
        f"<{name}>{escape(value)}</{name}>"
        for name, value in (
            ("userID", account.user_id),
            ("userRole", "EDU"),
            ("userKey", account.key),
            ("orgID", account.org_id),
            ("settingOutput", "1"),
            ("emailOutput", account.mail),
            ("languageID", "1"),
            ("defaultLanguageID", "1"),
        )
    )
    rows = "".join(f"<Attendance>{_attendance(one, course)}</Attendance>" for one in presences)
    return (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<Entry><Settings>{settings}</Settings>{rows}</Entry>'
    ).encode()


def moment_of(day: date) -> str:
    """Write a day as PE-online wants it: at noon in the Netherlands, so that no time zone makes another day of it."""
    return datetime.combine(day, time(12), tzinfo=AMSTERDAM).isoformat()


def _attendance(one: Presence, course: Course) -> str:
    own = course.own_codes
    values = (
        ("externalCourseID" if own else "PECourseID", course.course),
        ("externalEditionID" if own else "PEEditionID", course.edition),
        ("externalMeetingID" if own else "PEMeetingID", course.meeting),
        ("externalPersonID", one.number),
        ("externalmoduleID" if own else "PEModuleID", course.module),
        ("endDate", moment_of(one.held_on) if course.kind in DATED else ""),
    )
    return "".join(f"<{name}>{escape(value.strip())}</{name}>" for name, value in values if value.strip())
