"""After granting nothing changes by any route; reopening keeps the old version and asks everybody anew (D4, UP11)."""

import io
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from register.audit import AuditEntry
from register.current import state
from register.errors import Conflict, Invalid, NotAllowed, NotFound
from register.evidence.correction import earlier_version, earlier_versions, reopen_activity
from register.evidence.files import evidence_of, open_evidence, remove_evidence, store_evidence
from register.evidence.models import Evidence
from register.evidence.readiness import activity_readiness
from register.evidence.sweep import forget_removed
from register.learning.activity_page import activity_page
from register.learning.confirm import confirm, dispute
from register.learning.models import Activity, Group, GroupMember
from register.learning.open_activity import visible_activity
from register.learning.waiting import waiting_cards
from register.once import as_form_key
from register.people.models import Person
from register.points.models import Claim
from register.points.states import move_claim
from register.rules.facts import ClaimState
from tests.confirm.reading import attendance_of
from tests.evidence import samples
from tests.host import Host
from tests.makers import NOON, TODAY, make_logged, make_person, make_registration, make_viewer
from tests.pages.reading import forget_request, open_form, soup, token

REASON = "De eindtijd was een uur eerder."


@pytest.fixture
def els(session: Session) -> Person:
    person = make_person(session, "Els")
    make_registration(session, person)
    return person


def granted(session: Session, els: Person, *others: Person) -> int:
    """An activity with a file, of which a register granted Els 1.5 points."""
    activity = make_logged(session, els, others=others, title="Intervisie Oost")
    hand_in(session, els, activity)
    claim = session.scalars(select(Claim.id).order_by(Claim.id)).first() or 0
    viewer = make_viewer(session, els)
    move_claim(viewer, claim, to=ClaimState.FILED, day=TODAY, at=NOON)
    move_claim(viewer, claim, to=ClaimState.GRANTED, day=TODAY, granted=Decimal("1.5"), at=NOON)
    return activity


def hand_in(session: Session, person: Person, activity: int, colour: str = "navy") -> int:
    return store_evidence(
        make_viewer(session, person), activity, io.BytesIO(samples.picture("JPEG", colour=colour)), "lijst.jpg",
        form_key=as_form_key(""), at=NOON, settings=state().settings,
    ).id  # fmt: skip


def test_reopening_keeps_the_granted_version_to_be_read(session: Session, els: Person) -> None:
    jan = make_person(session, "Jan")
    activity = granted(session, els, jan)
    viewer = make_viewer(session, els)

    reopen_activity(viewer, activity, reason=REASON, at=NOON)

    page = earlier_version(session, viewer, activity, 1)
    assert (page.content["title"], page.version.reason) == ("Intervisie Oost", REASON)
    assert [one["name"] for one in page.content["meetings"][0]["people"]] == ["Els Vries", "Jan Vries"]
    assert [claim["granted_points"] for claim in page.own_claims] == [Decimal("1.5")]
    assert [one["name"] for one in page.content["evidence"]] == ["lijst.jpg"]


def test_reopening_takes_the_granted_points_back_to_draft_and_asks_everybody(session: Session, els: Person) -> None:
    jan = make_person(session, "Jan")
    activity = granted(session, els, jan)

    done = reopen_activity(make_viewer(session, els), activity, reason=REASON, at=NOON)

    claim = session.scalars(select(Claim)).one()
    assert (claim.state, claim.granted_points, claim.filed_on) == ("concept", None, None)
    assert done.asked == 2
    assert len(waiting_cards(session, make_viewer(session, els)).waiting) == 1
    assert len(waiting_cards(session, make_viewer(session, jan)).waiting) == 1


def test_confirmed_anew_the_line_is_ready_to_be_entered_anew(session: Session, els: Person) -> None:
    activity = granted(session, els)
    viewer = make_viewer(session, els)
    reopen_activity(viewer, activity, reason=REASON, at=NOON)

    confirm(viewer, attendance_of(session, activity, els).id, content_version=2, method="kaart", at=NOON)

    assert session.scalars(select(Claim.state)).one() == "klaar"


def test_evidence_taken_from_the_new_version_stays_with_the_granted_one(session: Session, els: Person) -> None:
    activity = granted(session, els)
    viewer = make_viewer(session, els)
    reopen_activity(viewer, activity, reason=REASON, at=NOON)
    old = session.scalars(select(Evidence.id)).one()

    remove_evidence(viewer, old, at=NOON)
    forget_removed(session, at=NOON + timedelta(days=30))

    assert evidence_of(session, viewer, activity) == ()
    with open_evidence(session, viewer, old, settings=state().settings).content as file:
        assert file.read(3) == b"\xff\xd8\xff"


def test_a_second_granting_and_reopening_makes_a_second_version(session: Session, els: Person) -> None:
    activity = granted(session, els)
    viewer = make_viewer(session, els)
    reopen_activity(viewer, activity, reason=REASON, at=NOON)
    confirm(viewer, attendance_of(session, activity, els).id, content_version=2, method="kaart", at=NOON)
    claim = session.scalars(select(Claim.id)).one()
    move_claim(viewer, claim, to=ClaimState.FILED, day=TODAY, at=NOON)
    move_claim(viewer, claim, to=ClaimState.GRANTED, day=TODAY, granted=Decimal(1), at=NOON)

    reopen_activity(viewer, activity, reason="De titel was niet goed.", at=NOON)

    assert [one.content_version for one in earlier_versions(session, viewer, activity)] == [2, 1]


def test_reopening_is_in_the_trail_and_its_reason_beside_the_version_only(session: Session, els: Person) -> None:
    activity = granted(session, els)

    reopen_activity(make_viewer(session, els), activity, reason=REASON, at=NOON)

    last = session.scalars(select(AuditEntry).order_by(AuditEntry.seq.desc())).first()
    assert last is not None
    assert last.act == "activiteit.heropend"
    assert REASON not in last.details


@pytest.mark.parametrize("reason", ["", "   ", "kort", "x" * 501])
def test_reopening_asks_for_a_reason_that_says_something(session: Session, els: Person, reason: str) -> None:
    activity = granted(session, els)

    with pytest.raises(Invalid, match="waarom"):
        reopen_activity(make_viewer(session, els), activity, reason=reason, at=NOON)


def test_what_is_not_granted_is_simply_changed(session: Session, els: Person) -> None:
    activity = make_logged(session, els)

    with pytest.raises(Conflict, match="gewoon wijzigen"):
        reopen_activity(make_viewer(session, els), activity, reason=REASON, at=NOON)


def test_only_who_entered_it_reopens_and_a_stranger_sees_nothing(session: Session, els: Person) -> None:
    jan, kim = make_person(session, "Jan"), make_person(session, "Kim")
    activity = granted(session, els, jan)

    with pytest.raises(NotAllowed, match="Els Vries"):
        reopen_activity(make_viewer(session, jan), activity, reason=REASON, at=NOON)
    with pytest.raises(NotFound):
        reopen_activity(make_viewer(session, kim), activity, reason=REASON, at=NOON)
    with pytest.raises(NotFound):
        earlier_version(session, make_viewer(session, kim), activity, 1)


def test_no_route_but_reopening_changes_the_evidence_of_a_granted_activity(
    host: Host, session: Session, els: Person
) -> None:
    activity = granted(session, els)
    before = evidence_rows(session)
    client = host.client("els")
    form = {"csrf_token": token(client), "activity": str(activity), "title": "Anders"}
    numbers = {"activity_id": activity, "evidence_id": before[0][0], "attendance_id": 1, "claim_id": 1}

    tried = [
        rule
        for rule in host.app.url_map.iter_rules()
        if "POST" in (rule.methods or ()) and rule.arguments & {"activity_id", "evidence_id", "attendance_id"}
        if rule.arguments <= numbers.keys() and rule.endpoint != "leerregister.reopen"
    ]
    answers = [post(client, host, rule, numbers, form) for rule in [*tried, "/leerregister/bewijs"]]

    assert len(tried) >= 8
    assert max(answers) < 500
    assert evidence_rows(session) == before


def post(client: Any, host: Host, rule: Any, numbers: dict[str, int], form: dict[str, str]) -> int:
    forget_request()
    file = (io.BytesIO(samples.picture("JPEG", colour="red")), "lijst.jpg")
    with host.app.test_request_context():
        path = rule if isinstance(rule, str) else rule.build({k: numbers[k] for k in rule.arguments})[1]
    return int(client.post(path, data={**form, "evidence": file}, content_type="multipart/form-data").status_code)


def evidence_rows(session: Session) -> list[Any]:
    session.rollback()
    rows = select(Evidence.id, Evidence.file_id, Evidence.name, Evidence.removed_at).order_by(Evidence.id)
    return [tuple(row) for row in session.execute(rows)]


def test_the_page_reopens_and_the_old_version_is_shown(host: Host, session: Session, els: Person) -> None:
    activity = granted(session, els)
    client, path = host.client("els"), f"/leerregister/activiteiten/{activity}"
    csrf = open_form(client, f"/activiteiten/{activity}/heropenen", "form[action$=heropenen]")["csrf_token"]

    refused = client.post(f"{path}/heropenen", data={"csrf_token": csrf, "reason": "kort"})
    forget_request()
    done = client.post(f"{path}/heropenen", data={"csrf_token": csrf, "reason": REASON})

    old = soup(client.get(f"{path}/versies/1"))
    assert (refused.status_code, done.status_code) == (422, 302)
    assert "(SKJ): 1,5 punten toegekend" in old.text
    assert "5 maart 2026" in old.text
    assert "Eerdere toegekende versies" in client.get(path).text


def test_a_changed_activity_that_was_never_granted_offers_no_earlier_version(
    host: Host, session: Session, els: Person
) -> None:
    activity = session.get_one(Activity, make_logged(session, els))
    activity.content_version = 2
    session.commit()

    page = host.client("els").get(f"/leerregister/activiteiten/{activity.id}")

    assert "Eerdere toegekende versies" not in page.text


def test_a_version_that_was_never_granted_is_not_found(session: Session, els: Person) -> None:
    activity, viewer = granted(session, els), make_viewer(session, els)
    reopen_activity(viewer, activity, reason=REASON, at=NOON)

    with pytest.raises(NotFound):
        earlier_version(session, viewer, activity, 2)


def leave(session: Session, person: Person) -> None:
    person.deactivated_at = NOON
    session.commit()


def test_whose_maker_left_is_reopened_by_who_was_there(session: Session, els: Person) -> None:
    jan = make_person(session, "Jan")
    activity = granted(session, els, jan)
    viewer = make_viewer(session, jan)
    with pytest.raises(NotAllowed):
        reopen_activity(viewer, activity, reason=REASON, at=NOON)
    leave(session, els)

    reopen_activity(viewer, activity, reason=REASON, at=NOON)

    assert [one.reopened_by for one in earlier_versions(session, viewer, activity)] == ["Jan Vries"]
    assert visible_activity(session, viewer, activity).may_change


def test_whose_maker_left_is_not_changed_by_who_says_not_to_have_been_there(session: Session, els: Person) -> None:
    jan = make_person(session, "Jan")
    activity = granted(session, els, jan)
    dispute(make_viewer(session, jan), attendance_of(session, activity, jan).id, reason="", at=NOON)
    leave(session, els)

    with pytest.raises(NotAllowed):
        reopen_activity(make_viewer(session, jan), activity, reason=REASON, at=NOON)


def test_whose_maker_left_is_mended_by_oneself(session: Session, els: Person) -> None:
    jan = make_person(session, "Jan")
    make_registration(session, jan)
    activity = make_logged(session, els, others=(jan,))
    before = remedies(session, jan, activity)
    leave(session, els)

    assert "Vraag Els Vries om ze in te vullen." in before
    assert "Vul ze in bij Wijzigen." in remedies(session, jan, activity)


def remedies(session: Session, person: Person, activity: int) -> list[str]:
    found = activity_readiness(session, make_viewer(session, person), activity)
    return [gap.remedy for gap in found.gaps] if found else []


def test_whose_maker_left_stays_with_the_coordinator_of_its_group(session: Session, els: Person) -> None:
    jan, kim = make_person(session, "Jan"), make_person(session, "Kim")
    activity = granted(session, els, jan)
    group = Group(organisation_id=els.organisation_id, name="Intervisie Oost", kind="intervisie")
    session.add(group)
    session.flush()
    session.add(GroupMember(group_id=group.id, person_id=kim.id, coordinates=True, starts_on=TODAY))
    session.get_one(Activity, activity).group_id = group.id
    leave(session, els)

    with pytest.raises(NotAllowed):
        reopen_activity(make_viewer(session, jan), activity, reason=REASON, at=NOON)


def test_what_others_said_to_a_maker_who_left_is_not_for_who_takes_over(session: Session, els: Person) -> None:
    jan, kim = make_person(session, "Jan"), make_person(session, "Kim")
    activity = granted(session, els, jan, kim)
    words = "Ik was toen bij de huisarts."
    dispute(make_viewer(session, kim), attendance_of(session, activity, kim).id, reason=words, at=NOON)
    told = [read_page(session, one, activity) for one in (els, jan)]
    leave(session, els)

    assert (words in told[0], words in told[1], words in read_page(session, jan, activity)) == (True, False, False)


def read_page(session: Session, person: Person, activity: int) -> str:
    return repr(activity_page(session, make_viewer(session, person), activity, today=TODAY).meetings)
