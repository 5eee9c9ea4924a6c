"""The seventeen traps of the domain: each is a way in which a simple point counter goes wrong."""

from datetime import date
from decimal import Decimal

from register.rules.cycle import add_years, carry_over, ended_by_filing, filing_deadline, next_cycle, renewal_date
from register.rules.facts import ClaimState, Condition, Cycle
from register.rules.judge import Judge
from tests.rules.cases import shape_book
from tests.rules.makers import PERIOD, example, make_claim, make_facts
from tests.rules.shipped import BOOK

SW, JGP, JZW, VV, MZM = (Judge(BOOK, register) for register in ("rp-sw", "skj-jgp", "skj-jzw", "vv", "rp-mzm"))
TODAY = date(2025, 1, 1)


def test_trap_01_gross_is_not_net() -> None:
    facts = make_facts(
        kind="training", gross_minutes=480, excluded={"ontvangst": 15, "pauze": 30, "maaltijd": 45, "reis": 60}
    )

    score = SW.score(facts, cycle=PERIOD)

    assert score.net_minutes == 330
    assert score.points == Decimal("5.5")


def test_trap_02_the_track_is_not_a_property_of_the_activity_type() -> None:
    with_id = make_facts(kind="training", accreditation_ids={"registerplein": "123456"}, awarded_points=Decimal(2))
    without = make_facts(kind="training")

    assert SW.score(with_id, cycle=PERIOD).track == "geaccrediteerd"
    assert SW.score(without, cycle=PERIOD).track == "overig"
    assert VV.score(with_id, cycle=PERIOD).track == "oda"


def test_trap_02_reflection_falls_back_where_a_register_does_not_name_it() -> None:
    judge = Judge(shape_book("fallback"), "fallback")

    score = judge.score(make_facts(), cycle=PERIOD)

    assert score.track == "overig"
    assert "Dit register kent geen aparte categorie reflectie: het telt als overig." in [r.text for r in score.reasons]


def test_trap_03_points_above_a_maximum_exist_and_do_not_count() -> None:
    judge = Judge(BOOK, "rp-sw", [example("tracks.overig.max", "10"), example("tracks.reflectie.min", "20")])

    answer = judge.assess([make_claim(kind="training", gross_minutes=900)], cycle=PERIOD, on=TODAY)
    _, reflection, other = answer.tracks

    assert (other.logged, other.countable) == (Decimal(15), Decimal(10))
    assert reflection.needed == Decimal(20)


def test_trap_04_the_end_of_the_registration_chooses_the_version() -> None:
    before = Cycle(starts_on=date(2022, 7, 1), ends_on=date(2027, 6, 30))
    after = Cycle(starts_on=date(2022, 7, 2), ends_on=date(2027, 7, 1))

    assert VV.assess([], cycle=before, on=TODAY).total.minimum == Decimal(147)
    assert VV.assess([], cycle=after, on=TODAY).total.minimum == Decimal(184)


def test_trap_04_the_filing_date_chooses_the_version_where_a_register_says_so() -> None:
    judge = Judge(shape_book("flat-changed-by-filing-date"), "flat-changed-by-filing-date")
    book = make_facts(kind="boek", completed_on=date(2022, 5, 1), words=4500, filed_on=date(2022, 6, 30))
    later = make_facts(kind="boek", completed_on=date(2022, 5, 1), words=4500, filed_on=date(2022, 7, 1))

    assert judge.score(book, cycle=PERIOD).version == "naar woorden"
    assert judge.score(later, cycle=PERIOD).version == "vaste punten"


def test_trap_05_the_last_day_is_the_day_before_the_renewal_date() -> None:
    assert renewal_date(PERIOD) == date(2027, 1, 1)
    assert filing_deadline(PERIOD) == date(2026, 12, 31)


def test_trap_05_early_filing_shifts_the_next_period() -> None:
    filed = date(2026, 10, 15)

    assert next_cycle(PERIOD, years=5, filed_on=filed, early_filing_restarts=True).starts_on == filed
    assert ended_by_filing(PERIOD, filed).ends_on == date(2026, 10, 14)
    assert next_cycle(PERIOD, years=5, filed_on=filed).starts_on == date(2027, 1, 1)


def test_trap_05_what_was_completed_outside_the_period_counts_nothing_and_says_so() -> None:
    early = make_claim("1", kind="training", completed_on=date(2021, 12, 31))
    first_day = make_claim("2", kind="training", completed_on=date(2022, 1, 1))

    answer = SW.assess([early, first_day], cycle=PERIOD, on=TODAY)

    assert [claim.counted for claim in answer.claims] == [Decimal(0), Decimal(2)]
    assert "voor het begin van de periode (1 januari 2022)" in answer.claims[0].reasons[-1].text


def test_trap_05_a_register_may_let_earlier_activities_count() -> None:
    judge = Judge(shape_book("counts-before-start"), "counts-before-start")

    answer = judge.assess([make_claim(completed_on=date(2021, 12, 31))], cycle=PERIOD, on=TODAY)

    assert answer.claims[0].counted == Decimal(2)


def test_trap_06_an_hour_is_not_always_a_point() -> None:
    meetings = [
        make_claim(f"{month:02}", kind="supervisie", gross_minutes=60, series="pad", completed_on=date(2022, month, 7))
        for month in range(1, 11)
    ]

    answer = JZW.assess(
        meetings, cycle=Cycle(starts_on=date(2018, 1, 1), ends_on=date(2022, 12, 31)), on=date(2022, 12, 1)
    )

    assert answer.total.countable == Decimal(50)
    assert [claim.counted for claim in answer.claims][-2:] == [Decimal(0), Decimal(50)]


def test_trap_06_an_accredited_course_is_never_recomputed_from_hours() -> None:
    facts = make_facts(
        kind="training", gross_minutes=960, accreditation_ids={"registerplein": "1"}, awarded_points=Decimal(11)
    )

    assert SW.score(facts, cycle=PERIOD).points == Decimal(11)


def test_trap_07_eligibility_is_per_session_and_person_present() -> None:
    judge = Judge(shape_book("block-per-hour"), "block-per-hour")

    assert judge.score(make_facts(present=2), cycle=PERIOD).refused
    assert not judge.score(make_facts(present=3), cycle=PERIOD).refused


def test_trap_07_a_line_manager_spoils_guided_intervisie_for_everyone() -> None:
    score = JGP.score(make_facts(kind="begeleide_intervisie", authority_relation=True), cycle=PERIOD)

    assert score.refused
    assert score.points == Decimal(0)


def test_trap_08_one_activity_is_judged_per_register_and_never_added_up() -> None:
    facts = make_facts(
        kind="training", accreditation_ids={"skj": "204512"}, awarded_points=Decimal(6), gross_minutes=480
    )

    youth, social = JGP.score(facts, cycle=PERIOD), SW.score(facts, cycle=PERIOD)

    assert (youth.register, youth.track, youth.points) == ("skj-jgp", "formeel", Decimal(6))
    assert (social.register, social.track, social.points) == ("rp-sw", "overig", Decimal(8))


def test_trap_09_claimed_is_not_granted() -> None:
    filed = make_claim("1", kind="training", state=ClaimState.FILED)
    granted = make_claim("2", kind="training", state=ClaimState.GRANTED, granted="1")

    answer = SW.assess([filed, granted], cycle=PERIOD, on=TODAY)

    assert (answer.total.logged, answer.total.countable, answer.total.granted) == (Decimal(4), Decimal(3), Decimal(1))


def test_trap_10_a_registration_number_is_text_of_a_known_shape() -> None:
    social, youth = BOOK.register("rp-sw"), BOOK.register("skj-jgp")

    assert social.number_problem("46100012345") is None
    assert social.number_problem("4610 ") == "Er staat een spatie voor of achter het registratienummer. Haal die weg."
    assert "het begint met 4610" in (social.number_problem("BIG-12345") or "")
    assert social.number_problem("") == "Vul je registratienummer in."
    assert youth.number_problem("NIP-00123456") is None


def test_trap_11_work_hours_are_taken_over_and_never_converted() -> None:
    texts = {
        register: [c.text for c in Judge(BOOK, register).norms(cycle=PERIOD).conditions]
        for register in ("skj-jgp", "rp-mzm", "vv")
    }

    assert "gemiddeld 16 uur per week): 3368 uur" in texts["skj-jgp"][0]
    assert "gemiddeld 8 uur per week): 2080 uur" in texts["rp-mzm"][0]
    assert "1850 netto uren" in texts["vv"][0]


def test_trap_12_a_surplus_carries_over_with_its_own_maximum_and_a_deficit_is_made_up() -> None:
    first, second, third = carry_over(
        [Decimal(22), Decimal(8), Decimal(15)], minimum=Decimal(15), surplus_max=Decimal(5)
    )

    assert (first.needed, second.surplus_in, second.needed) == (Decimal(0), Decimal(5), Decimal(2))
    assert (third.deficit_in, third.minimum, third.needed) == (Decimal(2), Decimal(17), Decimal(2))


def test_trap_13_the_age_of_a_vog_is_asked_per_register() -> None:
    twelve = Judge(BOOK, "rp-ggz").norms(cycle=PERIOD).conditions
    two_years = Judge(BOOK, "rp-ggz-zij").norms(cycle=PERIOD).conditions

    assert "VOG van hoogstens 12 maanden oud bij de registratie" in [condition.text for condition in twelve]
    assert "VOG van hoogstens 2 jaar oud bij de registratie" in [condition.text for condition in two_years]


def test_trap_13_a_vog_that_expired_is_not_met() -> None:
    vog = Condition(code="vog", text="", met=True, expires_on=date(2024, 12, 31))

    answer = SW.assess([], cycle=PERIOD, on=TODAY, conditions=[vog])

    assert {condition.code: condition.met for condition in answer.conditions} == {"ontwikkelplan": None, "vog": False}


def test_trap_14_giver_and_receiver_of_one_session_claim_different_kinds() -> None:
    giver = SW.score(make_facts(kind="werkbegeleiding", role="gever"), cycle=PERIOD)
    receiver = SW.score(make_facts(kind="werkbegeleiding", role="ontvanger"), cycle=PERIOD)

    assert (giver.track, receiver.track) == ("overig", "reflectie")


def test_trap_15_after_a_switch_the_rules_of_the_new_register_judge_the_same_facts() -> None:
    facts = make_facts(kind="supervisie", gross_minutes=120, series="pad", completed_on=date(2022, 3, 7))
    period = Cycle(starts_on=date(2018, 1, 1), ends_on=date(2022, 12, 31))

    assert JZW.score(facts, cycle=period).points == Decimal(0)
    assert JGP.score(facts, cycle=period).points == Decimal(2)


def test_trap_15_a_closed_register_refuses_what_came_after() -> None:
    facts = make_facts(kind="supervisie", completed_on=date(2023, 1, 1))

    assert JZW.score(facts, cycle=PERIOD).refused


def test_trap_16_the_end_is_counted_in_days_whatever_the_total() -> None:
    answer = SW.assess([], cycle=PERIOD, on=date(2026, 12, 1))

    assert answer.days_left == 30
    assert SW.assess([], cycle=PERIOD, on=date(2027, 6, 1)).days_left == 0


def test_trap_17_a_cap_can_go_while_the_total_stays() -> None:
    judge = Judge(shape_book("yearly-cap-abolished"), "yearly-cap-abolished")
    period = Cycle(starts_on=date(2014, 1, 1), ends_on=date(2018, 12, 31))
    claims = [
        make_claim("1", kind="zelfstudie", gross_minutes=1200, completed_on=date(2014, 5, 1)),
        make_claim("2", kind="zelfstudie", gross_minutes=3000, completed_on=date(2016, 5, 1)),
    ]

    answer = judge.assess(claims, cycle=period, on=date(2018, 1, 1))

    assert [claim.counted for claim in answer.claims] == [Decimal(12), Decimal(48)]


def test_a_leap_day_plus_five_years_is_the_first_of_march() -> None:
    assert add_years(date(2024, 2, 29), 5) == date(2029, 3, 1)
