"""Switching kinds of messages on a page or from a mail, and answering from a mail: looking changes nothing."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from register.culture.followup.models import FollowUp
from register.learning.mail import write_to
from register.notices.follow_up_links import make_answer_link
from register.notices.models import NoticeLink, NoticePreference
from register.notices.preferences import is_wanted
from register.notices.sending import send_waiting
from register.people.models import Person
from tests.followup.making import make_question
from tests.host import Host
from tests.makers import make_logged, make_person
from tests.notices.conftest import Post, press
from tests.pages.reading import PREFIX, soup


@pytest.fixture
def els(session: Session) -> Person:
    return make_person(session, "Els")


def stop_link(session: Session, els: Person, post: Post, now: datetime) -> str:
    write_to(session, [els.id], kind="leervraag", subject="Leren met een collega", body="Kijk.", at=now)
    session.commit()
    send_waiting(at=now)
    (link,) = post.links("/berichten/afmelden/")
    return link


def wanted(session: Session, els: Person) -> bool:
    session.rollback()
    return is_wanted(session, els.id, "leervraag")


def answer_address(session: Session, els: Person, now: datetime) -> tuple[int, str]:
    question = make_question(session, els, make_logged(session, els, title="Meldcode"))
    token = make_answer_link(session, els.id, question, at=now)
    session.commit()
    return question, f"/terugblik/mail/{token}"


def answer_of(session: Session, question: int) -> str | None:
    session.rollback()
    return session.scalar(select(FollowUp.answer).where(FollowUp.id == question))


def test_the_page_shows_what_comes_and_keeps_what_is_ticked(host: Host, session: Session, els: Person) -> None:
    client = host.client("els")
    before = soup(client.get("/leerregister/berichten")).select("input[name=kind][checked]")

    press(client, "/berichten", kind=["weekbericht"])

    after = soup(client.get("/leerregister/berichten")).select("input[name=kind][checked]")
    assert [one["value"] for one in before] == ["weekbericht", "bevestigen", "verloopt", "leervraag", "werkmethode"]
    assert [one["value"] for one in after] == ["weekbericht"]


def test_only_hr_is_asked_about_the_report_of_an_import(host: Host, session: Session) -> None:
    make_person(session, "Hr", roles=("hr",))

    assert "Verslag van een import" in host.client("hr").get("/leerregister/berichten").text


def test_the_mail_program_switches_off_in_one_click_without_a_session(
    host: Host, session: Session, els: Person, post: Post, now: datetime
) -> None:
    link = stop_link(session, els, post, now)

    answers = [host.client().post(PREFIX + link, data={"List-Unsubscribe": "One-Click"}).status_code for _ in range(2)]

    assert post.sent[0]["List-Unsubscribe"] == f"<http://localhost/leerregister{link}>"
    assert post.sent[0]["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert answers == [200, 200]
    assert not wanted(session, els)


def test_looking_at_the_link_switches_nothing_off(
    host: Host, session: Session, els: Person, post: Post, now: datetime
) -> None:
    link = stop_link(session, els, post, now)

    page = soup(host.client().get(PREFIX + link))

    assert "Deze mails niet meer?" in page.text
    assert wanted(session, els)


def test_switching_off_can_be_undone(host: Host, session: Session, els: Person, post: Post, now: datetime) -> None:
    link = stop_link(session, els, post, now)
    press(host.client(), link)

    page = press(host.client(), link, to=f"{link}/terug")

    assert "Je krijgt ze weer" in page.text
    assert wanted(session, els)


def test_a_link_that_is_not_ours_does_nothing(host: Host, session: Session, els: Person) -> None:
    address = "/leerregister/berichten/afmelden/WzEsIndlZWtiZXJpY2h0Il0.x"
    client = host.client()

    codes = [client.get(address).status_code, client.post(address, data={"List-Unsubscribe": "One-Click"}).status_code]

    assert codes == [404, 404]
    assert session.scalars(select(NoticePreference.id)).all() == []


def test_a_question_is_answered_from_the_mail_once(host: Host, session: Session, els: Person, now: datetime) -> None:
    question, address = answer_address(session, els, now)
    client = host.client()

    looks = [client.get(PREFIX + address).status_code for _ in range(3)]
    untouched = answer_of(session, question)
    answered = press(client, address, answer="deels")

    assert (looks, untouched) == ([200, 200, 200], None)
    assert (answered.status_code, client.get(PREFIX + address).status_code) == (200, 410)
    assert answer_of(session, question) == "deels"


def test_without_an_answer_the_link_stays(host: Host, session: Session, els: Person, now: datetime) -> None:
    _, address = answer_address(session, els, now)
    client = host.client()

    codes = [press(client, address).status_code, press(client, address, answer="nee").status_code]

    assert codes == [422, 200]


def test_somebody_else_who_is_signed_in_may_not_answer(
    host: Host, session: Session, els: Person, now: datetime
) -> None:
    question, address = answer_address(session, els, now)
    make_person(session, "Tom")
    tom = host.client("tom")

    codes = [tom.get(PREFIX + address).status_code, press(tom, "/berichten", to=address, answer="ja").status_code]

    assert codes == [403, 403]
    assert answer_of(session, question) is None


@pytest.mark.parametrize(("days", "code"), [(27, 200), (28, 410)])
def test_an_answer_link_lasts_four_weeks(host: Host, session: Session, now: datetime, days: int, code: int) -> None:
    _, address = answer_address(session, make_person(session), now - timedelta(days=days))

    assert host.client().get(PREFIX + address).status_code == code


def test_only_the_digest_of_a_link_is_kept(session: Session, els: Person, now: datetime) -> None:
    _, address = answer_address(session, els, now)

    assert session.scalars(select(NoticeLink.digest)).one() not in address


def test_a_refused_link_leaves_no_token_in_the_log(host: Host, els: Person, caplog: pytest.LogCaptureFixture) -> None:
    host.client().get(f"{PREFIX}/terugblik/mail/kanarie-in-een-adres")

    assert "antwoordlink geweigerd: ongeldig" in caplog.text
    assert "kanarie" not in caplog.text


def test_no_header_of_a_message_names_somebody_else(session: Session, els: Person, post: Post, now: datetime) -> None:
    make_logged(session, make_person(session, "Kanarie"), others=(els,))
    send_waiting(at=now)

    assert "Kanarie" in post.text()
    assert "anarie" not in " ".join(str(value) for value in post.sent[0].values())
