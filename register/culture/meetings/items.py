"""The agenda of a team meeting (*agenda*): items with their minutes, what was agreed and, apart, what was learnt."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from register import audit
from register.access import Viewer
from register.culture.meetings.models import AgendaItem, MeetingPerson
from register.culture.meetings.rights import find_item, find_meeting, note
from register.db import session as current_session
from register.db import transaction
from register.errors import Conflict, Invalid
from register.learning.change_activity import ChangedMeanwhile
from register.learning.known_names import names_that_may_stand
from register.learning.models import Activity
from register.once import once
from register.privacy.guarded import refuse_client_data

LONGEST_TITLE = 200
LONGEST_TEXT = 5_000
MOST_ITEMS = 40
MOST_MINUTES = 600


@dataclass(frozen=True, kw_only=True)
class ItemEntry:
    """An item as written; `minutes_text` is what was agreed (*notulen*), `learnt` what goes into the activity."""

    title: str
    minutes: int
    is_learning: bool = False
    minutes_text: str = ""
    learnt: str = ""


def add_item(
    viewer: Viewer, meeting_id: int, entry: ItemEntry, *, kept_anyway: str, form_key: str, at: datetime, today: date
) -> int:
    """Put an item at the end of the agenda; returns its id.

    Raises:
        NotFound: the meeting is not for this viewer.
        Invalid: something is missing, too long, or the agenda is full.
        ClientData: a text may point to a client, and the writer did not say that it may stay.

    """
    find_meeting(current_session(), viewer, meeting_id, today=today)
    _check(entry)
    refuse_client_data(
        _texts(entry), colleagues=names_at(current_session(), viewer, meeting_id, today=today), kept_anyway=kept_anyway
    )

    def act(session: Session) -> dict[str, int]:
        audit.take_turn(session, viewer.organisation_id)
        find_meeting(session, viewer, meeting_id, today=today)
        count, last = session.execute(
            select(func.count(AgendaItem.id), func.max(AgendaItem.place)).where(AgendaItem.meeting_id == meeting_id)
        ).one()
        if count >= MOST_ITEMS:
            raise Invalid("title", f"Een agenda heeft hooguit {MOST_ITEMS} punten. Maak een tweede overleg.")
        item = AgendaItem(meeting_id=meeting_id, place=(last or 0) + 1)
        _write(item, entry)
        session.add(item)
        session.flush()
        note(session, viewer, "teamoverleg.punt", meeting_id, at, item_id=item.id)
        return {"item_id": item.id}

    answer, _ = once(form_key, person_id=viewer.person_id, at=at, act=act)
    return int(answer["item_id"])


def change_item(
    viewer: Viewer, item_id: int, entry: ItemEntry, *, version: int, kept_anyway: str, at: datetime, today: date
) -> int:
    """Change an item; of one that is logged as learning only what was agreed. Returns the id of its meeting.

    Raises:
        NotFound: not for this viewer.
        ChangedMeanwhile: somebody else saved another version.
        Conflict: it is logged, and something of the learning moment would change.
        Invalid: something is missing or too long.
        ClientData: a text may point to a client, and the writer did not say that it may stay.

    """
    with transaction() as session:
        audit.take_turn(session, viewer.organisation_id)
        meeting, item = find_item(session, viewer, item_id, today=today)
        if item.version != version:
            raise ChangedMeanwhile("Iemand anders heeft dit agendapunt intussen gewijzigd. Vergelijk en kies.")
        _check(entry)
        if logged_as(session, item) is not None and _learning(entry) != (item.title, item.minutes, True, item.learnt):
            raise Conflict(
                "Dit agendapunt is al vastgelegd als leermoment. Wijzig titel, tijd en wat jullie leerden bij de "
                "activiteit zelf, of maak het leermoment eerst ongedaan."
            )
        refuse_client_data(
            _texts(entry),
            colleagues=names_at(session, viewer, meeting.id, today=today),
            kept_anyway=kept_anyway,
            known=(item.title, item.minutes_text, item.learnt),
        )
        _write(item, entry)
        note(session, viewer, "teamoverleg.punt-gewijzigd", meeting.id, at, item_id=item_id)
        return meeting.id


def remove_item(viewer: Viewer, item_id: int, *, at: datetime, today: date) -> int:
    """Take an item off the agenda; returns the id of its meeting.

    Raises:
        NotFound: not for this viewer.
        Conflict: it is logged as a learning moment.

    """
    with transaction() as session:
        audit.take_turn(session, viewer.organisation_id)
        meeting, item = find_item(session, viewer, item_id, today=today)
        if logged_as(session, item) is not None:
            raise Conflict("Dit agendapunt is vastgelegd als leermoment. Maak dat eerst ongedaan.")
        session.delete(item)
        note(session, viewer, "teamoverleg.punt-weg", meeting.id, at, item_id=item_id)
        return meeting.id


def logged_as(session: Session, item: AgendaItem) -> Activity | None:
    """Return the activity that an item was logged as; `None` also for one that was withdrawn since."""
    activity = session.get(Activity, item.activity_id) if item.activity_id else None
    return activity if activity is not None and activity.withdrawn_at is None else None


def names_at(session: Session, viewer: Viewer, meeting_id: int, *, today: date) -> tuple[str, ...]:
    """Return the names that may stand in the texts of a meeting: of who is on its list, and of the own team."""
    people = session.scalars(select(MeetingPerson.person_id).where(MeetingPerson.meeting_id == meeting_id)).all()
    return names_that_may_stand(session, viewer, today=today, person_ids=people)


def _write(item: AgendaItem, entry: ItemEntry) -> None:
    item.title, item.minutes, item.is_learning = entry.title.strip(), entry.minutes, entry.is_learning
    item.minutes_text, item.learnt = entry.minutes_text.strip(), entry.learnt.strip()
    if not item.is_learning:
        item.activity_id = None


def _texts(entry: ItemEntry) -> Mapping[str, str]:
    return {"title": entry.title, "minutes_text": entry.minutes_text, "learnt": entry.learnt}


def _learning(entry: ItemEntry) -> tuple[str, int, bool, str]:
    return entry.title.strip(), entry.minutes, entry.is_learning, entry.learnt.strip()


def _check(entry: ItemEntry) -> None:
    if not entry.title.strip():
        raise Invalid("title", "Geef het agendapunt een naam, bijvoorbeeld: Casus huisbezoek.")
    if len(entry.title.strip()) > LONGEST_TITLE:
        raise Invalid("title", f"Deze naam is te lang: hooguit {LONGEST_TITLE} tekens. Kort hem in.")
    if not 1 <= entry.minutes <= MOST_MINUTES:
        raise Invalid("minutes", f"Vul in hoeveel minuten dit duurt: 1 tot {MOST_MINUTES}.")
    for field, text in (("minutes_text", entry.minutes_text), ("learnt", entry.learnt)):
        if len(text) > LONGEST_TEXT:
            raise Invalid(field, f"Deze tekst is te lang: hooguit {LONGEST_TEXT} tekens. Kort haar in.")
