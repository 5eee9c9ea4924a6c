"""Looking ahead: the pace so far, and what would close the gap, from known figures only (C11)."""

from datetime import date
from decimal import Decimal

from register.rules.judge import Judge
from tests.rules.makers import PERIOD, example, make_claim
from tests.rules.shipped import BOOK

JGP, SW = Judge(BOOK, "skj-jgp"), Judge(BOOK, "rp-sw")


def test_the_forecast_carries_the_pace_so_far_to_the_end() -> None:
    answer = JGP.assess([make_claim(gross_minutes=1200)], cycle=PERIOD, on=date(2024, 7, 1))

    assert answer.forecast == Decimal(40)


def test_the_forecast_is_in_half_points_and_never_more_than_the_pace_gives() -> None:
    claim = make_claim(gross_minutes=1200)

    assert JGP.assess([claim], cycle=PERIOD, on=date(2024, 7, 3)).forecast == Decimal("39.5")
    assert JGP.assess([claim], cycle=PERIOD, on=date(2026, 12, 30)).forecast == Decimal(20)


def test_there_is_no_forecast_in_the_first_ninety_days() -> None:
    claim = make_claim(completed_on=date(2022, 1, 5))

    assert JGP.assess([claim], cycle=PERIOD, on=date(2022, 3, 30)).forecast is None
    assert JGP.assess([claim], cycle=PERIOD, on=date(2022, 3, 31)).forecast is not None


def test_there_is_no_forecast_without_claims() -> None:
    assert JGP.assess([], cycle=PERIOD, on=date(2024, 7, 1)).forecast is None


def test_what_closes_the_gap_is_said_with_an_example_per_track() -> None:
    answer = JGP.assess([make_claim(gross_minutes=3240)], cycle=PERIOD, on=date(2024, 7, 1))

    assert answer.closes_the_gap == (
        "Nog 40 punten formeel leren: bijvoorbeeld 20 keer geaccrediteerde scholing van 2 uur.",
        "Nog 6 punten reflectie: bijvoorbeeld 3 keer intervisie van 2 uur.",
        "Nog 60 punten deskundigheidsbevordering.",
    )


def test_no_example_is_given_from_figures_that_nobody_has_seen() -> None:
    judge = Judge(BOOK, "rp-sw", [example("tracks.reflectie.min", "30")])

    answer = judge.assess([], cycle=PERIOD, on=date(2024, 7, 1))

    assert answer.closes_the_gap == ("Nog 30 punten reflectie.",)


def test_nothing_is_said_about_a_norm_that_is_not_known() -> None:
    assert SW.assess([], cycle=PERIOD, on=date(2024, 7, 1)).closes_the_gap == ()


def test_what_lies_in_the_future_is_not_counted_yet() -> None:
    answer = JGP.assess([make_claim(completed_on=date(2024, 7, 2))], cycle=PERIOD, on=date(2024, 7, 1))

    assert answer.claims[0].counted == Decimal(0)
    assert answer.claims[0].reasons[-1].text == "Dit is pas op 2 juli 2024; het telt mee als het is afgerond."
    assert answer.total.logged == Decimal(0)
