"""The traffic light while a session is logged: green, orange, red, each with the rule's text and source (B8)."""

from dataclasses import replace
from datetime import date

import pytest

from register.rules.judge import Judge
from register.rules.scoring import rule_for
from register.rules.sessions import findings
from tests.rules.cases import shape_book
from tests.rules.makers import PERIOD, make_claim, make_facts
from tests.rules.shipped import BOOK

SW, JGP = Judge(BOOK, "rp-sw"), Judge(BOOK, "skj-jgp")
BLOCK = Judge(shape_book("block-per-hour"), "block-per-hour")
LISTED = Judge(shape_book("yearly-minimum-with-carry-over"), "yearly-minimum-with-carry-over")
OFTEN = Judge(shape_book("frequency-and-registered-other"), "frequency-and-registered-other")


def colours(judge: Judge, **facts: object) -> dict[str, str]:
    return {light.code: light.colour for light in judge.session_signals(make_facts(**facts), cycle=PERIOD)}


def test_a_session_that_meets_every_rule_is_green() -> None:
    assert colours(BLOCK, present=5) == {"soort": "groen", "duur": "groen", "groep": "groen"}


def test_a_group_that_is_too_small_is_red() -> None:
    assert colours(BLOCK, present=2)["groep"] == "rood"


def test_a_session_that_is_too_short_is_red() -> None:
    assert colours(JGP, gross_minutes=59)["duur"] == "rood"


def test_what_nobody_said_is_orange() -> None:
    assert colours(BLOCK, gross_minutes=None) == {"soort": "groen", "duur": "oranje", "groep": "oranje"}


def test_a_figure_that_was_never_seen_is_orange_and_says_where_to_look() -> None:
    lights = SW.session_signals(make_facts(present=6), cycle=PERIOD)

    assert {light.colour for light in lights if light.code in {"duur", "groep"}} == {"oranje"}
    assert "niet vastgesteld" in lights[1].text
    assert "Overige deskundigheidsbevordering & reflectie" in lights[1].text


def test_online_needs_picture_and_sound_for_everyone() -> None:
    assert colours(SW, online=True)["online"] == "oranje"
    assert colours(SW, online=True, online_av_confirmed=True)["online"] == "groen"
    assert colours(SW, online=True, online_av_confirmed=False)["online"] == "rood"


def test_a_line_manager_among_his_own_people_is_red() -> None:
    assert colours(JGP, kind="begeleide_intervisie", authority_relation=True)["gezag"] == "rood"
    assert colours(JGP, kind="begeleide_intervisie", authority_relation=False)["gezag"] == "groen"


def test_a_suggestion_is_orange() -> None:
    assert colours(SW, kind="ambassadeurswerk") == {"soort": "oranje"}


def test_a_kind_that_the_register_does_not_name_is_red() -> None:
    assert colours(SW, kind="borrel") == {"soort": "rood"}


def test_a_frequency_is_green_once_it_is_reached() -> None:
    earlier = [make_claim(str(month), completed_on=date(2024, month, 2)) for month in (1, 4, 7)]
    facts = make_facts(completed_on=date(2024, 10, 2), present=4, participants_registered=1)

    alone = OFTEN.session_signals(facts, cycle=PERIOD)[-1]
    fourth = OFTEN.session_signals(facts, cycle=PERIOD, earlier=earlier)[-1]

    assert (alone.colour, fourth.colour) == ("oranje", "groen")
    assert fourth.text == "Minstens 4 keer per jaar; met deze erbij zijn het er 4."


def test_every_light_that_stops_a_session_names_its_source() -> None:
    lights = JGP.session_signals(make_facts(gross_minutes=30), cycle=PERIOD)

    assert [bool(light.source) for light in lights if light.colour == "rood"] == [True]


@pytest.mark.parametrize(
    ("rule", "verdict", "said"),
    [
        ("allowed", "meets", "Dat mag bij dit register."),
        ("forbidden", "refuses", "Dat aanvaardt dit register niet."),
        (None, "asks", "is niet vastgesteld"),
    ],
)
def test_a_register_says_whether_the_screen_of_a_colleague_will_do(rule: str | None, verdict: str, said: str) -> None:
    facts = make_facts(present=4, signed_list=True, signed_on_screen=True)
    listed = rule_for(facts, LISTED.versions[0])
    assert listed is not None
    assert listed.session is not None

    found = findings(facts, replace(listed, session=replace(listed.session, signed_on_screen=rule)), 120)

    (finding,) = (one for one in found if one.code == "scherm")
    assert finding.verdict == verdict
    assert said in finding.text
