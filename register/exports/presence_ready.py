"""Put presence ready for PE-online: everybody who was there and was not reported yet, never twice (F4)."""

import hashlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from register import audit
from register.access import Role, Viewer
from register.db import transaction
from register.errors import Invalid, NotFound
from register.exports.deliver import PE_ONLINE, remember
from register.exports.models import Delivery, PresenceLine
from register.exports.presence import Course, Presence, calls, presences_of
from register.exports.presence_report import REFUSED
from register.exports.results import ResultFilter, read_results
from register.privacy.looks import LookedAt, note_looks


@dataclass(frozen=True, kw_only=True)
class Prepared:
    """What was put ready, and what stays behind."""

    delivery_id: int
    lines: int
    already: int
    without_number: tuple[str, ...]
    doubles: int


def prepare(viewer: Viewer, what: ResultFilter, course: Course, *, org_id: str, at: datetime) -> Prepared:
    """Put everybody ready who was there and was not reported yet; nothing is sent.

    Raises:
        Invalid: no register, no orgID, an id that does not fit the kind of course, or nobody to report.
        NotFound: the viewer is not HR.

    """
    if not viewer.has(Role.HR):
        raise NotFound
    if not what.register_id:
        raise Invalid("register", "Kies één register: PE-online neemt per keer maar één organisatie aan.")
    if not org_id.strip().isdecimal():
        raise Invalid("org_id", "Vul het orgID van het register in: een getal dat je van PE-online krijgt.")
    course.check()
    with transaction() as session:
        audit.take_turn(session, viewer.organisation_id)
        found = presences_of(read_results(session, viewer.organisation_id, what).results, course.kind)
        before = _reported(session, viewer.organisation_id, course)
        new = [one for one in found.presences if (one.registration_id, one.held_on) not in before]
        if not new:
            raise Invalid(
                "filter", "Er is niemand te melden met dit filter: alles is al gemeld, of er is geen registratienummer."
            )
        delivery = _delivery(viewer, what, course, org_id.strip(), new, at=at)
        remember(session, delivery, act="export.presentie")
        note_looks(session, viewer.person_id, {one.person_id for one in new}, LookedAt.PRESENCE, at=at)
        for place, call in enumerate(calls(new), start=1):
            session.add_all(_line_of(one, delivery.id, place) for one in call)
        return Prepared(
            delivery_id=delivery.id,
            lines=len(new),
            already=len(found.presences) - len(new),
            without_number=found.without_number,
            doubles=found.doubles,
        )


def _reported(session: Session, organisation_id: int, course: Course) -> frozenset[tuple[int, date]]:
    """Return what was reported of this course and not refused: PE-online counts a person and a day once."""
    rows = session.execute(
        select(PresenceLine.registration_id, PresenceLine.held_on, Delivery.settings)
        .join(Delivery, and_(Delivery.id == PresenceLine.delivery_id, Delivery.organisation_id == organisation_id))
        .where(Delivery.revoked_at.is_(None), PresenceLine.state != REFUSED)
    )
    mine = asdict(course)
    return frozenset(
        (registration, day)
        for registration, day, settings in rows
        if all(settings.get(name) == str(mine[name]) for name in ("course", "edition", "meeting", "module"))
    )


def _delivery(
    viewer: Viewer, what: ResultFilter, course: Course, org_id: str, new: Sequence[Presence], *, at: datetime
) -> Delivery:
    content = "\n".join(f"{one.number} {one.held_on}" for one in new)
    said = {
        "register": what.register_id,
        "kind": what.kind,
        "since": what.since.isoformat() if what.since else "",
        "until": what.until.isoformat() if what.until else "",
        "activity": str(what.activity_id or ""),
    }
    return Delivery(
        organisation_id=viewer.organisation_id,
        target=PE_ONLINE,
        made_by_id=viewer.person_id,
        made_at=at,
        filter={name: value for name, value in said.items() if value},
        settings={name: str(value) for name, value in asdict(course).items()} | {"org_id": org_id},
        rows=len(new),
        file_name=f"pe-online-{at:%Y-%m-%d}",
        sha256=hashlib.sha256(content.encode()).hexdigest(),
    )


def _line_of(one: Presence, delivery_id: int, call: int) -> PresenceLine:
    return PresenceLine(
        delivery_id=delivery_id,
        activity_id=one.activity_id,
        person_id=one.person_id,
        registration_id=one.registration_id,
        chunk=call,
        number=one.number,
        held_on=one.held_on,
    )
