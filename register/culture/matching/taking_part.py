"""Taking part in matching (*meedoen*): join, leave at once, how many at a time, pause, random rounds.

Nothing of matching goes into the organisation's trail: that somebody has a question is nobody else's business.
"""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from register.access import Viewer
from register.culture.matching.models import Match, MatchProfile, MatchTopic
from register.db import transaction
from register.errors import Conflict, Invalid

MOST_PAIRS = 5
LONGEST_PAUSE_DAYS = 366


@dataclass(frozen=True, kw_only=True)
class Settings:
    """How somebody takes part."""

    most_at_once: int = 1
    snoozed_until: date | None = None
    """The first day on which they are offered again; the pause ends by itself."""
    random_rounds: bool = False


def join(viewer: Viewer, *, at: datetime) -> None:
    """Take part from now on; who left before has the settings of then."""
    with transaction() as session:
        take_part(session, viewer, at=at)


def take_part(session: Session, viewer: Viewer, *, at: datetime) -> MatchProfile:
    """Return the viewer's profile as one that takes part, in the caller's transaction."""
    profile = own_profile(session, viewer)
    if profile is None:
        profile = MatchProfile(person_id=viewer.person_id)
        session.add(profile)
    profile.joined_at = profile.joined_at or at
    return profile


def leave(viewer: Viewer, *, at: datetime) -> None:
    """Stop at once: questions and experience end, what is asked of or by the viewer is taken back.

    Pairs that are going on stay, so that what was done together can still be logged.
    """
    with transaction() as session:
        profile = own_profile(session, viewer)
        if profile is None or profile.joined_at is None:
            return
        profile.joined_at, profile.random_rounds = None, False
        ended = update(MatchTopic).where(MatchTopic.person_id == viewer.person_id, MatchTopic.ended_at.is_(None))
        session.execute(ended.values(ended_at=at))
        me = viewer.person_id
        asked = update(Match).where(Match.state == "gevraagd", (Match.receiver_id == me) | (Match.giver_id == me))
        session.execute(asked.values(state="ingetrokken", answered_at=at, version=Match.version + 1))


def change_settings(viewer: Viewer, settings: Settings, *, version: int, today: date) -> None:
    """Change how the viewer takes part.

    Raises:
        Conflict: the viewer does not take part, or changed it in another tab.
        Invalid: a number or day that cannot be.

    """
    _check(settings, today)
    with transaction() as session:
        profile = own_profile(session, viewer)
        if profile is None or profile.joined_at is None:
            raise Conflict("Je doet niet mee. Kies eerst “Meedoen”.")
        if profile.version != version:
            raise Conflict("Je wijzigde dit intussen op een andere plek. Bekijk eerst wat er nu staat.")
        profile.most_at_once = settings.most_at_once
        profile.snoozed_until = settings.snoozed_until
        profile.random_rounds = settings.random_rounds


def _check(settings: Settings, today: date) -> None:
    if not 1 <= settings.most_at_once <= MOST_PAIRS:
        raise Invalid("most_at_once", f"Kies een aantal van 1 tot en met {MOST_PAIRS}.")
    until = settings.snoozed_until
    if until is not None and not 0 < (until - today).days <= LONGEST_PAUSE_DAYS:
        raise Invalid("snoozed_until", "Kies een dag in het komende jaar, of laat het leeg.")


def own_profile(session: Session, viewer: Viewer) -> MatchProfile | None:
    """Return the viewer's profile; `None` for who never took part."""
    return session.scalar(select(MatchProfile).where(MatchProfile.person_id == viewer.person_id))
