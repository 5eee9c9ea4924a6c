"""A training of three days is one question: answered at once, with an answer for each day in the evidence."""

from datetime import datetime

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import select
from sqlalchemy.orm import Session

from register.errors import NotFound
from register.learning.confirm import confirm_days, dispute_days, reopen
from register.learning.models import Attendance, LearningSession
from register.learning.sign_links import look, make_link, sign
from register.learning.waiting import waiting_cards
from register.people.models import Person
from tests.confirm.reading import trail
from tests.host import Host
from tests.makers import make_logged, make_person, make_training, make_viewer
from tests.pages.reading import PREFIX, form_values, soup


def days_of(session: Session, activity_id: int, person: Person) -> list[Attendance]:
    return list(
        session.scalars(
            select(Attendance)
            .join(LearningSession)
            .where(LearningSession.activity_id == activity_id, Attendance.person_id == person.id)
            .order_by(LearningSession.held_on)
            .execution_options(populate_existing=True)
        )
    )


def answers(session: Session, activity_id: int, person: Person) -> list[str]:
    session.rollback()
    said = {(True, False): "ja", (False, True): "nee", (False, False): "?"}
    days = days_of(session, activity_id, person)
    return [said[day.confirmed_at is not None, day.disputed_at is not None] for day in days]


def test_three_days_are_one_card(session: Session) -> None:
    els, anna = make_person(session, "Els"), make_person(session, "Anna")
    make_training(session, els, anna)
    make_logged(session, els, others=(anna,))

    cards = waiting_cards(session, make_viewer(session, anna))

    assert [(card.held_on.day, card.last_on.day, card.net_minutes) for card in cards.waiting] == [
        (5, 5, 120),
        (3, 5, 1080),
    ]
    assert not cards.more


def test_each_day_has_a_confirmation_of_its_own(session: Session, now: datetime) -> None:
    els, anna = make_person(session, "Els"), make_person(session, "Anna")
    activity_id = make_training(session, els, anna)
    ids = [day.id for day in days_of(session, activity_id, anna)]

    confirm_days(make_viewer(session, anna), ids, content_version=1, method="kaart", at=now)

    assert answers(session, activity_id, anna) == ["ja", "ja", "ja"]
    assert [line.object_id for line in trail(session, "deelname.bevestigd")] == ids


def test_a_day_that_somebody_missed_is_not_confirmed(session: Session, now: datetime) -> None:
    els, anna = make_person(session, "Els"), make_person(session, "Anna")
    activity_id = make_training(session, els, anna)
    ids = [day.id for day in days_of(session, activity_id, anna)]

    confirm_days(make_viewer(session, anna), ids, absent=[ids[1]], content_version=1, method="kaart", at=now)

    assert answers(session, activity_id, anna) == ["ja", "nee", "ja"]
    assert days_of(session, activity_id, anna)[1].dispute_reason == "Ik was er deze dag niet."


def test_klopt_niet_and_toch_niet_are_about_all_days(session: Session, now: datetime) -> None:
    els, anna = make_person(session, "Els"), make_person(session, "Anna")
    activity_id = make_training(session, els, anna)
    viewer = make_viewer(session, anna)
    ids = [day.id for day in days_of(session, activity_id, anna)]

    dispute_days(viewer, ids, reason="Ik was ziek", at=now)
    refused = answers(session, activity_id, anna)
    reopen(viewer, ids[2], at=now)

    assert refused == ["nee", "nee", "nee"]
    assert answers(session, activity_id, anna) == ["?", "?", "?"]


def test_days_of_two_activities_or_of_another_are_not_answered_at_once(session: Session, now: datetime) -> None:
    els, anna = make_person(session, "Els"), make_person(session, "Anna")
    first, second = make_training(session, els, anna), make_training(session, els, anna)
    mine = [days_of(session, activity_id, anna)[0].id for activity_id in (first, second)]
    theirs = days_of(session, first, els)[0].id
    viewer = make_viewer(session, anna)

    with pytest.raises(NotFound):
        confirm_days(viewer, mine, content_version=1, method="kaart", at=now)
    with pytest.raises(NotFound):
        confirm_days(viewer, [mine[0], theirs], content_version=1, method="kaart", at=now)

    assert answers(session, first, anna) == ["?", "?", "?"]


def test_one_link_signs_for_every_day_that_is_left_ticked(session: Session, now: datetime) -> None:
    els, anna = make_person(session, "Els"), make_person(session, "Anna")
    activity_id = make_training(session, els, anna)
    days = days_of(session, activity_id, anna)
    token = make_link(session, days[0], at=now, days=21)
    session.commit()

    offered = look(session, token, viewer=None, at=now).card
    sign(token, viewer=None, at=now, present=[days[0].id, days[2].id])

    assert [day.held_on.day for day in offered.days] == [3, 4, 5]
    assert answers(session, activity_id, anna) == ["ja", "nee", "ja"]


def test_a_link_without_a_tick_asks_for_one(host: Host, session: Session, now: datetime) -> None:
    els, anna = make_person(session, "Els"), make_person(session, "Anna")
    activity_id = make_training(session, els, anna)
    token = make_link(session, days_of(session, activity_id, anna)[0], at=now, days=21)
    session.commit()
    client = host.client()
    page = soup(client.get(f"{PREFIX}/bevestig/{token}"))
    fields = form_values(page, "form")
    del fields["present"]

    answer = client.post(f"{PREFIX}/bevestig/{token}", data=fields)

    assert answer.status_code == 422
    assert "Vink minstens één dag aan" in answer.text
    assert answers(session, activity_id, anna) == ["?", "?", "?"]


def test_the_card_on_vandaag_confirms_all_days_but_the_one_unticked(host: Host, session: Session) -> None:
    els, anna = make_person(session, "Els"), make_person(session, "Anna")
    activity_id = make_training(session, els, anna)
    client = host.client("anna")
    form = soup(client.get(f"{PREFIX}/")).select_one(".rg-ask form")
    assert form is not None
    fields = form_values(BeautifulSoup(str(form), "lxml"), "form")
    first, _, last = fields["present"]

    told = soup(client.post(str(form["action"]), data=fields | {"present": [first, last]}, follow_redirects=True))

    assert answers(session, activity_id, anna) == ["ja", "nee", "ja"]
    assert "3 maart 2026 tot en met 5 maart 2026. Niet: 4 maart 2026." in " ".join(told.text.split())
    assert told.select(".rg-ask") == []
