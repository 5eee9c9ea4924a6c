"""Tables of points: claims with what was judged, where a registration stands, the organisation's own figures."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    String,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from register.db import Base, Points, UtcDateTime, Versioned
from register.people.models import Organisation, Person, Registration
from register.points.kept_tracks import KeptTrack, KeptTracks


class Claim(Versioned, Base):
    """One attendance under one registration (*claim*), with the facts that were judged and the version that judged.

    `attendance_id` has no foreign key to learning, which lies a floor higher; learning keeps the two together.
    """

    __tablename__ = "register_claim"
    __table_args__ = (
        UniqueConstraint("attendance_id", "registration_id"),
        UniqueConstraint("id", "registration_id"),
        CheckConstraint("state IN ('concept', 'klaar', 'ingevoerd', 'toegekend', 'afgewezen')", name="state"),
        CheckConstraint("state = 'toegekend' OR granted_points IS NULL", name="granted_only_when_granted"),
        CheckConstraint("granted_points IS NULL OR granted_points >= 0", name="granted_positive"),
        Index("ix_register_claim_registration_id_completed_on", "registration_id", "completed_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    attendance_id: Mapped[int] = mapped_column(index=True)
    registration_id: Mapped[int] = mapped_column(ForeignKey(Registration.id))
    register_id: Mapped[str] = mapped_column(String(40))
    title: Mapped[str] = mapped_column(String(200))
    completed_on: Mapped[date]
    facts: Mapped[dict[str, Any]] = mapped_column(JSON)
    rule_version: Mapped[str] = mapped_column(String(40))
    rule_digest: Mapped[str] = mapped_column(String(64))
    track: Mapped[str | None] = mapped_column(String(40))
    net_minutes: Mapped[int | None]
    points: Mapped[Decimal | None] = mapped_column(Points)
    state: Mapped[str] = mapped_column(String(12), default="concept")
    granted_points: Mapped[Decimal | None] = mapped_column(Points)
    filed_on: Mapped[date | None]
    decided_on: Mapped[date | None]
    state_changed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Approval(Base):
    """That the employer approved a claim (*goedkeuring*, H2), by another than whose claim it is.

    The keys tie the owner to the claim's registration and that to its person, so that no owner can be made up. It goes
    with the claim, and as soon as what was approved changes.
    """

    __tablename__ = "register_approval"
    __table_args__ = (
        ForeignKeyConstraint(
            ["claim_id", "registration_id"],
            ["register_claim.id", "register_claim.registration_id"],
            onupdate="CASCADE",
            ondelete="CASCADE",
        ),
        ForeignKeyConstraint(
            ["registration_id", "owner_id"], ["register_registration.id", "register_registration.person_id"]
        ),
        UniqueConstraint("claim_id"),
        CheckConstraint("approver_id <> owner_id", name="by_another"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    claim_id: Mapped[int]
    registration_id: Mapped[int]
    owner_id: Mapped[int] = mapped_column(index=True)
    approver_id: Mapped[int] = mapped_column(ForeignKey(Person.id), index=True)
    approved_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Standing(Base):
    """Where a registration stands (*stand*), kept in the claims' own transaction for quick overviews.

    The figures are those of the whole registration, which overviews ask of thousands at once; the tracks, which are
    read of a few, stand beside them in the same row.
    """

    __tablename__ = "register_standing"
    __table_args__ = (
        UniqueConstraint("registration_id"),
        Index("ix_register_standing_overview", "registration_id", "ends_on", "starts_on", "countable", "needed"),
        Index("ix_register_standing_ends_on", "ends_on", "registration_id"),
    )
    # the first index holds all that the overview of the organisation asks

    id: Mapped[int] = mapped_column(primary_key=True)
    registration_id: Mapped[int] = mapped_column(ForeignKey(Registration.id))
    name: Mapped[str] = mapped_column(String(80))
    """What the register calls the whole."""
    logged: Mapped[Decimal] = mapped_column(Points)
    countable: Mapped[Decimal] = mapped_column(Points)
    granted: Mapped[Decimal] = mapped_column(Points)
    needed: Mapped[Decimal | None] = mapped_column(Points)
    minimum: Mapped[Decimal | None] = mapped_column(Points)
    maximum: Mapped[Decimal | None] = mapped_column(Points)
    label: Mapped[str] = mapped_column(String(400), default="")
    claims: Mapped[int] = mapped_column(default=0)
    """How many claims of the registration fall in the period; without any there is no pace to look ahead by."""
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    """First and last day of the cycle that was counted, pauses and extension worked in."""
    counted_at: Mapped[datetime] = mapped_column(UtcDateTime)
    tracks: Mapped[tuple[KeptTrack, ...]] = mapped_column(KeptTracks, default=())


class OwnFigureRow(Versioned, Base):
    """A figure of the organisation's own, laid over a rule set (*eigen norm*): who, when, from where."""

    __tablename__ = "register_own_figure"
    __table_args__ = (UniqueConstraint("organisation_id", "register_id", "rule_version", "path"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey(Organisation.id))
    register_id: Mapped[str] = mapped_column(String(40))
    rule_version: Mapped[str] = mapped_column(String(40))
    path: Mapped[str] = mapped_column(String(120))
    value: Mapped[Decimal] = mapped_column(Points)
    source: Mapped[str] = mapped_column(String(500))
    example: Mapped[bool] = mapped_column(default=False)
    set_by_id: Mapped[int | None] = mapped_column(ForeignKey(Person.id))
    set_at: Mapped[datetime] = mapped_column(UtcDateTime)
