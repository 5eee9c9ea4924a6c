"""Plain Dutch: numbers with a comma, hours and minutes in words, dates written out (C10)."""

from datetime import date
from decimal import Decimal

import pytest

from register.rules.explain import day, duration, net_time, number, points, tidy
from register.rules.judge import Judge
from tests.rules.makers import PERIOD, make_facts
from tests.rules.shipped import BOOK


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("2.25", "2,25"),
        ("3.00", "3"),
        ("0", "0"),
        ("100", "100"),
        ("0.125", "0,13"),
        ("0.333333", "0,33"),
        ("1E+2", "100"),
    ],
)
def test_a_number_has_a_comma_and_two_decimals_at_most(value: str, text: str) -> None:
    assert number(Decimal(value)) == text


def test_one_point_is_singular() -> None:
    assert points(Decimal(1)) == "1 punt"
    assert points(Decimal("2.5")) == "2,5 punten"


@pytest.mark.parametrize(
    ("minutes", "text"),
    [
        (150, "2 uur en 30 minuten"),
        (60, "1 uur"),
        (45, "45 minuten"),
        (1, "1 minuut"),
        (0, "0 minuten"),
        (61, "1 uur en 1 minuut"),
    ],
)
def test_a_duration_is_in_hours_and_minutes(minutes: int, text: str) -> None:
    assert duration(minutes) == text


def test_net_time_shows_the_sum() -> None:
    assert net_time(150, {"pauze": 15}, 135) == "2 uur en 30 minuten, min 15 minuten pauze = 2 uur en 15 minuten netto"


def test_a_day_is_written_out() -> None:
    assert day(date(2026, 3, 5)) == "5 maart 2026"


def test_three_thirds_are_one() -> None:
    assert tidy(Decimal(20) / 60 * 3) == Decimal(1)


def test_every_step_of_a_score_is_told_in_order() -> None:
    judge = Judge(BOOK, "skj-jgp")

    score = judge.score(make_facts(gross_minutes=150, excluded={"pauze": 15}), cycle=PERIOD)

    assert [reason.text for reason in score.reasons] == [
        "SKJ noemt dit methodische leerbijeenkomst of (begeleide) intervisie.",
        "2 uur en 30 minuten, min 15 minuten pauze = 2 uur en 15 minuten netto",
        "1 netto uur = 1 punt: 2 uur en 15 minuten = 2,25 punten.",
    ]
