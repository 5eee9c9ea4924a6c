"""Own versions take part in the same choice as shipped ones: by the period or the day of filing (C5)."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from register.rules.compiling import compile_version
from register.rules.facts import ClaimState, Cycle
from register.rules.judge import Judge
from register.rules.model import OwnFigure, RuleSet
from register.rules.own import DatedVersion
from register.rules.reading import read_file
from register.rules.rulesets import RuleBook
from register.rules.writing import as_toml
from tests.rules.cases import shape_book
from tests.rules.makers import PERIOD, make_claim, make_facts
from tests.rules.shipped import BOOK

PUBLISHED = date(2025, 6, 1)
DAYS = st.dates(date(2018, 1, 1), date(2035, 12, 31))


def own(book: RuleBook, register: str, name: str, *, first: date, figures: tuple[OwnFigure, ...] = ()) -> RuleSet:
    """The newest version of a register under another name and from another day."""
    file, version = book.versions(register)[-1].origin
    named = version.model_copy(update={"version": name, "valid_from": first, "valid_to": None})
    return compile_version(file, named, own=figures)


def test_the_day_of_filing_chooses_an_own_version_too() -> None:
    name = "flat-changed-by-filing-date"
    book = shape_book(name)
    judge = Judge(book, name, own=[DatedVersion(rule_set=own(book, name, "eigen", first=date(2023, 1, 1)))])

    filed = [make_facts(kind="boek", words=4500, filed_on=day) for day in (date(2022, 12, 31), date(2023, 1, 1))]

    assert [judge.score(facts, cycle=PERIOD).version for facts in filed] == ["vaste punten", "eigen"]


@settings(max_examples=50)
@given(first=DAYS, known_from=DAYS, known_until=st.none() | DAYS, starts_on=DAYS, years=st.integers(1, 7))
def test_no_version_judges_a_period_that_ended_before_it_was_published(
    first: date, known_from: date, known_until: date | None, starts_on: date, years: int
) -> None:
    version = DatedVersion(
        rule_set=own(BOOK, "rp-sw", "eigen", first=first), known_from=known_from, known_until=known_until
    )
    cycle = Cycle(starts_on=starts_on, ends_on=date(starts_on.year + years, 1, 1))
    holds = cycle.ends_on >= known_from and (known_until is None or cycle.ends_on < known_until)

    chosen = Judge(BOOK, "rp-sw", own=[version]).norms(cycle=cycle).version

    assert chosen == ("eigen" if holds and first <= starts_on else "2018")


def test_of_two_versions_from_one_day_the_last_published_judges() -> None:
    versions = [DatedVersion(rule_set=own(BOOK, "rp-sw", name, first=date(2018, 1, 1))) for name in ("een", "twee")]

    assert Judge(BOOK, "rp-sw", own=versions).norms(cycle=PERIOD).version == "twee"


def test_another_length_does_not_reopen_a_period_that_had_ended() -> None:
    longer = OwnFigure(path="period.years", value=Decimal(9), source="Reglement")
    rules = own(BOOK, "rp-sw", "lang", first=date(2018, 1, 1), figures=(longer,))
    judge = Judge(BOOK, "rp-sw", own=[DatedVersion(rule_set=rules, known_from=PUBLISHED)])

    ended, going_on = judge.years(date(2019, 1, 1)), judge.years(date(2021, 1, 1))

    assert ended is not None
    assert going_on is not None
    assert (ended.value, going_on.value) == (Decimal(5), Decimal(9))


def test_what_was_granted_counts_in_the_total_when_the_norms_lack_its_track() -> None:
    shipped = BOOK.versions("rp-sw")[-1]
    track = Judge(BOOK, "rp-sw").score(make_facts(), cycle=PERIOD).track
    text = as_toml(shipped.origin[0])
    for field in ("code", "track"):
        text = text.replace(f'{field} = "{track}"', f'{field} = "anders"')
    file = read_file(text)
    first = file.versions[0].model_copy(update={"version": "eigen", "valid_from": date(2020, 1, 1)})
    judge = Judge(BOOK, "rp-sw", own=[DatedVersion(rule_set=compile_version(file, first))])
    claim = make_claim(state=ClaimState.GRANTED, granted="2")

    found = judge.assess([replace(claim, judged_by=shipped.digest)], cycle=PERIOD, on=PERIOD.ends_on)

    assert (found.version, found.claims[0].score.track) == ("eigen", track)
    assert track not in {row.code for row in found.tracks}
    assert (found.total.granted, found.total.countable) == (Decimal(2), Decimal(2))
