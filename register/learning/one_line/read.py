"""Reads one line in Dutch into a preview to check; offline, without a model (*invoer in één regel*)."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date

from register.learning.kinds import Kind
from register.learning.one_line.lookup import Lookup
from register.learning.one_line.preview import Last, LinePreview, Meaning, Named, PersonNamed, Question
from register.learning.one_line.rest import pieces, subject_and_leftover
from register.learning.one_line.scan import scan
from register.learning.one_line.tokens import cut
from register.learning.one_line.weigh import (
    weigh_day,
    weigh_excluded,
    weigh_hours,
    weigh_kind,
    weigh_online,
    weigh_people,
    weigh_places,
    weigh_role,
    weigh_times,
)


def read_line(
    text: str,
    *,
    today: date,
    kinds: Mapping[str, Kind],
    teams: Collection[Named] = (),
    own_teams: Collection[Named] = (),
    groups: Collection[Named] = (),
    people: Collection[Named] = (),
    last: Last | None = None,
) -> LinePreview:
    """Read "intervisie 2u gisteren, Team Oost" into kind, day, minutes, team, people and the rest.

    `own_teams` are what "mijn team" can mean. What can mean two things comes back as a question with the choices; what
    was not understood as what is left over. Never raises on any text; the time grows with the length of the line and
    the number of names alone.
    """
    line = cut(text)
    lookup = Lookup(line, kinds=kinds, groups=groups, teams=teams, own_teams=own_teams, people=people)
    hits = scan(line, lookup, today)
    questions: list[Question] = []
    kind = weigh_kind(hits, questions)
    held_on = weigh_day(hits, questions, today)
    hours = weigh_hours(hits, questions)
    excluded = weigh_excluded(hits, questions)
    places = weigh_places(hits, questions)
    named = weigh_people(hits, questions)
    subject, leftover = subject_and_leftover(line, hits)
    preview = LinePreview(
        line=text,
        pieces=pieces(line, hits),
        kind=kind,
        held_on=held_on,
        minutes=hours.minutes,
        starts_at=hours.starts_at,
        ends_at=hours.ends_at,
        excluded=excluded,
        times=weigh_times(hits, questions),
        group_id=places.get(Meaning.GROUP),
        team_id=places.get(Meaning.TEAM),
        people=named,
        role=weigh_role(hits, questions),
        online=weigh_online(hits, questions),
        subject=subject,
        questions=(),
        leftover=leftover,
    )
    filled = _as_before(preview, last, questions) if hits.again else preview
    return replace(filled, questions=tuple(questions))


def _as_before(preview: LinePreview, last: Last | None, questions: list[Question]) -> LinePreview:
    """Fill what the line leaves out from what was logged last; what is asked stays asked."""
    if last is None:
        text = "Er is nog geen vorige keer om over te nemen. Vul de velden zelf in."
        questions.append(Question(about=Meaning.AGAIN, text=text))
        return preview
    asked = {question.about for question in questions}
    people = tuple(PersonNamed(id=one.id, name=one.name) for one in last.people)
    placed = (
        preview.group_id is not None
        or preview.team_id is not None
        or not asked.isdisjoint({Meaning.GROUP, Meaning.TEAM})
    )
    return replace(
        preview,
        kind=preview.kind or (None if Meaning.KIND in asked else last.kind),
        minutes=last.minutes
        if preview.minutes is None and asked.isdisjoint({Meaning.DURATION, Meaning.TIME})
        else preview.minutes,
        group_id=preview.group_id if placed else last.group_id,
        team_id=preview.team_id if placed else last.team_id,
        people=preview.people if preview.people or Meaning.PERSON in asked else people,
        online=last.online if preview.online is None and Meaning.PLACE not in asked else preview.online,
    )
