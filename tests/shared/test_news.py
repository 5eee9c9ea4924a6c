"""Who shared a learning reads on Vandaag that somebody answered it or applied it: unheard, the talk ends there."""

from datetime import timedelta

from sqlalchemy.orm import Session

from register.culture.shared.applied import apply_in_team
from register.culture.shared.comments import comment, withdraw_comment
from register.culture.shared.news import LearningNews
from register.culture.today import together_today
from register.once import as_form_key
from register.people.models import Person
from tests.host import Host
from tests.makers import NOON, TODAY, make_person, make_team, make_viewer
from tests.pages.reading import PREFIX, soup
from tests.shared.making import make_shared


def news(session: Session, person: Person, *, days: int = 0) -> tuple[LearningNews, ...]:
    return together_today(session, make_viewer(session, person), at=NOON + timedelta(days=days), today=TODAY).learnings


def say(session: Session, person: Person, learning: int) -> int:
    return comment(
        make_viewer(session, person), learning, "Hoe begin jij?", kept_anyway="", form_key=as_form_key(""), at=NOON,
        today=TODAY,
    )  # fmt: skip


def test_what_others_said_of_it_and_did_with_it_is_news_for_a_week(session: Session) -> None:
    els, jan = make_person(session, "Els"), make_person(session, "Jan", team=(west := make_team(session)))
    learning, quiet = make_shared(session, els), make_shared(session, els, "Stil")
    for person, about in ((jan, learning), (els, learning), (els, quiet)):
        say(session, person, about)
    apply_in_team(make_viewer(session, jan), learning, west.id, at=NOON, today=TODAY)

    assert news(session, els) == (LearningNews(learning_id=learning, title="Doorvragen werkt", comments=1, teams=1),)
    assert (news(session, jan), news(session, els, days=8)) == ((), ())


def test_a_comment_that_was_taken_back_is_no_news(session: Session) -> None:
    els, jan = make_person(session, "Els"), make_person(session, "Jan")
    withdraw_comment(make_viewer(session, jan), say(session, jan, make_shared(session, els)), at=NOON)

    assert news(session, els) == ()


def test_vandaag_leads_to_what_was_said(host: Host, session: Session) -> None:
    els, jan = make_person(session, "Els"), make_person(session, "Jan")
    learning = make_shared(session, els)
    say(session, jan, learning)

    (link,) = soup(host.client("els").get(f"{PREFIX}/")).select("section[aria-labelledby=rg-lessons] a")

    assert (link.text, link["href"]) == ("Doorvragen werkt: 1 reactie", f"{PREFIX}/samen-leren/lessen/{learning}")
