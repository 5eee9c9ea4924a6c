"""How much may be handed in (*quotum*): per person per day, and per organisation in all (bar UP4)."""

from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from register.access import Viewer
from register.evidence.content import TooLarge
from register.evidence.models import Evidence, EvidenceFile
from register.settings import Settings
from register.storage import quota_bytes

_DAY = timedelta(days=1)
_MEGABYTE = 1_000_000


def check_quota(session: Session, viewer: Viewer, size: int, *, at: datetime, settings: Settings) -> None:
    """Refuse what is more than a person may add in 24 hours, or than the organisation has room for.

    What was taken away counts for the day: it can be put back.

    Raises:
        TooLarge: with what to do.

    """
    used = session.scalar(
        select(func.sum(EvidenceFile.size))
        .join(Evidence, Evidence.file_id == EvidenceFile.id)
        .where(Evidence.uploaded_by_id == viewer.person_id, Evidence.uploaded_at > at - _DAY)
    )
    if (used or 0) + size > settings.upload_quota_mb * _MEGABYTE:
        raise TooLarge(
            f"Je hebt vandaag al veel toegevoegd: meer dan {settings.upload_quota_mb} MB op een dag kan niet. "
            "Probeer het morgen, of maak het bestand kleiner."
        )
    room = quota_bytes(settings)
    if room is None:
        return
    stored = session.scalar(
        select(func.sum(EvidenceFile.size)).where(EvidenceFile.organisation_id == viewer.organisation_id)
    )
    if (stored or 0) + size > room:
        raise TooLarge("De opslag van je organisatie is vol. Je bestand is niet bewaard; vraag de beheerder om ruimte.")
