"""Lines of an inventory: add one of one's own, say how much and how urgent, leave one out."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy.orm import Session

from register import audit
from register.access import Viewer
from register.db import session as current_session
from register.db import transaction
from register.errors import Conflict, Invalid, NotFound
from register.learning.known_names import names_that_may_stand
from register.needs.models import Inventory, Need
from register.needs.rights import check_year, line_to_change, may_change_team, open_inventory, own_direction
from register.needs.rights import teams_to_plan_for as planned_teams
from register.once import once
from register.privacy.guarded import refuse_client_data

PRIORITIES = {"hoog": "Hoog", "midden": "Midden", "laag": "Laag"}
LONGEST = 300
LONGEST_NOTE = 2_000
MOST = Decimal(1_000_000)
MOST_PEOPLE = 9_999


@dataclass(frozen=True, kw_only=True)
class NeedEntry:
    """What a manager or HR writes on a line; `words` and `team_id` only of a line of one's own."""

    words: str = ""
    team_id: int | None = None
    note: str = ""
    people: int | None = None
    direction_id: int | None = None
    priority: str | None = None
    hours: Decimal | None = None
    costs: Decimal | None = None


def add_need(
    viewer: Viewer, year: int, entry: NeedEntry, *, kept_anyway: str, form_key: str, at: datetime, today: date
) -> int:
    """Add a line of one's own; returns its id.

    Raises:
        NotFound: the team is not one the viewer plans for.
        Invalid: a value that cannot be.
        ClientData: a text may point to a client, and the writer did not say that it may stay.
        Conflict: the inventory is frozen.

    """
    check_year(year, today)
    _check_words(entry.words)
    _guard(viewer, entry, kept_anyway=kept_anyway, today=today)

    def act(session: Session) -> dict[str, int]:
        inventory = open_inventory(session, viewer, year)
        _check_team(session, viewer, entry.team_id)
        need = Need(inventory_id=inventory.id, origin="eigen", words=entry.words.strip(), team_id=entry.team_id)
        _write(session, viewer, need, entry)
        session.add(need)
        session.flush()
        _record(session, viewer, "scholing.regel.toegevoegd", need.id, at)
        return {"need_id": need.id}

    answer, _ = once(form_key, person_id=viewer.person_id, at=at, act=act)
    return int(answer["need_id"])


def change_need(
    viewer: Viewer, need_id: int, entry: NeedEntry, *, version: int, kept_anyway: str, at: datetime, today: date
) -> None:
    """Change a line; what was proposed keeps its words and its team.

    Raises:
        NotFound: not a line of a team the viewer plans for.
        Invalid: a value that cannot be.
        ClientData: a text may point to a client, and the writer did not say that it may stay.
        Conflict: the inventory is frozen, or somebody else changed the line in the meantime.

    """
    with transaction() as session:
        audit.take_turn(session, viewer.organisation_id)
        need = line_to_change(session, viewer, need_id)
        if need.version != version:
            raise Conflict(
                "Iemand anders heeft deze regel intussen gewijzigd. Open hem opnieuw en kijk wat er nu staat."
            )
        if need.origin == "eigen":
            _check_words(entry.words)
            _check_team(session, viewer, entry.team_id)
            need.words, need.team_id = entry.words.strip(), entry.team_id
        _guard(viewer, entry, kept_anyway=kept_anyway, today=today, known=(need.words, need.note))
        _write(session, viewer, need, entry)
        _record(session, viewer, "scholing.regel.gewijzigd", need.id, at)


def drop_need(viewer: Viewer, need_id: int, *, at: datetime) -> int:
    """Leave a line out, so that it is proposed no more; returns the year.

    Raises:
        NotFound: not a line of a team the viewer plans for.
        Conflict: the inventory is frozen.

    """
    return _set_dropped(viewer, need_id, dropped=True, at=at)


def restore_need(viewer: Viewer, need_id: int, *, at: datetime) -> int:
    """Take a line up again that was left out; returns the year.

    Raises:
        NotFound: not a line of a team the viewer plans for.
        Conflict: the inventory is frozen.

    """
    return _set_dropped(viewer, need_id, dropped=False, at=at)


def _set_dropped(viewer: Viewer, need_id: int, *, dropped: bool, at: datetime) -> int:
    with transaction() as session:
        audit.take_turn(session, viewer.organisation_id)
        need = line_to_change(session, viewer, need_id)
        if (need.dropped_at is not None) != dropped:
            need.dropped_at, need.changed_by_id = at if dropped else None, viewer.person_id
            act = "scholing.regel.weggelaten" if dropped else "scholing.regel.teruggezet"
            _record(session, viewer, act, need.id, at)
        return year_of(session, need)


def year_of(session: Session, need: Need) -> int:
    """Return the year of the inventory that a line is in."""
    return session.get_one(Inventory, need.inventory_id).year


def _check_words(words: str) -> None:
    if not words.strip():
        raise Invalid("words", "Schrijf op wat er te leren is.")
    if len(words.strip()) > LONGEST:
        raise Invalid("words", f"Dit is te lang: hooguit {LONGEST} tekens. Zet de rest bij de toelichting.")


def _check_team(session: Session, viewer: Viewer, team_id: int | None) -> None:
    if team_id is None and not may_change_team(viewer, None):
        raise Invalid("team", "Kies een van je teams.")
    if team_id is not None and team_id not in planned_teams(session, viewer):
        raise NotFound


def _guard(viewer: Viewer, entry: NeedEntry, *, kept_anyway: str, today: date, known: tuple[str, ...] = ()) -> None:
    if len(entry.note) > LONGEST_NOTE:
        raise Invalid("note", f"De toelichting is te lang: hooguit {LONGEST_NOTE} tekens. Kort haar in.")
    names = names_that_may_stand(current_session(), viewer, today=today)
    texts = {"words": entry.words, "note": entry.note}
    refuse_client_data(texts, colleagues=names, kept_anyway=kept_anyway, known=known)


def _write(session: Session, viewer: Viewer, need: Need, entry: NeedEntry) -> None:
    if entry.people is not None and not 1 <= entry.people <= MOST_PEOPLE:
        raise Invalid("people", "Vul een aantal mensen in van 1 of meer, of laat het leeg.")
    for name, value in (("hours", entry.hours), ("costs", entry.costs)):
        if value is not None and not 0 <= value <= MOST:
            raise Invalid(name, "Vul een getal in van 0 tot 1 miljoen, of laat het leeg.")
    if entry.priority is not None and entry.priority not in PRIORITIES:
        raise Invalid("priority", "Kies hoog, midden of laag.")
    if entry.direction_id is not None:
        own_direction(session, viewer, entry.direction_id)
    need.note, need.direction_id, need.priority = entry.note.strip(), entry.direction_id, entry.priority
    need.hours, need.costs, need.changed_by_id = entry.hours, entry.costs, viewer.person_id
    if need.origin in {"eigen", "tekort"}:
        need.people = entry.people


def _record(session: Session, viewer: Viewer, act: str, need_id: int, at: datetime) -> None:
    audit.record(
        session,
        organisation_id=viewer.organisation_id,
        actor_id=viewer.person_id,
        act=act,
        object_kind="need",
        object_id=need_id,
        at=at,
    )
