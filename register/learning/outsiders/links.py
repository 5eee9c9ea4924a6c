"""Links by which somebody of elsewhere signs without an account: looking changes nothing, an answer is given once.

As with the links in mails to colleagues: bound to one version of the content, in force for some weeks. The address is
kept no longer than the link needs it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from itsdangerous import BadData
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from register import audit
from register.access import Viewer
from register.current import day_here, state
from register.db import transaction
from register.errors import Conflict
from register.learning.cards import Card, PartRow, day_of, put_on_card
from register.learning.claiming import claim_session
from register.learning.kinds import PRESENT
from register.learning.models import Activity, LearningSession
from register.learning.open_activity import changeable_activity
from register.learning.outsiders.adding import activity_id_of, same_person
from register.learning.outsiders.models import OutsiderAttendance, OutsiderSignLink
from register.learning.sign_links import LinkRefused, serializer, write_refusal

PURPOSE = "leerregister.extern-bevestigen"
PATH = "/extern/"
_GONE = 410


@dataclass(frozen=True, kw_only=True)
class OutsiderOffer:
    """What a link asks of somebody of elsewhere."""

    name: str
    card: Card
    confirmed: bool


@dataclass(frozen=True, kw_only=True)
class MadeLink:
    """A link to hand over; it is shown once and not kept."""

    activity_id: int
    name: str
    address: str
    expires_at: datetime
    mailed: bool = False
    """It also goes by mail."""


def make_outsider_link(viewer: Viewer, outsider_id: int, *, at: datetime) -> MadeLink:
    """Make the link of somebody of elsewhere; earlier ones hold no longer.

    Raises:
        NotFound, NotAllowed, Conflict: as `changeable_activity`, or this person answered already.

    """
    with transaction() as session:
        return make_in(session, viewer, outsider_id, at=at)[0]


def make_in(
    session: Session, viewer: Viewer, outsider_id: int, *, at: datetime
) -> tuple[MadeLink, OutsiderSignLink, OutsiderAttendance]:
    """Make a link in the caller's transaction, with whose part it is; as `make_outsider_link`."""
    activity = changeable_activity(session, viewer, activity_id_of(session, outsider_id))
    parts = same_person(session, activity, outsider_id)
    part = parts[0]
    if part.confirmed_version == activity.content_version:
        raise Conflict(f"{part.name} heeft al bevestigd.")
    _use_up_all(session, part.id, at=at)
    settings = state().settings
    link = OutsiderSignLink(
        attendance_id=part.id, content_version=activity.content_version, made_at=at,
        expires_at=at + timedelta(days=settings.sign_link_days),
    )  # fmt: skip
    session.add(link)
    session.flush()
    audit.record(
        session, organisation_id=viewer.organisation_id, actor_id=viewer.person_id, act="extern.link-gemaakt",
        object_kind="activity", object_id=activity.id, at=at,
    )  # fmt: skip
    made = MadeLink(activity_id=activity.id, name=part.name, address=address_of(link), expires_at=link.expires_at)
    return made, link, part


def token_of(link: OutsiderSignLink) -> str:
    """Return what stands at the end of the address of a link."""
    return str(serializer(PURPOSE).dumps([link.id, link.content_version]))


def address_of(link: OutsiderSignLink) -> str:
    """Return the whole address of a link, as seen from outside."""
    settings = state().settings
    return f"{settings.public_url.rstrip('/')}{settings.url_prefix}{PATH}{token_of(link)}"


def _use_up_all(session: Session, attendance_id: int, *, at: datetime) -> None:
    session.execute(
        update(OutsiderSignLink)
        .where(OutsiderSignLink.attendance_id == attendance_id, OutsiderSignLink.used_at.is_(None))
        .values(used_at=at)
        .execution_options(synchronize_session=False)
    )


def look(session: Session, token: str, *, viewer: Viewer | None, at: datetime) -> OutsiderOffer:
    """Show what a link asks; writes nothing.

    Raises:
        LinkRefused: it is not a link of ours, can be answered no longer, or a colleague opened it.

    """
    link, activity, parts = judged(session, token, viewer=viewer, at=at)
    confirmed = parts[0].confirmed_version == link.content_version
    return OutsiderOffer(name=parts[0].name, card=card_of(activity, parts), confirmed=confirmed)


def answer(token: str, *, was_there: bool, viewer: Viewer | None, at: datetime) -> OutsiderOffer:
    """Confirm by a link, or say "klopt niet"; once. Everybody else is judged again, the address is erased.

    Raises:
        LinkRefused: as `look`; it goes into the trail.

    """
    try:
        with transaction() as session:
            return _answer(session, token, was_there=was_there, viewer=viewer, at=at)
    except LinkRefused as refusal:
        _note(token, refusal, viewer=viewer, at=at)
        raise


def _answer(session: Session, token: str, *, was_there: bool, viewer: Viewer | None, at: datetime) -> OutsiderOffer:
    link, activity, parts = judged(session, token, viewer=viewer, at=at, for_change=True)
    taken = session.execute(
        update(OutsiderSignLink)
        .where(OutsiderSignLink.id == link.id, OutsiderSignLink.used_at.is_(None))
        .values(used_at=at)
        .execution_options(synchronize_session=False)
    )
    if taken.rowcount != 1:  # type: ignore[attr-defined]
        raise _used()
    for part in parts:
        part.confirmed_at, part.confirmed_version = (at, link.content_version) if was_there else (None, None)
        part.disputed_at, part.email = None if was_there else at, None
    audit.record(
        session, organisation_id=activity.organisation_id, actor_id=None,
        act="extern.bevestigd" if was_there else "extern.klopt-niet", object_kind="activity", object_id=activity.id,
        at=at,
    )  # fmt: skip
    session.flush()
    for meeting in activity.sessions:
        claim_session(session, meeting, at=at)
    return OutsiderOffer(name=parts[0].name, card=card_of(activity, parts), confirmed=was_there)


def judged(
    session: Session, token: str, *, viewer: Viewer | None, at: datetime, for_change: bool = False
) -> tuple[OutsiderSignLink, Activity, list[OutsiderAttendance]]:
    """Judge a link as it is now; the first reason to refuse wins."""
    link = _link(session, token)
    if viewer is not None:
        raise LinkRefused(
            "collega",
            "Deze link is voor iemand van buiten. Geef hem door; bevestigen kan alleen die persoon.",
            status=403,
        )
    if link.used_at is not None:
        raise _used()
    if link.expires_at <= at:
        raise LinkRefused("verlopen", "Deze link is verlopen. Vraag om een nieuwe.", status=_GONE)
    activity = _activity(session, link.attendance_id, for_change=for_change)
    parts = [one for one in same_person(session, activity, link.attendance_id) if one.state in PRESENT]
    if activity.withdrawn_at is not None or not parts:
        raise LinkRefused("ingetrokken", "Deze activiteit is ingetrokken. Je hoeft niets te doen.", status=_GONE)
    if activity.content_version != link.content_version:
        raise LinkRefused("gewijzigd", "Er is intussen iets gewijzigd. Vraag om een nieuwe link.", status=409)
    return link, activity, parts


def _used() -> LinkRefused:
    return LinkRefused("gebruikt", "Deze link geldt niet meer: er is al geantwoord, of er is een nieuwe.", status=_GONE)


def _link(session: Session, token: str) -> OutsiderSignLink:
    try:
        link_id, version = serializer(PURPOSE).loads(token)
        link = session.get(OutsiderSignLink, int(link_id), populate_existing=True)
    except (BadData, TypeError, ValueError):
        link, version = None, None
    if link is None or link.content_version != version:
        raise LinkRefused("ongeldig", "Deze link klopt niet. Neem hem helemaal over.", status=404)
    return link


def _activity(session: Session, outsider_id: int, *, for_change: bool) -> Activity:
    activity = session.get_one(Activity, activity_id_of(session, outsider_id))
    if for_change:
        audit.take_turn(session, activity.organisation_id)
        session.execute(
            update(Activity)
            .where(Activity.id == activity.id)
            .values(version=Activity.version)
            .execution_options(synchronize_session=False)
        )
        session.refresh(activity)
    return activity


def card_of(activity: Activity, parts: Sequence[OutsiderAttendance]) -> Card:
    """Tell what, when and who logged it; not who else was there: that is for colleagues."""
    meetings = {one.id: one for one in activity.sessions}
    days = [day_of(_row(one), meetings[one.session_id], activity, others=(), witness=None) for one in parts]
    return put_on_card(activity, activity.created_by.display_name, days)


def _row(part: OutsiderAttendance) -> PartRow:
    return PartRow(
        id=part.id, state=part.state, role=part.role, minutes_present=part.minutes_present,
        confirmed_version=part.confirmed_version, confirmation_method=None, disputed_at=part.disputed_at,
    )  # fmt: skip


def _note(token: str, refusal: LinkRefused, *, viewer: Viewer | None, at: datetime) -> None:
    with transaction() as session:
        organisation_id, link_id = viewer.organisation_id if viewer else None, None
        try:
            link = _link(session, token)
            link_id = link.id
            organisation_id = session.get_one(Activity, activity_id_of(session, link.attendance_id)).organisation_id
        except LinkRefused:
            pass
        write_refusal(
            session, organisation_id=organisation_id, actor_id=viewer.person_id if viewer else None,
            link_kind="outsider_sign_link", link_id=link_id, reason=refusal.reason, at=at,
        )  # fmt: skip


def forget_old_addresses(*, at: datetime) -> int:
    """Erase addresses whose link went out or was answered, and those that nobody made a link for in time; how many."""
    days = timedelta(days=state().settings.sign_link_days)
    with transaction() as session:
        lasting = select(OutsiderSignLink.attendance_id).where(
            OutsiderSignLink.used_at.is_(None), OutsiderSignLink.expires_at > at
        )
        fresh = select(LearningSession.id).where(LearningSession.held_on > day_here(at - days))
        erased = session.execute(
            update(OutsiderAttendance)
            .where(
                OutsiderAttendance.email.is_not(None),
                OutsiderAttendance.id.not_in(lasting),
                OutsiderAttendance.session_id.not_in(fresh),
            )
            .values(email=None)
            .execution_options(synchronize_session=False)
        )
        return int(erased.rowcount)  # type: ignore[attr-defined]
