"""Results back to another system (resultaten terug): look first, deliver once, remember what went (F6)."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import BinaryIO

from sqlalchemy import Select, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from register import audit
from register.access import Role, Viewer
from register.db import moment, transaction
from register.errors import Invalid, NotAllowed, NotFound
from register.exports.models import DeliveredLine, Delivery, PresenceLine
from register.exports.packing import Packed, pack
from register.exports.remarks import said
from register.exports.results import Result, ResultFilter, read_results
from register.exports.target import Settings, Target, target_of
from register.learning.kinds import kinds
from register.overview.registrations import name_of
from register.people.directory import teams_of
from register.people.models import Person, Team
from register.privacy.looks import LookedAt, note_looks

PE_ONLINE = "pe-online"
_EMPTY = "Er is niets te leveren met dit filter. Verruim de periode, of lever ook wat al geleverd is."


@dataclass(frozen=True, kw_only=True)
class Order:
    """What is asked: which results, for whose sake, and whether only what is new."""

    what: ResultFilter = field(default_factory=ResultFilter)
    only_new: bool = True


@dataclass(frozen=True, kw_only=True)
class Offer:
    """What a delivery would hold, before anything is written."""

    results: tuple[Result, ...]
    new: int
    changed: int
    """Delivered before and changed since; a system that only adds does not get them again."""
    delivered: int
    """Delivered before and still the same."""
    waiting: int
    """Neither confirmed nor granted."""
    without_number: int
    """Left out: these people have no value for what the system knows them by."""


@dataclass(frozen=True, kw_only=True)
class Done:
    """A delivery that was made."""

    delivery_id: int
    file_name: str
    packed: Packed
    sha256: str


@dataclass(frozen=True, kw_only=True)
class DeliveryLine:
    """One line of the list of deliveries."""

    id: int
    target: str
    title: str
    made_at: datetime
    made_by: str
    rows: int
    file_name: str
    filter: str
    remark: str
    """Which texts the file could not hold as they are; empty when it holds everything."""
    revoked: bool
    revocable: bool
    """Whether it can still be taken back: PE-online has none of its lines."""


def offer(session: Session, viewer: Viewer, target: Target, order: Order, settings: Settings) -> Offer:
    """Count what a delivery would hold.

    Raises:
        NotFound: the viewer is not HR, or the team is not of this organisation.

    """
    _refuse_others(viewer)
    before = _delivered(session, viewer.organisation_id, target.name)
    return _offer(session, viewer.organisation_id, target, order, settings, before=before)


def deliver(viewer: Viewer, name: str, order: Order, settings: Settings, out: BinaryIO, *, at: datetime) -> Done:
    """Write the file as of one moment while others go on writing, remember its lines and note it (bars CO8, EX8).

    Raises:
        Invalid: a setting is missing or cannot work, or nothing is left to deliver.
        NotFound: no such system or team, or the viewer is not HR.

    """
    _refuse_others(viewer)
    return write_delivery(viewer.organisation_id, name, order, settings, out, actor_id=viewer.person_id, at=at)


def write_delivery(
    organisation_id: int,
    name: str,
    order: Order,
    settings: Settings,
    out: BinaryIO,
    *,
    actor_id: int | None,
    at: datetime,
) -> Done:
    """Do the same for whoever may: the command line comes here without a viewer."""
    target = target_of(name)
    _check(target, settings)
    while True:
        with moment() as session:
            before = _delivered(session, organisation_id, target.name)
            found = _offer(session, organisation_id, target, order, settings, before=before)
        if not found.results:
            raise Invalid("filter", _EMPTY)
        out.seek(0)
        out.truncate()
        packed = pack(out, target, found.results, settings, at=at)
        delivery = _delivery(target, order, settings, packed, made_at=at)
        delivery.organisation_id, delivery.made_by_id, delivery.sha256 = organisation_id, actor_id, _digest(out)
        if (done := _keep(delivery, packed, found, before)) is not None:
            return done


def _delivery(target: Target, order: Order, settings: Settings, packed: Packed, *, made_at: datetime) -> Delivery:
    return Delivery(
        target=target.name,
        made_at=made_at,
        filter=_asked(order),
        settings={ask.name: settings.get(ask.name, "") for ask in target.asks},
        rows=packed.rows,
        file_name=f"{target.name}-{made_at:%Y-%m-%d}.{packed.suffix}",
        remark=said(packed.remarks),
    )


def _keep(delivery: Delivery, packed: Packed, found: Offer, before: Mapping[tuple[int, int], str]) -> Done | None:
    """Remember a delivery with its lines, unless somebody delivered while its file was written: `None`."""
    with transaction() as session:
        audit.take_turn(session, delivery.organisation_id)
        if _delivered(session, delivery.organisation_id, delivery.target) != before:
            return None
        remember(session, delivery, act="export.resultaten")
        people = {one.person_id for one in found.results}
        note_looks(session, delivery.made_by_id, people, LookedAt.RESULTS, at=delivery.made_at)
        session.add_all(
            DeliveredLine(
                delivery_id=delivery.id, activity_id=one.activity_id, person_id=one.person_id, digest=one.digest
            )
            for one in found.results
        )
        return Done(delivery_id=delivery.id, file_name=delivery.file_name, packed=packed, sha256=delivery.sha256)


def remember(session: Session, delivery: Delivery, *, act: str) -> None:
    """Keep a delivery and note who took out what, with which filter and how many rows (bar EX8)."""
    session.add(delivery)
    session.flush()
    audit.record(
        session,
        organisation_id=delivery.organisation_id,
        actor_id=delivery.made_by_id,
        act=act,
        object_kind="delivery",
        object_id=delivery.id,
        at=delivery.made_at,
        details={"target": delivery.target, "rows": delivery.rows, "sha256": delivery.sha256, **delivery.filter},
    )


def revoke(viewer: Viewer, delivery_id: int, *, at: datetime) -> str:
    """Take a delivery back that was never read in: its lines are new again. Returns the name of its file.

    Raises:
        NotFound: not a delivery of this organisation, or the viewer is not HR.
        NotAllowed: PE-online already has lines of it.

    """
    _refuse_others(viewer)
    with transaction() as session:
        delivery = own_delivery(session, viewer, delivery_id)
        if session.scalar(_sent(delivery.id).limit(1)) is not None:
            raise NotAllowed("PE-online heeft deze presentie al. Haal een verkeerde regel weg in PE-online zelf.")
        if delivery.revoked_at is None:
            delivery.revoked_at = at
            audit.record(
                session,
                organisation_id=viewer.organisation_id,
                actor_id=viewer.person_id,
                act="export.teruggenomen",
                object_kind="delivery",
                object_id=delivery.id,
                at=at,
            )
        return delivery.file_name


def own_delivery(session: Session, viewer: Viewer, delivery_id: int) -> Delivery:
    """Return a delivery of the viewer's organisation.

    Raises:
        NotFound: it is not there, or the viewer is not HR.

    """
    _refuse_others(viewer)
    delivery = session.get(Delivery, delivery_id)
    if delivery is None or delivery.organisation_id != viewer.organisation_id:
        raise NotFound
    return delivery


def deliveries(session: Session, viewer: Viewer, *, most: int = 50) -> tuple[DeliveryLine, ...]:
    """Return the newest deliveries of the organisation."""
    _refuse_others(viewer)
    rows = session.execute(
        select(Delivery, Person.display_name, _sent(Delivery.id).exists())
        .outerjoin(Person, Person.id == Delivery.made_by_id)
        .where(Delivery.organisation_id == viewer.organisation_id)
        .order_by(Delivery.made_at.desc(), Delivery.id.desc())
        .limit(most)
    )
    teams = dict(teams_of(session, viewer.organisation_id))
    return tuple(_line(delivery, name, teams, is_sent=is_sent) for delivery, name, is_sent in rows)


def last_settings(session: Session, viewer: Viewer, name: str) -> dict[str, str]:
    """Return what was filled in the last time for this system."""
    found = session.scalar(
        select(Delivery.settings)
        .where(Delivery.organisation_id == viewer.organisation_id, Delivery.target == name)
        .order_by(Delivery.made_at.desc(), Delivery.id.desc())
        .limit(1)
    )
    return dict(found or {})


def _refuse_others(viewer: Viewer) -> None:
    if not viewer.has(Role.HR):
        raise NotFound


def _check(target: Target, settings: Settings) -> None:
    for ask in target.asks:
        value = settings.get(ask.name, "").strip()
        if ask.required and not value:
            raise Invalid(ask.name, f"Vul '{ask.label}' in: {target.title} vraagt erom.")
        if value and ask.choices and value not in dict(ask.choices):
            raise Invalid(ask.name, f"'{ask.label}': kies uit {', '.join(name for name, _ in ask.choices)}.")
    for name, message in target.check(settings).items():
        raise Invalid(name, message)


def _offer(
    session: Session,
    organisation_id: int,
    target: Target,
    order: Order,
    settings: Settings,
    *,
    before: Mapping[tuple[int, int], str],
) -> Offer:
    _check_filter(session, organisation_id, order.what)
    read = read_results(session, organisation_id, order.what)
    key = "email" if settings.get("who") == "email" else "personnel_number"
    known = [one for one in read.results if getattr(one, key)]
    new = [one for one in known if (one.activity_id, one.person_id) not in before]
    changed = [one for one in known if before.get((one.activity_id, one.person_id), one.digest) != one.digest]
    wanted = {one.key for one in new} | ({one.key for one in changed} if not target.adds_only else set())
    return Offer(
        results=tuple(one for one in known if not order.only_new or one.key in wanted),
        new=len(new),
        changed=len(changed),
        delivered=len(known) - len(new) - len(changed),
        waiting=read.waiting,
        without_number=len(read.results) - len(known),
    )


def _check_filter(session: Session, organisation_id: int, what: ResultFilter) -> None:
    if what.team_id is not None:
        team = session.get(Team, what.team_id)
        if team is None or team.organisation_id != organisation_id:
            raise NotFound
    if what.kind and what.kind not in kinds():
        raise Invalid("kind", "Kies een soort activiteit uit de lijst.")
    if what.since and what.until and what.until < what.since:
        raise Invalid("until", "De einddatum ligt voor de begindatum. Draai ze om.")


def _delivered(session: Session, organisation_id: int, target: str) -> dict[tuple[int, int], str]:
    rows = session.execute(
        select(DeliveredLine.activity_id, DeliveredLine.person_id, DeliveredLine.digest)
        .join(Delivery, Delivery.id == DeliveredLine.delivery_id)
        .where(Delivery.organisation_id == organisation_id, Delivery.target == target, Delivery.revoked_at.is_(None))
        .order_by(DeliveredLine.id)
    )
    return {(activity, person): digest for activity, person, digest in rows}


def _asked(order: Order) -> dict[str, str]:
    what = order.what
    asked = {
        "since": what.since.isoformat() if what.since else "",
        "until": what.until.isoformat() if what.until else "",
        "team": str(what.team_id or ""),
        "register": what.register_id,
        "kind": what.kind,
        "activity": str(what.activity_id or ""),
        "only_new": "ja" if order.only_new else "",
    }
    return {name: value for name, value in asked.items() if value}


_WORDS = {"since": "vanaf", "until": "tot en met", "team": "team", "register": "register", "kind": "soort"}


def _sent(delivery_id: int | InstrumentedAttribute[int]) -> Select[int]:
    """Lines that left for PE-online."""
    return select(PresenceLine.id).where(PresenceLine.delivery_id == delivery_id, PresenceLine.state != "klaar")


def _line(delivery: Delivery, made_by: str | None, teams: Mapping[int, str], *, is_sent: bool) -> DeliveryLine:
    title = "PE-online" if delivery.target == PE_ONLINE else target_of(delivery.target).title
    sifted = [
        f"{_WORDS[name]} {_shown(name, value, teams)}" for name, value in delivery.filter.items() if name in _WORDS
    ]
    return DeliveryLine(
        id=delivery.id,
        target=delivery.target,
        title=title,
        made_at=delivery.made_at,
        made_by=made_by or "opdrachtregel",
        rows=delivery.rows,
        file_name=delivery.file_name,
        filter=", ".join(sifted) or "alles",
        remark=delivery.remark,
        revoked=delivery.revoked_at is not None,
        revocable=delivery.revoked_at is None and not is_sent,
    )


def _shown(name: str, value: str, teams: Mapping[int, str]) -> str:
    if name in {"since", "until"}:
        day = date.fromisoformat(value)
        return f"{day.day}-{day.month}-{day.year}"
    if name == "team":
        return teams.get(int(value), value)
    if name == "register":
        return name_of(value)
    return kinds()[value].name if name == "kind" and value in kinds() else value


def _digest(out: BinaryIO) -> str:
    out.seek(0)
    digest = hashlib.file_digest(out, "sha256").hexdigest()  # type: ignore[arg-type]
    out.seek(0)
    return digest
