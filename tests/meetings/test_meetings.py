"""A team meeting: who it is for, its agenda, and learning moments with their own minutes (J5, M6, trap 1)."""

from datetime import time, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from register.audit import AuditEntry
from register.culture.meetings.items import ItemEntry, change_item, remove_item
from register.culture.meetings.learning_moment import undo_learning_moment
from register.culture.meetings.listing import MeetingQuery, list_meetings, meetings_line
from register.culture.meetings.make import MeetingEntry, change_meeting, restore_meeting, withdraw_meeting
from register.culture.meetings.presence import add_person, keep_presence
from register.errors import Conflict, Invalid, NotFound
from register.learning.change_activity import ChangedMeanwhile, withdraw_activity
from register.learning.models import Activity, Attendance, LearningSession
from register.people.models import Membership
from register.privacy.guarded import ClientData
from tests.makers import NOON, TODAY, make_person, make_team, make_viewer
from tests.meetings.making import log, meet, put, seen


def test_everybody_of_the_team_is_on_the_list_and_present(session: Session) -> None:
    oost = make_team(session)
    els, jan = make_person(session, "Els", team=oost), make_person(session, "Jan", team=oost)
    make_person(session, "Weg", team=oost, deactivated_at=NOON)

    page = seen(session, jan, meet(session, els, oost, starts_at=time(9, 30), location="De Brug"))

    assert [(one.name, one.present) for one in page.people] == [("Els Vries", True), ("Jan Vries", True)]
    assert (page.team, page.starts_at, page.location) == ("Team Oost", time(9, 30), "De Brug")


def test_a_meeting_is_for_its_team_its_manager_and_who_was_there(session: Session) -> None:
    oost, west = make_team(session), make_team(session, "West")
    els, ron = make_person(session, "Els", team=oost), make_person(session, "Ron", manages=oost)
    tom, gast = make_person(session, "Tom", team=west), make_person(session, "Gast", team=west)
    hr = make_person(session, "Hr", roles=("hr",))
    meeting_id = meet(session, els, oost)

    add_person(make_viewer(session, els), meeting_id, gast.id, at=NOON, today=TODAY)

    assert {seen(session, one, meeting_id).meeting_id for one in (els, ron, gast)} == {meeting_id}
    with pytest.raises(NotFound):
        seen(session, tom, meeting_id)
    with pytest.raises(NotFound):
        seen(session, hr, meeting_id)


def test_who_left_the_team_no_longer_opens_what_came_after(session: Session) -> None:
    oost = make_team(session)
    els, jan = make_person(session, "Els", team=oost), make_person(session, "Jan", team=oost)
    before = meet(session, els, oost, held_on=TODAY - timedelta(days=30))
    session.scalars(select(Membership).where(Membership.person_id == jan.id)).one().ends_on = TODAY - timedelta(days=9)
    session.commit()

    after = meet(session, els, oost)

    assert seen(session, jan, before).meeting_id == before
    with pytest.raises(NotFound):
        seen(session, jan, after)


def test_a_meeting_of_another_team_or_at_a_taken_moment_is_refused(session: Session) -> None:
    oost, west = make_team(session), make_team(session, "West")
    els = make_person(session, "Els", team=oost)
    meet(session, els, oost, starts_at=time(9, 0))

    with pytest.raises(Invalid, match="team waarin je werkt"):
        meet(session, els, west)
    with pytest.raises(Invalid, match="al een overleg"):
        meet(session, els, oost, starts_at=time(9, 0))

    assert meet(session, els, oost, starts_at=time(13, 0))


def test_a_learning_item_is_an_activity_of_all_present_with_its_own_minutes(session: Session) -> None:
    oost = make_team(session)
    els, jan, mo = (make_person(session, name, team=oost) for name in ("Els", "Jan", "Mo"))
    meeting_id = meet(session, els, oost)
    put(session, els, meeting_id, title="Rondje planning", minutes=60)
    item_id = put(session, els, meeting_id, minutes=25, is_learning=True, learnt="Eerst vragen, dan raden.")

    moment = log(session, els, item_id, els, jan)

    activity = session.get_one(Activity, moment.logged.activity_id)
    held = session.scalars(select(LearningSession).where(LearningSession.activity_id == activity.id)).one()
    there = session.scalars(select(Attendance.person_id).where(Attendance.session_id == held.id)).all()
    page = seen(session, mo, meeting_id)
    assert (activity.kind, activity.title, activity.report) == (
        "teamoverleg_leermoment",
        "Casus huisbezoek",
        "Eerst vragen, dan raden.",
    )
    assert (held.gross_minutes, held.held_on, set(there), moment.logged.to_confirm) == (25, TODAY, {els.id, jan.id}, 1)
    assert (page.minutes, page.learning_minutes) == (85, 25)
    assert [(one.name, one.present) for one in page.people] == [
        ("Els Vries", True),
        ("Jan Vries", True),
        ("Mo Vries", False),
    ]


def test_one_click_also_marks_an_item_that_nobody_marked(session: Session) -> None:
    oost = make_team(session)
    els = make_person(session, "Els", team=oost)
    meeting_id = meet(session, els, oost)
    item_id = put(session, els, meeting_id)

    log(session, els, item_id, els)

    assert seen(session, els, meeting_id).items[0].is_learning


def test_several_items_are_several_activities(session: Session) -> None:
    oost = make_team(session)
    els = make_person(session, "Els", team=oost)
    meeting_id = meet(session, els, oost)
    items = [put(session, els, meeting_id, title=title) for title in ("Casus", "Nieuwe wet")]

    logged = [log(session, els, one, els, form_key="een-pagina-met-een-sleutel") for one in items]

    assert len({one.logged.activity_id for one in logged}) == 2


def test_a_double_tap_logs_once_and_a_colleague_is_told(session: Session) -> None:
    oost = make_team(session)
    els, jan = make_person(session, "Els", team=oost), make_person(session, "Jan", team=oost)
    item_id = put(session, els, meet(session, els, oost))
    first = log(session, els, item_id, els, jan, form_key="een-dubbele-tik-op-knop")

    again = log(session, els, item_id, els, jan, form_key="een-dubbele-tik-op-knop")

    assert again.logged.activity_id == first.logged.activity_id
    with pytest.raises(Conflict, match="net vastgelegd"):
        log(session, jan, item_id, els, jan)
    assert len(session.scalars(select(Activity.id)).all()) == 1


def test_who_was_not_there_does_not_log_it(session: Session) -> None:
    oost = make_team(session)
    els, jan = make_person(session, "Els", team=oost), make_person(session, "Jan", team=oost)
    item_id = put(session, els, meet(session, els, oost))

    with pytest.raises(Invalid, match="Jij staat niet bij wie er was"):
        log(session, els, item_id, jan)


def test_a_meeting_to_come_has_no_learning_moment_yet(session: Session) -> None:
    oost = make_team(session)
    els = make_person(session, "Els", team=oost)
    meeting_id = meet(session, els, oost, held_on=TODAY + timedelta(days=7))
    item_id = put(session, els, meeting_id, is_learning=True)

    with pytest.raises(Invalid, match="nog niet geweest"):
        log(session, els, item_id, els)
    assert seen(session, els, meeting_id).to_come


def test_undoing_takes_the_activity_back_and_leaves_the_item(session: Session) -> None:
    oost = make_team(session)
    els, jan = make_person(session, "Els", team=oost), make_person(session, "Jan", team=oost)
    meeting_id = meet(session, els, oost)
    item_id = put(session, els, meeting_id, is_learning=True)
    first = log(session, els, item_id, els, jan)

    with pytest.raises(NotFound):
        undo_learning_moment(make_viewer(session, jan), item_id, at=NOON, today=TODAY)
    undo_learning_moment(make_viewer(session, els), item_id, at=NOON, today=TODAY)

    assert session.get_one(Activity, first.logged.activity_id).withdrawn_at is not None
    assert seen(session, els, meeting_id).items[0].activity_id is None
    assert log(session, els, item_id, els, jan).logged.activity_id != first.logged.activity_id


def test_an_activity_that_was_withdrawn_on_its_own_page_can_be_logged_anew(session: Session) -> None:
    oost = make_team(session)
    els = make_person(session, "Els", team=oost)
    meeting_id = meet(session, els, oost)
    item_id = put(session, els, meeting_id)
    first = log(session, els, item_id, els)

    withdraw_activity(make_viewer(session, els), first.logged.activity_id, at=NOON)

    assert seen(session, els, meeting_id).items[0].activity_id is None
    assert log(session, els, item_id, els).logged.activity_id != first.logged.activity_id


def test_of_a_logged_item_only_what_was_agreed_changes(session: Session) -> None:
    oost = make_team(session)
    els = make_person(session, "Els", team=oost)
    meeting_id = meet(session, els, oost)
    item_id = put(session, els, meeting_id)
    log(session, els, item_id, els)
    given = {"version": seen(session, els, meeting_id).items[0].version, "kept_anyway": "", "at": NOON, "today": TODAY}
    viewer, entry = make_viewer(session, els), ItemEntry(title="Casus huisbezoek", minutes=45, is_learning=True)

    with pytest.raises(Conflict, match="al vastgelegd als leermoment"):
        change_item(viewer, item_id, entry, **given)  # type: ignore[arg-type]
    with pytest.raises(Conflict, match="Maak dat eerst ongedaan"):
        remove_item(viewer, item_id, at=NOON, today=TODAY)
    with pytest.raises(Invalid, match="leermoment vastgelegd op deze dag"):
        change_meeting(
            viewer, meeting_id, MeetingEntry(team_id=oost.id, held_on=TODAY - timedelta(days=1)), version=1, at=NOON,
            today=TODAY,
        )  # fmt: skip

    kept = ItemEntry(title="Casus huisbezoek", minutes=30, is_learning=True, minutes_text="Els belt de wijkagent.")
    change_item(viewer, item_id, kept, **given)  # type: ignore[arg-type]
    assert seen(session, els, meeting_id).items[0].minutes_text == "Els belt de wijkagent."


def test_two_colleagues_at_one_item_lose_nothing(session: Session) -> None:
    oost = make_team(session)
    els = make_person(session, "Els", team=oost)
    item_id = put(session, els, meet(session, els, oost))
    given = {"version": 1, "kept_anyway": "", "at": NOON, "today": TODAY}
    viewer = make_viewer(session, els)

    change_item(viewer, item_id, ItemEntry(title="Casus A", minutes=30), **given)  # type: ignore[arg-type]

    with pytest.raises(ChangedMeanwhile):
        change_item(viewer, item_id, ItemEntry(title="Casus B", minutes=30), **given)  # type: ignore[arg-type]


def test_client_data_on_the_agenda_is_warned_about(session: Session) -> None:
    oost = make_team(session)
    els = make_person(session, "Els", team=oost)
    meeting_id = meet(session, els, oost)

    with pytest.raises(ClientData):
        put(session, els, meeting_id, title="Casus mevrouw Yildirim")


@pytest.mark.parametrize(
    ("field", "given"),
    [
        ("title", {"title": " "}),
        ("minutes", {"minutes": 0}),
        ("minutes", {"minutes": 601}),
        ("learnt", {"learnt": "x" * 5001}),
    ],
)
def test_an_item_that_cannot_be_is_refused_at_its_field(session: Session, field: str, given: dict[str, object]) -> None:
    oost = make_team(session)
    els = make_person(session, "Els", team=oost)

    with pytest.raises(Invalid) as refused:
        put(session, els, meet(session, els, oost), **given)

    assert refused.value.field == field


def test_presence_is_kept_of_who_is_on_the_list_alone(session: Session) -> None:
    oost = make_team(session)
    els, jan = make_person(session, "Els", team=oost), make_person(session, "Jan", team=oost)
    tom = make_person(session, "Tom")
    meeting_id = meet(session, els, oost)

    present = keep_presence(make_viewer(session, els), meeting_id, {els.id, tom.id}, at=NOON, today=TODAY)

    assert (present, [one.present for one in seen(session, jan, meeting_id).people]) == (1, [True, False])


def test_what_was_taken_back_is_put_back_by_who_did(session: Session) -> None:
    oost = make_team(session)
    els, jan = make_person(session, "Els", team=oost), make_person(session, "Jan", team=oost)
    meeting_id = meet(session, els, oost)

    with pytest.raises(NotFound):
        withdraw_meeting(make_viewer(session, jan), meeting_id, at=NOON, today=TODAY)
    withdraw_meeting(make_viewer(session, els), meeting_id, at=NOON, today=TODAY)

    assert seen(session, els, meeting_id).withdrawn
    with pytest.raises(NotFound):
        seen(session, jan, meeting_id)
    restore_meeting(make_viewer(session, els), meeting_id, at=NOON, today=TODAY)
    assert not seen(session, jan, meeting_id).withdrawn


def test_the_list_keeps_learning_and_the_rest_apart_and_says_what_waits(session: Session) -> None:
    oost = make_team(session)
    els = make_person(session, "Els", team=oost)
    done = meet(session, els, oost, held_on=TODAY - timedelta(days=14))
    waits = meet(session, els, oost)
    put(session, els, done, title="Planning", minutes=50)
    log(session, els, put(session, els, done), els)
    put(session, els, waits, is_learning=True)
    viewer = make_viewer(session, els)

    def found(moments: str = "") -> list[tuple[int, int, int, int]]:
        shown = list_meetings(session, viewer, MeetingQuery(moments=moments), today=TODAY)
        return [(one.meeting_id, one.learning_minutes, one.other_minutes, one.moments) for one in shown.lines]

    assert found() == [(waits, 30, 0, 0), (done, 30, 50, 1)]
    assert found("open") == [(waits, 30, 0, 0)]
    assert found("vastgelegd") == [(done, 30, 50, 1)]
    assert meetings_line(session, viewer, TODAY) == "1 keer overleg met een leermoment dat nog niet is vastgelegd."


def test_the_trail_holds_none_of_the_words(session: Session) -> None:
    oost = make_team(session)
    els = make_person(session, "Els", team=oost)
    put(session, els, meet(session, els, oost, location="Kanariehuis"), title="Kanariepunt", learnt="Kanarieles")

    found = session.scalars(select(AuditEntry.details)).all()

    assert len(found) == 2
    assert "anarie" not in str(found)
