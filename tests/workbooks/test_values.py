"""Dutch numbers, hours, part-time factors, addresses and BSNs."""

import random
from decimal import Decimal

import pytest

from register.workbooks.bsn import find_bsn, looks_like_bsn, mask
from register.workbooks.cells import Cell
from register.workbooks.values import (
    Problem,
    infer_decimal_sign,
    parse_decimal,
    parse_email,
    parse_fte,
    parse_identifier,
    parse_minutes,
    parse_text,
    parse_yes_no,
)


@pytest.mark.parametrize(
    ("kind", "text", "number"),
    [
        ("t", "2,5", "2.50"),
        ("t", "2.5", "2.50"),
        ("t", "1.000,5", "1000.50"),
        ("t", "1,000.5", "1000.50"),
        ("t", "1.000.000", "1000000.00"),
        ("t", "-3", "-3.00"),
        ("n", "0.30000000000000004", "0.30"),
        ("t", "2,675", None),
        ("n", "2.675", "2.68"),
        ("t", "1.000", None),
        ("t", "NaN", None),
        ("t", "inf", None),
        ("t", "1e5", None),
        ("t", "²", None),
        ("t", "٣", None),
        ("b", "WAAR", None),
        ("d", "2024-01-01", None),
    ],
)
def test_a_number_is_read_or_asked_back(kind: str, text: str, number: str | None) -> None:
    found = parse_decimal(Cell(kind, text))

    assert isinstance(found, Problem) if number is None else found == Decimal(number)


@pytest.mark.parametrize(
    ("kind", "text", "minutes"),
    [
        ("u", "91800", 1530),
        ("m", "01:30:00", 90),
        ("t", "1:30", 90),
        ("t", "25:30", 1530),
        ("t", "1,5", 90),
        ("t", "1.5", 90),
        ("n", "1.5", 90),
        ("n", "0.3333333333", 20),
        ("t", "1,5 uur", 90),
        ("t", "2 uur", 120),
        ("t", "1 uur 30", 90),
        ("t", "1u30", 90),
        ("t", "90 min", 90),
        ("t", "45 minuten", 45),
    ],
)
def test_hours_become_minutes(kind: str, text: str, minutes: int) -> None:
    assert parse_minutes(Cell(kind, text)) == minutes


@pytest.mark.parametrize("text", ["1:75", "veel", "-1", "1.000", "1;30"])
def test_bad_hours_get_a_message(text: str) -> None:
    assert isinstance(parse_minutes(Cell("t", text)), Problem)


@pytest.mark.parametrize(
    ("text", "share"), [("0,89", "0.89"), ("89", "0.89"), ("88,89%", "0.8889"), ("1", "1"), ("100", "1")]
)
def test_a_part_time_factor_may_be_a_percentage(text: str, share: str) -> None:
    assert parse_fte(Cell("t", text)) == Decimal(share)


def test_an_identifier_stays_text() -> None:
    assert parse_identifier(Cell("t", "00 123")) == "00123"
    assert parse_identifier(Cell("n", "123")) == "123"
    assert isinstance(parse_identifier(Cell("n", "1.5")), Problem)
    assert parse_identifier(Cell("-", "")) is None


def test_a_long_number_in_a_cell_of_figures_is_refused_because_excel_lost_its_last_digits() -> None:
    found = parse_identifier(Cell("n", "1234567890123450"))

    assert isinstance(found, Problem)
    assert "als tekst" in found.remedy
    assert parse_identifier(Cell("n", "123456789012345")) == "123456789012345"
    assert parse_identifier(Cell("t", "1234567890123456")) == "1234567890123456"


def test_a_text_is_never_something_else() -> None:
    assert parse_text(Cell("t", "None")) == "None"
    assert isinstance(parse_text(Cell("f", "")), Problem)


def test_an_address_is_checked() -> None:
    assert parse_email(Cell("t", "Jan.Jansen@Voorbeeld.NL")) == "jan.jansen@voorbeeld.nl"
    assert isinstance(parse_email(Cell("t", "jan@ voorbeeld")), Problem)


def test_yes_and_no() -> None:
    assert parse_yes_no(Cell("t", "Ja")) is True
    assert parse_yes_no(Cell("b", "ONWAAR")) is False
    assert isinstance(parse_yes_no(Cell("t", "misschien")), Problem)


def test_a_bsn_is_known_by_the_eleven_test() -> None:
    assert looks_like_bsn("111222333")
    assert looks_like_bsn("1112.22.333")
    assert not looks_like_bsn("111222334")
    assert not looks_like_bsn("000000000")
    assert not looks_like_bsn("12345678")


def test_a_bsn_in_a_text_is_found_and_masked() -> None:
    text = "Bsn 111222333, telefoon 0612345678, dossier 111222334."

    assert find_bsn(text) == ["111222333"]
    assert mask(text) == "Bsn *********, telefoon 0612345678, dossier 111222334."


def test_two_hundred_bsns_are_found_in_a_text_and_numbers_of_other_lengths_never() -> None:
    chance = random.Random(8)  # fixed: the same numbers every time
    nine = (f"{chance.randrange(10**9):09d}" for _ in range(10_000))
    found = [number for number in nine if looks_like_bsn(number)][:200]
    others = [f"{chance.randrange(10**length):0{length}d}" for length in (4, 5, 6, 7, 8, 10, 11) for _ in range(200)]

    assert [find_bsn(f"Bsn van de cliënt: {number}, graag bellen.") for number in found] == [[one] for one in found]
    assert len(found) == 200
    assert find_bsn(" en ".join(others)) == []


def texts(*values: str) -> list[Cell]:
    return [Cell("t", value) for value in values]


def test_a_column_proves_its_decimal_sign() -> None:
    assert infer_decimal_sign(texts("2,5", "1.000", "3")) == ","
    assert infer_decimal_sign(texts("2.5", "1,000")) == "."
    assert infer_decimal_sign(texts("1.234,5")) == ","
    assert infer_decimal_sign(texts("1.000", "2")) == ""
    assert infer_decimal_sign(texts("2,5", "2.5")) == ""


def test_the_sign_of_the_column_decides_about_thousands() -> None:
    assert parse_decimal(Cell("t", "1.000"), sign=",") == Decimal("1000.00")
    assert parse_decimal(Cell("t", "1,000"), sign=",") == Decimal("1.00")
    assert parse_decimal(Cell("t", "1,000"), sign=".") == Decimal("1000.00")
    assert isinstance(parse_decimal(Cell("t", "1.000")), Problem)


@pytest.mark.parametrize("text", ["0,89", "89", "0.89", "89 %", "89%", "89,00"])
def test_a_part_time_factor_is_the_same_in_every_notation(text: str) -> None:
    assert parse_fte(Cell("t", text)) == Decimal("0.89")
