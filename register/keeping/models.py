"""Tables of keeping: terms that differ from the default, legal holds, erasures, and what verifying found."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from register.db import Base, UtcDateTime, Versioned
from register.people.models import Organisation, Person


class RetentionTerm(Versioned, Base):
    """A term that the administrator set for a class of records (*bewaartermijn*), with why; no row: the default."""

    __tablename__ = "register_retention_term"
    __table_args__ = (
        UniqueConstraint("organisation_id", "record_class"),
        CheckConstraint("amount BETWEEN 0 AND 600", name="amount"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey(Organisation.id))
    record_class: Mapped[str] = mapped_column(String(40))
    amount: Mapped[int]
    """In the unit of the class: months or days."""
    reason: Mapped[str] = mapped_column(String(500))
    set_by_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    set_at: Mapped[datetime] = mapped_column(UtcDateTime)


class LegalHold(Base):
    """That nothing of somebody may be erased for now (*bewaarplicht*), for example during a dispute."""

    __tablename__ = "register_legal_hold"
    __table_args__ = (
        CheckConstraint("until_on IS NULL OR until_on >= starts_on", name="period"),
        CheckConstraint("person_id <> set_by_id", name="by_another"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id), index=True)
    reference: Mapped[str] = mapped_column(String(100))
    """Where HR finds the case; never what it is about."""
    starts_on: Mapped[date]
    until_on: Mapped[date | None]
    set_by_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    set_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey(Person.id))
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Erasure(Base):
    """That somebody's data are to be erased (*wissen*): one asks, another carries it out; the term does it alone."""

    __tablename__ = "register_erasure"
    __table_args__ = (
        UniqueConstraint("organisation_id", "number"),
        CheckConstraint("carried_out_by_id IS NULL OR carried_out_by_id <> asked_by_id", name="two_people"),
        CheckConstraint("asked_by_id IS NULL OR asked_by_id <> person_id", name="of_another"),
        CheckConstraint("(number IS NULL) = (carried_out_at IS NULL)", name="pseudonym_when_done"),
        CheckConstraint("carried_out_at IS NULL OR withdrawn_at IS NULL", name="done_or_withdrawn"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey(Organisation.id))
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id), index=True)
    number: Mapped[int | None]
    """Of the pseudonym: Oud-collega 12."""
    reference: Mapped[str] = mapped_column(String(100), default="")
    asked_by_id: Mapped[int | None] = mapped_column(ForeignKey(Person.id))
    """Nobody where the term of retention was over."""
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    carried_out_by_id: Mapped[int | None] = mapped_column(ForeignKey(Person.id))
    carried_out_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    counts: Mapped[dict[str, int]] = mapped_column(JSON, default=dict)


class IntegrityCheck(Base):
    """What came of verifying (*controle*): how many lines the trail has, and what does not fit; codes and ids."""

    __tablename__ = "register_integrity_check"
    __table_args__ = (Index("ix_register_integrity_check_organisation_id_at", "organisation_id", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey(Organisation.id))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    asked_by_id: Mapped[int | None] = mapped_column(ForeignKey(Person.id))
    lines: Mapped[int]
    broken_seq: Mapped[int | None]
    findings: Mapped[list[Any]] = mapped_column(JSON, default=list)
