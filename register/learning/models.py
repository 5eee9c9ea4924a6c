"""Tables of learning: activities, sessions, attendance, groups, sign links, private reflection."""

from datetime import date, datetime, time
from decimal import Decimal

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from register.db import Base, Points, UtcDateTime, Versioned
from register.learning.labels.models import WorkMethod
from register.people.models import Organisation, Person, Team


class Group(Versioned, Base):
    """A standing group (*intervisiegroep*), with members from–to and the usual kind, length and place."""

    __tablename__ = "register_group"
    __table_args__ = (UniqueConstraint("organisation_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey(Organisation.id))
    name: Mapped[str] = mapped_column(String(120))
    kind: Mapped[str] = mapped_column(String(40))
    minutes: Mapped[int] = mapped_column(default=120)
    location: Mapped[str] = mapped_column(String(200), default="")
    team_id: Mapped[int | None] = mapped_column(ForeignKey(Team.id))
    ended_on: Mapped[date | None]

    members: Mapped[list["GroupMember"]] = relationship(order_by="GroupMember.id")


class GroupMember(Base):
    """Who belongs to a group from when to when, and in which role they sit in its sessions."""

    __tablename__ = "register_group_member"
    __table_args__ = (CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name="period"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    group_id: Mapped[int] = mapped_column(ForeignKey(Group.id), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id), index=True)
    role: Mapped[str] = mapped_column(String(20), default="deelnemer")
    coordinates: Mapped[bool] = mapped_column(default=False)
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]


_IMPORTED_AND_CHANGED = "import_key IS NOT NULL AND version > 1"


class Activity(Versioned, Base):
    """Something somebody learnt from (*activiteit*). One activity, many claims: never a copy per person.

    `content_version` goes up with every change of what participants confirmed; confirmations of an older one lapse.
    """

    __tablename__ = "register_activity"
    __table_args__ = (
        CheckConstraint("mode IN ('fysiek', 'online')", name="mode"),
        CheckConstraint(
            "NOT (mandatory AND cost_bearer = 'loopbaanbudget')",
            name="mandatory_not_from_loopbaanbudget",  # cao Sociaal Werk, article 3.4
        ),
        CheckConstraint("origin IN ('ingevoerd', 'import', 'meegebracht')", name="origin"),
        UniqueConstraint("organisation_id", "import_key"),
        Index(
            "ix_register_activity_import_key_changed",
            "organisation_id",
            "import_key",
            sqlite_where=text(_IMPORTED_AND_CHANGED),
            postgresql_where=text(_IMPORTED_AND_CHANGED),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey(Organisation.id))
    kind: Mapped[str] = mapped_column(String(40))
    title: Mapped[str] = mapped_column(String(200))
    subject: Mapped[str] = mapped_column(Text, default="")
    learning_goal: Mapped[str] = mapped_column(Text, default="")
    work_method: Mapped[str] = mapped_column(String(200), default="")
    method_id: Mapped[int | None] = mapped_column(ForeignKey(WorkMethod.id), index=True)
    """The method of the organisation's list whose name `work_method` was taken from."""
    report: Mapped[str] = mapped_column(Text, default="")
    """What the group wrote together (*gezamenlijk verslag*); everybody's own part is `PersonalPart`."""
    location: Mapped[str] = mapped_column(String(200), default="")
    mode: Mapped[str] = mapped_column(String(10), default="fysiek")
    online_av_confirmed: Mapped[bool | None]
    facilitator_name: Mapped[str] = mapped_column(String(200), default="")
    facilitator_kind: Mapped[str | None] = mapped_column(String(20))
    facilitator_register: Mapped[str | None] = mapped_column(String(40))
    facilitator_number: Mapped[str | None] = mapped_column(String(40))
    authority_relation: Mapped[bool | None]
    accreditation_ids: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    awarded_points: Mapped[Decimal | None] = mapped_column(Points)
    provider: Mapped[str] = mapped_column(String(200), default="")
    in_work_time: Mapped[bool | None]
    cost_bearer: Mapped[str | None] = mapped_column(String(20))
    mandatory: Mapped[bool] = mapped_column(default=False)
    group_id: Mapped[int | None] = mapped_column(ForeignKey(Group.id), index=True)
    origin: Mapped[str] = mapped_column(String(20), default="ingevoerd")
    import_key: Mapped[str | None] = mapped_column(String(64))
    created_by_id: Mapped[int] = mapped_column(ForeignKey(Person.id), index=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    content_version: Mapped[int] = mapped_column(default=1)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    sessions: Mapped[list["LearningSession"]] = relationship(
        back_populates="activity", order_by="(LearningSession.held_on, LearningSession.id)"
    )
    created_by: Mapped[Person] = relationship()


class ActivityCompetence(Base):
    """A competence that an activity is about (*competentielabel*, J7): at most three, which the places keep."""

    __tablename__ = "register_activity_competence"
    __table_args__ = (
        UniqueConstraint("activity_id", "place"),
        UniqueConstraint("activity_id", "framework", "code"),
        CheckConstraint("place BETWEEN 1 AND 3", name="at_most_three"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    activity_id: Mapped[int] = mapped_column(ForeignKey(Activity.id))
    place: Mapped[int]
    framework: Mapped[str] = mapped_column(String(40))
    code: Mapped[str] = mapped_column(String(40))


class LearningSession(Versioned, Base):
    """One meeting of an activity (*bijeenkomst*). Minutes that are not learning are kept by kind (trap 1)."""

    __tablename__ = "register_session"
    __table_args__ = (
        CheckConstraint("gross_minutes >= 0 AND gross_minutes <= 1440", name="a_day_has_24_hours"),
        Index("ix_register_session_activity_id_held_on", "activity_id", "held_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    activity_id: Mapped[int] = mapped_column(ForeignKey(Activity.id))
    held_on: Mapped[date]
    starts_at: Mapped[time | None]
    ends_at: Mapped[time | None]
    gross_minutes: Mapped[int]
    excluded_minutes: Mapped[dict[str, int]] = mapped_column(JSON, default=dict)

    activity: Mapped[Activity] = relationship(back_populates="sessions")
    attendances: Mapped[list["Attendance"]] = relationship(back_populates="session", order_by="Attendance.id")


ON_SCREEN, ON_SCREEN_PROVEN = "collega", "collega wachtwoord"
"""Ways to confirm on the screen of a colleague: with nothing of one's own to show for it, or with the own password."""


class Attendance(Versioned, Base):
    """One person's part in one session (*deelname*), confirmed by that person and nobody else.

    Where that was done on the screen of a colleague, `witness` is that colleague (*getuige*).
    """

    __tablename__ = "register_attendance"
    __table_args__ = (
        UniqueConstraint("session_id", "person_id"),
        CheckConstraint("state IN ('aanwezig', 'deels', 'online', 'afgemeld', 'afwezig')", name="state"),
        CheckConstraint("minutes_present IS NULL OR minutes_present >= 0", name="minutes"),
        CheckConstraint("confirmed_by_id IS NULL OR confirmed_by_id = person_id", name="own_confirmation"),
        CheckConstraint(
            "(confirmed_at IS NULL) = (confirmed_version IS NULL) "
            "AND (confirmed_at IS NULL) = (confirmed_by_id IS NULL)",
            name="confirmation_whole",
        ),
        CheckConstraint("confirmed_at IS NULL OR disputed_at IS NULL", name="confirmed_or_disputed"),
        CheckConstraint("witness_id IS NULL OR witness_id <> person_id", name="witness_is_another"),
        CheckConstraint(
            f"confirmation_method IS NULL OR confirmation_method NOT IN ('{ON_SCREEN}', '{ON_SCREEN_PROVEN}') "
            "OR witness_id IS NOT NULL",
            name="screen_has_a_witness",
        ),
        Index("ix_register_attendance_person_id_session_id", "person_id", "session_id"),
        Index(
            "ix_register_attendance_waiting",
            "person_id",
            sqlite_where=text(
                "disputed_at IS NULL AND (confirmed_version IS NULL OR lapsed = 1 OR witness_id IS NOT NULL)"
            ),
            postgresql_where=text(
                "disputed_at IS NULL AND (confirmed_version IS NULL OR lapsed OR witness_id IS NOT NULL)"
            ),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey(LearningSession.id))
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    state: Mapped[str] = mapped_column(String(12), default="aanwezig")
    minutes_present: Mapped[int | None]
    role: Mapped[str] = mapped_column(String(20), default="deelnemer")
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    confirmed_by_id: Mapped[int | None] = mapped_column(ForeignKey(Person.id))
    confirmed_version: Mapped[int | None]
    lapsed: Mapped[bool] = mapped_column(default=False)
    """The activity changed after this confirmation (*vervallen*): so that what waits is found without all the rest."""
    confirmation_method: Mapped[str | None] = mapped_column(String(20))
    witness_id: Mapped[int | None] = mapped_column(ForeignKey(Person.id))
    """On whose screen it was confirmed; stays with a confirmation that lapsed."""
    disputed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    dispute_reason: Mapped[str] = mapped_column(String(500), default="")

    session: Mapped[LearningSession] = relationship(back_populates="attendances")
    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    witness: Mapped[Person | None] = relationship(foreign_keys=[witness_id])


class PersonalPart(Versioned, Base):
    """What one participant adds to the joint report (*persoonlijk deel*, B10): theirs, and in their own evidence."""

    __tablename__ = "register_personal_part"

    id: Mapped[int] = mapped_column(primary_key=True)
    attendance_id: Mapped[int] = mapped_column(ForeignKey(Attendance.id), unique=True)
    text: Mapped[str] = mapped_column(Text)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)


class SignLink(Base):
    """A single-use link in a mail by which one person confirms one version of one attendance (bar AZ8)."""

    __tablename__ = "register_sign_link"

    id: Mapped[int] = mapped_column(primary_key=True)
    attendance_id: Mapped[int] = mapped_column(ForeignKey(Attendance.id), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    content_version: Mapped[int]
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Reflection(Versioned, Base):
    """What somebody takes along (*reflectie*): private, in a table of its own, read by its owner only."""

    __tablename__ = "register_reflection"
    __table_args__ = (UniqueConstraint("activity_id", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    activity_id: Mapped[int] = mapped_column(ForeignKey(Activity.id))
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id), index=True)
    method: Mapped[str] = mapped_column(String(30), default="vrij")
    text: Mapped[str] = mapped_column(Text)
    answers: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    """The answers to the questions of the method, by question; `text` is what is read where questions do not fit."""
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)


class OutgoingMail(Base):
    """A message that waits to be sent (*uitgaande mail*), written in the same transaction as what it tells.

    Taken (`claimed_at`) before it is handed over, so that it never goes twice; one that was taken and has no outcome
    may or may not have gone.
    """

    __tablename__ = "register_outgoing_mail"
    __table_args__ = (
        CheckConstraint("outcome IS NULL OR outcome IN ('verzonden', 'vervallen', 'mislukt')", name="outcome"),
        CheckConstraint("(outcome = 'verzonden') = (sent_at IS NOT NULL) OR outcome IS NULL", name="sent_when_sent"),
        Index("ix_register_outgoing_mail_outcome_claimed_at", "outcome", "claimed_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    kind: Mapped[str] = mapped_column(String(40))
    attendance_id: Mapped[int | None] = mapped_column(ForeignKey(Attendance.id))
    outsider_link_id: Mapped[int | None] = mapped_column(ForeignKey("register_outsider_sign_link.id"), index=True)
    """Somebody of elsewhere gets it; `person_id` is then who asked for it."""
    subject: Mapped[str] = mapped_column(String(200), default="")
    """With `body`: a message that was written whole, such as the report of a nightly import."""
    body: Mapped[str] = mapped_column(Text, default="")
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    claimed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    outcome: Mapped[str | None] = mapped_column(String(12))
    attempts: Mapped[int] = mapped_column(default=0)
