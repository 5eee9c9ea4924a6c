"""Tables of matching: who wants it, about what, never with whom, and the pairs that came of it.

Everything here is opt-in, read by the person and, as far as they chose, by whom they are offered to; never by a
manager.
"""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from register.db import Base, UtcDateTime, Versioned
from register.learning.labels.models import WorkMethod
from register.learning.models import Activity
from register.people.models import Organisation, Person


class MatchProfile(Versioned, Base):
    """That somebody takes part in matching (*meedoen*), how many pairs at once, and until when not."""

    __tablename__ = "register_match_profile"
    __table_args__ = (CheckConstraint("most_at_once BETWEEN 1 AND 5", name="workload"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id), unique=True)
    joined_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    most_at_once: Mapped[int] = mapped_column(default=1)
    snoozed_until: Mapped[date | None]
    random_rounds: Mapped[bool] = mapped_column(default=False)


class MatchTopic(Versioned, Base):
    """What somebody has a question about (*leervraag*) or experience with (*ervaring*): a method or a competence."""

    __tablename__ = "register_match_topic"
    __table_args__ = (
        CheckConstraint("side IN ('leervraag', 'ervaring')", name="side"),
        CheckConstraint("(method_id IS NOT NULL) OR (code <> '')", name="about_something"),
        Index("ix_register_match_topic_person_id_side", "person_id", "side"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    side: Mapped[str] = mapped_column(String(10))
    method_id: Mapped[int | None] = mapped_column(ForeignKey(WorkMethod.id), index=True)
    framework: Mapped[str] = mapped_column(String(40), default="")
    code: Mapped[str] = mapped_column(String(40), default="")
    words: Mapped[str] = mapped_column(String(300), default="")
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class MatchExclusion(Base):
    """With whom somebody does not want to be matched (*liever niet met*): private, without a reason, both ways."""

    __tablename__ = "register_match_exclusion"
    __table_args__ = (
        UniqueConstraint("person_id", "other_id"),
        CheckConstraint("person_id <> other_id", name="not_oneself"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    other_id: Mapped[int] = mapped_column(ForeignKey(Person.id), index=True)


class MatchRound(Base):
    """A round in which chance makes the pairs (*willekeurige ronde*)."""

    __tablename__ = "register_match_round"

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey(Organisation.id), index=True)
    made_by_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Match(Versioned, Base):
    """Two colleagues who go and learn from each other (*koppel*), three where a round has an odd number.

    Accepted by the other, it becomes an activity of peer coaching in one click.
    """

    __tablename__ = "register_match"
    __table_args__ = (
        CheckConstraint("state IN ('gevraagd', 'aangenomen', 'afgeslagen', 'ingetrokken', 'gedaan')", name="state"),
        CheckConstraint("receiver_id <> giver_id", name="two_people"),
        CheckConstraint(
            "third_id IS NULL OR (round_id IS NOT NULL AND third_id <> receiver_id AND third_id <> giver_id)",
            name="three_in_a_round",
        ),
        Index(
            "uq_register_match_open",
            "receiver_id",
            "giver_id",
            unique=True,
            sqlite_where=text("state IN ('gevraagd', 'aangenomen')"),
            postgresql_where=text("state IN ('gevraagd', 'aangenomen')"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    receiver_id: Mapped[int] = mapped_column(ForeignKey(Person.id), index=True)
    giver_id: Mapped[int] = mapped_column(ForeignKey(Person.id), index=True)
    third_id: Mapped[int | None] = mapped_column(ForeignKey(Person.id), index=True)
    topic_id: Mapped[int | None] = mapped_column(ForeignKey(MatchTopic.id))
    round_id: Mapped[int | None] = mapped_column(ForeignKey(MatchRound.id), index=True)
    asked_by_id: Mapped[int | None] = mapped_column(ForeignKey(Person.id))
    message: Mapped[str] = mapped_column(String(500), default="")
    state: Mapped[str] = mapped_column(String(12), default="gevraagd")
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    activity_id: Mapped[int | None] = mapped_column(ForeignKey(Activity.id), unique=True)
