"""Tables of exports: what was delivered to which system, line by line."""

from datetime import date, datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from register.db import Base, UtcDateTime
from register.learning.models import Activity
from register.people.models import Organisation, Person, Registration


class Delivery(Base):
    """A file that went to another system (*levering*): who, when, which filter, how many rows, which bytes."""

    __tablename__ = "register_delivery"
    __table_args__ = (Index("ix_register_delivery_organisation_id_target", "organisation_id", "target"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey(Organisation.id))
    target: Mapped[str] = mapped_column(String(40))
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey(Person.id))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    filter: Mapped[dict[str, str]] = mapped_column(JSON)
    settings: Mapped[dict[str, str]] = mapped_column(JSON)
    rows: Mapped[int]
    file_name: Mapped[str] = mapped_column(String(150))
    sha256: Mapped[str] = mapped_column(String(64))
    remark: Mapped[str] = mapped_column(Text, default="")
    """Which texts the file could not hold as they are, in words; empty when it holds everything."""
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When somebody said that the file was never read in: its lines are new again."""


class DeliveredLine(Base):
    """One person's part in one activity that was delivered, with what it looked like (*geleverde regel*)."""

    __tablename__ = "register_delivered_line"

    id: Mapped[int] = mapped_column(primary_key=True)
    delivery_id: Mapped[int] = mapped_column(ForeignKey(Delivery.id), index=True)
    activity_id: Mapped[int] = mapped_column(ForeignKey(Activity.id), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id), index=True)
    digest: Mapped[str] = mapped_column(String(64))


class PresenceLine(Base):
    """One presence for PE-online (*presentie*): what is reported, in which call, and what came back."""

    __tablename__ = "register_presence_line"
    __table_args__ = (
        CheckConstraint("state IN ('klaar', 'onderweg', 'geaccepteerd', 'geweigerd', 'onbekend')", name="state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    delivery_id: Mapped[int] = mapped_column(ForeignKey(Delivery.id), index=True)
    activity_id: Mapped[int] = mapped_column(ForeignKey(Activity.id), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id), index=True)
    registration_id: Mapped[int] = mapped_column(ForeignKey(Registration.id), index=True)
    chunk: Mapped[int]
    number: Mapped[str] = mapped_column(String(40))
    held_on: Mapped[date]
    state: Mapped[str] = mapped_column(String(12), default="klaar")
    answer: Mapped[str] = mapped_column(String(1000), default="")
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
