"""Table of costs: who pays for somebody's part in an activity, and how much."""

from datetime import datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from register.db import Base, Points, UtcDateTime, Versioned
from register.learning.models import Activity
from register.people.models import Person


class Cost(Versioned, Base):
    """What one person's part in one activity costs (*kosten*, I3); goes before what the activity itself says.

    Compulsory training is assigned work and is not paid from the loopbaanbudget (cao Sociaal Werk, article 3.4).
    """

    __tablename__ = "register_cost"
    __table_args__ = (
        UniqueConstraint("activity_id", "person_id"),
        CheckConstraint("bearer IN ('werkgever', 'loopbaanbudget', 'zelf')", name="bearer"),
        CheckConstraint("amount >= 0", name="amount"),
        CheckConstraint(
            "NOT (mandatory AND bearer = 'loopbaanbudget')",
            name="mandatory_not_from_loopbaanbudget",  # cao Sociaal Werk, article 3.4
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    activity_id: Mapped[int] = mapped_column(ForeignKey(Activity.id))
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id), index=True)
    in_work_time: Mapped[bool | None]
    mandatory: Mapped[bool] = mapped_column(default=False)
    bearer: Mapped[str | None] = mapped_column(String(20))
    amount: Mapped[Decimal | None] = mapped_column(Points)
    """In euro; empty: not known."""
    set_by_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    set_at: Mapped[datetime] = mapped_column(UtcDateTime)
