"""What was judged before is found again, and never taken for something else."""

from decimal import Decimal

from register.rules.rulesets import with_figures
from register.rules.scoring import score
from tests.rules.makers import example, make_facts
from tests.rules.shipped import BOOK

SW = BOOK.versions("rp-sw")[0]


def test_the_same_facts_and_version_give_the_same_answer() -> None:
    assert score(make_facts(gross_minutes=90), SW) is score(make_facts(gross_minutes=90), SW)


def test_each_order_of_breaks_keeps_its_own_words() -> None:
    lunch_first = score(make_facts(gross_minutes=300, excluded={"lunch": 30, "pauze": 15}), SW)
    pause_first = score(make_facts(gross_minutes=300, excluded={"pauze": 15, "lunch": 30}), SW)

    assert "30 minuten lunch en 15 minuten pauze" in " ".join(reason.text for reason in lunch_first.reasons)
    assert "15 minuten pauze en 30 minuten lunch" in " ".join(reason.text for reason in pause_first.reasons)


def test_an_awarded_number_keeps_its_own_digits() -> None:
    assert make_facts(awarded_points=Decimal(6)).key != make_facts(awarded_points=Decimal("6.0")).key


def test_own_figures_are_judged_by_themselves() -> None:
    laid_over = with_figures(SW, [example("tracks.reflectie.min", "20")])

    assert score(make_facts(), SW).digest == SW.digest
    assert score(make_facts(), laid_over).digest == laid_over.digest
