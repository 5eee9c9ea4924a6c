"""Table of the knowledge map: what somebody chose to show to colleagues, or to keep back."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from register.db import Base, UtcDateTime
from register.people.models import Person


class ShownKnowledge(Base):
    """One choice of what others see of somebody (*wat anderen van mij zien*, H6); without a row its source decides.

    An ambassador's role is public and can be kept back; all else shows only after its person chose so.
    """

    __tablename__ = "register_shown_knowledge"
    __table_args__ = (
        UniqueConstraint("person_id", "source", "label"),
        CheckConstraint("source IN ('ambassadeur', 'ervaring', 'geleerd', 'leervraag')", name="source"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    source: Mapped[str] = mapped_column(String(12))
    label: Mapped[str] = mapped_column(String(81))
    """As "framework:code" or "method:12"."""
    shown: Mapped[bool]
    chosen_at: Mapped[datetime] = mapped_column(UtcDateTime)
    """A question or experience that was put down later is another one, and has to be chosen again."""
