"""What must hold for whatever people log: nothing is gained from nothing, nothing unknown becomes a figure."""

from datetime import date
from decimal import Decimal
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from register.rules.engine import assess
from register.rules.facts import ClaimInput, ClaimState, Facts
from register.rules.judge import Judge
from register.rules.model import OwnFigure
from register.rules.rulesets import overridable_figures
from tests.rules.cases import shape_book
from tests.rules.makers import PERIOD, example
from tests.rules.shipped import BOOK
from tests.rules.test_shapes import SHAPES

SW_FIGURES = [
    example("activities.intervisie.points_per_hour", "1"),
    example("activities.supervisie.points_per_hour", "1.5"),
    example("activities.intervisie.per_year", "6"),
    example("tracks.reflectie.min", "30"),
    example("tracks.overig.max", "10"),
    example("total.min", "100"),
]
JUDGES = [
    *(Judge(BOOK, info.id) for info in BOOK.registers()),
    *(Judge(shape_book(name), name) for name in SHAPES),
    Judge(BOOK, "rp-sw", SW_FIGURES),
]
KINDS = ["intervisie", "begeleide_intervisie", "supervisie", "training", "congres", "presentatie", "artikel", "boek"]
STATES = [ClaimState.READY, ClaimState.FILED, ClaimState.DRAFT, ClaimState.REJECTED]
TODAY = date(2026, 6, 1)
MAYBE = st.none() | st.booleans()

FACTS = st.builds(
    Facts,
    kind=st.sampled_from([*KINDS, "zelfstudie", "casuistiekbespreking", "commissie", "ambassadeurswerk"]),
    completed_on=st.dates(date(2021, 11, 1), date(2026, 12, 31)),
    gross_minutes=st.none() | st.integers(0, 3000),
    excluded=st.dictionaries(st.sampled_from(["pauze", "reis"]), st.integers(0, 90)),
    minutes_present=st.none() | st.integers(0, 600),
    role=st.sampled_from(["deelnemer", "gever", "begeleider"]),
    online=st.booleans(),
    online_av_confirmed=MAYBE,
    present=st.none() | st.integers(1, 12),
    authority_relation=MAYBE,
    accreditation_ids=st.dictionaries(st.sampled_from(["registerplein", "skj", "venvn"]), st.just("123456")),
    awarded_points=st.none() | st.integers(0, 40).map(Decimal),
    filed_on=st.none() | st.dates(date(2022, 1, 1), date(2026, 6, 1)),
    series=st.sampled_from([None, "oost", "west"]),
    setting=st.sampled_from([None, "team"]),
    participants_registered=st.none() | st.integers(0, 3),
    chair_and_notes=MAYBE,
    signed_list=MAYBE,
    signed_on_screen=st.booleans(),
    quantity=st.integers(1, 5),
    words=st.none() | st.integers(0, 9000),
)


@st.composite
def claims(draw: st.DrawFn) -> list[ClaimInput]:
    """Some claims, each with a reference of its own."""
    found = draw(st.lists(st.tuples(FACTS, st.sampled_from(STATES)), max_size=12))
    return [
        ClaimInput(reference=f"{number:02}", title="", facts=facts, state=state)
        for number, (facts, state) in enumerate(found)
    ]


@given(judge=st.sampled_from(JUDGES), logged=claims())
def test_nothing_counts_for_more_than_was_logged(judge: Judge, logged: list[ClaimInput]) -> None:
    answer = judge.assess(logged, cycle=PERIOD, on=TODAY)

    assert all(row.countable <= row.logged for row in (*answer.tracks, answer.total))


@given(judge=st.sampled_from(JUDGES), logged=claims(), at=st.integers(0, 11))
def test_one_more_claim_never_lowers_what_counts(judge: Judge, logged: list[ClaimInput], at: int) -> None:
    without = judge.assess([*logged[:at], *logged[at + 1 :]], cycle=PERIOD, on=TODAY)

    assert judge.assess(logged, cycle=PERIOD, on=TODAY).total.countable >= without.total.countable


@given(judge=st.sampled_from(JUDGES), logged=claims(), seed=st.randoms(use_true_random=False))
def test_the_order_of_claims_does_not_matter(judge: Judge, logged: list[ClaimInput], seed: Random) -> None:
    shuffled = list(logged)
    seed.shuffle(shuffled)

    one, other = judge.assess(logged, cycle=PERIOD, on=TODAY), judge.assess(shuffled, cycle=PERIOD, on=TODAY)

    assert (one.tracks, one.total) == (other.tracks, other.total)


@given(judge=st.sampled_from(JUDGES), logged=claims())
def test_what_is_needed_is_unknown_exactly_where_the_minimum_is(judge: Judge, logged: list[ClaimInput]) -> None:
    answer = judge.assess(logged, cycle=PERIOD, on=TODAY)

    assert all((row.needed is None) == (not row.minimum_known) for row in (*answer.tracks, answer.total))


@given(judge=st.sampled_from(JUDGES), facts=FACTS)
def test_points_without_a_number_always_say_why(judge: Judge, facts: Facts) -> None:
    score = judge.score(facts, cycle=PERIOD)

    told = [reason.asks or "niet vastgesteld" in reason.text for reason in score.reasons]
    assert score.points is not None or any(told)
    assert score.refused <= (score.points == 0)


@given(judge=st.sampled_from(JUDGES), facts=FACTS)
def test_a_traffic_light_is_red_exactly_when_the_score_refuses_the_session(judge: Judge, facts: Facts) -> None:
    lights = judge.session_signals(facts, cycle=PERIOD)

    assert any(light.colour == "rood" for light in lights) <= judge.score(facts, cycle=PERIOD).refused


@pytest.mark.parametrize("judge", JUDGES)
def test_an_unknown_figure_is_never_zero(judge: Judge) -> None:
    slots = [slot for version in judge.versions for slot in overridable_figures(version) if not slot.known]

    assert [slot.path for slot in slots if slot.value is not None] == []


@settings(max_examples=25)
@given(
    value=st.decimals(0, 1000, places=2),
    path=st.sampled_from(["tracks.reflectie.min", "total.min", "tracks.overig.max"]),
)
def test_any_own_figure_comes_back_as_it_was_given(value: Decimal, path: str) -> None:
    judge = Judge(BOOK, "rp-sw", [OwnFigure(path=path, value=value, source="reglement")])

    slots = {slot.path: slot.value for slot in overridable_figures(judge.versions[0])}
    assert slots[path] == value


def test_norms_and_claims_can_be_judged_by_hand_too() -> None:
    rule_set = BOOK.versions("skj-jgp")[0]

    assert assess([], rule_set, cycle=PERIOD, on=TODAY).total.needed == Decimal(120)
