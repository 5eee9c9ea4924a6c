"""The days of a series before anything is stored."""

from datetime import date

import pytest

from register.errors import Invalid
from register.learning.planning.days import proposed_days


def test_a_series_falls_on_the_same_weekday_until_its_last_day() -> None:
    days = proposed_days(first_on=date(2026, 12, 1), until_on=date(2027, 1, 26), every_weeks=4)

    assert [one.held_on for one in days] == [date(2026, 12, 1), date(2026, 12, 29), date(2027, 1, 26)]


def test_a_public_holiday_is_named_and_not_ticked() -> None:
    days = proposed_days(first_on=date(2026, 12, 18), until_on=date(2027, 1, 1), every_weeks=1)

    assert [(one.holiday, one.ticked) for one in days] == [
        ("", True),
        ("Eerste kerstdag", False),
        ("Nieuwjaarsdag", False),
    ]


def test_what_the_group_planned_already_is_not_ticked() -> None:
    day = date(2026, 12, 1)

    (only,) = proposed_days(first_on=day, until_on=day, every_weeks=1, taken=[day])

    assert (only.taken, only.ticked) == (True, False)


@pytest.mark.parametrize(
    ("until_on", "every_weeks", "field"),
    [
        (date(2026, 11, 30), 1, "until_on"),
        (date(2030, 1, 1), 26, "until_on"),
        (date(2028, 11, 1), 1, "until_on"),
        (date(2027, 1, 1), 0, "every_weeks"),
        (date(2027, 1, 1), 27, "every_weeks"),
    ],
)
def test_a_series_that_cannot_be_says_which_field(until_on: date, every_weeks: int, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        proposed_days(first_on=date(2026, 12, 1), until_on=until_on, every_weeks=every_weeks)

    assert refused.value.field == field
