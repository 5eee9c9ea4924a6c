"""Tables of notices: what somebody wants to be told, and the address of their calendar."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from register.db import Base, UtcDateTime
from register.people.models import Person


class NoticePreference(Base):
    """A kind of message that somebody switched off, or on (*berichtvoorkeur*); no row is the default."""

    __tablename__ = "register_notice_preference"
    __table_args__ = (UniqueConstraint("person_id", "kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    kind: Mapped[str] = mapped_column(String(40))
    wanted: Mapped[bool]


class CalendarFeed(Base):
    """The address by which a calendar follows somebody's own days (*agenda-abonnement*); only its digest is kept."""

    __tablename__ = "register_calendar_feed"
    __table_args__ = (CheckConstraint("ended_at IS NULL OR ended_at >= made_at", name="period"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id), index=True)
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class NoticeLink(Base):
    """A link in a message by which one person answers one thing, once (*antwoordlink*): reading it changes nothing."""

    __tablename__ = "register_notice_link"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id), index=True)
    purpose: Mapped[str] = mapped_column(String(40))
    thing_id: Mapped[int | None]
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
