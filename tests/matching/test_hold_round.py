"""A round is held among who wants it; who holds it sees numbers (J3)."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from register.access import Viewer
from register.culture.matching.as_activity import log_match
from register.culture.matching.hold_round import hold_round, undo_round
from register.culture.matching.models import Match
from register.culture.matching.page import matching_page
from register.culture.matching.taking_part import Settings, change_settings, join
from register.errors import Conflict, NotAllowed
from register.once import as_form_key
from register.people.models import Person
from tests.makers import NOON, TODAY, make_person, make_viewer

KEY = "k" * 24


def make_willing(session: Session, *names: str) -> list[Person]:
    people = [make_person(session, name) for name in names]
    for person in people:
        viewer = make_viewer(session, person)
        join(viewer, at=NOON)
        change_settings(viewer, Settings(random_rounds=True), version=1, today=TODAY)
    return people


def make_holder(session: Session) -> Viewer:
    return make_viewer(session, make_person(session, "Kim", roles=("coordinator",)))


def test_five_people_make_a_pair_and_a_trio_who_see_each_other(session: Session) -> None:
    people = make_willing(session, "Els", "Bas", "Ron", "Sam", "Mo")
    make_person(session, "Zegt niets")

    held = hold_round(make_holder(session), form_key=KEY, at=NOON, today=TODAY)

    pages = [matching_page(session, make_viewer(session, one), at=NOON, today=TODAY) for one in people]
    assert (held.groups, held.alone) == (2, 0)
    assert sorted(len(one.going_on[0].names) for one in pages) == [1, 1, 2, 2, 2]
    assert all(one.going_on[0].by_chance for one in pages)


def test_the_same_form_twice_holds_one_round(session: Session) -> None:
    make_willing(session, "Els", "Bas")
    holder = make_holder(session)

    first = hold_round(holder, form_key=KEY, at=NOON, today=TODAY)

    assert hold_round(holder, form_key=KEY, at=NOON, today=TODAY) == first
    assert len(session.scalars(select(Match)).all()) == 1


def test_who_is_busy_sits_this_one_out(session: Session) -> None:
    make_willing(session, "Els", "Bas")
    holder = make_holder(session)
    hold_round(holder, form_key=KEY, at=NOON, today=TODAY)

    with pytest.raises(Conflict, match="te weinig"):
        hold_round(holder, form_key=as_form_key(""), at=NOON, today=TODAY)


def test_a_colleague_holds_no_round(session: Session) -> None:
    (els,) = make_willing(session, "Els")

    with pytest.raises(NotAllowed):
        hold_round(make_viewer(session, els), form_key=KEY, at=NOON, today=TODAY)


def test_a_round_is_undone_until_somebody_logged(session: Session) -> None:
    els, *_ = make_willing(session, "Els", "Bas")
    holder = make_holder(session)
    first = hold_round(holder, form_key=KEY, at=NOON, today=TODAY)
    undo_round(holder, first.round_id, at=NOON)
    assert matching_page(session, make_viewer(session, els), at=NOON, today=TODAY).going_on == ()

    second = hold_round(holder, form_key=as_form_key(""), at=NOON, today=TODAY)
    match = session.scalars(select(Match.id).where(Match.round_id == second.round_id)).one()
    log_match(make_viewer(session, els), match, form_key=as_form_key(""), at=NOON, today=TODAY)

    with pytest.raises(Conflict, match="al vast"):
        undo_round(holder, second.round_id, at=NOON)
