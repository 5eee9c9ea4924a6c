"""Tables of ambassadors: who stands for which method, and what colleagues asked them."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from register.db import Base, UtcDateTime, Versioned
from register.learning.labels.models import WorkMethod
from register.people.models import Person


class Ambassador(Versioned, Base):
    """Who goes deep into a method and helps colleagues with it (*ambassadeur*, J2), from when to when."""

    __tablename__ = "register_ambassador"
    __table_args__ = (CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name="period"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    method_id: Mapped[int] = mapped_column(ForeignKey(WorkMethod.id), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id), index=True)
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]


class MethodQuestion(Versioned, Base):
    """A question about a method (*vraag aan de ambassadeur*), and its answer; both may be taken back."""

    __tablename__ = "register_method_question"
    __table_args__ = (CheckConstraint("(answered_at IS NULL) = (answered_by_id IS NULL)", name="answered_by_somebody"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    method_id: Mapped[int] = mapped_column(ForeignKey(WorkMethod.id), index=True)
    asked_by_id: Mapped[int] = mapped_column(ForeignKey(Person.id), index=True)
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    question: Mapped[str] = mapped_column(Text)
    answer: Mapped[str] = mapped_column(Text, default="")
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey(Person.id))
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
