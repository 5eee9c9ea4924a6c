"""The dossier as a paper (D6): where a registration stands, every activity with its reasons, what is attached."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import BindParameter, bindparam, select
from sqlalchemy.orm import Session, joinedload

from register.access import Viewer
from register.errors import Conflict
from register.evidence.papers.typeset import Draft
from register.evidence.papers.wording import (
    UNKNOWN,
    amount,
    confirmed,
    file_size,
    kind_name,
    presence,
    role_name,
    times,
)
from register.evidence.whose import ListedFile, Reader, listed_files
from register.learning.models import Activity, Attendance, LearningSession
from register.learning.personal_part import texts_by_attendance
from register.people.models import Registration
from register.points.dossier import read_dossier, read_lines
from register.points.dossier_views import ClaimLine, ConditionView, DossierQuery, RegistrationView, TrackView
from register.points.models import Claim
from register.rules.explain import day, duration, number

_REMARKS = (
    "Wel: welke activiteiten zijn vastgelegd, wanneer, hoe lang, en wie de aanwezigheid bevestigde.",
    "Wel: waarom een activiteit meetelt, volgens de regels zoals wij die kennen. De versie van de regels staat voorin.",
    "Wel: dat een bijlage niet is veranderd sinds dit stuk is gemaakt, zolang de vingerafdruk klopt.",
    (
        "Niet: dat het register de punten toekent. Dat beslist het register. Bij “toegekend” nam de professional "
        "of de werkgever die uitslag zelf over."
    ),
    "Niet: dat een bijlage echt is. Wie haar toevoegde en wanneer, staat in het leerregister.",
    "Niet: wat iemand van een activiteit leerde. Reflecties staan hier niet in: die zijn van de professional zelf.",
)
_WITHOUT_TRACK = "Telt niet mee, of nog niet te bepalen"
_IDS: BindParameter[Sequence[int]] = bindparam("ids", expanding=True)


@dataclass(frozen=True, kw_only=True)
class Period:
    """The days of which activities are listed, both included; the standing is always of the whole registration."""

    first: date
    last: date

    @property
    def in_words(self) -> str:
        """Say it: "van 1 januari 2026 tot en met 31 december 2026"; an end that is open is left out."""
        since = f"van {day(self.first)}" if self.first > date.min else ""
        until = f"tot en met {day(self.last)}" if self.last < date.max else ""
        return f"{since} {until}".strip()


def dossier(
    session: Session,
    registration: Registration,
    reader: Reader,
    *,
    organisation: str,
    period: Period | None = None,
    own_texts: bool = False,
) -> Draft:
    """Write the dossier of one registration as it stands on the day of its reader.

    `own_texts`: with what the owner wrote beside joint reports, for who may have the evidence.

    Raises:
        Conflict: the register's rules or the period are not known, so that there is no standing.

    """
    on = reader.on
    owner = Viewer(
        person_id=registration.person_id,
        organisation_id=reader.viewer.organisation_id,
        name=registration.person.display_name,
        roles=frozenset(),
    )
    view = _view(session, owner, registration.id, on)
    lines = _lines(session, owner, registration.id, on, period)
    attendances = _attendances(session, [line.attendance_id for line in lines])
    files = _files(session, reader, {one.session.activity_id for one in attendances.values()})
    return Draft(
        template="dossier",
        kind="Dossier",
        prefix="DO",
        title=f"Dossier {owner.name}, {view.register_name}",
        organisation=organisation,
        file_name=f"dossier-{view.register_id}-{on.isoformat()}",
        data={
            **_cover(view, owner.name, organisation, lines=lines, on=on, period=period),
            "standing": _standing(view, on),
            "conditions": [_condition(one, on) for one in view.conditions],
            "activities-intro": _activities_intro(lines, period),
            "parts": _parts(view, lines, attendances),
            "own-parts": _own_parts(session, lines) if own_texts else [],
            "files": _listed_files(lines, attendances, files),
            "files-note": _left_out(reader),
            "remarks": _REMARKS,
        },
    )


def _view(session: Session, owner: Viewer, registration_id: int, on: date) -> RegistrationView:
    found = read_dossier(session, owner, DossierQuery(), on=on)
    view = next(one for one in (*found.current, *found.past) if one.id == registration_id)
    if view.problem:
        raise Conflict(f"Van deze registratie is nog geen dossier te maken. {view.problem}")
    return view


def _lines(
    session: Session, owner: Viewer, registration_id: int, on: date, period: Period | None
) -> tuple[ClaimLine, ...]:
    ids = set(session.scalars(select(Claim.id).where(Claim.registration_id == registration_id)))
    found = read_lines(session, owner, ids, on=on)
    if period is not None:
        found = tuple(one for one in found if period.first <= one.completed_on <= period.last)
    return tuple(sorted(found, key=lambda one: (one.completed_on, one.id)))


def _attendances(session: Session, ids: Sequence[int]) -> Mapping[int, Attendance]:
    query = (
        select(Attendance)
        .where(Attendance.id.in_(_IDS))
        .options(joinedload(Attendance.session, innerjoin=True).joinedload(LearningSession.activity, innerjoin=True))
    )
    return {one.id: one for one in session.scalars(query, {"ids": list(ids)})}


def _files(session: Session, reader: Reader, activity_ids: set[int]) -> Mapping[int, list[ListedFile]]:
    found: dict[int, list[ListedFile]] = defaultdict(list)
    for one in listed_files(session, reader, activity_ids):
        found[one.activity_id].append(one)
    return found


def _left_out(reader: Reader) -> str:
    """Say what a reader who is not the owner does not find among the files."""
    if reader.is_owner:
        return ""
    if not reader.sees_evidence:
        return "De bestanden zijn niet opengezet voor wie dit stuk maakte. Daarom staan zij er niet bij."
    return "Een bestand van een collega staat er alleen bij als die collega het eigen bewijs ook openzette."


def _cover(
    view: RegistrationView,
    name: str,
    organisation: str,
    *,
    lines: Sequence[ClaimLine],
    on: date,
    period: Period | None,
) -> dict[str, Any]:
    facts = (
        ("Werkgever", organisation),
        ("Registratienummer", view.number or UNKNOWN),
        ("Niveau", view.level),
        ("Registratieperiode", f"{day(view.starts_on)} tot en met {day(view.ends_on) if view.ends_on else UNKNOWN}"),
        ("Stand op", day(on)),
        ("Activiteiten", period.in_words if period else ""),
        ("Regels", f"versie {view.version}"),
    )
    whole = view.total.text if view.total else UNKNOWN
    return {
        "heading": "Dossier",
        "name": name,
        "register": view.register_name,
        "facts": [(label, said) for label, said in facts if said],
        "summary": f"{_activities(len(lines))}. Punten die meetellen: {whole}.",
        "labels": [f"Let op: {label}." for label in _labels(view)],
    }


def _activities(count: int) -> str:
    return f"{count} {'activiteit' if count == 1 else 'activiteiten'}"


def _labels(view: RegistrationView) -> tuple[str, ...]:
    rows = (*view.tracks, *((view.total,) if view.total else ()))
    return tuple(dict.fromkeys((*view.labels, *(label for row in rows for label in row.standing.labels))))


def _standing(view: RegistrationView, on: date) -> dict[str, Any]:
    rows = [*view.tracks, *((view.total,) if view.total else ())]
    return {
        "intro": f"Stand op {day(on)}, {view.left}. Punten zijn een voorspelling tot het register ze toekent.",
        "rows": [_track(one) for one in rows],
        "remarks": view.closes_the_gap,
    }


def _track(track: TrackView) -> dict[str, str]:
    standing = track.standing
    return {
        "name": standing.name,
        "logged": number(standing.logged),
        "countable": number(standing.countable),
        "granted": number(standing.granted),
        "needed": _needed(track),
    }


def _needed(track: TrackView) -> str:
    standing = track.standing
    if standing.needed is None:
        return f"onbekend: de norm is niet vastgesteld{f' ({track.ask})' if track.ask else ''}"
    if standing.minimum is None:
        return "geen minimum"
    least = number(standing.minimum)
    return f"niets meer (minstens {least})" if standing.needed == 0 else f"nog {number(standing.needed)} van {least}"


def _condition(entry: ConditionView, on: date) -> dict[str, str]:
    condition = entry.condition
    stand = {None: "nog niet vastgelegd", True: "in orde", False: "niet in orde"}[condition.met]
    ends = condition.expires_on
    recorded = (
        f"van {day(entry.issued_on)}" if entry.issued_on else "",
        f"{'verlopen op' if ends < on else 'geldig tot en met'} {day(ends)}" if ends else "",
        f"{number(entry.amount)} uur" if entry.amount is not None else "",
    )
    return {
        "text": condition.text or condition.code,
        "state": stand,
        "recorded": ", ".join(part for part in recorded if part) or "–",
    }


def _activities_intro(lines: Sequence[ClaimLine], period: Period | None) -> str:
    if not lines:
        return "In deze periode is niets vastgelegd dat voor dit register telt."
    which = period.in_words if period else "van deze registratie"
    return f"Alle activiteiten {which}, per onderdeel, de oudste eerst. Onder elke activiteit staat waarom zij telt."


def _parts(
    view: RegistrationView, lines: Sequence[ClaimLine], attendances: Mapping[int, Attendance]
) -> list[dict[str, Any]]:
    """Put the lines under their track, the tracks in the order of the register."""
    under: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for line in lines:
        under[line.track or _WITHOUT_TRACK].append(_line(line, attendances.get(line.attendance_id)))
    order = [track.standing.name for track in view.tracks if track.standing.name in under]
    rest = [name for name in under if name not in order]
    return [{"name": name, "lines": under[name]} for name in (*order, *rest)]


def _own_parts(session: Session, lines: Sequence[ClaimLine]) -> list[dict[str, str]]:
    texts = texts_by_attendance(session, {line.attendance_id for line in lines})
    first = {line.attendance_id: line for line in reversed(lines)}
    return [
        {"about": f"{one.title}, {day(one.completed_on)}", "text": texts[attendance_id]}
        for attendance_id, one in reversed(first.items())
        if attendance_id in texts
    ]


def _line(line: ClaimLine, attendance: Attendance | None) -> dict[str, Any]:
    return {
        "day": day(line.completed_on),
        "title": line.title,
        "about": _about(line, attendance),
        "reasons": [reason.text for reason in line.reasons],
        "points": amount(line.points),
        "counted": amount(line.counted),
        "state": line.state_name if line.granted is None else f"{line.state_name}, {number(line.granted)} punten",
    }


def _about(line: ClaimLine, attendance: Attendance | None) -> str:
    net = "" if line.minutes is None else f"{duration(line.minutes)} netto"
    if attendance is None:
        return net
    meeting: LearningSession = attendance.session
    activity: Activity = meeting.activity
    said = (
        kind_name(activity),
        times(meeting) if meeting.starts_at else "",
        net,
        presence(attendance).lower(),
        role_name(attendance).lower(),
    )
    return f"{', '.join(part for part in said if part)}. Bevestiging: {_confirmation(attendance)}."


def _confirmation(attendance: Attendance) -> str:
    when, how = confirmed(attendance)
    return f"{when} ({how})" if how else when


def _listed_files(
    lines: Sequence[ClaimLine], attendances: Mapping[int, Attendance], files: Mapping[int, list[ListedFile]]
) -> list[dict[str, str]]:
    """List every file once, under the first day of its activity."""
    found: dict[int, tuple[date, str]] = {}
    for line in lines:
        if attendance := attendances.get(line.attendance_id):
            found.setdefault(attendance.session.activity_id, (line.completed_on, line.title))
    return [
        {
            "day": day(when),
            "activity": title,
            "name": one.name,
            "sha256": one.sha256,
            "size": file_size(one.size),
        }
        for activity_id, (when, title) in found.items()
        for one in files.get(activity_id, ())
    ]
