"""Tables of experiments: the card, its people, its sessions, and the teams that took it over."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from register.db import Base, UtcDateTime, Versioned
from register.learning.labels.models import WorkMethod
from register.learning.models import Activity
from register.people.models import Organisation, Person, Team


class Experiment(Versioned, Base):
    """A bounded try-out in a team (*experiment*, J1): a question, what we try, until when, and what came of it.

    "Mislukt, geleerd" is an outcome like the others. The sessions in it are activities, and those are claimed.
    """

    __tablename__ = "register_experiment"
    __table_args__ = (
        CheckConstraint("outcome IS NULL OR outcome IN ('gelukt', 'deels', 'mislukt')", name="outcome"),
        CheckConstraint("(outcome IS NULL) = (concluded_at IS NULL)", name="outcome_when_concluded"),
        CheckConstraint("until_on IS NULL OR until_on >= starts_on", name="period"),
        Index("ix_register_experiment_organisation_id_starts_on", "organisation_id", "starts_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey(Organisation.id))
    team_id: Mapped[int | None] = mapped_column(ForeignKey(Team.id), index=True)
    method_id: Mapped[int | None] = mapped_column(ForeignKey(WorkMethod.id))
    question: Mapped[str] = mapped_column(String(300))
    attempt: Mapped[str] = mapped_column(Text, default="")
    """What we try (*wat we proberen*)."""
    starts_on: Mapped[date]
    until_on: Mapped[date | None]
    outcome: Mapped[str | None] = mapped_column(String(10))
    learnt: Mapped[str] = mapped_column(Text, default="")
    concluded_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    search_key: Mapped[str] = mapped_column(Text, default="")
    created_by_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class ExperimentMember(Base):
    """Who takes part in an experiment (*deelnemer*), and who leads it (*trekker*)."""

    __tablename__ = "register_experiment_member"
    __table_args__ = (UniqueConstraint("experiment_id", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    experiment_id: Mapped[int] = mapped_column(ForeignKey(Experiment.id))
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id), index=True)
    leads: Mapped[bool] = mapped_column(default=False)


class ExperimentActivity(Base):
    """A session held inside an experiment: the unit that is claimed."""

    __tablename__ = "register_experiment_activity"

    id: Mapped[int] = mapped_column(primary_key=True)
    experiment_id: Mapped[int] = mapped_column(ForeignKey(Experiment.id), index=True)
    activity_id: Mapped[int] = mapped_column(ForeignKey(Activity.id), unique=True)


class Adoption(Base):
    """A team that took an experiment over (*overgenomen*), from the first team or from another that had (`via_id`)."""

    __tablename__ = "register_experiment_adoption"
    __table_args__ = (
        UniqueConstraint("experiment_id", "team_id"),
        CheckConstraint("via_id IS NULL OR via_id <> id", name="not_from_itself"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    experiment_id: Mapped[int] = mapped_column(ForeignKey(Experiment.id))
    team_id: Mapped[int] = mapped_column(ForeignKey(Team.id), index=True)
    via_id: Mapped[int | None] = mapped_column(ForeignKey("register_experiment_adoption.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    adopted_at: Mapped[datetime] = mapped_column(UtcDateTime)
