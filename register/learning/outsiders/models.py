"""Tables of people of elsewhere: who took part in a session without an account, and the link they sign by."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from register.db import Base, UtcDateTime, Versioned
from register.learning.models import LearningSession


class OutsiderAttendance(Versioned, Base):
    """Somebody of elsewhere in one session (*externe deelnemer*, B6). They get no points here; the list names them."""

    __tablename__ = "register_outsider_attendance"
    __table_args__ = (
        UniqueConstraint("session_id", "name", "employer"),
        CheckConstraint("state IN ('aanwezig', 'deels', 'online', 'afgemeld', 'afwezig')", name="state"),
        CheckConstraint("minutes_present IS NULL OR minutes_present >= 0", name="minutes"),
        CheckConstraint("(confirmed_at IS NULL) = (confirmed_version IS NULL)", name="confirmation_whole"),
        CheckConstraint("confirmed_at IS NULL OR disputed_at IS NULL", name="confirmed_or_disputed"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey(LearningSession.id), index=True)
    name: Mapped[str] = mapped_column(String(200))
    employer: Mapped[str] = mapped_column(String(200), default="")
    email: Mapped[str | None] = mapped_column(String(254))
    register_id: Mapped[str] = mapped_column(String(40), default="")
    register_number: Mapped[str] = mapped_column(String(40), default="")
    role: Mapped[str] = mapped_column(String(20), default="deelnemer")
    state: Mapped[str] = mapped_column(String(12), default="aanwezig")
    minutes_present: Mapped[int | None]
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    confirmed_version: Mapped[int | None]
    disputed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class OutsiderSignLink(Base):
    """A single-use link by which somebody of elsewhere confirms one version of one attendance."""

    __tablename__ = "register_outsider_sign_link"

    id: Mapped[int] = mapped_column(primary_key=True)
    attendance_id: Mapped[int] = mapped_column(ForeignKey(OutsiderAttendance.id), index=True)
    content_version: Mapped[int]
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
