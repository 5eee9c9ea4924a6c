"""Client data in free text is seen before it is kept, and what is no client data is left alone."""

import random
import time
import tomllib
from collections.abc import Collection
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from register.privacy.anonymity.finding import Finding, Sort
from register.privacy.anonymity.guard import look
from register.workbooks.bsn import looks_like_bsn

TEXTS = Path(__file__).parent / "anonymity"


@pytest.mark.parametrize("half", ["tuning", "holdout"])
def test_at_least_nine_of_ten_texts_with_client_data_are_caught_whole(half: str) -> None:
    texts = _read(f"seeded_{half}")

    missed = [text["text"] for text in texts if not all(_touched(text, piece) for piece in text["pieces"])]

    assert len(texts) == 50
    assert len(missed) <= 5, _list(missed)


@pytest.mark.parametrize("half", ["tuning", "holdout"])
def test_at_most_one_of_ten_clean_texts_is_warned_about(half: str) -> None:
    texts = _read(f"clean_{half}")

    warned = [f"{text['text']} → {found}" for text in texts if (found := _words(_look(text)))]

    assert len(texts) == 50
    assert len(warned) <= 5, _list(warned)


@pytest.mark.parametrize(
    ("text", "kind", "words"),
    [
        ("bij mevrouw de vries thuis", Sort.NAME, "de vries"),
        ("cliënt J. (34) wil verder", Sort.INITIALS, "J. (34)"),
        ("geb. 12-3-1981", Sort.BIRTH, "12-3-1981"),
        ("geboren op 4 mei 1990", Sort.BIRTH, "4 mei 1990"),
        ("bel 06-12345678", Sort.PHONE, "06-12345678"),
        ("mail piet@voorbeeld.example", Sort.EMAIL, "piet@voorbeeld.example"),
        ("op de Kerkstraat 12a", Sort.ADDRESS, "Kerkstraat 12a"),
        ("postcode 1234 AB", Sort.POSTCODE, "1234 AB"),
        ("bsn: 12345678", Sort.BSN, "12345678"),
        ("dossiernummer: 55-1234", Sort.FILE, "55-1234"),
        ("IBAN NL18INGB0001234567", Sort.ACCOUNT, "NL18INGB0001234567"),
        ("een Syrische vrouw van 34 met vier kinderen", Sort.COMBINATION, "34"),
        ("gesprek met Zoe\u0308 Jansen", Sort.NAME, "Zoe\u0308 Jansen"),
        ("gesprek met Fa\u00adtima", Sort.NAME, "Fa\u00adtima"),
        ("toen\x00Fatima\x0bkwam", Sort.NAME, "Fatima"),
    ],
)
def test_each_sort_is_recognised_with_its_place_and_a_remedy(text: str, kind: Sort, words: str) -> None:
    (finding,) = look(text)

    assert (finding.kind, finding.words, text[finding.start : finding.end]) == (kind, words, words)
    assert finding.remedy.endswith((".", "”."))


@pytest.mark.parametrize(
    "text",
    [
        "", "Volgens Korthagen", "de Yucel-methode", "STARR", "personeelsnummer 12345678", "bel 088 1234567",
        "training op de Stationsweg 12", "Jongeren van 16 tot 23 jaar", "cliënt X", "mevrouw vertelde veel",
        "mail info@voorbeeld.example", "Wmo 1-1-2007", "in 2026 HR", "collega Fatima en ik", "Prof. Jansen",
    ],
)  # fmt: skip
def test_what_belongs_to_the_work_is_left_alone(text: str) -> None:
    assert look(text) == ()


def test_colleagues_and_teams_are_no_clients() -> None:
    text = "Sanne de Wit en Youssef uit Team Maria keken mee."

    assert look(text, colleagues=["Sanne de Wit", "Youssef Amrani", "Team Maria"]) == ()
    assert _words(look(text)) == ["Sanne de Wit", "Youssef", "Maria"]


def test_a_client_who_bears_the_name_of_a_colleague_is_seen_when_called_a_client() -> None:
    assert _words(look("mijn cliënt Sanne", colleagues=["Sanne de Wit"])) == ["Sanne"]


def test_two_hundred_of_two_hundred_bsns_are_warned_about() -> None:
    numbers = [number for number in _random_numbers(9, 4_000) if looks_like_bsn(number)][:200]

    found = [look(f"Het nummer {number} staat erbij.") for number in numbers]

    assert [len(findings) for findings in found] == [1] * 200
    assert {findings[0].kind for findings in found} == {Sort.BSN}


@pytest.mark.parametrize("length", [4, 5, 6, 7, 8, 11, 12])
def test_staff_numbers_of_other_lengths_give_no_warning(length: int) -> None:
    found = [look(f"Personeelsnummer {number} klopt.") for number in _random_numbers(length, 200)]

    assert found == [()] * 200


@given(st.text(alphabet=st.sampled_from("aA1 .,(@-'\n\x00\u0301\u00adëİvan06"), max_size=200) | st.text(max_size=200))
def test_any_text_gets_findings_in_order_that_do_not_overlap(text: str) -> None:
    found = look(text, colleagues=["Els van den Berg"])

    assert all(finding.words == text[finding.start : finding.end] != "" for finding in found)
    assert all(before.end <= after.start for before, after in pairwise(found))


@pytest.mark.slow
@pytest.mark.parametrize(
    "piece", ["Aa Bb ", "A. ", "a@", "de ", "van 34 ", "12-3-1981 ", "zoon van ", "0(", "M. (", "e\u0301", "mw. de "]
)
def test_ten_times_the_text_takes_about_ten_times_the_work(piece: str) -> None:
    small, large = (piece * 3_000)[:4_000], (piece * 30_000)[:40_000]

    assert _seconds(large) < 40 * _seconds(small) + 0.05


@pytest.mark.slow
def test_a_hundred_thousand_characters_take_less_than_fifty_milliseconds() -> None:
    text = ("Wat ging goed: ik bleef rustig toen het spannend werd. Volgens Korthagen kost het 12 uur. " * 1_200)[
        :100_000
    ]

    assert _seconds(text) < 0.05


def _read(name: str) -> list[dict[str, Any]]:
    texts: list[dict[str, Any]] = tomllib.loads((TEXTS / f"{name}.toml").read_text("utf-8"))["text"]
    return texts


def _look(text: dict[str, Any]) -> tuple[Finding, ...]:
    return look(text["text"], colleagues=text.get("colleagues", ()))


def _touched(text: dict[str, Any], piece: str) -> bool:
    start = text["text"].index(piece)
    return any(found.start < start + len(piece) and start < found.end for found in _look(text))


def _words(findings: Collection[Finding]) -> list[str]:
    return [finding.words for finding in findings]


def _list(texts: list[str]) -> str:
    return "\n".join(("", *texts))


def _random_numbers(length: int, count: int) -> list[str]:
    source = random.Random(8)
    return [f"{source.randrange(10 ** (length - 1), 10**length)}" for _ in range(count)]


def _seconds(text: str) -> float:
    best = 60.0
    for _ in range(3):
        start = time.process_time()
        look(text)
        best = min(best, time.process_time() - start)
    return best
