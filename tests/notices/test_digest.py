"""One weekly message with what waits, put together when it goes, with links to act by; nothing where nothing waits."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from register.current import day_here
from register.learning.confirm import confirm
from register.learning.models import OutgoingMail
from register.notices.models import NoticePreference
from register.notices.sending import Sent, send_waiting
from register.notices.weekly import write_weekly
from register.people.models import Person
from tests.ambassadors.making import make_ambassador, make_method, make_question
from tests.confirm.reading import attendance_of
from tests.followup.making import make_question as make_follow_up
from tests.makers import make_logged, make_person, make_registration, make_team, make_viewer
from tests.notices.conftest import Post

pytestmark = pytest.mark.usefixtures("post")
MONDAY = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)
"""Seven o'clock in the Netherlands."""


@pytest.fixture
def els(session: Session) -> Person:
    return make_person(session, "Els")


def asked(session: Session, els: Person, title: str = "Casus van de week") -> int:
    """An activity that Anna logged with Els; the request by mail has gone."""
    activity = make_logged(session, make_person(session, "Anna"), others=(els,), title=title)
    for row in session.scalars(select(OutgoingMail)):
        row.outcome = "vervallen"
    session.commit()
    return activity


def test_what_misses_is_told_once_a_week(session: Session, els: Person, now: datetime) -> None:
    make_registration(session, els)
    make_logged(session, els, kind="training", title="Meldcode")

    written = [write_weekly(at=now), write_weekly(at=now), write_weekly(at=now + timedelta(days=7))]

    assert written == [1, 0, 1]


def test_the_week_begins_on_monday_at_seven(session: Session, els: Person, now: datetime) -> None:
    make_registration(session, els)
    make_logged(session, els, kind="training", title="Meldcode")

    written = [write_weekly(at=at) for at in (now, MONDAY - timedelta(seconds=1), MONDAY)]

    assert written == [1, 0, 1]


def test_for_whom_nothing_waits_nothing_is_written(session: Session, els: Person, now: datetime) -> None:
    make_registration(session, els)

    assert write_weekly(at=now) == 0
    assert session.scalar(select(func.count(OutgoingMail.id))) == 0


def test_what_comes_up_in_the_week_waits_for_the_next(session: Session, els: Person, now: datetime) -> None:
    make_registration(session, els)
    first = write_weekly(at=now)
    make_logged(session, els, kind="training", title="Meldcode")

    assert (first, write_weekly(at=now), write_weekly(at=MONDAY)) == (0, 0, 1)


def test_it_tells_all_that_waits_in_one_message(session: Session, els: Person, post: Post, now: datetime) -> None:
    make_registration(session, els)
    training = make_logged(session, els, kind="training", title="Meldcode")
    make_follow_up(session, els, training)
    asked(session, els)
    write_weekly(at=now)

    runs = [send_waiting(at=now), send_waiting(at=now)]

    assert (runs[0].sent, runs[1]) == (1, Sent())
    assert post.sent[0]["Subject"] == "Wat op je wacht in Leerregister"
    assert "Casus van de week, 5 maart 2026 (vastgelegd door Anna Vries)" in post.text()
    assert "DOE JE HET NU ANDERS?\n\nMeldcode" in post.text()
    assert "- Certificaat of bewijs van deelname ontbreekt." in post.text()
    assert len(post.links("/bevestig/")) == 1
    assert len(post.links("/terugblik/mail/")) == 1


def test_what_was_done_before_it_goes_is_not_told(session: Session, els: Person, post: Post, now: datetime) -> None:
    part = attendance_of(session, asked(session, els), els)
    write_weekly(at=now)
    confirm(make_viewer(session, els), part.id, content_version=1, method="kaart", at=now)

    run = send_waiting(at=now)

    assert (run, post.sent) == (Sent(dropped=1), [])


def test_who_switched_it_off_gets_none(session: Session, els: Person, now: datetime) -> None:
    asked(session, els)
    session.add(NoticePreference(person_id=els.id, kind="weekbericht", wanted=False))
    session.commit()

    assert write_weekly(at=now) == 0


def test_a_manager_reads_numbers_and_no_names(session: Session, post: Post, now: datetime) -> None:
    team = make_team(session, "Oost")
    make_person(session, "Ron", manages=team)
    tom = make_person(session, "Tom", team=team, email=None)
    make_registration(session, tom, cycle_ends_on=day_here(now) + timedelta(days=30))
    make_logged(session, tom)
    write_weekly(at=now)

    send_waiting(at=now)

    assert "JE TEAM\n\n1 medewerker: verloopt binnenkort" in post.text()
    assert "Tom" not in post.text()


def test_ambassador_and_asker_read_of_questions_and_answers_unless_that_kind_is_off(
    session: Session, els: Person, post: Post, now: datetime
) -> None:
    method, jan, mo = make_method(session), make_person(session, "Jan"), make_person(session, "Mo")
    make_ambassador(session, method, els)
    make_ambassador(session, method, mo)
    make_question(session, method, jan)
    make_question(session, method, jan, answer="Rustig.", answered_by_id=els.id, answered_at=now)
    session.add(NoticePreference(person_id=mo.id, kind="werkmethode", wanted=False))
    session.commit()

    assert (write_weekly(at=now), send_waiting(at=now)) == (2, Sent(sent=2))
    assert [one["To"] for one in post.sent] == ["els@voorbeeld.example", "jan@voorbeeld.example"]
    assert "Welzijn op recept: 1 vraag aan jou als ambassadeur" in post.text(0)
    assert "Welzijn op recept: er is antwoord op je vraag" in post.text(1)


def test_an_answer_is_told_once_however_late_the_next_message_goes(
    session: Session, els: Person, post: Post, now: datetime
) -> None:
    method, jan = make_method(session), make_person(session, "Jan")
    first = write_weekly(at=now)
    answered_at = now + timedelta(hours=1)
    make_question(session, method, jan, answer="Rustig.", answered_by_id=els.id, answered_at=answered_at)
    late, later = now + timedelta(days=9), now + timedelta(days=16)

    second = (write_weekly(at=late), send_waiting(at=late + timedelta(days=1)))

    assert (first, second, write_weekly(at=later)) == (0, (1, Sent(sent=1)), 0)
    assert "Welzijn op recept: er is antwoord op je vraag" in post.text()
