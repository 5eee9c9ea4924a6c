"""Somebody of elsewhere: on the list, counted, signing once by a link of one version, forgotten where possible."""

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from register.errors import Invalid, NotAllowed, NotFound
from register.evidence.papers.attendance import attendance_list
from register.learning.change_activity import change_activity
from register.learning.models import Activity, Attendance
from register.learning.outsiders.adding import OutsiderEntry, add_outsider, remove_outsider
from register.learning.outsiders.links import answer, forget_old_addresses, look, make_outsider_link
from register.learning.outsiders.models import OutsiderAttendance
from register.learning.outsiders.there import outsiders_in
from register.learning.sign_links import LinkRefused
from register.people.models import Person
from register.points.models import Claim
from tests.learning.making import make_entry
from tests.makers import NOON, TODAY, make_logged, make_organisation, make_person, make_registration, make_viewer

BO = OutsiderEntry(name="Bo Buiten", employer="GGD", email="bo@ggd.example", register_id="SKJ", register_number="1234")
LATER = NOON + timedelta(minutes=5)


def add(session: Session, person: Person, activity: int, entry: OutsiderEntry = BO) -> int:
    key = f"extern-{activity:06d}-{entry.name}".replace(" ", "-")
    return add_outsider(make_viewer(session, person), activity, entry, form_key=key, at=NOON)


def link(session: Session, person: Person, outsider: int) -> str:
    made = make_outsider_link(make_viewer(session, person), outsider, at=NOON)
    return urlsplit(made.address).path.rpartition("/")[2]


def row(session: Session) -> OutsiderAttendance:
    return session.scalars(select(OutsiderAttendance).execution_options(populate_existing=True)).one()


def facts(session: Session) -> dict[str, object]:
    return session.scalars(select(Claim).execution_options(populate_existing=True)).one().facts


def test_who_came_from_elsewhere_counts_in_the_size_of_the_group_and_the_list_waits_for_the_signature(
    session: Session,
) -> None:
    els = make_person(session)
    make_registration(session, els)
    outsider = add(session, els, make_logged(session, els))
    assert (facts(session)["present"], facts(session)["signed_list"]) == (2, False)

    answer(link(session, els, outsider), was_there=True, viewer=None, at=LATER)

    assert (facts(session)["present"], facts(session)["signed_list"]) == (2, True)


def test_adding_somebody_asks_the_others_again(session: Session) -> None:
    els, jan = make_person(session, "Els"), make_person(session, "Jan")
    activity = make_logged(session, els, others=(jan,))

    add(session, els, activity)

    assert session.get_one(Activity, activity).content_version == 2
    own = session.scalars(select(Attendance).where(Attendance.person_id == els.id)).one()
    assert own.confirmed_version == 2


def test_signing_happens_once_and_the_address_is_gone_with_it(session: Session) -> None:
    els = make_person(session)
    token = link(session, els, add(session, els, make_logged(session, els)))
    look(session, token, viewer=None, at=LATER)
    assert row(session).email == "bo@ggd.example"

    answer(token, was_there=True, viewer=None, at=LATER)

    assert (row(session).confirmed_at, row(session).email) == (LATER, None)
    with pytest.raises(LinkRefused, match="geldt niet meer"):
        answer(token, was_there=False, viewer=None, at=LATER)


def test_klopt_niet_takes_somebody_out_of_the_count(session: Session) -> None:
    els = make_person(session)
    make_registration(session, els)
    token = link(session, els, add(session, els, make_logged(session, els)))

    answer(token, was_there=False, viewer=None, at=LATER)

    assert facts(session)["present"] == 1
    assert row(session).confirmed_at is None


def test_a_link_of_an_earlier_version_signs_nothing(session: Session) -> None:
    els = make_person(session)
    activity = make_logged(session, els)
    token = link(session, els, add(session, els, activity))
    version = session.get_one(Activity, activity).version
    change_activity(
        make_viewer(session, els), activity, make_entry(els, minutes=90), version=version, at=NOON, today=TODAY
    )

    with pytest.raises(LinkRefused) as refused:
        answer(token, was_there=True, viewer=None, at=LATER)

    assert refused.value.reason == "gewijzigd"


def test_a_new_link_an_old_link_and_a_colleague_who_opens_it(session: Session) -> None:
    els = make_person(session)
    outsider = add(session, els, make_logged(session, els))
    first, second = link(session, els, outsider), link(session, els, outsider)

    with pytest.raises(LinkRefused, match="geldt niet meer"):
        look(session, first, viewer=None, at=LATER)
    with pytest.raises(LinkRefused, match="voor iemand van buiten"):
        look(session, second, viewer=make_viewer(session, els), at=LATER)
    with pytest.raises(LinkRefused, match="verlopen"):
        look(session, second, viewer=None, at=NOON + timedelta(days=22))
    with pytest.raises(LinkRefused, match="klopt niet"):
        look(session, second + "x", viewer=None, at=LATER)


def test_only_who_may_change_the_activity_adds_links_and_removes(session: Session) -> None:
    els, jan, tom = (make_person(session, name) for name in ("Els", "Jan", "Tom"))
    zed = make_person(session, "Zed", organisation=make_organisation(session, "Zuid"))
    activity = make_logged(session, els, others=(jan,))
    outsider = add(session, els, activity)

    with pytest.raises(NotAllowed):
        remove_outsider(make_viewer(session, jan), outsider, at=NOON)
    for one in (tom, zed):
        with pytest.raises(NotFound):
            make_outsider_link(make_viewer(session, one), outsider, at=NOON)
        with pytest.raises(NotFound):
            add(session, one, activity, OutsiderEntry(name=one.given_name))


@pytest.mark.parametrize(
    ("entry", "field"),
    [
        (OutsiderEntry(name=" "), "name"),
        (OutsiderEntry(name="x" * 201), "name"),
        (OutsiderEntry(name="Bo", email="geen adres"), "email"),
        (OutsiderEntry(name="Bo", email="bo@ggd.example\nBcc: x@y.example"), "email"),
        (OutsiderEntry(name="Bo", role="baas"), "role"),
    ],
)
def test_what_cannot_be_says_at_which_field(session: Session, entry: OutsiderEntry, field: str) -> None:
    els = make_person(session)
    activity = make_logged(session, els)

    with pytest.raises(Invalid) as refused:
        add_outsider(make_viewer(session, els), activity, entry, form_key="een-fout-formulier-1", at=NOON)

    assert refused.value.field == field


def test_the_same_person_is_on_the_list_once(session: Session) -> None:
    els = make_person(session)
    activity = make_logged(session, els)
    add(session, els, activity)

    with pytest.raises(Invalid, match="staat al op de lijst"):
        add_outsider(
            make_viewer(session, els), activity, OutsiderEntry(name="bo buiten", employer="ggd"),
            form_key="nog-eens-dezelfde-bo", at=NOON,
        )  # fmt: skip


def test_an_address_that_nothing_needs_any_more_is_erased(session: Session) -> None:
    els = make_person(session)
    link(session, els, add(session, els, make_logged(session, els)))

    assert forget_old_addresses(at=NOON + timedelta(days=20)) == 0
    assert forget_old_addresses(at=NOON + timedelta(days=22)) == 1
    assert row(session).email is None


def test_the_attendance_list_says_who_is_extern(session: Session) -> None:
    els = make_person(session)
    activity = make_logged(session, els)
    answer(link(session, els, add(session, els, activity)), was_there=True, viewer=None, at=LATER)
    session.expire_all()

    draft = attendance_list(
        session.get_one(Activity, activity), organisation="Noord", elsewhere=outsiders_in(session, [activity])
    )

    (meeting,) = draft.data["meetings"]
    assert meeting["count"] == "2 aanwezig (1 extern), van wie 2 bevestigd."
    assert meeting["people"][1]["name"] == "Bo Buiten (extern, GGD)"
    assert meeting["people"][1]["how"] == "met een link, zonder account"
    assert meeting["people"][1]["registrations"] == ["SKJ 1234 (eigen opgave)"]


def test_who_was_taken_off_is_gone_from_the_list_and_the_link_dead(session: Session) -> None:
    els = make_person(session)
    activity = make_logged(session, els)
    outsider = add(session, els, activity)
    token = link(session, els, outsider)

    assert remove_outsider(make_viewer(session, els), outsider, at=NOON) == activity

    assert outsiders_in(session, [activity]) == {}
    with pytest.raises(LinkRefused):
        look(session, token, viewer=None, at=LATER)
