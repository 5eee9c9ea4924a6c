"""Team meetings to look at in tests."""

from datetime import timedelta
from typing import Any

from sqlalchemy.orm import Session

from register.culture.meetings.items import ItemEntry, add_item
from register.culture.meetings.learning_moment import Moment, make_learning_moment
from register.culture.meetings.make import MeetingEntry, make_meeting, withdraw_meeting
from register.culture.meetings.page import MeetingPage, meeting_page
from register.once import as_form_key
from register.people.models import Person, Team
from tests.makers import NOON, TODAY, make_viewer


def meet(session: Session, person: Person, team: Team, **given: Any) -> int:
    """Make a meeting of this team as this person, today unless said otherwise; its id."""
    entry = MeetingEntry(team_id=team.id, held_on=given.pop("held_on", TODAY), **given)
    return make_meeting(make_viewer(session, person), entry, form_key=as_form_key(""), at=NOON, today=TODAY)


def put(session: Session, person: Person, meeting_id: int, **given: Any) -> int:
    """Put an item of half an hour on the agenda; its id."""
    entry = ItemEntry(title=given.pop("title", "Casus huisbezoek"), minutes=given.pop("minutes", 30), **given)
    return add_item(
        make_viewer(session, person), meeting_id, entry, kept_anyway="", form_key=as_form_key(""), at=NOON, today=TODAY
    )


def log(session: Session, person: Person, item_id: int, *there: Person, form_key: str = "") -> Moment:
    """Log an item as what these people learnt."""
    return make_learning_moment(
        make_viewer(session, person), item_id, {one.id for one in there}, form_key=as_form_key(form_key), at=NOON,
        today=TODAY,
    )  # fmt: skip


def seen(session: Session, person: Person, meeting_id: int) -> MeetingPage:
    """The meeting as this person sees it."""
    return meeting_page(session, make_viewer(session, person), meeting_id, today=TODAY)


def things_of(session: Session, owner: Person, team: Team) -> dict[str, int]:
    """One of each thing of a team meeting, by the names that routes give them."""
    meeting_id = meet(session, owner, team)
    gone = meet(session, owner, team, held_on=TODAY - timedelta(days=14))
    withdraw_meeting(make_viewer(session, owner), gone, at=NOON, today=TODAY)
    logged = put(session, owner, meeting_id, is_learning=True)
    log(session, owner, logged, owner)
    return {
        "meeting_id": meeting_id,
        "gone_meeting_id": gone,
        "item_id": put(session, owner, meeting_id, title="Nieuwe wet"),
        "logged_item_id": logged,
    }
