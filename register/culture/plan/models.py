"""Tables of the development plan: the plan, its goals, and the activities that serve a goal."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from register.db import Base, UtcDateTime, Versioned
from register.learning.labels.models import WorkMethod
from register.learning.models import Activity
from register.people.models import Person


class DevelopmentPlan(Versioned, Base):
    """What somebody wants to learn in a period (*ontwikkelplan*, J7): of the person, a condition of `rp-sw`."""

    __tablename__ = "register_development_plan"
    __table_args__ = (CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name="period"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id), index=True)
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Goal(Versioned, Base):
    """A goal in a plan (*leerdoel*), by a competence or a method where one fits."""

    __tablename__ = "register_goal"

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey(DevelopmentPlan.id), index=True)
    words: Mapped[str] = mapped_column(String(300))
    approach: Mapped[str] = mapped_column(Text, default="")
    framework: Mapped[str] = mapped_column(String(40), default="")
    code: Mapped[str] = mapped_column(String(40), default="")
    method_id: Mapped[int | None] = mapped_column(ForeignKey(WorkMethod.id))
    due_on: Mapped[date | None]
    reached_on: Mapped[date | None]


class GoalActivity(Base):
    """An activity that serves a goal (*gekoppelde activiteit*)."""

    __tablename__ = "register_goal_activity"
    __table_args__ = (UniqueConstraint("goal_id", "activity_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    goal_id: Mapped[int] = mapped_column(ForeignKey(Goal.id))
    activity_id: Mapped[int] = mapped_column(ForeignKey(Activity.id), index=True)
