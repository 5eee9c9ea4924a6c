"""From one line to the form of an activity (A7): what was understood is filled in, the answers to its questions too."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, time
from typing import Any

from register.access import Viewer
from register.current import state
from register.db import session
from register.learning.groups import GroupPage, group_page
from register.learning.kinds import Kind, kinds
from register.learning.last_used import last_used_kind
from register.learning.line_names import ReadLine, named_people_of_team
from register.learning.one_line.preview import Choice, LinePreview, Meaning, PersonNamed, Question

from ._activity_form import new_values
from ._activity_view import Filled, empty_form
from ._meetings import Meeting, another_meeting
from ._participants import Row, rows_of_group

USUAL = {Meaning.KIND: "de soort", Meaning.DAY: "de datum", Meaning.DURATION: "de duur"}


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A question with choices, and the name of its answer in the form."""

    name: str
    question: Question
    chosen: str = ""


@dataclass(frozen=True, kw_only=True)
class LineNote:
    """What is said above the form about the line."""

    line: str
    usual: tuple[str, ...]
    """What the line does not say, and is filled in as it usually is."""
    still: tuple[str, ...]
    """Questions that stayed open."""
    subject: str
    leftover: tuple[str, ...]


def asked(preview: LinePreview, answers: Mapping[str, str]) -> tuple[Asked, ...]:
    """Return the questions with choices, each with what was answered."""
    with_choices = [one for one in preview.questions if one.choices]
    return tuple(
        Asked(name=f"answer-{place}", question=one, chosen=answers.get(f"answer-{place}", ""))
        for place, one in enumerate(with_choices)
    )


def answered(preview: LinePreview, answers: Mapping[str, str]) -> LinePreview:
    """Return the preview with the chosen answers in it; what stayed open stays a question."""
    still = [one for one in preview.questions if not one.choices]
    for one in asked(preview, answers):
        choice = next((it for place, it in enumerate(one.question.choices) if str(place) == one.chosen), None)
        if choice is None:
            still.append(one.question)
        else:
            preview = _with(preview, choice)
    return replace(preview, questions=tuple(still))


def _with(preview: LinePreview, choice: Choice) -> LinePreview:
    value: Any = choice.value
    if choice.meaning is Meaning.PERSON:
        return replace(preview, people=(*preview.people, PersonNamed(id=value, name=choice.label)))
    if choice.meaning is Meaning.TIME:
        ends_at = _later(value, preview.minutes) if preview.minutes is not None else None
        return replace(preview, starts_at=value if ends_at else None, ends_at=ends_at)
    changed: Mapping[Meaning, dict[str, Any]] = {
        Meaning.KIND: {"kind": value},
        Meaning.DAY: {"held_on": value},
        Meaning.DURATION: {"minutes": value},
        Meaning.GROUP: {"group_id": value},
        Meaning.TEAM: {"team_id": value},
        Meaning.ROLE: {"role": value},
    }
    return replace(preview, **changed.get(choice.meaning, {}))


def _later(start: time, minutes: int) -> time | None:
    total = start.hour * 60 + start.minute + minutes
    return time(total // 60, total % 60) if total < 24 * 60 else None


def filled_by(viewer: Viewer, read: ReadLine, preview: LinePreview) -> Filled:
    """Return the form with what was understood; what is still asked stays empty."""
    today = state().today()
    group = group_page(session(), viewer, preview.group_id, today=today) if preview.group_id else None
    kind_id = _kind(viewer, preview, group)
    kind = kinds().get(kind_id) or next(iter(kinds().values()))
    before = read.last if any(piece.meaning is Meaning.AGAIN for piece in preview.pieces) else None
    values = new_values(
        kind=kind_id,
        held_on=preview.held_on or _usual_day(preview, today),
        minutes=preview.minutes or _usual_minutes(preview, kind, group),
        starts_at=preview.starts_at,
        ends_at=preview.ends_at,
        location=before.location if before else group.location if group else "",
        work_method=before.work_method if before else "",
        mode="online" if preview.online else "fysiek",
        subject=_subject(preview),
        group_id=str(preview.group_id or ""),
        **{f"excluded_{name}": minutes for name, minutes in preview.excluded.items()},
    )
    form = empty_form(viewer, values)
    rows = tuple(_rows(viewer, preview, group, kind))
    meetings: list[Meeting] = [another_meeting(key, form, rows) for key in range(1, preview.times)]
    return Filled(form=form, rows=rows, meetings=tuple(meetings), group_name=group.name if group else "")


def note_on(preview: LinePreview, *, group_given: bool) -> LineNote:
    """Say what was left out of the line, what is still asked, and what was not understood."""
    usual = [USUAL[one] for one in preview.missing if one in USUAL]
    if group_given or preview.times > 1:
        usual = [one for one in usual if one == USUAL[Meaning.DAY] and preview.times == 1]
    return LineNote(
        line=preview.line,
        usual=tuple(usual),
        still=tuple(one.text for one in preview.questions),
        subject=_subject(preview),
        leftover=preview.leftover,
    )


def _subject(preview: LinePreview) -> str:
    return "; ".join(part for part in (preview.subject, *preview.leftover) if part)


def _kind(viewer: Viewer, preview: LinePreview, group: GroupPage | None) -> str:
    if preview.kind or _is_asked(preview, Meaning.KIND):
        return preview.kind or ""
    return group.kind if group else last_used_kind(session(), viewer)


def _usual_day(preview: LinePreview, today: date) -> date | None:
    return None if preview.times > 1 or _is_asked(preview, Meaning.DAY) else today


def _usual_minutes(preview: LinePreview, kind: Kind, group: GroupPage | None) -> int:
    if preview.starts_at or _is_asked(preview, Meaning.DURATION) or _is_asked(preview, Meaning.TIME):
        return 0
    return group.minutes if group else kind.minutes


def _is_asked(preview: LinePreview, about: Meaning) -> bool:
    return any(one.about is about for one in preview.questions)


def _rows(viewer: Viewer, preview: LinePreview, group: GroupPage | None, kind: Kind) -> Iterator[Row]:
    """Give who was there: the group or the team, whoever is named, and the viewer."""
    usual = kind.roles[0]
    named = {one.id: one for one in preview.people}
    listed: dict[int, Row] = {one.person_id: one for one in (rows_of_group(group) if group else ())}
    if preview.team_id:
        for one in named_people_of_team(session(), viewer, preview.team_id, today=state().today()):
            listed.setdefault(one.id, Row(person_id=one.id, name=one.name, role=usual))
    if viewer.person_id not in listed:
        listed = {viewer.person_id: Row(person_id=viewer.person_id, name=viewer.name, role=usual), **listed}
    for person in named.values():
        listed.setdefault(person.id, Row(person_id=person.id, name=person.name, role=usual))
    for row in listed.values():
        said = preview.role if row.person_id == viewer.person_id else getattr(named.get(row.person_id), "role", None)
        yield replace(row, role=said or row.role)
