"""Who looked (*inzagelog*): a line before the dossier of somebody else shows, and its owner reads them all.

Whoever shows, hands out or exports what is in somebody's dossier calls `look` first. Nothing is read in silence, by
HR and administrators neither.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import column, func, insert, select, table, update
from sqlalchemy.orm import Session

from register.access import Role, Viewer
from register.db import transaction
from register.privacy.models import Look

PAGE = 25
_AT_A_TIME = 500
_PEOPLE = table("register_person", column("id"), column("display_name"))
"""People lie a floor higher."""


class LookedAt(StrEnum):
    """What was looked at; the value stands in the log."""

    DOSSIER = "dossier"
    LIST_FILE = "lijst-bestand"
    EVIDENCE = "bewijsstuk"
    PACK = "bewijsmap"
    PAPERS = "stukken"
    PAPER = "stuk"
    ATTENDANCE_LIST = "presentielijst"
    CONDITION = "voorwaarde"
    EXPIRIES = "verloopt"
    EXPORT = "export-bewijs"
    RESULTS = "export-resultaten"
    PRESENCE = "export-presentie"
    TALK = "gesprekskaart"
    APPROVAL = "goedkeuren"
    DATA = "gegevens"
    RULES = "doorrekening"
    COSTS = "kosten"


LOOKED_AT_NAMES = {
    LookedAt.DOSSIER: "Je dossier bekeken",
    LookedAt.LIST_FILE: "De lijst uit je dossier als bestand",
    LookedAt.EVIDENCE: "Een bewijsstuk geopend",
    LookedAt.PACK: "Je bewijsmap gemaakt",
    LookedAt.PAPERS: "Bekeken welke stukken er van je te maken zijn",
    LookedAt.PAPER: "Een stuk (pdf) van je gemaakt",
    LookedAt.ATTENDANCE_LIST: "Een presentielijst gemaakt waar je op staat",
    LookedAt.CONDITION: "Een voorwaarde van je registratie bekeken",
    LookedAt.EXPIRIES: "Bekeken welke voorwaarde van je verloopt, zoals een VOG",
    LookedAt.EXPORT: "Bewijs geëxporteerd naar Excel",
    LookedAt.RESULTS: "Resultaten geleverd aan een ander systeem",
    LookedAt.PRESENCE: "Presentie klaargezet voor PE-online",
    LookedAt.TALK: "Je blad voor het jaargesprek bekeken",
    LookedAt.APPROVAL: "Bekeken wat er van je op goedkeuring wacht",
    LookedAt.DATA: "Een bestand gemaakt van wat we van je bewaren, zonder wat privé is",
    LookedAt.RULES: "Doorgerekend wat andere normen voor je betekenen",
    LookedAt.COSTS: "Bekeken wie een scholing van je betaalt",
}
"""The Dutch words for the owner."""
AUDIENCE_NAMES = {"hr": "HR", "leidinggevende": "leidinggevende", "beheerder": "beheerder", "opdrachtregel": "beheer"}


@dataclass(frozen=True, kw_only=True)
class LookLine:
    """One line of the log, as its owner reads it."""

    id: int
    who: str
    audience: str
    what: str
    registration_id: int | None
    rows: int | None
    times: int
    first_at: datetime
    last_at: datetime


@dataclass(frozen=True, kw_only=True)
class LooksPage:
    """A page of the log, the newest line first."""

    lines: tuple[LookLine, ...]
    found: int
    page: int
    pages: int


def look(
    viewer: Viewer,
    people: Collection[int],
    what: LookedAt,
    *,
    audience: str = "",
    registration_id: int | None = None,
    rows: int | None = None,
    at: datetime,
) -> None:
    """Write down that the viewer is about to see what is these people's; who looks at the own dossier leaves no line.

    `audience` says as what somebody looks, where the roles of the viewer do not say it.
    """
    looked_as = audience or audience_of(viewer)
    with transaction() as session:
        note_looks(
            session, viewer.person_id, people, what, audience=looked_as, registration_id=registration_id, rows=rows,
            at=at,
        )  # fmt: skip


def note_looks(
    session: Session,
    viewer_id: int | None,
    people: Collection[int],
    what: LookedAt,
    *,
    audience: str = "hr",
    registration_id: int | None = None,
    rows: int | None = None,
    at: datetime,
) -> None:
    """Write the lines in the caller's own transaction; without a viewer it is the command line that looks."""
    others = sorted({one for one in people if one != viewer_id})
    line = {
        "viewer_id": viewer_id, "audience": audience if viewer_id is not None else "opdrachtregel",
        "what": what.value, "registration_id": registration_id, "rows": rows,
    }  # fmt: skip
    whole = {**line, "times": 1, "first_at": at, "last_at": at}
    for start in range(0, len(others), _AT_A_TIME):
        batch = others[start : start + _AT_A_TIME]
        counted = _counted_in(session, batch, line, at)
        if new := [{"person_id": one, **whole} for one in batch if one not in counted]:
            session.execute(insert(Look), new)


def read_looks(session: Session, viewer: Viewer, *, page: int = 1, size: int = PAGE) -> LooksPage:
    """Return who looked at the viewer's own dossier, the newest first."""
    found = session.scalar(select(func.count(Look.id)).where(Look.person_id == viewer.person_id)) or 0
    pages = max(1, -(-found // size))
    shown = min(max(page, 1), pages)
    rows = session.execute(
        select(Look, _PEOPLE.c.display_name)
        .outerjoin(_PEOPLE, _PEOPLE.c.id == Look.viewer_id)
        .where(Look.person_id == viewer.person_id)
        .order_by(Look.last_at.desc(), Look.id.desc())
        .limit(size)
        .offset((shown - 1) * size)
    )
    return LooksPage(lines=tuple(_line(row, name) for row, name in rows), found=found, page=shown, pages=pages)


def _line(row: Look, name: str | None) -> LookLine:
    return LookLine(
        id=row.id,
        who=name or "Iemand met toegang tot de server",
        audience=AUDIENCE_NAMES[row.audience],
        what=LOOKED_AT_NAMES[LookedAt(row.what)],
        registration_id=row.registration_id,
        rows=row.rows,
        times=row.times,
        first_at=row.first_at,
        last_at=row.last_at,
    )


def audience_of(viewer: Viewer) -> str:
    """Return as what somebody looks, where only the roles say it."""
    if viewer.has(Role.HR):
        return "hr"
    return "leidinggevende" if viewer.has(Role.MANAGER) else "beheerder"


def _counted_in(session: Session, people: Collection[int], line: Mapping[str, object], at: datetime) -> set[int]:
    """Count the look in the lines of this very minute; returns whose line there was."""
    minute = at.replace(second=0, microsecond=0)
    same = select(Look.person_id, func.max(Look.id).label("line_id")).where(
        Look.person_id.in_(people), Look.last_at >= minute, Look.first_at >= minute, Look.first_at <= at
    )
    for name, value in line.items():
        same = same.where(getattr(Look, name).is_not_distinct_from(value))
    found = {row.person_id: row.line_id for row in session.execute(same.group_by(Look.person_id))}
    if found:
        again = update(Look).where(Look.id.in_(found.values()))
        session.execute(again.values(times=Look.times + 1, last_at=at))
    return set(found)
