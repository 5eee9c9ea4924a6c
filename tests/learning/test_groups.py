"""Standing groups: who sees them, who changes them, who is in them when."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from register.errors import Conflict, Invalid, NotAllowed, NotFound
from register.learning.change_groups import (
    GroupEntry,
    add_member,
    change_group,
    change_member,
    end_group,
    end_membership,
    make_group,
    refuse_others,
    resume_group,
)
from register.learning.groups import all_groups, group_page, group_tiles
from register.learning.log_activity import log_activity
from register.people.models import Person
from tests.learning.making import make_entry
from tests.makers import TODAY, make_organisation, make_person, make_viewer

OOST = GroupEntry(name="Intervisie Oost", kind="intervisie", minutes=120, location="De Brug")
LATER = TODAY + timedelta(days=30)


def make_oost(session: Session, now: datetime, maker: Person, *others: Person) -> int:
    ids = [one.id for one in others]
    return make_group(
        make_viewer(session, maker), OOST, person_ids=ids, form_key=f"sleutel-{maker.id:010d}", at=now, today=TODAY
    )


def test_who_makes_a_group_belongs_to_it_and_coordinates_it(session: Session, now: datetime) -> None:
    els, jan = make_person(session, "Els"), make_person(session, "Jan")

    group_id = make_oost(session, now, els, jan)

    page = group_page(session, make_viewer(session, els), group_id, today=TODAY)
    assert [(one.name, one.coordinates) for one in page.members] == [("Els Vries", True), ("Jan Vries", False)]
    assert page.may_change


def test_a_tile_shows_how_many_and_when_last(session: Session, now: datetime) -> None:
    els, jan = make_person(session, "Els"), make_person(session, "Jan")
    group_id = make_oost(session, now, els, jan)
    log_activity(make_viewer(session, els), make_entry(els, jan, group_id=group_id), at=now, today=TODAY)

    tile = group_tiles(session, make_viewer(session, jan), TODAY)[0]

    assert (tile.members, tile.last_held_on, tile.coordinates) == (2, date(2026, 11, 20), False)


def test_for_an_outsider_the_group_is_not_there(session: Session, now: datetime) -> None:
    group_id = make_oost(session, now, make_person(session, "Els"))
    outsider = make_viewer(session, make_person(session, "Mo"))

    assert all_groups(session, outsider, TODAY) == ()
    with pytest.raises(NotFound):
        group_page(session, outsider, group_id, today=TODAY)


def test_the_coordinator_of_another_organisation_does_not_see_it(session: Session, now: datetime) -> None:
    group_id = make_oost(session, now, make_person(session, "Els"))
    other = make_person(session, "Ver", organisation=make_organisation(session, "Elders"), roles=("coordinator",))

    with pytest.raises(NotFound):
        group_page(session, make_viewer(session, other), group_id, today=TODAY)


def test_who_oversees_groups_sees_them_all(session: Session, now: datetime) -> None:
    make_oost(session, now, make_person(session, "Els"))
    overseer = make_viewer(session, make_person(session, "Co", roles=("coordinator",)))

    assert [tile.name for tile in all_groups(session, overseer, TODAY)] == ["Intervisie Oost"]


def test_a_member_cannot_add_others(session: Session, now: datetime) -> None:
    els, jan, mo = (make_person(session, name) for name in ("Els", "Jan", "Mo"))
    group_id = make_oost(session, now, els, jan)

    with pytest.raises(NotAllowed):
        add_member(make_viewer(session, jan), group_id, mo.id, at=now, today=TODAY)
    with pytest.raises(NotAllowed):
        refuse_others(group_page(session, make_viewer(session, jan), group_id, today=TODAY))


def test_somebody_added_twice_is_in_it_once(session: Session, now: datetime) -> None:
    els, jan = make_person(session, "Els"), make_person(session, "Jan")
    group_id = make_oost(session, now, els)
    viewer = make_viewer(session, els)

    add_member(viewer, group_id, jan.id, at=now, today=TODAY)
    add_member(viewer, group_id, jan.id, at=now, today=TODAY)

    assert len(group_page(session, viewer, group_id, today=TODAY).members) == 2


def test_nobody_of_another_organisation_can_be_added(session: Session, now: datetime) -> None:
    els = make_person(session, "Els")
    stranger = make_person(session, "Ver", organisation=make_organisation(session, "Elders"))
    group_id = make_oost(session, now, els)

    with pytest.raises(NotFound):
        add_member(make_viewer(session, els), group_id, stranger.id, at=now, today=TODAY)


def test_who_left_stays_in_the_history_and_loses_the_page(session: Session, now: datetime) -> None:
    els, jan = make_person(session, "Els"), make_person(session, "Jan")
    group_id = make_oost(session, now, els, jan)
    viewer = make_viewer(session, jan)
    own = group_page(session, viewer, group_id, today=LATER).members[1]

    end_membership(viewer, group_id, own.membership_id, at=now, today=LATER)

    page = group_page(session, make_viewer(session, els), group_id, today=LATER)
    assert [one.name for one in page.former] == ["Jan Vries"]
    with pytest.raises(NotFound):
        group_page(session, viewer, group_id, today=LATER)


def test_a_group_never_loses_its_last_coordinator(session: Session, now: datetime) -> None:
    els, jan = make_person(session, "Els"), make_person(session, "Jan")
    group_id = make_oost(session, now, els, jan)
    viewer = make_viewer(session, els)
    own = group_page(session, viewer, group_id, today=LATER).members[0]

    with pytest.raises(Conflict, match="geen coördinator meer"):
        end_membership(viewer, group_id, own.membership_id, at=now, today=LATER)


def test_a_member_becomes_coordinator_and_chair(session: Session, now: datetime) -> None:
    els, jan = make_person(session, "Els"), make_person(session, "Jan")
    group_id = make_oost(session, now, els, jan)
    viewer = make_viewer(session, els)
    theirs = group_page(session, viewer, group_id, today=TODAY).members[1]

    change_member(
        viewer, group_id, theirs.membership_id, role="voorzitter", coordinates_group=True, at=now, today=TODAY
    )

    changed = group_page(session, make_viewer(session, jan), group_id, today=TODAY)
    assert (changed.members[1].role, changed.may_change) == ("voorzitter", True)


def test_two_groups_cannot_have_one_name(session: Session, now: datetime) -> None:
    make_oost(session, now, make_person(session, "Els"))

    with pytest.raises(Invalid, match="Er is al een groep"):
        make_oost(session, now, make_person(session, "Jan"))


def test_an_old_version_of_a_group_is_not_saved_over_a_newer_one(session: Session, now: datetime) -> None:
    els = make_person(session, "Els")
    group_id = make_oost(session, now, els)
    viewer = make_viewer(session, els)
    change_group(
        viewer, group_id, GroupEntry(name="Oost", kind="intervisie", minutes=90), version=1, at=now, today=TODAY
    )

    with pytest.raises(Conflict, match="intussen gewijzigd"):
        change_group(viewer, group_id, OOST, version=1, at=now, today=TODAY)


def test_a_stopped_group_has_no_tile_until_it_goes_on(session: Session, now: datetime) -> None:
    els = make_person(session, "Els")
    group_id = make_oost(session, now, els)
    viewer = make_viewer(session, els)

    end_group(viewer, group_id, at=now, today=TODAY)
    stopped = group_tiles(session, viewer, TODAY)
    resume_group(viewer, group_id, at=now, today=TODAY)

    assert stopped == ()
    assert len(group_tiles(session, viewer, TODAY)) == 1
