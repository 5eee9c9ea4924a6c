"""Tables of own rule versions: the version with its whole content, its figures, and what it would do to whom."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from register.db import Base, Points, UtcDateTime, Versioned
from register.jobs.models import Job
from register.people.models import Organisation, Person, Registration


class OwnRuleVersion(Versioned, Base):
    """A version of the rules that an organisation made itself (*eigen versie*).

    `content` is the rule file of one version as it was copied, whole, so that no later release of ours changes it.
    Published, it judges the periods that had not ended on `known_from`; withdrawn, those that ended before
    `known_until`. A kept version (*bewaard*) is what held before an own figure changed, for the periods closed by then.
    """

    __tablename__ = "register_own_rule_version"
    __table_args__ = (
        UniqueConstraint("organisation_id", "register_id", "name"),
        CheckConstraint("state IN ('concept', 'gepubliceerd', 'ingetrokken', 'bewaard')", name="state"),
        CheckConstraint("state = 'concept' OR digest IS NOT NULL", name="digest_once_published"),
        CheckConstraint("(state IN ('ingetrokken', 'bewaard')) = (known_until IS NOT NULL)", name="until_when_over"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey(Organisation.id))
    register_id: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(40))
    copied_from: Mapped[str] = mapped_column(String(60))
    applies_from: Mapped[date | None]
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    state: Mapped[str] = mapped_column(String(12), default="concept")
    digest: Mapped[str | None] = mapped_column(String(64))
    """Of content, figures and first day, fixed at publishing: claims name it."""
    known_from: Mapped[date | None]
    known_until: Mapped[date | None]
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey(Person.id))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    published_by_id: Mapped[int | None] = mapped_column(ForeignKey(Person.id))
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    withdrawn_by_id: Mapped[int | None] = mapped_column(ForeignKey(Person.id))
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    simulated_digest: Mapped[str | None] = mapped_column(String(64))
    """Names what was simulated whole, with what and on which day; another now means that it is to be done again."""
    simulated_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    simulated_count: Mapped[int | None]
    job_id: Mapped[int | None] = mapped_column(ForeignKey(Job.id))
    """The last simulation or recount that was too large for a page."""

    @property
    def taken_out(self) -> bool:
        """Whether it was withdrawn because it could not be read (*eruit gehaald*): it ends before it begins."""
        return self.known_from is not None and self.known_until is not None and self.known_until < self.known_from


class OwnVersionFigure(Base):
    """A figure that differs from what was copied, with where it was read and of which day that is (*bron*)."""

    __tablename__ = "register_own_version_figure"
    __table_args__ = (UniqueConstraint("rule_version_id", "path"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    rule_version_id: Mapped[int] = mapped_column(ForeignKey(OwnRuleVersion.id), index=True)
    path: Mapped[str] = mapped_column(String(120))
    value: Mapped[Decimal] = mapped_column(Points)
    source: Mapped[str] = mapped_column(String(500))
    source_on: Mapped[date | None]
    """Date of the source; empty for a figure that was copied along without one."""
    example: Mapped[bool] = mapped_column(default=False)
    set_by_id: Mapped[int | None] = mapped_column(ForeignKey(Person.id))
    set_at: Mapped[datetime] = mapped_column(UtcDateTime)


class RuleEffect(Base):
    """What an own version would do to one registration (*gevolg*); kept until the draft changes or is published."""

    __tablename__ = "register_rule_effect"
    __table_args__ = (
        UniqueConstraint("rule_version_id", "registration_id"),
        Index("ix_register_rule_effect_registration_id", "registration_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    rule_version_id: Mapped[int] = mapped_column(ForeignKey(OwnRuleVersion.id))
    registration_id: Mapped[int] = mapped_column(ForeignKey(Registration.id, ondelete="CASCADE"))
    countable_before: Mapped[Decimal] = mapped_column(Points)
    countable_after: Mapped[Decimal] = mapped_column(Points)
    needed_before: Mapped[Decimal | None] = mapped_column(Points)
    needed_after: Mapped[Decimal | None] = mapped_column(Points)
    reached_before: Mapped[bool | None]
    reached_after: Mapped[bool | None]
    """Whether every norm was met; empty: one of them is not known."""
    wins: Mapped[bool]
    loses: Mapped[bool]
    short: Mapped[bool]
