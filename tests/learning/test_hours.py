"""Learning hours by kind, for everybody; and colleagues found as Dutch people search."""

from datetime import date, datetime

from sqlalchemy.orm import Session

from register.learning.change_activity import withdraw_activity
from register.learning.colleagues import colleagues_of_own_teams, find_colleagues
from register.learning.entry import Participant
from register.learning.hours import learning_hours
from register.learning.log_activity import log_activity
from tests.learning.making import make_entry
from tests.makers import TODAY, make_person, make_team, make_viewer

YEAR = date(2026, 1, 1), date(2026, 12, 31)


def test_hours_are_net_and_by_kind_informal_first(session: Session, now: datetime) -> None:
    els = make_person(session, "Els")
    viewer = make_viewer(session, els)
    log_activity(viewer, make_entry(els, kind="training", minutes=360, excluded={"maaltijd": 60}), at=now, today=TODAY)
    log_activity(viewer, make_entry(els), at=now, today=TODAY)
    part = (Participant(person_id=els.id, state="deels", minutes_present=45),)
    log_activity(viewer, make_entry(participants=part), at=now, today=TODAY)

    hours = learning_hours(session, els.id, *YEAR)

    assert [(one.kind, one.times, one.minutes) for one in hours] == [("intervisie", 2, 165), ("training", 1, 300)]


def test_absence_withdrawal_and_other_years_count_for_nothing(session: Session, now: datetime) -> None:
    els = make_person(session, "Els")
    viewer = make_viewer(session, els)
    absent = (Participant(person_id=els.id, state="afgemeld"),)
    log_activity(viewer, make_entry(participants=absent), at=now, today=TODAY)
    log_activity(viewer, make_entry(els, held_on=date(2025, 12, 31)), at=now, today=TODAY)
    gone = log_activity(viewer, make_entry(els), at=now, today=TODAY)
    withdraw_activity(viewer, gone.activity_id, at=now)

    assert learning_hours(session, els.id, *YEAR) == ()


def test_a_colleague_is_found_by_main_name_prefix_and_without_accents(session: Session) -> None:
    viewer = make_viewer(session, make_person(session, "Els"))
    make_person(session, "Zoë", "Berg", prefix="van den")

    found = [find_colleagues(session, viewer, text) for text in ("berg, zoe", "van den berg", "vandenb", "b", "%%%")]

    assert [[one.name for one in people] for people in found] == [["Zoë van den Berg"]] * 3 + [[], []]


def test_colleagues_of_the_own_team_are_offered_without_oneself(session: Session) -> None:
    oost, west = make_team(session), make_team(session, "Team West")
    els = make_person(session, "Els", team=oost)
    make_person(session, "Jan", team=oost)
    make_person(session, "Mo", team=west)

    found = colleagues_of_own_teams(session, make_viewer(session, els), today=TODAY)

    assert [one.name for one in found] == ["Jan Vries"]
