"""Ambassadors are named from and to by who keeps the list; they step back by themselves; every step can be undone."""

from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from register.culture.ambassadors.models import Ambassador
from register.culture.ambassadors.naming import change_period, go_on, name_ambassador, step_back, undo_naming
from register.culture.ambassadors.page import method_page
from register.errors import Conflict, Invalid, NotAllowed, NotFound
from register.learning.labels.models import WorkMethod
from register.people.models import Person
from tests.ambassadors.making import SPRING, make_ambassador, make_method
from tests.makers import NOON, TODAY, make_organisation, make_person, make_viewer


def make_house(session: Session) -> tuple[WorkMethod, Person, Person]:
    """A method, who keeps the list, and a colleague."""
    kim = make_person(session, "Kim", roles=("coordinator",))
    return make_method(session), kim, make_person(session, "Els")


def name(session: Session, method: WorkMethod, keeper: Person, person: Person, starts_on: date = TODAY) -> str:
    return name_ambassador(
        make_viewer(session, keeper), method.id, person.id, starts_on=starts_on, at=NOON, today=TODAY
    )


def periods(session: Session) -> list[tuple[date, date | None]]:
    session.expire_all()
    rows = session.execute(select(Ambassador.starts_on, Ambassador.ends_on).order_by(Ambassador.starts_on))
    return [(row.starts_on, row.ends_on) for row in rows]


def test_a_named_colleague_stands_on_the_page_of_the_method(session: Session) -> None:
    method, kim, els = make_house(session)

    assert name(session, method, kim, els) == "Els Vries"

    page = method_page(session, make_viewer(session, els), method.id, today=TODAY)
    assert [one.name for one in page.ambassadors] == ["Els Vries"]
    assert page.is_ambassador


def test_naming_twice_is_naming_once(session: Session) -> None:
    method, kim, els = make_house(session)

    name(session, method, kim, els)
    name(session, method, kim, els)

    assert periods(session) == [(TODAY, None)]


def test_nobody_names_themselves(session: Session) -> None:
    method, _, els = make_house(session)

    with pytest.raises(NotAllowed):
        name(session, method, els, els)


def test_a_colleague_of_elsewhere_or_who_left_is_not_there(session: Session) -> None:
    method, kim, _ = make_house(session)
    zed = make_person(session, "Zed", organisation=make_organisation(session, "Zuid"))
    left = make_person(session, "Left", deactivated_at=NOON)

    with pytest.raises(NotFound):
        name(session, method, kim, zed)
    with pytest.raises(NotFound):
        name(session, method, kim, left)


def test_an_ambassador_steps_back_and_changes_their_mind(session: Session) -> None:
    method, _, els = make_house(session)
    named, viewer = make_ambassador(session, method, els), make_viewer(session, els)

    step_back(viewer, method.id, named.id, at=NOON, today=TODAY)
    stopped = periods(session)
    go_on(viewer, method.id, named.id, at=NOON, today=TODAY)

    assert stopped == [(SPRING, TODAY)]
    assert periods(session) == [(SPRING, None)]


def test_a_colleague_does_not_stop_another(session: Session) -> None:
    method, _, els = make_house(session)
    named = make_ambassador(session, method, els)

    with pytest.raises(NotFound):
        step_back(make_viewer(session, make_person(session, "Jan")), method.id, named.id, at=NOON, today=TODAY)


def test_what_ended_before_today_is_a_new_naming(session: Session) -> None:
    method, kim, els = make_house(session)
    named = make_ambassador(session, method, els, ends_on=date(2026, 6, 30))

    with pytest.raises(Conflict):
        go_on(make_viewer(session, els), method.id, named.id, at=NOON, today=TODAY)
    name(session, method, kim, els)

    page = method_page(session, make_viewer(session, els), method.id, today=TODAY)
    assert [(one.starts_on, one.ends_on) for one in page.former] == [(SPRING, date(2026, 6, 30))]
    assert [one.starts_on for one in page.ambassadors] == [TODAY]


def test_a_naming_of_today_is_undone_as_if_it_never_was(session: Session) -> None:
    method, kim, els = make_house(session)
    name(session, method, kim, els)
    named = session.scalars(select(Ambassador.id)).one()

    undo_naming(make_viewer(session, kim), method.id, named, at=NOON, today=TODAY)

    assert periods(session) == []


def test_an_older_naming_is_not_wiped_out(session: Session) -> None:
    method, kim, els = make_house(session)
    named = make_ambassador(session, method, els)

    with pytest.raises(Conflict):
        undo_naming(make_viewer(session, kim), method.id, named.id, at=NOON, today=TODAY)


def test_two_periods_of_one_person_do_not_overlap(session: Session) -> None:
    method, kim, els = make_house(session)
    make_ambassador(session, method, els, ends_on=date(2026, 6, 30))
    later = make_ambassador(session, method, els, starts_on=date(2026, 9, 1))

    with pytest.raises(Invalid, match="In deze periode") as refused:
        change_period(
            make_viewer(session, kim), method.id, later.id, starts_on=date(2026, 6, 30), ends_on=None, version=1,
            at=NOON,
        )  # fmt: skip

    assert refused.value.field == "starts_on"


def test_the_last_day_does_not_lie_before_the_first(session: Session) -> None:
    method, kim, els = make_house(session)
    named = make_ambassador(session, method, els)

    with pytest.raises(Invalid, match="Draai de datums om"):
        change_period(
            make_viewer(session, kim), method.id, named.id, starts_on=TODAY, ends_on=SPRING, version=1, at=NOON
        )


def test_of_two_who_mend_a_period_the_second_is_told(session: Session) -> None:
    method, kim, els = make_house(session)
    named = make_ambassador(session, method, els)
    viewer = make_viewer(session, kim)
    change_period(viewer, method.id, named.id, starts_on=SPRING, ends_on=TODAY, version=1, at=NOON)

    with pytest.raises(Conflict, match="Iemand anders"):
        change_period(viewer, method.id, named.id, starts_on=SPRING, ends_on=None, version=1, at=NOON)


def test_a_stopped_method_gets_no_ambassador(session: Session) -> None:
    method, kim, els = make_house(session)
    method.ended_on = TODAY
    session.commit()

    with pytest.raises(Conflict, match="gestopt"):
        name(session, method, kim, els)


def test_who_left_is_no_longer_shown_as_ambassador(session: Session) -> None:
    method, _, els = make_house(session)
    left = make_person(session, "Left", deactivated_at=NOON)
    make_ambassador(session, method, left)

    page = method_page(session, make_viewer(session, els), method.id, today=TODAY)

    assert page.ambassadors == ()
    assert [one.name for one in page.former] == ["Left Vries"]
