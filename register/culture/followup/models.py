"""Table of follow-up: one question some weeks after an activity."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from register.db import Base, UtcDateTime
from register.learning.models import Activity
from register.people.models import Person


class FollowUp(Base):
    """One question (*doe je het nu anders?*, J6) to one person about one activity: answered by one click, or not."""

    __tablename__ = "register_follow_up"
    __table_args__ = (
        UniqueConstraint("person_id", "activity_id", "weeks"),
        CheckConstraint("weeks IN (6, 12)", name="weeks"),
        CheckConstraint("answer IS NULL OR answer IN ('ja', 'deels', 'nee')", name="answer"),
        CheckConstraint("(answer IS NULL) = (answered_at IS NULL)", name="answer_when_answered"),
        Index("ix_register_follow_up_person_id_due_on", "person_id", "due_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    activity_id: Mapped[int] = mapped_column(ForeignKey(Activity.id), index=True)
    weeks: Mapped[int]
    due_on: Mapped[date]
    answer: Mapped[str | None] = mapped_column(String(10))
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    skipped_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
