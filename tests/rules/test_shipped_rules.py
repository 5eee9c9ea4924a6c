"""The rules that are shipped: every register answers its cases, every file is sound, nothing unknown was filled in."""

from decimal import Decimal

import pytest

from register.rules.check import check_file
from register.rules.reading import shipped_names
from register.rules.rulesets import overridable_figures
from tests.rules.cases import HERE, Case, cases_of
from tests.rules.shipped import BOOK

DATA = HERE.parents[1] / "register" / "rules" / "data"
CASES = [
    pytest.param(case, id=f"{name}: {case.name}")
    for name in shipped_names()
    if (HERE / f"{name}.toml").is_file()
    for case in cases_of(HERE / f"{name}.toml", BOOK, name)
]


@pytest.mark.parametrize("case", CASES)
def test_a_shipped_register_answers_its_cases(case: Case) -> None:
    assert case.outcome() == case.expected


@pytest.mark.parametrize("name", shipped_names())
def test_every_shipped_register_has_a_case_file(name: str) -> None:
    assert (HERE / f"{name}.toml").is_file()


@pytest.mark.parametrize("name", shipped_names())
def test_a_shipped_rule_file_has_no_problem(name: str) -> None:
    assert check_file(DATA / f"{name}.toml") == []


def test_the_registers_of_the_product_are_all_there() -> None:
    assert [info.id for info in BOOK.registers()] == [
        "rp-co",
        "rp-ed",
        "rp-ggz",
        "rp-ggz-zij",
        "rp-gho",
        "rp-mw",
        "rp-mw-bmw",
        "rp-mzm",
        "rp-sa",
        "rp-sjd",
        "rp-sw",
        "skj-jgp",
        "skj-jzw",
        "vv",
    ]


@pytest.mark.parametrize("name", [name for name in shipped_names() if name.startswith("rp-") and name != "rp-mzm"])
def test_no_norm_of_a_registerplein_register_was_filled_in(name: str) -> None:
    slots = [
        slot for slot in overridable_figures(BOOK.versions(name)[0]) if slot.path.startswith(("tracks.", "total."))
    ]

    assert {slot.value for slot in slots} == {None}


def test_a_norm_that_exists_but_was_not_seen_is_kept_apart_from_no_rule() -> None:
    slots = {slot.path: slot for slot in overridable_figures(BOOK.versions("rp-sw")[0])}

    assert not slots["tracks.reflectie.min"].known
    assert slots["tracks.reflectie.max"].known
    assert slots["tracks.reflectie.max"].value is None


def test_every_known_figure_says_where_it_was_read() -> None:
    slots = [slot for name in shipped_names() for version in BOOK.versions(name) for slot in version.slots]

    assert [slot.path for slot in slots if slot.value is not None and not slot.source] == []
    assert [slot.path for slot in slots if not slot.known and not slot.ask] == []


def test_the_two_versions_of_the_nursing_register_are_twenty_percent_apart() -> None:
    reduced, full = BOOK.versions("vv")

    assert reduced.total.minimum is not None
    assert full.total.minimum is not None
    assert (reduced.total.minimum.value, full.total.minimum.value) == (Decimal(147), Decimal(184))
