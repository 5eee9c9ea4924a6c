"""Asking a colleague: opt-in, with a limit, without reasons, and without a word to anybody else (J3)."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from register.audit import AuditEntry
from register.culture.matching.asking import accept, ask, decline, stop
from register.culture.matching.exclusions import exclude, include
from register.culture.matching.models import Match, MatchTopic
from register.culture.matching.page import MatchingPage, matching_page
from register.culture.matching.taking_part import Settings, change_settings, leave
from register.culture.matching.topics import end_topic, restore_topic
from register.errors import Conflict, Invalid, NotFound
from register.people.models import Membership, Person, TeamManager
from tests.makers import LONG_AGO, NOON, TODAY, make_organisation, make_person, make_team, make_viewer
from tests.matching.making import make_experience, make_pair, make_question, make_request


def page_of(session: Session, person: Person) -> MatchingPage:
    session.expire_all()
    return matching_page(session, make_viewer(session, person), at=NOON, today=TODAY)


def offered(session: Session, person: Person) -> list[str]:
    return [one.name for topic in page_of(session, person).questions for one in topic.offered]


def test_a_question_is_offered_who_knows_with_the_reason(session: Session) -> None:
    els, bas = make_person(session, "Els"), make_person(session, "Bas", "Smit")
    make_experience(session, bas)
    make_question(session, els)

    (topic,) = page_of(session, els).questions
    (one,) = topic.offered

    assert (topic.name, one.name) == ("Integraal", "Bas Smit")
    assert one.reason == "Heeft hier ervaring mee en komt uit een ander team; jullie leerden nog niet samen."


def test_who_does_not_take_part_is_never_offered(session: Session) -> None:
    els, bas = make_person(session, "Els"), make_person(session, "Bas")
    make_experience(session, bas)
    make_question(session, els)

    leave(make_viewer(session, bas), at=NOON)

    assert offered(session, els) == []
    assert session.scalars(select(MatchTopic).where(MatchTopic.person_id == bas.id)).one().ended_at is not None


def test_a_pause_ends_by_itself(session: Session) -> None:
    els, bas = make_person(session, "Els"), make_person(session, "Bas", "Smit")
    make_experience(session, bas)
    make_question(session, els)
    tomorrow = TODAY + timedelta(days=1)

    change_settings(make_viewer(session, bas), Settings(snoozed_until=tomorrow), version=1, today=TODAY)

    assert offered(session, els) == []
    later = matching_page(session, make_viewer(session, els), at=NOON + timedelta(days=1), today=tomorrow)
    assert [one.name for one in later.questions[0].offered] == ["Bas Smit"]


@pytest.mark.parametrize("who", ["els", "bas"])
def test_a_private_list_keeps_two_apart_whoever_made_it(session: Session, who: str) -> None:
    people = {"els": make_person(session, "Els"), "bas": make_person(session, "Bas", "Smit")}
    make_experience(session, people["bas"])
    topic = make_question(session, people["els"])
    other = next(one for name, one in people.items() if name != who)

    exclude(make_viewer(session, people[who]), other.id)

    assert offered(session, people["els"]) == []
    with pytest.raises(Conflict, match="nu niet te vragen"):
        ask(make_viewer(session, people["els"]), topic, people["bas"].id, at=NOON, today=TODAY)
    include(make_viewer(session, people[who]), other.id)
    assert offered(session, people["els"]) == ["Bas Smit"]


def test_a_manager_is_never_offered_a_question_of_the_own_team(session: Session) -> None:
    els, tom, team = make_person(session, "Els"), make_person(session, "Tom"), make_team(session)
    session.add(Membership(person_id=els.id, team_id=team.id, starts_on=LONG_AGO))
    session.add(TeamManager(person_id=tom.id, team_id=team.id, starts_on=LONG_AGO))
    session.commit()
    make_experience(session, tom)
    topic = make_question(session, els)

    assert offered(session, els) == []
    with pytest.raises(Conflict, match="nu niet te vragen"):
        ask(make_viewer(session, els), topic, tom.id, at=NOON, today=TODAY)


def test_who_has_as_many_as_wanted_is_not_asked_more(session: Session) -> None:
    els, bas, kim = make_person(session, "Els"), make_person(session, "Bas", "Smit"), make_person(session, "Kim")
    make_request(session, els, bas)

    make_question(session, kim)

    assert offered(session, kim) == []
    change_settings(make_viewer(session, bas), Settings(most_at_once=2), version=1, today=TODAY)
    assert offered(session, kim) == ["Bas Smit"]


def test_asking_twice_is_asking_once(session: Session) -> None:
    els, bas = make_person(session, "Els"), make_person(session, "Bas")
    first = make_request(session, els, bas)
    topic = page_of(session, els).questions[0].topic_id

    assert ask(make_viewer(session, els), topic, bas.id, at=NOON, today=TODAY) == first
    assert session.scalar(select(func.count()).select_from(Match)) == 1


def test_the_other_says_yes_and_both_see_it(session: Session) -> None:
    els, bas = make_person(session, "Els"), make_person(session, "Bas", "Smit")
    match = make_request(session, els, bas)
    assert [one.names for one in page_of(session, bas).to_answer] == [("Els Vries",)]
    assert [one.names for one in page_of(session, els).asked] == [("Bas Smit",)]

    accept(make_viewer(session, bas), match, at=NOON)

    assert [one.names for one in page_of(session, bas).going_on] == [("Els Vries",)]
    assert [one.names for one in page_of(session, els).going_on] == [("Bas Smit",)]


def test_not_now_needs_no_reason_and_shows_none(session: Session) -> None:
    els, bas = make_person(session, "Els"), make_person(session, "Bas")
    match = make_request(session, els, bas)

    decline(make_viewer(session, bas), match, at=NOON)

    page = page_of(session, els)
    assert (page.asked, page.going_on) == ((), ())
    with pytest.raises(Conflict, match="niet meer open"):
        accept(make_viewer(session, bas), match, at=NOON)


def test_silence_lapses_after_two_weeks_and_frees_the_other(session: Session) -> None:
    els, bas = make_person(session, "Els"), make_person(session, "Bas", "Smit")
    match = make_request(session, els, bas)
    later, day = NOON + timedelta(days=14), TODAY + timedelta(days=14)

    with pytest.raises(Conflict, match="niet meer open"):
        accept(make_viewer(session, bas), match, at=later)
    page = matching_page(session, make_viewer(session, els), at=later, today=day)
    assert page.asked == ()
    again = ask(make_viewer(session, els), page.questions[0].topic_id, bas.id, at=later, today=day)
    assert again != match


def test_nobody_else_can_answer_or_stop_a_request(session: Session) -> None:
    els, bas, kim = make_person(session, "Els"), make_person(session, "Bas"), make_person(session, "Kim")
    match = make_request(session, els, bas)

    for act in (accept, decline, stop):
        with pytest.raises(NotFound):
            act(make_viewer(session, kim), match, at=NOON)
    with pytest.raises(NotFound):
        accept(make_viewer(session, els), match, at=NOON)


def test_nobody_is_asked_for_an_experience_or_for_a_question_that_was_taken_away(session: Session) -> None:
    els, bas = make_person(session, "Els"), make_person(session, "Bas")
    make_experience(session, bas)
    viewer, offers, ended = make_viewer(session, els), make_experience(session, els), make_question(session, els)
    end_topic(viewer, ended, at=NOON)

    for topic in (offers, ended):
        with pytest.raises(NotFound):
            ask(viewer, topic, bas.id, at=NOON, today=TODAY)


def test_who_was_asked_says_not_now_and_what_is_over_is_not_stopped(session: Session) -> None:
    els, bas = make_person(session, "Els"), make_person(session, "Bas")
    match = make_request(session, els, bas)

    with pytest.raises(NotFound):
        stop(make_viewer(session, bas), match, at=NOON)
    stop(make_viewer(session, els), match, at=NOON)
    with pytest.raises(NotFound):
        stop(make_viewer(session, els), match, at=NOON)


def test_a_request_is_taken_back_and_a_pair_ends_by_either(session: Session) -> None:
    els, bas, kim = make_person(session, "Els"), make_person(session, "Bas"), make_person(session, "Kim")
    stop(make_viewer(session, els), make_request(session, els, bas), at=NOON)
    stop(make_viewer(session, bas), make_pair(session, kim, bas), at=NOON)

    assert page_of(session, bas).to_answer == ()
    assert page_of(session, kim).going_on == ()


def test_a_question_of_another_organisation_finds_nobody_here(session: Session) -> None:
    els = make_person(session, "Els")
    zed = make_person(session, "Zed", organisation=make_organisation(session, "Zuid"))
    make_experience(session, zed)
    topic = make_question(session, els)

    assert offered(session, els) == []
    with pytest.raises(Conflict):
        ask(make_viewer(session, els), topic, zed.id, at=NOON, today=TODAY)
    with pytest.raises(Invalid):
        exclude(make_viewer(session, els), zed.id)


def test_the_same_topic_again_is_the_same_one_and_taking_away_can_be_undone(session: Session) -> None:
    els = make_person(session, "Els")
    topic = make_question(session, els)

    assert make_question(session, els, words="Met jongeren") == topic
    end_topic(make_viewer(session, els), topic, at=NOON)
    assert page_of(session, els).questions == ()
    restore_topic(make_viewer(session, els), topic)
    assert [one.words for one in page_of(session, els).questions] == ["Met jongeren"]


def test_what_is_in_no_list_is_refused(session: Session) -> None:
    els = make_person(session, "Els")

    for about in ("", "method:999", "method:x", "bakens:verzonnen"):
        with pytest.raises(Invalid, match="uit de lijst"):
            make_question(session, els, about)


def test_nothing_of_it_stands_in_the_trail_of_the_organisation(session: Session) -> None:
    els, bas = make_person(session, "Els"), make_person(session, "Bas")
    before = session.scalar(select(func.count()).select_from(AuditEntry))

    make_pair(session, els, bas)
    exclude(make_viewer(session, els), bas.id)

    assert session.scalar(select(func.count()).select_from(AuditEntry)) == before


def test_somebody_of_the_own_team_is_never_offered_to_its_manager_not_even_from_a_team_above(session: Session) -> None:
    els, tom, above = make_person(session, "Els"), make_person(session, "Tom"), make_team(session, "Gebied")
    team = make_team(session, parent_id=above.id)
    session.add(Membership(person_id=els.id, team_id=team.id, starts_on=LONG_AGO))
    session.add(TeamManager(person_id=tom.id, team_id=above.id, starts_on=LONG_AGO))
    session.commit()
    make_experience(session, els)
    make_question(session, tom)

    assert offered(session, tom) == []
