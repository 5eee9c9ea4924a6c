"""An organisation's own figures: laid over a version, labelled, traceable, refused where they lead nowhere (C12)."""

from datetime import date
from decimal import Decimal

import pytest

from register.rules.judge import Judge
from register.rules.model import OwnFigure
from register.rules.rulesets import load_rule_sets, overridable_figures, with_figures
from tests.rules.makers import PERIOD, example, make_claim, make_facts
from tests.rules.shipped import BOOK

SW = BOOK.versions("rp-sw")[0]
TODAY = date(2025, 1, 1)
VERIFIED = OwnFigure(path="tracks.reflectie.min", value=Decimal(40), source="registratiereglement, artikel 4")


def test_an_own_figure_changes_the_digest_and_leaves_the_book_alone() -> None:
    laid_over = with_figures(SW, [VERIFIED])

    assert laid_over.digest != SW.digest
    assert SW.tracks[1].minimum is not None
    assert SW.tracks[1].minimum.value is None


def test_the_same_figures_in_another_order_give_the_same_digest() -> None:
    total = example("total.min", "100")

    assert with_figures(SW, [VERIFIED, total]).digest == with_figures(SW, [total, VERIFIED]).digest


def test_two_books_from_the_same_files_have_the_same_digests() -> None:
    assert [version.digest for version in load_rule_sets().versions("vv")] == [v.digest for v in BOOK.versions("vv")]


def test_a_later_figure_for_the_same_place_wins() -> None:
    laid_over = with_figures(with_figures(SW, [VERIFIED]), [example("tracks.reflectie.min", "20")])

    assert laid_over.tracks[1].minimum is not None
    assert laid_over.tracks[1].minimum.value == Decimal(20)


def test_an_example_figure_is_labelled_wherever_it_shows() -> None:
    judge = Judge(BOOK, "rp-sw", [example("activities.intervisie.points_per_hour", "1")])

    answer = judge.assess([make_claim()], cycle=PERIOD, on=TODAY)

    assert answer.labels == ("voorbeeld, niet vastgesteld",)
    assert "voorbeeld, niet vastgesteld" in answer.tracks[1].labels
    assert "voorbeeld, niet vastgesteld" in answer.total.labels
    assert answer.claims[0].reasons[-1].confidence == "example"
    assert "voorbeeld, niet vastgesteld" not in answer.tracks[0].labels


def test_a_verified_figure_carries_its_own_source() -> None:
    answer = Judge(BOOK, "rp-sw", [VERIFIED]).assess([], cycle=PERIOD, on=TODAY)
    reflection = answer.tracks[1]

    assert reflection.sources == ("registratiereglement, artikel 4",)
    assert reflection.labels == ("eigen cijfer van je organisatie",)
    assert reflection.needed == Decimal(40)


def test_a_place_where_no_rule_was_found_can_be_set_too() -> None:
    judge = Judge(BOOK, "rp-sw", [example("activities.scholing_zonder_id.per_year", "3")])

    answer = judge.assess([make_claim(kind="training", gross_minutes=300)], cycle=PERIOD, on=TODAY)

    assert answer.claims[0].counted == Decimal(3)


def test_a_group_size_that_hr_read_is_held() -> None:
    judge = Judge(BOOK, "rp-sw", [example("activities.intervisie.session.min_present", "3")])

    assert judge.score(make_facts(present=2), cycle=PERIOD).refused


@pytest.mark.parametrize(
    "path", ["tracks.bestaatniet.min", "tracks.reflectie.name", "", "activities.training.points_per_hour"]
)
def test_a_path_that_leads_nowhere_is_refused(path: str) -> None:
    with pytest.raises(ValueError, match="bestaat niet in deze regels"):
        with_figures(SW, [example(path, "1")])


@pytest.mark.parametrize("value", ["-1", "NaN", "Infinity", "1000000"])
def test_an_impossible_value_is_refused(value: str) -> None:
    with pytest.raises(ValueError, match="Vul een getal in"):
        with_figures(SW, [example("total.min", value)])


def test_a_figure_without_a_source_is_refused() -> None:
    with pytest.raises(ValueError, match="waar je het cijfer hebt gelezen"):
        with_figures(SW, [OwnFigure(path="total.min", value=Decimal(1), source=" ")])


def test_a_judge_refuses_what_no_version_has() -> None:
    with pytest.raises(ValueError, match="bestaat niet in deze regels"):
        Judge(BOOK, "vv", [example("tracks.reflectie.min", "1")])
    with pytest.raises(ValueError, match="Versie ‘1999’ van deze regels bestaat niet"):
        Judge(BOOK, "vv", [OwnFigure(path="total.min", value=Decimal(1), source="x", version="1999")])


def test_a_figure_can_be_meant_for_one_version_only() -> None:
    figure = OwnFigure(path="tracks.oda.max", value=Decimal(9), source="x", version="vanaf 2027-07-01")

    reduced, full = Judge(BOOK, "vv", [figure]).versions

    assert reduced.tracks[1].maximum is None
    assert full.tracks[1].maximum is not None


def test_a_register_that_is_not_there_is_named_with_the_ones_that_are() -> None:
    with pytest.raises(ValueError, match="‘rp-xx’ kennen we niet"):
        Judge(BOOK, "rp-xx")


def test_every_slot_can_be_set_by_its_path() -> None:
    slots = overridable_figures(SW)

    laid_over = with_figures(SW, [example(slot.path, "5") for slot in slots])

    assert {slot.value for slot in laid_over.slots} == {Decimal(5)}
    assert all(slot.label and slot.group for slot in slots)
