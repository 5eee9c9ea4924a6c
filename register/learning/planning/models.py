"""Tables of planning: a series of sessions of a group, and each day of it."""

from datetime import date, datetime, time

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from register.db import Base, UtcDateTime, Versioned
from register.learning.models import Activity, Group
from register.people.models import Person


class Series(Base):
    """The year of a group (*jaarplanning*, B3): from which rule its days were made."""

    __tablename__ = "register_series"
    __table_args__ = (
        CheckConstraint("every_weeks BETWEEN 1 AND 26", name="every_weeks"),
        CheckConstraint("until_on >= first_on", name="period"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    group_id: Mapped[int] = mapped_column(ForeignKey(Group.id), index=True)
    every_weeks: Mapped[int]
    first_on: Mapped[date]
    until_on: Mapped[date]
    made_by_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)


class PlannedSession(Versioned, Base):
    """A day on which a group is to meet (*geplande bijeenkomst*); logging it makes the activity.

    `uid` and `calendar_sequence` are what a calendar follows (RFC 5545): the uid stays when the day moves.
    """

    __tablename__ = "register_planned_session"
    __table_args__ = (
        UniqueConstraint("group_id", "held_on", "starts_at"),
        CheckConstraint("mode IN ('fysiek', 'online')", name="mode"),
        CheckConstraint("minutes BETWEEN 1 AND 1440", name="a_day_has_24_hours"),
        Index("ix_register_planned_session_group_id_held_on", "group_id", "held_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    group_id: Mapped[int] = mapped_column(ForeignKey(Group.id))
    series_id: Mapped[int | None] = mapped_column(ForeignKey(Series.id))
    held_on: Mapped[date]
    starts_at: Mapped[time | None]
    minutes: Mapped[int]
    mode: Mapped[str] = mapped_column(String(10), default="fysiek")
    location: Mapped[str] = mapped_column(String(200), default="")
    uid: Mapped[str] = mapped_column(String(80), unique=True)
    calendar_sequence: Mapped[int] = mapped_column(default=0)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    cancelled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    activity_id: Mapped[int | None] = mapped_column(ForeignKey(Activity.id), unique=True)
