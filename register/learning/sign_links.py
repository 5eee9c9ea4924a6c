"""Signed links in mails (*bevestigingslink*, B5): looking changes nothing, signing works once (bar AZ8).

The token holds the id of a link and the version of the content, signed for this purpose only. Everything else is read
from the database at the moment of use: whose it is, whether it was used, expired or overtaken.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import current_app
from itsdangerous import BadData, URLSafeSerializer
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session, joinedload

from register import audit
from register.access import Viewer
from register.current import day_here
from register.db import transaction
from register.errors import Conflict, RegisterError
from register.learning.cards import Card, card_for
from register.learning.confirm import Confirmed, confirm_days, ids_beside
from register.learning.facts_of import is_confirmed
from register.learning.kinds import PRESENT
from register.learning.models import Activity, Attendance, LearningSession, SignLink
from register.people.models import Organisation, Person
from register.people.viewer import viewer_of

PURPOSE = "leerregister.deelname-bevestigen"
METHOD = "maillink"
PATH = "/bevestig/"
"""Where the pages of the links are, below the register's own path."""
_CHANGED = "Deze activiteit is gewijzigd nadat je de mail kreeg. Bekijk haar in Leerregister, en bevestig daar."
REFUSED = "bevestigingslink.geweigerd"
_MOST_REFUSALS_A_DAY = 200
"""Lines in the trail, so that guessing cannot fill the database; the application's log has them all."""


class LinkRefused(RegisterError):
    """A link that cannot sign; `reason` is a code for the trail, `status` the HTTP status."""

    def __init__(self, reason: str, message: str, *, status: int, offer: "Offer | None" = None) -> None:
        super().__init__(message)
        self.reason = reason
        self.status = status
        self.offer = offer
        """The new version, for the person of the link, where the content changed."""


@dataclass(frozen=True, kw_only=True)
class Offer:
    """What a link offers to sign, and to whom; for the page."""

    person_name: str
    card: Card


def make_link(session: Session, attendance: Attendance, *, at: datetime, days: int) -> str:
    """Add a link for the person of an attendance and the content as it is now; return its token."""
    version = attendance.session.activity.content_version
    link = SignLink(
        attendance_id=attendance.id,
        person_id=attendance.person_id,
        content_version=version,
        made_at=at,
        expires_at=at + timedelta(days=days),
    )
    session.add(link)
    session.flush()
    return str(serializer(PURPOSE).dumps([link.id, version]))


def look(session: Session, token: str, *, viewer: Viewer | None, at: datetime) -> Offer:
    """Show what a link would sign; writes nothing, so that a mail scanner may look too.

    Raises:
        LinkRefused: it is not a link of ours, or can sign no longer.

    """
    return _offer(session, _link(session, token), viewer=viewer, at=at)


def sign(token: str, *, viewer: Viewer | None, at: datetime, present: Collection[int] | None = None) -> Confirmed:
    """Confirm by a link, once. A refusal goes into the trail.

    `present` names the attendances of the days that the person was there; `None`: all that the link asks about.

    Raises:
        LinkRefused: it is not a link of ours, or can sign no longer.

    """
    try:
        with transaction() as session:
            link = _link(session, token)
            offer = _offer(session, link, viewer=viewer, at=at)
            _use_up(session, link, at=at)
            person = session.get_one(Person, link.person_id)
            signer = viewer_of(
                session,
                person.id,
                organisation_id=person.organisation_id,
                name=person.display_name,
                today=day_here(at),
            )
            return _confirm(signer, offer, link, present=present, at=at)
    except LinkRefused as refusal:
        _note_refusal(token, refusal, viewer=viewer, at=at)
        raise


def _confirm(
    signer: Viewer, offer: Offer, link: SignLink, *, present: Collection[int] | None, at: datetime
) -> Confirmed:
    ids = [day.attendance_id for day in offer.card.days]
    absent = () if present is None else set(ids) - set(present)
    try:
        return confirm_days(signer, ids, content_version=link.content_version, method=METHOD, absent=absent, at=at)
    except Conflict as conflict:
        raise LinkRefused("gewijzigd", conflict.message, status=409) from conflict


def _link(session: Session, token: str) -> SignLink:
    try:
        link_id, version = serializer(PURPOSE).loads(token)
        link = session.scalar(
            select(SignLink).where(SignLink.id == int(link_id)).execution_options(populate_existing=True)
        )
    except (BadData, TypeError, ValueError):
        link, version = None, None
    if link is None or link.content_version != version:
        raise LinkRefused(
            "ongeldig",
            "Deze link klopt niet. Open hem opnieuw vanuit de mail, of bevestig in Leerregister.",
            status=404,
        )
    return link


def _offer(session: Session, link: SignLink, *, viewer: Viewer | None, at: datetime) -> Offer:
    """Judge a link as it is now; the first reason to refuse wins."""
    person = session.get_one(Person, link.person_id)
    if viewer is not None and viewer.person_id != person.id:
        raise LinkRefused(
            "andere persoon", "Deze link is van iemand anders. Ieder bevestigt alleen de eigen deelname.", status=403
        )
    if person.deactivated_at is not None:
        raise LinkRefused("uit dienst", "Deze link geldt niet meer: je account is afgesloten.", status=410)
    if link.used_at is not None:
        raise LinkRefused("gebruikt", "Deze link is al gebruikt. Je hoeft niets meer te doen.", status=410)
    if link.expires_at <= at:
        raise LinkRefused(
            "verlopen", "Deze link is verlopen. In Leerregister kun je nog wel bevestigen, bij Vandaag.", status=410
        )
    days = [one for one in load_days(session, link.attendance_id, link.person_id) if one.state in PRESENT]
    if not days or days[0].session.activity.withdrawn_at is not None:
        raise LinkRefused(
            "ingetrokken",
            "Deze activiteit is ingetrokken, of je staat er niet meer bij. Je hoeft niets te doen.",
            status=410,
        )
    activity = days[0].session.activity
    offer = Offer(person_name=person.display_name, card=card_for(unanswered(days) or days))
    if activity.content_version != link.content_version:
        raise LinkRefused("gewijzigd", _CHANGED, status=409, offer=offer)
    return offer


def load_days(session: Session, attendance_id: int, person_id: int) -> Sequence[Attendance]:
    """Load somebody's whole part in the activity of an attendance as it is now, with all that a card or mail tells."""
    return session.scalars(
        select(Attendance)
        .where(Attendance.id.in_(ids_beside(session, person_id, attendance_id)))
        .options(
            joinedload(Attendance.session).joinedload(LearningSession.activity).joinedload(Activity.created_by),
            joinedload(Attendance.session).selectinload(LearningSession.attendances).joinedload(Attendance.person),
        )
        .order_by(Attendance.id)
        .execution_options(populate_existing=True)
    ).all()


def unanswered(days: Iterable[Attendance]) -> list[Attendance]:
    """Return the days on which somebody was there and said nothing yet of the activity as it is now."""
    return [one for one in days if one.state in PRESENT and one.disputed_at is None and not is_confirmed(one)]


def _use_up(session: Session, link: SignLink, *, at: datetime) -> None:
    """One of two requests at the same moment wins: the row is taken only where nobody took it."""
    taken = session.execute(
        update(SignLink)
        .where(SignLink.id == link.id, SignLink.used_at.is_(None))
        .values(used_at=at)
        .execution_options(synchronize_session=False)
    )
    if taken.rowcount != 1:  # type: ignore[attr-defined]
        raise LinkRefused("gebruikt", "Deze link is al gebruikt. Je hoeft niets meer te doen.", status=410)


def _note_refusal(token: str, refusal: LinkRefused, *, viewer: Viewer | None, at: datetime) -> None:
    """Write who tried what into the trail of the organisation that the link is, or seems to be, of."""
    with transaction() as session:
        link = _link_it_names(session, token)
        organisation_id = _organisation_of(session, link, viewer)
        write_refusal(
            session,
            organisation_id=organisation_id,
            actor_id=viewer.person_id if viewer else None,
            link_kind="sign_link",
            link_id=link.id if link else None,
            reason=refusal.reason,
            at=at,
        )


def write_refusal(
    session: Session,
    *,
    organisation_id: int | None,
    actor_id: int | None,
    link_kind: str,
    link_id: int | None,
    reason: str,
    at: datetime,
) -> None:
    """Write a refused link in the log and, as long as there is room today, in the trail of its organisation."""
    current_app.logger.warning("bevestigingslink geweigerd: %s", reason)
    if organisation_id is None or _refusals(session, organisation_id, at) >= _MOST_REFUSALS_A_DAY:
        return
    audit.record(
        session,
        organisation_id=organisation_id,
        actor_id=actor_id,
        act=REFUSED,
        object_kind=link_kind,
        object_id=link_id,
        at=at,
        details={"reason": reason},
    )


def _link_it_names(session: Session, token: str) -> SignLink | None:
    """Find the link that a token, genuine or not, says it is; only to know where to write the refusal down."""
    payload = serializer(PURPOSE).loads_unsafe(token)[1]
    if isinstance(payload, list) and payload and isinstance(payload[0], int) and abs(payload[0]) < 2**31:
        return session.get(SignLink, payload[0])
    return None


def _organisation_of(session: Session, link: SignLink | None, viewer: Viewer | None) -> int | None:
    if link is not None:
        return session.scalar(select(Person.organisation_id).where(Person.id == link.person_id))
    if viewer is not None:
        return viewer.organisation_id
    return session.scalar(select(func.min(Organisation.id)))


def _refusals(session: Session, organisation_id: int, at: datetime) -> int:
    return (
        session.scalar(
            select(func.count()).where(
                audit.AuditEntry.organisation_id == organisation_id,
                audit.AuditEntry.act == REFUSED,
                audit.AuditEntry.at > at - timedelta(days=1),
            )
        )
        or 0
    )


def serializer(purpose: str) -> URLSafeSerializer:
    """Sign for one purpose with the app's secret; links of an earlier secret hold as long as the app keeps that."""
    earlier = current_app.config.get("SECRET_KEY_FALLBACKS") or []
    return URLSafeSerializer([*reversed(earlier), current_app.secret_key], salt=purpose)
