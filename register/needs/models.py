"""Tables of training needs: what the organisation is after, wishes of people, and the inventory of a year."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from register.db import Base, Points, UtcDateTime, Versioned
from register.people.models import Organisation, Person, Team


class Direction(Versioned, Base):
    """Something the organisation is after (*koers*) from a day, until a day or without an end."""

    __tablename__ = "register_direction"
    __table_args__ = (CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name="period"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey(Organisation.id), index=True)
    words: Mapped[str] = mapped_column(String(300))
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]


class Wish(Versioned, Base):
    """What somebody wants to learn next (*scholingswens*), handed in to be read by the manager and HR."""

    __tablename__ = "register_training_wish"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id), index=True)
    year: Mapped[int]
    words: Mapped[str] = mapped_column(String(300))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Inventory(Versioned, Base):
    """What has to be learnt in a year (*inventarisatie scholingsbehoefte*, I2); frozen, nobody changes it."""

    __tablename__ = "register_needs_inventory"
    __table_args__ = (
        UniqueConstraint("organisation_id", "year"),
        CheckConstraint("(frozen_at IS NULL) = (frozen_by_id IS NULL)", name="frozen_by_somebody"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey(Organisation.id))
    year: Mapped[int]
    proposed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    frozen_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    frozen_by_id: Mapped[int | None] = mapped_column(ForeignKey(Person.id))


class Need(Versioned, Base):
    """One line of an inventory (*scholingsbehoefte*) of a team, or of the organisation as a whole.

    `source` says from what it was proposed, once: "tekort:skj-jgp:formeel:12"; empty for a line of somebody's own.
    """

    __tablename__ = "register_need"
    __table_args__ = (
        UniqueConstraint("inventory_id", "source"),
        CheckConstraint("origin IN ('wens', 'tekort', 'verloopt', 'eigen')", name="origin"),
        CheckConstraint("priority IS NULL OR priority IN ('hoog', 'midden', 'laag')", name="priority"),
        CheckConstraint("people IS NULL OR people > 0", name="people"),
        CheckConstraint("hours IS NULL OR hours >= 0", name="hours"),
        CheckConstraint("costs IS NULL OR costs >= 0", name="costs"),
        CheckConstraint("(origin = 'wens') = (wish_id IS NOT NULL)", name="wish_of_a_wish"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    inventory_id: Mapped[int] = mapped_column(ForeignKey(Inventory.id))
    team_id: Mapped[int | None] = mapped_column(ForeignKey(Team.id), index=True)
    origin: Mapped[str] = mapped_column(String(10))
    source: Mapped[str | None] = mapped_column(String(120))
    wish_id: Mapped[int | None] = mapped_column(ForeignKey(Wish.id), unique=True)
    words: Mapped[str] = mapped_column(String(300))
    note: Mapped[str] = mapped_column(Text, default="")
    people: Mapped[int | None]
    direction_id: Mapped[int | None] = mapped_column(ForeignKey(Direction.id), index=True)
    priority: Mapped[str | None] = mapped_column(String(10))
    hours: Mapped[Decimal | None] = mapped_column(Points)
    """Estimated hours in all (*geschatte uren*)."""
    costs: Mapped[Decimal | None] = mapped_column(Points)
    """Estimated costs in all, in euro (*geschatte kosten*)."""
    dropped_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    changed_by_id: Mapped[int | None] = mapped_column(ForeignKey(Person.id))
