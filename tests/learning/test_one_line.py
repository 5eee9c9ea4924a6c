"""A line in Dutch is understood, asked about or left over, but never guessed and never lost."""

import time
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from register.learning.kinds import kinds
from register.learning.one_line.preview import Choice, Last, LinePreview, Meaning, Named
from register.learning.one_line.read import read_line

TODAY = date(2026, 11, 18)
TEAMS = (Named(id=1, name="Team Oost"), Named(id=2, name="Team West"), Named(id=3, name="Jeugd"))
GROUPS = (Named(id=11, name="Intervisie Oost"), Named(id=12, name="Casusgroep schulden"))
PEOPLE = (
    Named(id=101, name="Anna van den Berg"),
    Named(id=102, name="Sanne de Wit"),
    Named(id=103, name="Bas Mulder"),
    Named(id=104, name="Sanne Jansen"),
    Named(id=105, name="Els Bakker-de Vries"),
    Named(id=106, name="Zoë Özdemir"),
    Named(id=107, name="Wil Smit"),
    Named(id=108, name="Jan Willem Prins"),
)
LINES = tomllib.loads(Path(__file__).with_name("one_line.toml").read_text("utf-8"))["line"]
WORDS = """
intervisie 2u 2 uur gisteren maandag ma 3 nov 3-11 3/11/2026 week 45 half kwartier drie van tot 14:00-15:30 met door
Anna Sanne en van den Berg team Oost over pauze 15 min gecoacht zelfde als vorige keer afgelopen 1,5 1u30 3x - : . ,
99 31-2 hele dag online morgen geleden ½ ' (
""".split()  # noqa: SIM905 - a line a sort of thing reads better than 60 lines


@pytest.mark.parametrize("case", LINES, ids=lambda case: case["text"])
def test_a_line_is_understood(case: dict[str, Any]) -> None:
    preview = read(case["text"])

    assert {"text": case["text"], **seen(preview)} == case


def test_there_are_at_least_sixty_lines() -> None:
    assert len(LINES) >= 60


@given(st.text(max_size=120) | st.lists(st.sampled_from(WORDS), max_size=25).map(" ".join))
@example("1.1.0000 0/0 99/99/9999 week 0 week 99 9999 weken geleden 9999-99-99")
@example("van 24 tot 24 om 0 25:00-26:00 half kwart over kwart voor 1")
@settings(max_examples=60)
def test_any_line_is_read_without_losing_a_character_or_filling_in_a_day_to_come(text: str) -> None:
    preview = read(text)

    assert "".join(piece.words for piece in preview.pieces) == text
    assert [text[piece.start : piece.end] for piece in preview.pieces] == [piece.words for piece in preview.pieces]
    assert preview.held_on is None or preview.held_on <= TODAY


def test_an_ambiguous_name_comes_with_the_people_it_fits() -> None:
    (question,) = read("intervisie gisteren 2u met Sanne").questions

    assert question.about is Meaning.PERSON
    assert question.choices == (
        Choice(label="Sanne de Wit", value=102, meaning=Meaning.PERSON),
        Choice(label="Sanne Jansen", value=104, meaning=Meaning.PERSON),
    )


def test_a_day_of_two_years_comes_with_both() -> None:
    (question,) = read("intervisie 3 dec 2u").questions

    assert [choice.value for choice in question.choices] == [date(2025, 12, 3), date(2026, 12, 3)]


def test_what_the_line_does_not_say_is_missing_and_not_filled_in() -> None:
    assert read("iets geleerd").missing == (Meaning.KIND, Meaning.DAY, Meaning.DURATION)


def test_the_same_as_last_time_fills_only_what_the_line_leaves_out() -> None:
    last = Last(kind="supervisie", minutes=90, team_id=2, people=PEOPLE[:1], online=True)

    preview = read("zelfde als vorige keer, gisteren, 1 uur", last=last)

    assert seen(preview) == {
        "kind": "supervisie",
        "day": "2026-11-17",
        "minutes": 60,
        "team": 2,
        "people": ["Anna van den Berg"],
        "online": True,
    }


@pytest.mark.parametrize("name", ["Els Bakker", "els bakker", "Els Bakker-de Vries", "met els", "Bakker-de Vries"])
def test_a_colleague_is_found_by_every_way_of_writing_the_name(name: str) -> None:
    assert [person.id for person in read(f"intervisie gisteren 2u {name}").people] == [105]


def test_a_name_in_lower_case_is_no_person_without_a_word_that_leads_to_it() -> None:
    assert read("ik wil intervisie, gisteren, 2u").people == ()


def test_a_team_and_a_group_of_one_name_are_asked() -> None:
    (question,) = read("2u intervisie gisteren, Noord", groups=_NORTH, teams=_NORTH).questions

    assert [choice.meaning for choice in question.choices] == [Meaning.GROUP, Meaning.TEAM]


@pytest.mark.parametrize(
    ("text", "team", "group"),
    [
        ("intervisie 2u gisteren, Team Oost", 21, None),
        ("intervisie 2u gisteren met het wijkteam Oost", 21, None),
        ("casuïstiek 2u gisteren met mijn team", 21, None),
        ("casuïstiek 2u gisteren met ons hele team Oost", 21, None),
        ("intervisie West 2u gisteren", None, 22),
        ("intervisie team West 2u gisteren", None, 22),
    ],
)
def test_a_team_is_found_by_what_it_is_called_for_short(text: str, team: int | None, group: int | None) -> None:
    oost = (Named(id=21, name="Wijkteam Oost"),)
    preview = read(text, teams=oost, own_teams=oost, groups=(Named(id=22, name="Intervisie Wijkteam West"),))

    assert (preview.team_id, preview.group_id, preview.subject, preview.leftover) == (team, group, "", ())


def test_who_sits_in_two_teams_is_asked_which_is_meant_by_my_team() -> None:
    (question,) = read("intervisie 2u gisteren met mijn team", own_teams=TEAMS[:2]).questions

    assert [choice.value for choice in question.choices] == [1, 2]


def test_on_leap_day_the_year_before_is_not_asked_for_a_day_that_it_lacks() -> None:
    assert read("intervisie 29 feb 2u", today=date(2028, 3, 1)).held_on == date(2028, 2, 29)


@pytest.mark.slow
def test_a_thousand_characters_take_less_than_twenty_milliseconds() -> None:
    assert _seconds(("intervisie 2u gisteren, Team Oost met Sanne over rouw " * 30)[:1_000]) < 0.02


@pytest.mark.slow
@pytest.mark.parametrize("piece", ["3-", "van ", "Anna ", "half ", "1,", "2 ", "met X ", "a"])
def test_four_times_the_line_takes_about_four_times_the_work(piece: str) -> None:
    assert _seconds((piece * 8_000)[:8_000]) < 8 * _seconds((piece * 2_000)[:2_000]) + 0.05


_NORTH = (Named(id=9, name="Noord"),)


def read(text: str, **more: Any) -> LinePreview:
    return read_line(
        text, **{"today": TODAY, "kinds": kinds(), "teams": TEAMS, "groups": GROUPS, "people": PEOPLE, **more}
    )


def seen(preview: LinePreview) -> dict[str, Any]:
    """Return what was understood, as the table of lines writes it; what is empty is left out."""
    everything = {
        "kind": preview.kind,
        "day": preview.held_on and preview.held_on.isoformat(),
        "minutes": preview.minutes,
        "from": preview.starts_at and f"{preview.starts_at:%H:%M}",
        "until": preview.ends_at and f"{preview.ends_at:%H:%M}",
        "excluded": [f"{kind} {minutes}" for kind, minutes in preview.excluded.items()],
        "times": preview.times if preview.times > 1 else None,
        "group": preview.group_id,
        "team": preview.team_id,
        "people": [f"{person.name} ({person.role})" if person.role else person.name for person in preview.people],
        "role": preview.role,
        "online": preview.online,
        "subject": preview.subject,
        "asked": [
            " | ".join((question.text, *(choice.label for choice in question.choices)))
            for question in preview.questions
        ],
        "leftover": list(preview.leftover),
    }
    return {name: value for name, value in everything.items() if value not in (None, "", [])}


def _seconds(text: str) -> float:
    best = 60.0
    for _ in range(5):
        start = time.process_time()
        read(text)
        best = min(best, time.process_time() - start)
    return best
