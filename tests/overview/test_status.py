"""The status rule of the team page, case by case."""

from datetime import date
from decimal import Decimal

import pytest

from register.overview.status import Stand, Status, months_later, share_passed, status_of

TODAY = date(2026, 11, 22)


def stand(
    countable: str, needed: str | None, starts_on: date = date(2024, 1, 1), ends_on: date = date(2028, 12, 31)
) -> Stand:
    return Stand(
        countable=Decimal(countable),
        needed=None if needed is None else Decimal(needed),
        starts_on=starts_on,
        ends_on=ends_on,
    )


@pytest.mark.parametrize(
    ("countable", "needed", "status"),
    [
        ("40", "0", Status.ON_COURSE),
        ("0", "0", Status.ON_COURSE),
        ("58", "42", Status.ON_COURSE),
        ("48", "52", Status.ON_COURSE),
        ("47", "53", Status.TALK),
        ("0", "100", Status.TALK),
        ("12", None, Status.UNKNOWN),
        ("0", None, Status.UNKNOWN),
    ],
)
def test_what_was_made_is_laid_beside_the_calendar(countable: str, needed: str | None, status: Status) -> None:
    assert status_of(stand(countable, needed), on=TODAY) is status


def test_an_unknown_norm_is_not_zero() -> None:
    assert status_of(stand("80", None), on=TODAY) is Status.UNKNOWN


def test_nobody_is_called_in_the_first_months() -> None:
    assert (
        status_of(stand("0", "40", starts_on=date(2026, 6, 1), ends_on=date(2031, 5, 31)), on=TODAY) is Status.ON_COURSE
    )


@pytest.mark.parametrize(
    ("ends_on", "status"),
    [
        (date(2026, 11, 21), Status.OVER),
        (date(2026, 11, 22), Status.SOON),
        (date(2027, 5, 21), Status.SOON),
        (date(2027, 5, 22), Status.ON_COURSE),
    ],
)
def test_the_end_counts_before_the_points(ends_on: date, status: Status) -> None:
    assert status_of(stand("40", "0", starts_on=date(2022, 6, 1), ends_on=ends_on), on=TODAY) is status


def test_no_registration_has_no_status_to_worry_about() -> None:
    assert status_of(None, on=TODAY) is Status.NONE


@pytest.mark.parametrize(
    ("on", "share"),
    [(date(2023, 1, 1), "0"), (date(2024, 1, 1), "0"), (date(2024, 1, 6), "0.5"), (date(2025, 1, 1), "1")],
)
def test_the_share_that_passed_stays_between_nothing_and_all(on: date, share: str) -> None:
    ten_days = stand("0", "1", starts_on=date(2024, 1, 1), ends_on=date(2024, 1, 10))

    assert share_passed(ten_days, on=on) == Decimal(share)


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2027, 8, 31), 6, date(2028, 2, 29)),
        (date(2026, 12, 5), 1, date(2027, 1, 5)),
    ],
)
def test_months_end_with_the_month(day: date, months: int, later: date) -> None:
    assert months_later(day, months) == later
