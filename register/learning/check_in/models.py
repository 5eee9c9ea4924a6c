"""Tables of checking in: the code that a session shows, and who asked when it had gone out."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from register.db import Base, UtcDateTime
from register.learning.models import LearningSession
from register.people.models import Person


class CheckInCode(Base):
    """A code for one session (*inchecken*, B11), shown as a QR; only its digest is kept."""

    __tablename__ = "register_check_in_code"
    __table_args__ = (CheckConstraint("expires_at > made_at", name="lasts"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey(LearningSession.id), index=True)
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    made_by_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class CheckInRequest(Base):
    """Somebody who came with a code that had gone out and asked the facilitator (*vraag de begeleider*)."""

    __tablename__ = "register_check_in_request"
    __table_args__ = (
        UniqueConstraint("session_id", "person_id"),
        CheckConstraint("answer IS NULL OR answer IN ('toegelaten', 'afgewezen')", name="answer"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey(LearningSession.id))
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id), index=True)
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    answer: Mapped[str | None] = mapped_column(String(12))
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey(Person.id))
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
