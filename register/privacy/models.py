"""Tables of privacy: what somebody opened for whom."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from register.db import Base, UtcDateTime


class OpenedLayer(Base):
    """How much of the own dossier somebody opened for HR or for the manager (*inzage*); no row: totals alone.

    `person_id` points to people, which lies a floor higher.
    """

    __tablename__ = "register_opened_layer"
    __table_args__ = (
        UniqueConstraint("person_id", "audience"),
        CheckConstraint("audience IN ('hr', 'leidinggevende')", name="audience"),
        CheckConstraint("layer IN ('totalen', 'lijst', 'bewijs')", name="layer"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("register_person.id"))
    audience: Mapped[str] = mapped_column(String(20))
    layer: Mapped[str] = mapped_column(String(10))
    since: Mapped[datetime] = mapped_column(UtcDateTime)
