"""A match becomes an activity of peer coaching with both roles, once (J3)."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from register.culture.matching.as_activity import log_match, proposed
from register.culture.matching.models import Match
from register.errors import Conflict, NotFound
from register.learning.log_activity import log_activity
from register.learning.models import Activity, Attendance
from tests.learning.making import make_entry
from tests.makers import NOON, TODAY, make_person, make_viewer
from tests.matching.making import make_pair, make_request

KEY = "k" * 24


def test_one_press_logs_both_with_their_roles(session: Session) -> None:
    els, bas = make_person(session, "Els"), make_person(session, "Bas")
    match = make_pair(session, els, bas)

    logged = log_match(make_viewer(session, els), match, form_key=KEY, at=NOON, today=TODAY)

    activity = session.get_one(Activity, logged.activity_id)
    roles = {one.person_id: one.role for one in session.scalars(select(Attendance))}
    assert (activity.kind, activity.subject) == ("collegiale_coaching", "Integraal")
    assert roles == {els.id: "ontvanger", bas.id: "gever"}
    assert session.get_one(Match, match).activity_id == activity.id


def test_a_double_press_logs_once(session: Session) -> None:
    els, bas = make_person(session, "Els"), make_person(session, "Bas")
    match, viewer = make_pair(session, els, bas), make_viewer(session, els)

    first = log_match(viewer, match, form_key=KEY, at=NOON, today=TODAY)

    assert log_match(viewer, match, form_key=KEY, at=NOON, today=TODAY).activity_id == first.activity_id
    assert len(session.scalars(select(Activity.id)).all()) == 1


def test_a_key_of_the_form_to_log_with_logs_no_match_and_says_so(session: Session) -> None:
    els, bas = make_person(session, "Els"), make_person(session, "Bas")
    match, viewer = make_pair(session, els, bas), make_viewer(session, els)
    log_activity(viewer, make_entry(els), form_key=KEY, at=NOON, today=TODAY)

    with pytest.raises(Conflict, match="al gebruikt voor iets anders"):
        log_match(viewer, match, form_key=KEY, at=NOON, today=TODAY)

    assert session.get_one(Match, match).activity_id is None


def test_the_key_of_one_match_logs_no_other_and_says_so(session: Session) -> None:
    els, bas, kim = make_person(session, "Els"), make_person(session, "Bas"), make_person(session, "Kim")
    match, viewer = make_pair(session, els, bas), make_viewer(session, els)
    other = make_pair(session, els, kim)
    log_match(viewer, match, form_key=KEY, at=NOON, today=TODAY)

    with pytest.raises(Conflict, match="al gebruikt voor iets anders"):
        log_match(viewer, other, form_key=KEY, at=NOON, today=TODAY)


def test_what_nobody_said_yes_to_is_not_logged_and_neither_by_somebody_else(session: Session) -> None:
    els, bas, kim = make_person(session, "Els"), make_person(session, "Bas"), make_person(session, "Kim")
    asked = make_request(session, els, bas)
    with pytest.raises(NotFound):
        proposed(session, make_viewer(session, els), asked)

    for viewer in (make_viewer(session, els), make_viewer(session, kim)):
        with pytest.raises(NotFound):
            log_match(viewer, asked, form_key=KEY, at=NOON, today=TODAY)
