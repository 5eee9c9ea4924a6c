"""After the end of a period: grace with steps, no grace, postponement without medical details, coming back."""

from datetime import date
from decimal import Decimal

import pytest

from register.rules.facts import Cycle
from register.rules.renewal import add_months, postpone, reentry_cycle, standing_on
from tests.rules.cases import shape_book
from tests.rules.makers import PERIOD
from tests.rules.shipped import BOOK

STEPS = shape_book("grace-with-price-steps").versions("grace-with-price-steps")[0]
NO_GRACE = shape_book("no-grace").versions("no-grace")[0]
POSTPONES = shape_book("postponement").versions("postponement")[0]
COMES_BACK = shape_book("re-entry").versions("re-entry")[0]
SW = BOOK.versions("rp-sw")[0]


@pytest.mark.parametrize(
    ("on", "status", "fee"),
    [
        (date(2026, 12, 31), "loopt", None),
        (date(2027, 1, 1), "op tijd", Decimal(170)),
        (date(2027, 2, 28), "op tijd", Decimal(170)),
        (date(2027, 3, 1), "laat", Decimal(206)),
        (date(2027, 12, 31), "laat", Decimal(206)),
        (date(2028, 1, 1), "erg laat", Decimal(236)),
        (date(2028, 12, 31), "erg laat", Decimal(236)),
        (date(2029, 1, 1), "vervallen", None),
    ],
)
def test_grace_goes_in_steps_each_with_its_price(on: date, status: str, fee: Decimal | None) -> None:
    standing = standing_on(STEPS, PERIOD, on)

    assert (standing.status, standing.fee) == (status, fee)


def test_without_grace_a_registration_lapses_the_day_after() -> None:
    assert standing_on(NO_GRACE, PERIOD, date(2026, 12, 31)).status == "loopt"
    assert standing_on(NO_GRACE, PERIOD, date(2027, 1, 1)).text == "Je registratie is vervallen; uitstel bestaat niet."


def test_where_the_rule_was_not_seen_nobody_says_lapsed() -> None:
    assert standing_on(SW, PERIOD, date(2027, 1, 1)).status == "niet vastgesteld"


def test_postponement_moves_the_end() -> None:
    assert postpone(POSTPONES, PERIOD, ground="zwangerschap", days=112).ends_on == date(2027, 4, 22)


def test_postponement_takes_a_ground_from_the_list_and_no_medical_details() -> None:
    with pytest.raises(ValueError, match="Schrijf geen medische gegevens op"):
        postpone(POSTPONES, PERIOD, ground="gebroken heup, geopereerd in maart", days=112)


def test_postponement_is_refused_where_no_rule_is_known() -> None:
    with pytest.raises(ValueError, match="kent geen uitstel, voor zover wij weten"):
        postpone(SW, PERIOD, ground="zwangerschap", days=112)


def test_postponement_lasts_at_least_a_day() -> None:
    with pytest.raises(ValueError, match="minstens 1 dag"):
        postpone(POSTPONES, PERIOD, ground="zwangerschap", days=0)


def test_coming_back_asks_the_norm_over_three_years() -> None:
    period = reentry_cycle(COMES_BACK, applied_on=date(2026, 6, 1))

    assert period == Cycle(starts_on=date(2023, 6, 1), ends_on=date(2026, 5, 31))
    assert COMES_BACK.reentry_gap_visible


def test_how_to_come_back_is_not_made_up() -> None:
    with pytest.raises(ValueError, match="niet vastgesteld"):
        reentry_cycle(SW, applied_on=date(2026, 6, 1))


def test_a_month_without_that_day_goes_on_to_the_first_of_the_next() -> None:
    assert add_months(date(2026, 12, 31), 2) == date(2027, 3, 1)
    assert add_months(date(2026, 10, 31), 2) == date(2026, 12, 31)
