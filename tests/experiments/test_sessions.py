"""Sessions of an experiment are activities: logged from its card, joined afterwards, taken out again."""

import pytest
from sqlalchemy.orm import Session

from register.culture.experiments.adopt import adopt_experiment
from register.culture.experiments.card import experiment_card
from register.culture.experiments.sessions import join_session, link_session, loose_sessions, unlink_session
from register.errors import Conflict, NotFound
from register.learning.change_activity import withdraw_activity
from tests.experiments.making import begin
from tests.makers import NOON, TODAY, make_logged, make_person, make_team, make_viewer


def test_a_session_is_read_by_everybody_and_opened_by_who_was_there(session: Session) -> None:
    els, jan, mo = (make_person(session, name) for name in ("Els", "Jan", "Mo"))
    experiment_id = begin(session, els)
    logged = make_logged(session, els, "experiment", others=(jan,), minutes=90, title="Buiten in het park")

    link_session(make_viewer(session, els), experiment_id, logged, at=NOON, today=TODAY)

    seen = {
        one.given_name: experiment_card(session, make_viewer(session, one), experiment_id, today=TODAY).sessions[0]
        for one in (jan, mo)
    }
    assert (seen["Jan"].title, seen["Jan"].minutes, seen["Jan"].people) == ("Buiten in het park", 90, 2)
    assert (seen["Mo"].title, seen["Mo"].minutes, seen["Mo"].people) == ("", 90, 2)


def test_the_spread_counts_everybody_once(session: Session) -> None:
    els, jan, mo = (make_person(session, name) for name in ("Els", "Jan", "Mo"))
    experiment_id = begin(session, els, jan)
    for others in ((jan,), (jan, mo)):
        logged = make_logged(session, els, "experiment", others=others)
        link_session(make_viewer(session, els), experiment_id, logged, at=NOON, today=TODAY)

    assert experiment_card(session, make_viewer(session, els), experiment_id, today=TODAY).spread.people == 3


def test_a_team_that_took_it_over_holds_sessions_of_its_own(session: Session) -> None:
    els = make_person(session, "Els")
    tom = make_person(session, "Tom", team=make_team(session, "West"))
    experiment_id = begin(session, els)
    logged = make_logged(session, tom, "experiment")

    with pytest.raises(NotFound):
        link_session(make_viewer(session, tom), experiment_id, logged, at=NOON, today=TODAY)
    adopt_experiment(make_viewer(session, tom), experiment_id, team_id=None, via_id=None, at=NOON, today=TODAY)
    link_session(make_viewer(session, tom), experiment_id, logged, at=NOON, today=TODAY)

    card = experiment_card(session, make_viewer(session, els), experiment_id, today=TODAY)
    assert (len(card.sessions), card.spread.people) == (1, 2)


def test_only_own_activities_of_the_kind_that_are_loose_can_be_joined(session: Session) -> None:
    els, jan = make_person(session, "Els"), make_person(session, "Jan")
    first, second = begin(session, els), begin(session, els, question="Nog een?")
    own, other_kind = make_logged(session, els, "experiment"), make_logged(session, els)
    of_jan = make_logged(session, jan, "experiment")
    viewer = make_viewer(session, els)

    assert [one.activity_id for one in loose_sessions(session, viewer)] == [own]
    link_session(viewer, first, own, at=NOON, today=TODAY)
    link_session(viewer, first, own, at=NOON, today=TODAY)

    assert loose_sessions(session, viewer) == ()
    with pytest.raises(Conflict, match="ander experiment"):
        link_session(viewer, second, own, at=NOON, today=TODAY)
    with pytest.raises(Conflict, match="soort Experiment"):
        link_session(viewer, first, other_kind, at=NOON, today=TODAY)
    with pytest.raises(NotFound):
        link_session(viewer, first, of_jan, at=NOON, today=TODAY)


def test_a_session_is_taken_out_by_who_logged_it_or_leads_and_the_activity_stays(session: Session) -> None:
    els, jan, mo = (make_person(session, name) for name in ("Els", "Jan", "Mo"))
    experiment_id = begin(session, els, jan)
    logged = make_logged(session, jan, "experiment")
    link_session(make_viewer(session, jan), experiment_id, logged, at=NOON, today=TODAY)
    linked = experiment_card(session, make_viewer(session, els), experiment_id, today=TODAY).sessions[0].linked_id

    with pytest.raises(NotFound):
        unlink_session(make_viewer(session, mo), experiment_id, linked, at=NOON)
    unlink_session(make_viewer(session, els), experiment_id, linked, at=NOON)

    assert experiment_card(session, make_viewer(session, els), experiment_id, today=TODAY).sessions == ()
    assert [one.activity_id for one in loose_sessions(session, make_viewer(session, jan))] == [logged]


def test_a_withdrawn_activity_is_gone_from_the_card(session: Session) -> None:
    els = make_person(session, "Els")
    experiment_id = begin(session, els)
    logged = make_logged(session, els, "experiment")
    link_session(make_viewer(session, els), experiment_id, logged, at=NOON, today=TODAY)

    withdraw_activity(make_viewer(session, els), logged, at=NOON)

    assert experiment_card(session, make_viewer(session, els), experiment_id, today=TODAY).sessions == ()


def test_what_is_logged_for_an_experiment_that_is_gone_stays_loose(session: Session) -> None:
    els, mo = make_person(session, "Els"), make_person(session, "Mo")
    experiment_id, logged = begin(session, els), make_logged(session, mo, "experiment")

    joined = join_session(session, make_viewer(session, mo), 987_654, logged, at=NOON, today=TODAY)
    not_in_it = join_session(session, make_viewer(session, mo), experiment_id, logged, at=NOON, today=TODAY)

    assert (joined, not_in_it) == (False, False)
