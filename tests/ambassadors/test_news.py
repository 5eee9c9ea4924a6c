"""An ambassador is told of what was asked, and who asked of the answer; the weekly message stands with the notices."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from register.culture.ambassadors.news import FRESH, NOTHING, MethodNews, News, method_news
from register.culture.ambassadors.questions import withdraw_answer
from register.learning.labels.models import WorkMethod
from register.people.models import Person
from tests.ambassadors.making import make_ambassador, make_method, make_question
from tests.host import Host
from tests.makers import NOON, TODAY, make_person, make_viewer
from tests.pages.reading import PREFIX, soup

YESTERDAY = NOON - timedelta(days=1)


@pytest.fixture
def method(session: Session) -> WorkMethod:
    return make_method(session)


@pytest.fixture
def els(session: Session, method: WorkMethod) -> Person:
    """The ambassador."""
    person = make_person(session, "Els")
    make_ambassador(session, method, person)
    return person


@pytest.fixture
def jan(session: Session) -> Person:
    return make_person(session, "Jan")


def news(session: Session, person: Person, *, later: timedelta = timedelta(0)) -> News:
    return method_news(session, make_viewer(session, person), at=NOON + later, today=TODAY)


def test_a_question_is_news_to_the_ambassador_and_its_answer_to_who_asked(
    session: Session, method: WorkMethod, els: Person, jan: Person
) -> None:
    make_question(session, method, jan)
    make_question(session, method, jan, answer="Rustig.", answered_by_id=els.id, answered_at=YESTERDAY)
    one = MethodNews(method_id=method.id, name="Welzijn op recept", number=1)

    assert news(session, els) == News(to_answer=(one,))
    assert news(session, jan) == News(answered=(one,))


def test_what_is_own_taken_back_or_old_is_no_news(
    session: Session, method: WorkMethod, els: Person, jan: Person
) -> None:
    make_question(session, method, els)
    make_question(session, method, jan, withdrawn_at=NOON)
    answered = make_question(session, method, jan, answer="Rustig.", answered_by_id=els.id, answered_at=YESTERDAY)
    old = news(session, jan, later=FRESH)
    withdraw_answer(make_viewer(session, els), method.id, answered.id, at=NOON)

    assert (old, news(session, jan)) == (NOTHING, NOTHING)
    assert news(session, els).to_answer[0].number == 1


def test_vandaag_has_a_card_that_leads_to_the_questions(
    host: Host, session: Session, method: WorkMethod, els: Person, jan: Person
) -> None:
    make_question(session, method, jan)

    card = soup(host.client("els").get(f"{PREFIX}/")).select_one("section[aria-labelledby=rg-news]")

    assert "Welzijn op recept: 1 vraag aan jou als ambassadeur" in card.text  # type: ignore[union-attr]
    assert card.a["href"] == f"{PREFIX}/samen-leren/werkmethoden/{method.id}#vragen"  # type: ignore[union-attr, index]
    assert "rg-news" not in host.client("jan").get(f"{PREFIX}/").text
