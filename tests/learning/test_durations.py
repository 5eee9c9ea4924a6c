"""A duration is read as people type it, and never guessed."""

from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from register.errors import Invalid
from register.learning.durations import as_typed, minutes_between, parse_duration


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("2", 120), ("2,5", 150), ("2.5", 150), ("0,25", 15), ("2:30", 150), ("2u", 120), ("2u15", 135),
        ("2 uur en 15 minuten", 135), ("1,5 uur", 90), ("150 min", 150), ("45m", 45), (" 90  MIN. ", 90), ("24", 1440),
    ],
)  # fmt: skip
def test_a_duration_is_read(text: str, minutes: int) -> None:
    assert parse_duration(text) == minutes


@pytest.mark.parametrize("text", ["lang", "", "2:75", "-2", "2;30", "twee uur", "1/2"])
def test_what_cannot_be_read_gets_examples(text: str) -> None:
    with pytest.raises(Invalid, match="150 min"):
        parse_duration(text)


def test_ninety_hours_asks_whether_minutes_were_meant() -> None:
    with pytest.raises(Invalid, match='Schrijf dan "90 min"'):
        parse_duration("90")


def test_nothing_is_no_duration() -> None:
    with pytest.raises(Invalid, match="De duur is 0"):
        parse_duration("0")


@given(st.integers(min_value=1, max_value=1440))
def test_what_the_form_shows_reads_back_as_the_same_minutes(minutes: int) -> None:
    assert parse_duration(as_typed(minutes)) == minutes


def test_an_end_before_the_start_is_refused() -> None:
    with pytest.raises(Invalid, match="13:00 is niet later dan de begintijd 14:00"):
        minutes_between(time(14), time(13))
