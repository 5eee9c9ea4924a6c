"""Periods: whole years, leap days, pauses and extension, to the day (C7, C8, OP13)."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from register.rules.caps import year_of
from register.rules.cycle import Pause, add_years, carry_over, cycle_of, ended_by_filing, filing_deadline, renewal_date
from register.rules.facts import Cycle

DAYS = st.dates(min_value=date(2000, 1, 1), max_value=date(2090, 12, 31))


@pytest.mark.parametrize(
    ("starts_on", "years", "last_day"),
    [
        (date(2024, 1, 1), 5, date(2028, 12, 31)),
        (date(2024, 2, 29), 5, date(2029, 2, 28)),
        (date(2024, 2, 29), 4, date(2028, 2, 28)),
        (date(2023, 3, 1), 5, date(2028, 2, 29)),
        (date(2019, 2, 28), 5, date(2024, 2, 27)),
        (date(2023, 12, 31), 3, date(2026, 12, 30)),
        (date(2026, 3, 29), 5, date(2031, 3, 28)),
        (date(2026, 10, 25), 5, date(2031, 10, 24)),
    ],
)
def test_a_period_ends_the_day_before_its_renewal_date(starts_on: date, years: int, last_day: date) -> None:
    assert cycle_of(starts_on, years).ends_on == last_day


def test_every_paused_day_moves_the_end_one_day() -> None:
    pause = Pause(starts_on=date(2025, 3, 1), ends_on=date(2025, 3, 31))

    assert cycle_of(date(2022, 1, 1), 5, [pause]).ends_on == date(2027, 1, 31)


def test_days_of_two_overlapping_pauses_count_once() -> None:
    pauses = [
        Pause(starts_on=date(2025, 3, 1), ends_on=date(2025, 3, 31)),
        Pause(starts_on=date(2025, 3, 15), ends_on=date(2025, 4, 9)),
    ]

    assert cycle_of(date(2022, 1, 1), 5, pauses).ends_on == date(2026, 12, 31) + timedelta(days=40)


def test_a_pause_outside_the_period_changes_nothing() -> None:
    before = Pause(starts_on=date(2021, 1, 1), ends_on=date(2021, 12, 31))
    after = Pause(starts_on=date(2030, 1, 1), ends_on=date(2030, 12, 31))

    assert cycle_of(date(2022, 1, 1), 5, [before, after]).ends_on == date(2026, 12, 31)


def test_a_pause_in_the_days_that_a_pause_added_counts_too() -> None:
    pauses = [
        Pause(starts_on=date(2026, 12, 1), ends_on=date(2026, 12, 31)),
        Pause(starts_on=date(2027, 1, 10), ends_on=date(2027, 1, 19)),
    ]

    assert cycle_of(date(2022, 1, 1), 5, pauses).ends_on == date(2027, 2, 10)


def test_an_extension_comes_after_the_pauses() -> None:
    assert cycle_of(date(2022, 1, 1), 5, extension_days=90).ends_on == date(2027, 3, 31)


def test_a_pause_that_ends_before_it_begins_is_refused() -> None:
    pause = Pause(starts_on=date(2025, 3, 2), ends_on=date(2025, 3, 1))

    with pytest.raises(ValueError, match="De pauze eindigt"):
        cycle_of(date(2022, 1, 1), 5, [pause])


@pytest.mark.parametrize(("years", "extension"), [(0, 0), (5, -1)])
def test_an_impossible_length_is_refused(years: int, extension: int) -> None:
    with pytest.raises(ValueError, match="minstens 1 jaar"):
        cycle_of(date(2022, 1, 1), years, extension_days=extension)


def test_filing_on_the_first_day_cuts_nothing_off() -> None:
    period = Cycle(starts_on=date(2022, 1, 1), ends_on=date(2026, 12, 31))

    assert ended_by_filing(period, date(2022, 1, 1)) == period
    assert ended_by_filing(period, date(2027, 1, 1)) == period


def test_the_year_of_a_registration_starts_on_its_own_day() -> None:
    period = Cycle(starts_on=date(2022, 6, 15), ends_on=date(2027, 6, 14))

    assert year_of(date(2022, 6, 15), period, by_calendar=False) == 1
    assert year_of(date(2023, 6, 14), period, by_calendar=False) == 1
    assert year_of(date(2023, 6, 15), period, by_calendar=False) == 2
    assert year_of(date(2023, 12, 31), period, by_calendar=True) == 2023


def test_a_forgiven_deficit_does_not_come_back() -> None:
    _, second = carry_over([Decimal(0), Decimal(15)], minimum=Decimal(15), make_up_deficit=False)

    assert second.needed == Decimal(0)


@given(starts_on=DAYS, years=st.integers(1, 9))
def test_a_period_of_whole_years_is_never_short(starts_on: date, years: int) -> None:
    period = cycle_of(starts_on, years)

    assert (period.ends_on - starts_on).days + 1 >= 365 * years
    assert renewal_date(period) == add_years(starts_on, years)
    assert filing_deadline(period) == period.ends_on
