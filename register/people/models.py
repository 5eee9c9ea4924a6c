"""Tables of people: organisation, person, employments, teams, roles, registrations."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from register.db import Base, Points, UtcDateTime, Versioned

_NO_BACKWARD_PERIOD = "ends_on IS NULL OR ends_on >= starts_on"


class Organisation(Base):
    """An employer (*organisatie*); everything below belongs to exactly one."""

    __tablename__ = "register_organisation"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200), unique=True)


class Person(Versioned, Base):
    """Somebody who works, or worked, here (*medewerker*).

    `subject` is the host's stable user key. `sort_key` and `search_key` are derived from the name (see `names.py`).
    Of two indexes that serve alike SQLite takes the one that was made last, and they are made by name: who counts
    everybody goes by id, as registrations and standings lie, and who wants an order of names has one.
    """

    __tablename__ = "register_person"
    __table_args__ = (
        UniqueConstraint("subject", "organisation_id"),
        Index("ix_register_person_organisation_id_sort_key", "organisation_id", "deactivated_at", "sort_key", "id"),
        Index("ix_register_person_organisation_id_working", "organisation_id", "deactivated_at", "id"),
        CheckConstraint("name_use IN ('eigen', 'partner', 'partner-eigen', 'eigen-partner')", name="name_use"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey(Organisation.id))
    subject: Mapped[str | None] = mapped_column(String(200))
    given_name: Mapped[str] = mapped_column(String(100))
    initials: Mapped[str] = mapped_column(String(30), default="")
    prefix: Mapped[str] = mapped_column(String(30), default="")
    family_name: Mapped[str] = mapped_column(String(120))
    partner_prefix: Mapped[str] = mapped_column(String(30), default="")
    partner_family_name: Mapped[str] = mapped_column(String(120), default="")
    name_use: Mapped[str] = mapped_column(String(20), default="eigen")
    display_name: Mapped[str] = mapped_column(String(300))
    sort_key: Mapped[str] = mapped_column(String(300))
    search_key: Mapped[str] = mapped_column(String(600))
    email: Mapped[str | None] = mapped_column(String(254), index=True)
    deactivated_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    employments: Mapped[list["Employment"]] = relationship(back_populates="person", order_by="Employment.sequence")
    registrations: Mapped[list["Registration"]] = relationship(back_populates="person", order_by="Registration.id")


LAST_SEQUENCE = 900
"""The last sequence number that is left to HR systems: what we keep beside it must not get a number of theirs."""


class Employment(Versioned, Base):
    """A contract (*dienstverband*): personnel number and sequence number, from–to; one person may have several."""

    __tablename__ = "register_employment"
    __table_args__ = (
        UniqueConstraint("organisation_id", "personnel_number", "sequence"),
        Index("ix_register_employment_organisation_id_location", "organisation_id", "location", "ends_on", "person_id"),
        CheckConstraint(_NO_BACKWARD_PERIOD, name="period"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey(Organisation.id))
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id), index=True)
    personnel_number: Mapped[str] = mapped_column(String(40))
    sequence: Mapped[int] = mapped_column(default=1)
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    job_title: Mapped[str] = mapped_column(String(120), default="")
    location: Mapped[str] = mapped_column(String(120), default="")
    """Where somebody works (*locatie*), as the file of HR calls it; empty: it does not say."""
    hours_per_week: Mapped[Decimal | None] = mapped_column(Points)

    person: Mapped[Person] = relationship(back_populates="employments")

    @property
    def is_earlier(self) -> bool:
        """Whether it was kept when another took its number (*eerder dienstverband*)."""
        return self.sequence > LAST_SEQUENCE


class Team(Versioned, Base):
    """A team or department (*organisatie-eenheid*), a tree."""

    __tablename__ = "register_team"
    __table_args__ = (UniqueConstraint("organisation_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey(Organisation.id))
    name: Mapped[str] = mapped_column(String(120))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("register_team.id"), index=True)


class Membership(Base):
    """Who is in which team from when to when (*teamlidmaatschap*)."""

    __tablename__ = "register_membership"
    __table_args__ = (CheckConstraint(_NO_BACKWARD_PERIOD, name="period"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id), index=True)
    team_id: Mapped[int] = mapped_column(ForeignKey(Team.id), index=True)
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]


class TeamManager(Base):
    """Who manages which team from when to when (*leidinggevende*), or stands in (*plaatsvervanger*, H3).

    A stand-in was named by somebody here, until a day; an import neither makes nor ends one.
    """

    __tablename__ = "register_team_manager"
    __table_args__ = (
        CheckConstraint(_NO_BACKWARD_PERIOD, name="period"),
        CheckConstraint("NOT stand_in OR (ends_on IS NOT NULL AND named_by_id IS NOT NULL)", name="stand_in_whole"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id), index=True)
    team_id: Mapped[int] = mapped_column(ForeignKey(Team.id), index=True)
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    stand_in: Mapped[bool] = mapped_column(default=False)
    named_by_id: Mapped[int | None] = mapped_column(ForeignKey(Person.id))


class RoleGrant(Base):
    """A role beside `professional`, which everybody has (*rol*)."""

    __tablename__ = "register_role_grant"
    __table_args__ = (
        CheckConstraint("role IN ('manager', 'hr', 'coordinator', 'admin')", name="role"),
        CheckConstraint(_NO_BACKWARD_PERIOD, name="period"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id), index=True)
    role: Mapped[str] = mapped_column(String(20))
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]


class Registration(Versioned, Base):
    """Enrolment of a person in a professional register (*registratie*); several at once are usual.

    `number` is text in the register's own format. `cycle_ends_on` is the last day that counts; empty: derived from
    the register's period. `herregistratie` is the day after.
    """

    __tablename__ = "register_registration"
    __table_args__ = (
        UniqueConstraint("person_id", "register_id", "cycle_starts_on"),
        UniqueConstraint("id", "person_id"),
        Index(
            "ix_register_registration_person_id",
            "person_id",
            "register_id",
            "cycle_starts_on",
            "ended_on",
            "id",
        ),
        CheckConstraint("cycle_ends_on IS NULL OR cycle_ends_on >= cycle_starts_on", name="cycle"),
        CheckConstraint("extension_days >= 0", name="extension"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    register_id: Mapped[str] = mapped_column(String(40), index=True)
    level: Mapped[str] = mapped_column(String(40), default="")
    number: Mapped[str] = mapped_column(String(40), default="")
    cycle_starts_on: Mapped[date]
    cycle_ends_on: Mapped[date | None]
    extension_days: Mapped[int] = mapped_column(default=0)
    ended_on: Mapped[date | None]

    person: Mapped[Person] = relationship(back_populates="registrations")
    pauses: Mapped[list["RegistrationPause"]] = relationship(order_by="RegistrationPause.starts_on")


class RegistrationPause(Base):
    """A pause in a cycle (*pauze*), for example a leave; never with its reason: that may be medical."""

    __tablename__ = "register_registration_pause"
    __table_args__ = (CheckConstraint("ends_on >= starts_on", name="period"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    registration_id: Mapped[int] = mapped_column(ForeignKey(Registration.id), index=True)
    starts_on: Mapped[date]
    ends_on: Mapped[date]


class ConditionRecord(Versioned, Base):
    """What is known of a condition beside points (*voorwaarde*): work hours, VOG, diploma, ontwikkelplan."""

    __tablename__ = "register_condition_record"
    __table_args__ = (UniqueConstraint("registration_id", "code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    registration_id: Mapped[int] = mapped_column(ForeignKey(Registration.id), index=True)
    code: Mapped[str] = mapped_column(String(40))
    met: Mapped[bool]
    issued_on: Mapped[date | None]
    expires_on: Mapped[date | None]
    amount: Mapped[Decimal | None] = mapped_column(Points)
