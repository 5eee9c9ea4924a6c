"""Table of the yearly talk: what somebody writes for it, and the sheet as it was released."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from register.db import Base, UtcDateTime, Versioned
from register.people.models import Person


class Talk(Versioned, Base):
    """The sheet for the talk of one year (*jaargesprek*, H5), of its person.

    The manager reads `sheet` and nothing else: what its person saw when releasing it, until it is taken back.
    """

    __tablename__ = "register_talk"
    __table_args__ = (
        UniqueConstraint("person_id", "year"),
        CheckConstraint("year BETWEEN 2000 AND 2200", name="year"),
        CheckConstraint("(sheet IS NULL) = (released_at IS NULL)", name="released_whole"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    year: Mapped[int]
    looking_back: Mapped[str] = mapped_column(Text, default="")
    wishes: Mapped[str] = mapped_column(Text, default="")
    goal_ids: Mapped[list[int]] = mapped_column(JSON, default=list)
    """The goals that the person puts on it; one that is gone since is left out."""
    sheet: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    released_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
