"""Weighs what was found: one answer is taken, two are asked, nothing is guessed (*afwegen*)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time

from register.learning.durations import MINUTES_A_DAY
from register.learning.kinds import EXCLUSION_NAMES, ROLE_NAMES
from register.learning.one_line.clock import Clock
from register.learning.one_line.dutch import clock_in_words, day_in_words, minutes_in_words
from register.learning.one_line.hits import Hits
from register.learning.one_line.lookup import Thing
from register.learning.one_line.preview import Choice, Meaning, PersonNamed, Question


@dataclass(frozen=True, kw_only=True)
class Hours:
    """When and how long, as far as the line says it."""

    minutes: int | None = None
    starts_at: time | None = None
    ends_at: time | None = None


def weigh_kind(hits: Hits, questions: list[Question]) -> str | None:
    """Return the kind that every word for it can mean."""
    things = _common(hits.kinds)
    if len(things) > 1:
        questions.append(_which(Meaning.KIND, "Welke soort bedoel je?", things))
    return str(things[0].id) if len(things) == 1 else None


def weigh_day(hits: Hits, questions: list[Question], today: date) -> date | None:
    """Return the day; two days, or one that is still to come, are asked about."""
    if not hits.days:
        return None
    common = set(hits.days[0].days).intersection(*(day.days for day in hits.days))
    days = sorted(common or {day for found in hits.days for day in found.days})
    choices = tuple(Choice(label=day_in_words(day), value=day, meaning=Meaning.DAY) for day in days)
    if len(days) == 1 and days[0] <= today:
        return days[0]
    if len(days) == 1:
        text = f"{day_in_words(days[0]).capitalize()} moet nog komen. Klopt die dag?"
        questions.append(Question(about=Meaning.DAY, text=text, choices=choices))
    else:
        questions.append(Question(about=Meaning.DAY, text="Welke dag bedoel je?", choices=choices))
    return None


def weigh_hours(hits: Hits, questions: list[Question]) -> Hours:
    """Return start, end and length; where a length and the times differ, the length is asked."""
    hours = _hours(hits, questions)
    if hits.vague and hours.minutes is None:
        text = f"Hoeveel uur was “{hits.vague[0]}”?"
        questions.append(Question(about=Meaning.DURATION, text=text))
    return hours


def _hours(hits: Hits, questions: list[Question]) -> Hours:
    if len(hits.clocks) > 1:
        questions.append(
            Question(about=Meaning.TIME, text="Je noemt meer dan één tijd. Vul in hoe laat het begon en eindigde.")
        )
        return Hours(minutes=_one_length(set(hits.durations), questions))
    if not hits.clocks:
        return Hours(minutes=_one_length(set(hits.durations), questions))
    clock = hits.clocks[0]
    if clock.end is not None and clock.end <= clock.start:
        text = (
            f"De eindtijd {clock_in_words(clock.end)} is niet later dan de begintijd {clock_in_words(clock.start)}. "
            "Kijk beide tijden na."
        )
        questions.append(Question(about=Meaning.TIME, text=text))
        return Hours(minutes=_one_length(set(hits.durations), questions))
    between = {clock.end - clock.start} if clock.end is not None else set()
    return _placed(clock, _one_length({*hits.durations, *between}, questions), questions)


def weigh_excluded(hits: Hits, questions: list[Question]) -> dict[str, int]:
    """Return the minutes by kind; a pause without a length is asked."""
    found: dict[str, int] = {}
    for kind, minutes in hits.excluded:
        if minutes is None:
            name = EXCLUSION_NAMES[kind]
            questions.append(Question(about=Meaning.EXCLUDED, text=f"Hoeveel minuten was dit: {name.lower()}?"))
        else:
            found[kind] = found.get(kind, 0) + minutes
    return found


def weigh_places(hits: Hits, questions: list[Question]) -> dict[Meaning, int]:
    """Return one team and one group; more of a sort, or a name of both, are asked."""
    chosen: dict[Meaning, int] = {}
    things = tuple(dict.fromkeys(thing for found in hits.places for thing in found))
    unsure = [found for found in hits.places if len(found) > 1]
    for meaning in (Meaning.GROUP, Meaning.TEAM):
        same = [thing for thing in things if thing.meaning is meaning]
        if len(same) == 1 and not unsure:
            chosen[meaning] = int(same[0].id)
        elif len(same) > 1 and not unsure:
            questions.append(_which(meaning, f"Je noemt meer dan één {meaning}. Welke bedoel je?", same))
    if unsure:
        questions.append(_which(Meaning.GROUP, "Welke groep of welk team bedoel je?", things))
    return chosen


def weigh_people(hits: Hits, questions: list[Question]) -> tuple[PersonNamed, ...]:
    """Return who is meant; a name that fits more people is asked, unless one of them is named in full elsewhere."""
    sure = {found.things[0]: found.role for found in hits.people if len(found.things) == 1}
    questions += [
        _which(Meaning.PERSON, f"Wie bedoel je met “{found.words}”?", found.things)
        for found in hits.people
        if len(found.things) > 1 and sure.keys().isdisjoint(found.things)
    ]
    return tuple(PersonNamed(id=int(thing.id), name=thing.name, role=role) for thing, role in sure.items())


def weigh_role(hits: Hits, questions: list[Question]) -> str | None:
    """Return the role of whoever logs; "gecoacht" alone can be giving and receiving."""
    roles = tuple(dict.fromkeys(hits.roles))
    if not roles and hits.coached:
        choices = (
            Choice(label="Ik coachte", value="gever", meaning=Meaning.ROLE),
            Choice(label="Ik werd gecoacht", value="ontvanger", meaning=Meaning.ROLE),
        )
        questions.append(Question(about=Meaning.ROLE, text="Coachte jij, of werd je gecoacht?", choices=choices))
    elif len(roles) > 1:
        named = tuple(Choice(label=ROLE_NAMES[role], value=role, meaning=Meaning.ROLE) for role in roles)
        questions.append(Question(about=Meaning.ROLE, text="Welke rol had je?", choices=named))
    return roles[0] if len(roles) == 1 else None


def weigh_online(hits: Hits, questions: list[Question]) -> bool | None:
    """Return whether it was online."""
    if len(set(hits.online)) > 1:
        questions.append(Question(about=Meaning.PLACE, text="Was het online of fysiek?"))
        return None
    return hits.online[0] if hits.online else None


def weigh_times(hits: Hits, questions: list[Question]) -> int:
    """Return how many meetings it were; the days of the others are asked."""
    counts = set(hits.times)
    if len(counts) > 1:
        questions.append(Question(about=Meaning.TIMES, text="Hoeveel keer was het?"))
        return 1
    count = counts.pop() if counts else 1
    if count > 1:
        text = f"Je schrijft {count} keer. Vul bij elke bijeenkomst de dag in."
        questions.append(Question(about=Meaning.TIMES, text=text))
    return count


def _one_length(lengths: set[int], questions: list[Question]) -> int | None:
    if len(lengths) > 1:
        choices = tuple(
            Choice(label=minutes_in_words(minutes), value=minutes, meaning=Meaning.DURATION)
            for minutes in sorted(lengths)
        )
        questions.append(Question(about=Meaning.DURATION, text="Hoe lang duurde het?", choices=choices))
    return next(iter(lengths)) if len(lengths) == 1 else None


def _placed(clock: Clock, minutes: int | None, questions: list[Question]) -> Hours:
    if clock.other is not None:
        starts = (clock.start, clock.other)
        choices = tuple(Choice(label=clock_in_words(one), value=_time(one), meaning=Meaning.TIME) for one in starts)
        questions.append(Question(about=Meaning.TIME, text="Hoe laat begon het?", choices=choices))
        return Hours(minutes=minutes)
    end = clock.start + minutes if minutes is not None else clock.end
    ends_at = _time(end) if end is not None and end < MINUTES_A_DAY else None
    return Hours(minutes=minutes, starts_at=_time(clock.start), ends_at=ends_at)


def _time(minutes: int) -> time:
    return time(minutes // 60, minutes % 60)


def _common(found: list[tuple[Thing, ...]]) -> list[Thing]:
    """Return what all words can mean together; where they agree on nothing, all of it."""
    things = list(dict.fromkeys(thing for some in found for thing in some))
    shared = [thing for thing in things if all(thing in some for some in found)]
    return shared or things


def _which(about: Meaning, text: str, things: Iterable[Thing]) -> Question:
    choices = tuple(Choice(label=thing.name, value=thing.id, meaning=thing.meaning) for thing in things)
    return Question(about=about, text=text, choices=choices)
