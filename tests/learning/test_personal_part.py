"""A joint report that everybody confirms, and an own part that is in one's own evidence and nobody else's."""

from dataclasses import replace
from datetime import datetime
from decimal import Decimal

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from register.errors import Conflict, Invalid, NotFound
from register.learning.change_activity import change_activity
from register.learning.confirm import confirm
from register.learning.entry import ActivityEntry, Participant
from register.learning.log_activity import log_activity
from register.learning.models import Activity, PersonalPart
from register.learning.personal_part import OwnText, TypedPart, own_parts_page, save_personal_parts
from register.people.models import Person
from register.points.models import Claim
from register.points.states import move_claim
from register.privacy.guarded import ClientData
from register.rules.facts import ClaimState
from tests.confirm.reading import attendance_of
from tests.learning.making import make_entry
from tests.makers import NOON, TODAY, make_person, make_registration, make_viewer

WRITTEN = "Ik vroeg te snel door."


def _logged(session: Session, *people: Person, **given: object) -> tuple[int, ActivityEntry]:
    entry = make_entry(*people, **given)
    return log_activity(make_viewer(session, people[0]), entry, at=NOON, today=TODAY).activity_id, entry


def _own(session: Session, person: Person, activity: int) -> OwnText:
    return own_parts_page(session, make_viewer(session, person), activity)[1][0]


def _keep(session: Session, person: Person, activity: int, text: str = WRITTEN, *, version: int = 0) -> None:
    typed = {_own(session, person, activity).attendance_id: TypedPart(text=text, version=version)}
    save_personal_parts(make_viewer(session, person), activity, typed, at=NOON, today=TODAY)


def test_everybody_writes_an_own_part_and_reads_no_other(session: Session) -> None:
    els, jan = make_person(session, "Els"), make_person(session, "Jan")
    activity, _ = _logged(session, els, jan)

    _keep(session, jan, activity)

    assert _own(session, jan, activity).text == WRITTEN
    assert _own(session, els, activity).text == ""


def test_an_own_part_asks_nobody_to_confirm_again(session: Session) -> None:
    els, jan = make_person(session, "Els"), make_person(session, "Jan")
    activity, _ = _logged(session, els, jan)

    _keep(session, jan, activity)

    assert session.get_one(Activity, activity).content_version == 1


def test_a_change_of_the_joint_report_asks_who_confirmed_it_again(session: Session, now: datetime) -> None:
    els, jan = make_person(session, "Els"), make_person(session, "Jan")
    activity, entry = _logged(session, els, jan, report="We oefenden.")
    part = attendance_of(session, activity, jan)
    confirm(make_viewer(session, jan), part.id, content_version=1, method="kaart", at=now)

    changed = change_activity(
        make_viewer(session, els), activity, replace(entry, report="We oefenden twee keer."), version=1, at=now,
        today=TODAY,
    )  # fmt: skip

    assert changed.asked_again == 1
    assert session.get_one(Activity, activity).report == "We oefenden twee keer."


def test_client_data_in_an_own_part_is_asked_about_once(session: Session) -> None:
    els = make_person(session, "Els")
    activity, _ = _logged(session, els)

    with pytest.raises(ClientData):
        _keep(session, els, activity, "Bij mevrouw Jansen vroeg ik te snel door.")

    assert session.scalar(select(PersonalPart.id)) is None


def test_an_older_tab_does_not_overwrite_a_newer_part(session: Session) -> None:
    els = make_person(session, "Els")
    activity, _ = _logged(session, els)
    _keep(session, els, activity)

    with pytest.raises(Conflict):
        _keep(session, els, activity, "Uit de oude tab.")

    assert _own(session, els, activity).text == WRITTEN


def test_an_emptied_part_is_gone(session: Session) -> None:
    els = make_person(session, "Els")
    activity, _ = _logged(session, els)
    _keep(session, els, activity)

    _keep(session, els, activity, " ", version=1)

    assert session.scalar(select(PersonalPart.id)) is None


def test_who_was_not_there_has_no_part(session: Session) -> None:
    els, jan = make_person(session, "Els"), make_person(session, "Jan")
    absent = (Participant(person_id=els.id), Participant(person_id=jan.id, state="afwezig"))
    activity, _ = _logged(session, els, jan, participants=absent)

    with pytest.raises(NotFound):
        own_parts_page(session, make_viewer(session, jan), activity)


def test_after_granting_it_lies_fast(session: Session) -> None:
    els = make_person(session, "Els")
    make_registration(session, els)
    activity, _ = _logged(session, els)
    viewer, claim = make_viewer(session, els), session.scalars(select(Claim.id)).one()
    move_claim(viewer, claim, to=ClaimState.FILED, day=TODAY, at=NOON)
    move_claim(viewer, claim, to=ClaimState.GRANTED, day=TODAY, granted=Decimal(2), at=NOON)

    with pytest.raises(Conflict, match="toegekend"):
        _keep(session, els, activity)


def test_nobody_is_taken_off_the_list_with_a_text_of_their_own(session: Session, now: datetime) -> None:
    els, jan = make_person(session, "Els"), make_person(session, "Jan")
    activity, _ = _logged(session, els, jan)
    _keep(session, jan, activity)

    with pytest.raises(Invalid, match="Jan Vries schreef een eigen deel"):
        change_activity(make_viewer(session, els), activity, make_entry(els), version=1, at=now, today=TODAY)

    session.expire_all()
    assert _own(session, jan, activity).text == WRITTEN
