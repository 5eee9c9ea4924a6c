"""What reading in a brought dossier would do, before anything is written."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from register.access import Viewer
from register.evidence.takealong.format import ActivityPart, DossierFile, MeetingPart
from register.evidence.takealong.opening import OpenedDossier
from register.learning.kinds import EXCLUSION_NAMES, ROLE_NAMES, kinds
from register.learning.models import Activity, Attendance, LearningSession
from register.people.models import Registration
from register.points.judges import rule_book

_OLDEST_YEAR = 1990
_FACILITATORS = frozenset({None, "extern", "roulerend", "leidinggevende", "supervisor"})
_BEARERS = frozenset({None, "werkgever", "loopbaanbudget", "zelf"})


@dataclass(frozen=True, kw_only=True)
class Refusal:
    """An activity that stays behind, and why."""

    title: str
    held_on: date
    why: str


@dataclass(frozen=True, kw_only=True)
class BroughtRegistration:
    """A registration in the dossier, and whether it is known here."""

    name: str
    number: str
    known_here: bool


@dataclass(frozen=True, kw_only=True)
class BroughtPreview:
    """What would come in. Every activity is in exactly one of `new`, `there` and `refused`."""

    label: str
    known: bool
    key_id: str
    organisation: str
    person: str
    same_name: bool
    new: tuple[ActivityPart, ...]
    there: int
    refused: tuple[Refusal, ...]
    files: int
    reflections: int
    registrations: tuple[BroughtRegistration, ...]


def look_at(session: Session, viewer: Viewer, dossier: OpenedDossier, *, today: date) -> BroughtPreview:
    """Sort the activities of a dossier into new, already here and refused; reads only."""
    file = dossier.file
    here = _keys_here(session, viewer, file)
    days = _days_here(session, viewer, here)
    new: list[ActivityPart] = []
    refused: list[Refusal] = []
    for one in file.activities:
        if import_key(viewer.person_id, one) in here:
            continue
        why = _why_not(one, days, today)
        if why:
            refused.append(Refusal(title=one.title, held_on=one.meetings[0].held_on, why=why))
        else:
            new.append(one)
    return BroughtPreview(
        label=dossier.label,
        known=dossier.known,
        key_id=dossier.key_id,
        organisation=file.organisation,
        person=file.person,
        same_name=file.person.casefold() == viewer.name.casefold(),
        new=tuple(new),
        there=len(file.activities) - len(new) - len(refused),
        refused=tuple(refused),
        files=sum(len(one.evidence) for one in new),
        reflections=sum(one.reflection is not None for one in new),
        registrations=_registrations(session, viewer, file),
    )


def import_key(person_id: int, activity: ActivityPart) -> str:
    """Return by which key a brought activity of somebody is known here."""
    return hashlib.sha256(f"meegebracht|{person_id}|{activity.key}".encode()).hexdigest()


def _keys_here(session: Session, viewer: Viewer, file: DossierFile) -> set[str]:
    keys = {import_key(viewer.person_id, one) for one in file.activities}
    found = session.scalars(
        select(Activity.import_key).where(
            Activity.organisation_id == viewer.organisation_id, Activity.origin == "meegebracht"
        )
    )
    return keys.intersection(key for key in found if key is not None)


def _days_here(session: Session, viewer: Viewer, brought: set[str]) -> Mapping[tuple[str, date, int], str]:
    """Return what was logged here by kind, day and length; what came along earlier is known by its own key."""
    rows = session.execute(
        select(
            Activity.kind, LearningSession.held_on, LearningSession.gross_minutes, Activity.title, Activity.import_key
        )
        .join(LearningSession, LearningSession.activity_id == Activity.id)
        .join(Attendance, Attendance.session_id == LearningSession.id)
        .where(Attendance.person_id == viewer.person_id, Activity.withdrawn_at.is_(None))
    )
    return {(row.kind, row.held_on, row.gross_minutes): row.title for row in rows if row.import_key not in brought}


def _why_not(activity: ActivityPart, days: Mapping[tuple[str, date, int], str], today: date) -> str:
    if activity.kind not in kinds():
        return f"de soort ‘{activity.kind}’ is hier niet bekend"
    if any(not one.held_on.year >= _OLDEST_YEAR or one.held_on > today for one in activity.meetings):
        return "de datum kan niet: voor 1990 of na vandaag"
    if activity.mandatory and activity.cost_bearer == "loopbaanbudget":
        return "verplichte scholing kan niet uit het loopbaanbudget (cao Sociaal Werk, artikel 3.4)"
    known = activity.facilitator_kind in _FACILITATORS and activity.cost_bearer in _BEARERS
    if not known or any(_odd(one) for one in activity.meetings):
        return "de begeleiding, de kosten, de rol of de tijden staan er anders in dan wij kennen"
    found = (days.get((activity.kind, one.held_on, one.gross_minutes)) for one in activity.meetings)
    title = next((title for title in found if title), "")
    return f"hier staat op die dag al ‘{title}’, even lang en van dezelfde soort" if title else ""


def _odd(meeting: MeetingPart) -> bool:
    excluded = meeting.excluded_minutes
    return (
        meeting.own.role not in ROLE_NAMES
        or not set(excluded) <= set(EXCLUSION_NAMES)
        or sum(excluded.values()) > meeting.gross_minutes
        or (meeting.own.minutes_present or 0) > meeting.gross_minutes
    )


def _registrations(session: Session, viewer: Viewer, file: DossierFile) -> tuple[BroughtRegistration, ...]:
    own = set(session.scalars(select(Registration.register_id).where(Registration.person_id == viewer.person_id)))
    infos = rule_book().infos
    return tuple(
        BroughtRegistration(
            name=infos[one.register_id].name if one.register_id in infos else one.register_id,
            number=one.number,
            known_here=one.register_id in own,
        )
        for one in file.registrations
    )
