"""Who pays for whose part in an activity (*kostendrager*), and how much: kept by HR for one or more at once."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from register import audit
from register.access import Role, Viewer
from register.costs.models import Cost
from register.db import transaction
from register.errors import Conflict, Invalid, NotFound
from register.learning.kinds import PRESENT, kinds
from register.learning.models import Activity, Attendance, LearningSession
from register.people.models import Person
from register.privacy.looks import LookedAt, look

BEARERS = {"werkgever": "Werkgever", "loopbaanbudget": "Loopbaanbudget", "zelf": "Medewerker zelf"}
"""Who can pay (cao Sociaal Werk, articles 3.3 and 3.4)."""
NOT_FROM_BUDGET = (
    "Verplichte scholing mag niet uit het loopbaanbudget: de werkgever betaalt de kosten en de tijd (cao Sociaal Werk "
    "2023-2025, artikel 3.4). Kies de werkgever, of haal ‘verplicht’ weg als de scholing vrijwillig was."
)
MOST = Decimal(100_000)
PAGE = 50


@dataclass(frozen=True, kw_only=True)
class CostEntry:
    """What HR says of one or more people's part."""

    in_work_time: bool | None = None
    mandatory: bool = False
    bearer: str | None = None
    amount: Decimal | None = None
    """Of each person, in euro; `None`: not known."""


@dataclass(frozen=True, kw_only=True)
class Part:
    """One participant, and what holds for this part."""

    person_id: int
    name: str
    in_work_time: bool | None
    mandatory: bool
    bearer: str | None
    amount: Decimal | None
    version: int
    """0 as long as HR said nothing: then what the activity itself says holds."""

    @property
    def entry(self) -> CostEntry:
        """What holds, as it would be entered."""
        return CostEntry(
            in_work_time=self.in_work_time, mandatory=self.mandatory, bearer=self.bearer, amount=self.amount
        )


@dataclass(frozen=True, kw_only=True)
class CostPage:
    """An activity with everybody in it."""

    activity_id: int
    title: str
    kind_name: str
    held_on: date
    parts: tuple[Part, ...]


@dataclass(frozen=True, kw_only=True)
class CostLine:
    """An activity in the list."""

    activity_id: int
    title: str
    kind_name: str
    held_on: date
    people: int
    known: int
    """Of so many the amount is known."""


@dataclass(frozen=True, kw_only=True)
class CostList:
    """A page of the list."""

    year: int
    lines: tuple[CostLine, ...]
    found: int
    page: int
    pages: int


def employers_business() -> ColumnElement[bool]:
    """Build the condition that an activity is for HR to see here.

    Formal learning that HR brought in itself, that is compulsory, or of which the employer gives the money or the time.
    What somebody pays and does in the own time stays in the own dossier.
    """
    formal = [kind.id for kind in kinds().values() if not kind.informal]
    kept = aliased(Cost)
    said = exists().where(kept.activity_id == Activity.id)
    return and_(
        Activity.withdrawn_at.is_(None),
        Activity.kind.in_(formal),
        or_(
            Activity.origin == "import",
            Activity.cost_bearer == "werkgever",
            Activity.mandatory,
            Activity.in_work_time.is_(True),
            said,
        ),
    )


def began_on() -> ColumnElement[date]:
    """Build the day on which an activity began, whoever was there: in that year its costs are counted."""
    day = aliased(LearningSession)
    return select(func.min(day.held_on)).where(day.activity_id == Activity.id).correlate(Activity).scalar_subquery()


def took_part() -> ColumnElement[bool]:
    """Build the condition that somebody was there."""
    return and_(Attendance.state.in_(PRESENT), Attendance.disputed_at.is_(None))


def cost_list(session: Session, viewer: Viewer, *, year: int, page: int = 1) -> CostList:
    """Return the activities of a year, by the day they began; where an amount is missing first.

    Raises:
        NotFound: the viewer is not HR.

    """
    _only_hr(viewer)
    query = _listed(viewer, year)
    found = session.scalar(select(func.count()).select_from(query.subquery())) or 0
    pages = max(-(-found // PAGE), 1)
    place = min(max(page, 1), pages)
    rows = session.execute(query.limit(PAGE).offset((place - 1) * PAGE))
    lines = tuple(
        CostLine(
            activity_id=row.id, title=row.title, kind_name=_kind(row.kind), held_on=row.began, people=row.people,
            known=row.known,
        )
        for row in rows
    )  # fmt: skip
    return CostList(year=year, lines=lines, found=found, page=place, pages=pages)


def _listed(viewer: Viewer, year: int) -> Select[int, str, str, date, int, int]:
    """Select the activities that began in a year, with how many were there and of how many the amount is known."""
    began, people = began_on(), func.count(Attendance.person_id.distinct())
    known = func.count(Cost.person_id.distinct())
    said = and_(Cost.activity_id == Activity.id, Cost.person_id == Attendance.person_id, Cost.amount.is_not(None))
    return (
        select(
            Activity.id,
            Activity.title,
            Activity.kind,
            began.label("began"),
            people.label("people"),
            known.label("known"),
        )
        .join(LearningSession, LearningSession.activity_id == Activity.id)
        .join(Attendance, and_(Attendance.session_id == LearningSession.id, took_part()))
        .outerjoin(Cost, said)
        .where(Activity.organisation_id == viewer.organisation_id, employers_business())
        .where(began.between(date(year, 1, 1), date(year, 12, 31)))
        .group_by(Activity.id, Activity.title, Activity.kind)
        .order_by(known >= people, began.desc(), Activity.id)
    )


def cost_page(session: Session, viewer: Viewer, activity_id: int) -> CostPage:
    """Return an activity with what holds for everybody in it.

    Raises:
        NotFound: the viewer is not HR, or the activity is not the employer's business.

    """
    activity = _activity(session, viewer, activity_id)
    began = select(began_on()).where(Activity.id == activity_id)
    return CostPage(
        activity_id=activity.id,
        title=activity.title,
        kind_name=_kind(activity.kind),
        held_on=session.scalars(began).one(),
        parts=_parts(session, activity),
    )


def open_cost_page(session: Session, viewer: Viewer, activity_id: int, *, at: datetime) -> CostPage:
    """Return an activity with everybody in it, after a line for each that HR looked.

    Raises:
        NotFound: the viewer is not HR, or the activity is not the employer's business.

    """
    there = [part.person_id for part in cost_page(session, viewer, activity_id).parts]
    look(viewer, there, LookedAt.COSTS, audience="hr", at=at)
    return cost_page(session, viewer, activity_id)


def set_costs(
    viewer: Viewer,
    activity_id: int,
    people: Collection[int],
    entry: CostEntry,
    *,
    seen: Mapping[int, int],
    at: datetime,
) -> int:
    """Keep what holds for these participants; `seen` holds the versions the viewer saw. Returns how many they are.

    Raises:
        NotFound: the viewer is not HR, or the activity is not the employer's business.
        Invalid: nobody was chosen, somebody was not there, or a value that cannot be.
        Conflict: somebody else changed it in the meantime.

    """
    _check(entry)
    with transaction() as session:
        audit.take_turn(session, viewer.organisation_id)
        activity = _activity(session, viewer, activity_id)
        parts = {part.person_id: part for part in _parts(session, activity)}
        if not people or not set(people) <= parts.keys():
            raise Invalid("people", "Kies een of meer mensen die erbij waren.")
        if any(parts[one].version != seen.get(one, 0) for one in people):
            raise Conflict(
                "Iemand anders heeft dit intussen gewijzigd. Open de pagina opnieuw en kijk wat er nu staat."
            )
        _write(session, viewer, activity_id, people=set(people), entry=entry, at=at)
        return len(set(people))


def _write(
    session: Session, viewer: Viewer, activity_id: int, *, people: set[int], entry: CostEntry, at: datetime
) -> None:
    mine = select(Cost).where(Cost.activity_id == activity_id, Cost.person_id.in_(people))
    kept = {row.person_id: row for row in session.scalars(mine)}
    for person_id in sorted(people):
        row = kept.get(person_id) or Cost(activity_id=activity_id, person_id=person_id)
        row.in_work_time, row.mandatory = entry.in_work_time, entry.mandatory
        row.bearer, row.amount = entry.bearer, entry.amount
        row.set_by_id, row.set_at = viewer.person_id, at
        session.add(row)
    audit.record(
        session,
        organisation_id=viewer.organisation_id,
        actor_id=viewer.person_id,
        act="kosten.vastgelegd",
        object_kind="activity",
        object_id=activity_id,
        at=at,
        details={"people": len(people), "bearer": entry.bearer, "mandatory": entry.mandatory},
    )


def _check(entry: CostEntry) -> None:
    if entry.bearer is not None and entry.bearer not in BEARERS:
        raise Invalid("bearer", "Kies uit de lijst wie betaalt.")
    if entry.mandatory and entry.bearer == "loopbaanbudget":
        raise Invalid("bearer", NOT_FROM_BUDGET)
    if entry.amount is not None and not 0 <= entry.amount <= MOST:
        raise Invalid("amount", "Vul een bedrag in van 0 tot 100.000 euro per persoon, of laat het leeg.")


def _only_hr(viewer: Viewer) -> None:
    if not viewer.has(Role.HR):
        raise NotFound


def _activity(session: Session, viewer: Viewer, activity_id: int) -> Activity:
    _only_hr(viewer)
    found = session.scalar(
        select(Activity).where(
            Activity.id == activity_id, Activity.organisation_id == viewer.organisation_id, employers_business()
        )
    )
    if found is None:
        raise NotFound
    return found


def _parts(session: Session, activity: Activity) -> tuple[Part, ...]:
    there = (
        select(Attendance.person_id)
        .join(LearningSession, LearningSession.id == Attendance.session_id)
        .where(LearningSession.activity_id == activity.id, took_part())
    )
    rows = session.execute(
        select(Person.id, Person.display_name, Cost)
        .outerjoin(Cost, and_(Cost.person_id == Person.id, Cost.activity_id == activity.id))
        .where(Person.id.in_(there))
        .order_by(Person.sort_key, Person.id)
    )
    return tuple(_part(activity, *row) for row in rows)


def _part(activity: Activity, person_id: int, name: str, cost: Cost | None) -> Part:
    return Part(
        person_id=person_id,
        name=name,
        in_work_time=cost.in_work_time if cost else activity.in_work_time,
        mandatory=cost.mandatory if cost else activity.mandatory,
        bearer=cost.bearer if cost else activity.cost_bearer,
        amount=cost.amount if cost else None,
        version=cost.version if cost else 0,
    )


def _kind(code: str) -> str:
    found = kinds().get(code)
    return found.name if found else code
