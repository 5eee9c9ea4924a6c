"""Links of people of elsewhere that go by mail: written in the outbox, and put together when the mail leaves."""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from register.access import Viewer
from register.current import state
from register.db import transaction
from register.errors import Invalid
from register.learning.cards import Card
from register.learning.models import OutgoingMail
from register.learning.outsiders.links import MadeLink, address_of, card_of, judged, make_in, token_of
from register.learning.outsiders.models import OutsiderSignLink
from register.learning.sign_links import LinkRefused
from register.mail import mail_is_on

KIND = "extern-bevestigen"


@dataclass(frozen=True, kw_only=True)
class OutsiderMail:
    """What the mail to somebody of elsewhere tells (*mail aan een externe deelnemer*), and where it goes."""

    to: str
    name: str
    card: Card
    address: str
    expires_at: datetime


def mail_outsider_link(viewer: Viewer, outsider_id: int, *, at: datetime) -> MadeLink:
    """Make the link and put its mail in the outbox; the link is returned too, to hand over where mail does not arrive.

    Raises:
        NotFound, NotAllowed, Conflict: as `make_outsider_link`.
        Invalid: there is no address, or no mail here.

    """
    with transaction() as session:
        made, link, part = make_in(session, viewer, outsider_id, at=at)
        if not mail_is_on(state()):
            raise Invalid("email", "Er is hier geen mail ingesteld. Geef de link zelf door.")
        if not part.email:
            raise Invalid("email", "Er is geen e-mailadres bekend. Geef de link zelf door.")
        session.add(OutgoingMail(person_id=viewer.person_id, kind=KIND, outsider_link_id=link.id, made_at=at))
    return replace(made, mailed=True)


def mail_of(session: Session, link_id: int, *, at: datetime) -> OutsiderMail | None:
    """Return what the mail tells now; `None` where the link holds no longer or the address is gone."""
    link = session.get_one(OutsiderSignLink, link_id, populate_existing=True)
    try:
        _, activity, parts = judged(session, token_of(link), viewer=None, at=at)
    except LinkRefused:
        return None
    if not parts[0].email:
        return None
    return OutsiderMail(
        to=parts[0].email,
        name=parts[0].name,
        card=card_of(activity, parts),
        address=address_of(link),
        expires_at=link.expires_at,
    )
