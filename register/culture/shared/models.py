"""Tables of shared learnings: the learning, what it is about, what others say of it, and which team applied it."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from register.culture.experiments.models import Experiment
from register.db import Base, UtcDateTime, Versioned
from register.learning.labels.models import WorkMethod
from register.learning.models import Activity
from register.people.models import Organisation, Person, Team


class Learning(Versioned, Base):
    """What somebody passes on to other teams (*gedeelde les*, J4), without clients in it.

    `search_key` is derived from title, text and labels: lower case, without diacritics; both databases find alike.
    """

    __tablename__ = "register_learning"
    __table_args__ = (Index("ix_register_learning_organisation_id_shared_at", "organisation_id", "shared_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey(Organisation.id))
    author_id: Mapped[int] = mapped_column(ForeignKey(Person.id), index=True)
    activity_id: Mapped[int | None] = mapped_column(ForeignKey(Activity.id), index=True)
    experiment_id: Mapped[int | None] = mapped_column(ForeignKey(Experiment.id), index=True)
    method_id: Mapped[int | None] = mapped_column(ForeignKey(WorkMethod.id), index=True)
    title: Mapped[str] = mapped_column(String(160))
    text: Mapped[str] = mapped_column(Text)
    search_key: Mapped[str] = mapped_column(Text)
    shared_at: Mapped[datetime] = mapped_column(UtcDateTime)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class LearningCompetence(Base):
    """A competence that a shared learning is about (*competentielabel*)."""

    __tablename__ = "register_learning_competence"
    __table_args__ = (UniqueConstraint("learning_id", "framework", "code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    learning_id: Mapped[int] = mapped_column(ForeignKey(Learning.id))
    framework: Mapped[str] = mapped_column(String(40))
    code: Mapped[str] = mapped_column(String(40))


class LearningComment(Base):
    """What a colleague says of a shared learning (*reactie*)."""

    __tablename__ = "register_learning_comment"

    id: Mapped[int] = mapped_column(primary_key=True)
    learning_id: Mapped[int] = mapped_column(ForeignKey(Learning.id), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id), index=True)
    text: Mapped[str] = mapped_column(Text)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class LearningApplied(Base):
    """A team that applied a shared learning (*toegepast in ons team*)."""

    __tablename__ = "register_learning_applied"
    __table_args__ = (UniqueConstraint("learning_id", "team_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    learning_id: Mapped[int] = mapped_column(ForeignKey(Learning.id))
    team_id: Mapped[int] = mapped_column(ForeignKey(Team.id), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    applied_at: Mapped[datetime] = mapped_column(UtcDateTime)
