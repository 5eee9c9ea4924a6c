"""Vandaag says that colleagues wait, how many and never who: for whoever gets no mail it is the only place."""

from datetime import timedelta
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from register.culture.matching.candidates import LAPSES_AFTER
from register.culture.today import AtTheDoor, Together, together_today
from register.learning.check_in.check_in import ask_to_be_let_in
from register.learning.check_in.letting_in import answer_request
from register.learning.models import Attendance
from register.people.models import Person
from register.points.models import Claim
from tests.check_in.test_check_in import LATER, make_meeting, show
from tests.host import Host
from tests.makers import NOON, TODAY, make_person, make_registration, make_viewer
from tests.matching.making import make_pair, make_request
from tests.pages.reading import PREFIX, soup


def today_of(session: Session, person: Person, *, later: timedelta = timedelta(0)) -> Together:
    return together_today(session, make_viewer(session, person), at=NOON + later, today=TODAY + later)


def test_who_is_asked_reads_that_somebody_wants_to_learn_until_the_request_lapses(session: Session) -> None:
    els, jan = make_person(session, "Els"), make_person(session, "Jan")
    make_request(session, jan, els)

    assert [today_of(session, one).asked for one in (els, jan)] == [1, 0]
    assert today_of(session, els, later=LAPSES_AFTER).asked == 0


def test_who_asked_reads_that_it_was_agreed_on_and_who_said_yes_knows(session: Session) -> None:
    els, jan = make_person(session, "Els"), make_person(session, "Jan")
    make_pair(session, jan, els)

    assert [today_of(session, one).paired for one in (els, jan)] == [0, 1]
    assert [today_of(session, one).asked for one in (els, jan)] == [0, 0]


def test_who_logged_a_session_reads_that_somebody_waits_to_be_let_in(session: Session) -> None:
    els, jan, anna = (make_person(session, name) for name in ("Els", "Jan", "Anna"))
    meeting = make_meeting(session, els, jan, title="Intervisie Oost")
    token = show(session, els, meeting)
    ask_to_be_let_in(make_viewer(session, anna), token, at=LATER)

    waiting = [today_of(session, one).at_the_door for one in (els, jan, anna)]
    later = [today_of(session, els, later=timedelta(days=days)).at_the_door for days in (14, 15)]
    answer_request(make_viewer(session, els), 1, admit=False, at=LATER)

    assert waiting == [(AtTheDoor(session_id=meeting, title="Intervisie Oost", number=1),), (), ()]
    assert later == [waiting[0], ()]
    assert today_of(session, els).at_the_door == ()


def test_who_left_after_asking_does_not_wait_any_more(session: Session) -> None:
    els, anna = make_person(session, "Els"), make_person(session, "Anna")
    ask_to_be_let_in(make_viewer(session, anna), show(session, els, make_meeting(session, els)), at=LATER)
    anna.deactivated_at = LATER
    session.commit()

    assert today_of(session, els).at_the_door == ()


def test_what_is_locked_by_granted_points_asks_nobody_to_let_in(session: Session) -> None:
    els, anna, bram = (make_person(session, name) for name in ("Els", "Anna", "Bram"))
    make_registration(session, els)
    locked, other = (make_meeting(session, els, title=title) for title in ("Vast", "Open"))
    for meeting, who in ((locked, anna), (other, bram)):
        ask_to_be_let_in(make_viewer(session, who), show(session, els, meeting), at=LATER)
    claim = session.scalars(
        select(Claim).join(Attendance, Attendance.id == Claim.attendance_id).where(Attendance.session_id == locked)
    ).one()
    claim.state, claim.granted_points = "toegekend", Decimal(2)
    session.commit()

    assert [one.title for one in today_of(session, els).at_the_door] == ["Open"]


def test_vandaag_leads_to_both_without_a_name(host: Host, session: Session) -> None:
    els, jan, anna = (make_person(session, name) for name in ("Els", "Jan", "Anna"))
    make_request(session, jan, els)
    meeting = make_meeting(session, els, title="Intervisie Oost")
    ask_to_be_let_in(make_viewer(session, anna), show(session, els, meeting), at=LATER)

    card = soup(host.client("els").get(f"{PREFIX}/")).select_one("section[aria-labelledby=rg-colleagues]")

    assert card is not None
    assert [(one.text, one["href"]) for one in card.select("a")] == [
        ("Intervisie Oost: 1 collega wil inchecken", f"{PREFIX}/bijeenkomst/{meeting}/inchecken"),
        ("1 collega wil graag van je leren", f"{PREFIX}/samen-leren/leervragen"),
    ]
    assert "Jan" not in card.text
