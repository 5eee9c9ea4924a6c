"""A question is asked in sight of everybody, answered by an ambassador, and either is taken back and put back."""

import pytest
from sqlalchemy.orm import Session

from register.culture.ambassadors.listing import methods_line
from register.culture.ambassadors.page import Question, method_page
from register.culture.ambassadors.questions import (
    AnsweredMeanwhile,
    answer_question,
    ask_question,
    restore_answer,
    restore_question,
    withdraw_answer,
    withdraw_question,
)
from register.errors import Invalid, NotFound
from register.learning.labels.models import WorkMethod
from register.people.models import Person
from register.privacy.guarded import ClientData
from tests.ambassadors.making import make_ambassador, make_method, make_question
from tests.makers import NOON, TODAY, make_organisation, make_person, make_viewer

KEY = "vraag-aan-ambassadeur"


def make_house(session: Session) -> tuple[WorkMethod, Person, Person]:
    """A method with Els as ambassador, and Jan who asks."""
    method, els = make_method(session), make_person(session, "Els")
    make_ambassador(session, method, els)
    return method, els, make_person(session, "Jan")


def seen_by(session: Session, method: WorkMethod, person: Person) -> tuple[Question, ...]:
    session.expire_all()
    return method_page(session, make_viewer(session, person), method.id, today=TODAY).questions


def answer(session: Session, person: Person, question_id: int, method: WorkMethod, version: int = 1) -> None:
    answer_question(
        make_viewer(session, person), method.id, question_id, "Begin met luisteren.", version=version, at=NOON,
        today=TODAY,
    )  # fmt: skip


def test_a_question_and_its_answer_are_read_by_everybody(session: Session) -> None:
    method, els, jan = make_house(session)
    asked = ask_question(make_viewer(session, jan), method.id, "Hoe begin ik?", form_key=KEY, at=NOON, today=TODAY)

    answer(session, els, asked, method)

    (shown,) = seen_by(session, method, make_person(session, "Mo"))
    assert (shown.asked_by, shown.text) == ("Jan Vries", "Hoe begin ik?")
    assert (shown.answered_by, shown.answer) == ("Els Vries", "Begin met luisteren.")
    assert (shown.may_withdraw, shown.may_withdraw_answer, shown.may_change_answer) == (False, False, False)


def test_a_double_tap_asks_once(session: Session) -> None:
    method, _, jan = make_house(session)
    viewer = make_viewer(session, jan)

    first = ask_question(viewer, method.id, "Hoe begin ik?", form_key=KEY, at=NOON, today=TODAY)
    second = ask_question(viewer, method.id, "Hoe begin ik?", form_key=KEY, at=NOON, today=TODAY)

    assert first == second


def test_only_an_ambassador_of_today_answers(session: Session) -> None:
    method, _, jan = make_house(session)
    former = make_person(session, "Fatima")
    make_ambassador(session, method, former, ends_on=TODAY.replace(day=1))
    asked = make_question(session, method, jan)

    with pytest.raises(NotFound):
        answer(session, jan, asked.id, method)
    with pytest.raises(NotFound):
        answer(session, former, asked.id, method)


def test_of_two_answers_at_once_none_is_lost(session: Session) -> None:
    method, els, jan = make_house(session)
    mo = make_person(session, "Mo")
    make_ambassador(session, method, mo)
    asked = make_question(session, method, jan)
    answer(session, els, asked.id, method)

    with pytest.raises(AnsweredMeanwhile):
        answer(session, mo, asked.id, method)

    assert [one.answered_by for one in seen_by(session, method, mo)] == ["Els Vries"]


def test_the_writer_takes_a_question_back_and_puts_it_back(session: Session) -> None:
    method, els, jan = make_house(session)
    asked, viewer = make_question(session, method, jan), make_viewer(session, jan)

    withdraw_question(viewer, method.id, asked.id, at=NOON)
    hidden = [seen_by(session, method, els), [one.withdrawn for one in seen_by(session, method, jan)]]
    restore_question(viewer, method.id, asked.id, at=NOON)

    assert hidden == [(), [True]]
    assert [one.text for one in seen_by(session, method, els)] == ["Hoe begin ik?"]


def test_a_colleague_takes_nothing_back_but_the_coordinator_may_for_a_client(session: Session) -> None:
    method, els, jan = make_house(session)
    asked = make_question(session, method, jan)
    kim = make_person(session, "Kim", roles=("coordinator",))

    with pytest.raises(NotFound):
        withdraw_question(make_viewer(session, els), method.id, asked.id, at=NOON)
    withdraw_question(make_viewer(session, kim), method.id, asked.id, at=NOON)

    with pytest.raises(NotFound):
        restore_question(make_viewer(session, jan), method.id, asked.id, at=NOON)


def test_what_was_not_answered_has_no_answer_to_take_back(session: Session) -> None:
    method, _, jan = make_house(session)
    asked = make_question(session, method, jan)
    kim = make_viewer(session, make_person(session, "Kim", roles=("coordinator",)))

    with pytest.raises(NotFound):
        withdraw_answer(kim, method.id, asked.id, at=NOON)


def test_an_answer_that_was_taken_back_is_seen_by_nobody_until_it_is_put_back(session: Session) -> None:
    method, els, jan = make_house(session)
    asked, viewer = make_question(session, method, jan), make_viewer(session, els)
    answer(session, els, asked.id, method)

    withdraw_answer(viewer, method.id, asked.id, at=NOON)
    (hers,), (his,) = seen_by(session, method, els), seen_by(session, method, jan)
    restore_answer(viewer, method.id, asked.id, at=NOON)

    assert (hers.answer, hers.answer_withdrawn) == ("", True)
    assert (his.answer, his.answer_withdrawn, his.answered_by) == ("", False, "")
    assert [one.answered_by for one in seen_by(session, method, jan)] == ["Els Vries"]


def test_an_answer_that_a_coordinator_took_back_and_put_back_is_still_of_its_writer(session: Session) -> None:
    method, els, jan = make_house(session)
    asked = make_question(session, method, jan)
    answer(session, els, asked.id, method)
    kim = make_viewer(session, make_person(session, "Kim", roles=("coordinator",)))

    withdraw_answer(kim, method.id, asked.id, at=NOON)
    with pytest.raises(NotFound):
        restore_answer(make_viewer(session, els), method.id, asked.id, at=NOON)
    restore_answer(kim, method.id, asked.id, at=NOON)

    assert [one.answered_by for one in seen_by(session, method, jan)] == ["Els Vries"]


def test_a_client_in_a_question_is_not_kept_without_saying_so(session: Session) -> None:
    method, _, jan = make_house(session)
    viewer, text = make_viewer(session, jan), "Wat zeg ik tegen mevrouw Gerritsen van 06-12345678?"

    with pytest.raises(ClientData) as warned:
        ask_question(viewer, method.id, text, form_key=KEY, at=NOON, today=TODAY)

    assert seen_by(session, method, jan) == ()
    assert ask_question(viewer, method.id, text, form_key=KEY, at=NOON, today=TODAY, kept_anyway=warned.value.digest)


def test_nothing_and_too_much_are_no_question(session: Session) -> None:
    method, _, jan = make_house(session)
    viewer = make_viewer(session, jan)

    with pytest.raises(Invalid, match="Schrijf eerst"):
        ask_question(viewer, method.id, "  ", form_key=KEY, at=NOON, today=TODAY)
    with pytest.raises(Invalid, match="te lang"):
        ask_question(viewer, method.id, "a" * 2_001, form_key=KEY, at=NOON, today=TODAY)


def test_a_method_of_elsewhere_is_not_asked_about(session: Session) -> None:
    method = make_method(session, organisation=make_organisation(session, "Zuid"))
    jan = make_person(session, "Jan")

    with pytest.raises(NotFound):
        ask_question(make_viewer(session, jan), method.id, "Hoe begin ik?", form_key=KEY, at=NOON, today=TODAY)


def test_an_ambassador_sees_at_once_how_many_questions_wait(session: Session) -> None:
    method, els, jan = make_house(session)
    make_question(session, method, jan)

    assert methods_line(session, make_viewer(session, els), TODAY) == "1 vraag wacht op een antwoord van jou."
    assert methods_line(session, make_viewer(session, jan), TODAY) == "1 werkmethode."
