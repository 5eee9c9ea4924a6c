"""Tables of privacy: what somebody opened for whom, and who looked."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from register.db import Base, UtcDateTime

_PERSON, _REGISTRATION = "register_person.id", "register_registration.id"
"""People lie a floor higher."""


class OpenedLayer(Base):
    """How much of the own dossier somebody opened for HR or for the manager (*inzage*); no row: totals alone.

    Without a registration it is the choice for everything; a registration may have a choice of its own. A `layer` that
    is empty is no choice. `until` is the last day. What it was before the last change stays, to be put back.
    """

    __tablename__ = "register_opened_layer"
    __table_args__ = (
        UniqueConstraint("person_id", "audience", "registration_id"),
        Index(
            "uq_register_opened_layer_everything",
            "person_id",
            "audience",
            unique=True,
            sqlite_where=text("registration_id IS NULL"),
            postgresql_where=text("registration_id IS NULL"),
        ),
        CheckConstraint("audience IN ('hr', 'leidinggevende')", name="audience"),
        CheckConstraint("layer IN ('totalen', 'lijst', 'bewijs')", name="layer"),
        CheckConstraint("was_layer IN ('totalen', 'lijst', 'bewijs')", name="was_layer"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey(_PERSON))
    registration_id: Mapped[int | None] = mapped_column(ForeignKey(_REGISTRATION), index=True)
    audience: Mapped[str] = mapped_column(String(20))
    layer: Mapped[str | None] = mapped_column(String(10))
    until: Mapped[date | None]
    since: Mapped[datetime] = mapped_column(UtcDateTime)
    was_layer: Mapped[str | None] = mapped_column(String(10))
    was_until: Mapped[date | None]


class Look(Base):
    """Somebody looked at the dossier of somebody else (*inzagelog*): written before it shows, read by its owner.

    The same page again within the same minute counts in `times`. Who used the command line is not known by name. A
    person whose import is undone takes the lines along.
    """

    __tablename__ = "register_look"
    __table_args__ = (
        CheckConstraint("audience IN ('hr', 'leidinggevende', 'beheerder', 'opdrachtregel')", name="audience"),
        CheckConstraint("viewer_id IS NULL OR viewer_id <> person_id", name="at_somebody_else"),
        CheckConstraint("times >= 1 AND (rows IS NULL OR rows >= 0)", name="counts"),
        Index("ix_register_look_person_id_last_at", "person_id", "last_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey(_PERSON, ondelete="CASCADE"))
    viewer_id: Mapped[int | None] = mapped_column(ForeignKey(_PERSON, ondelete="CASCADE"), index=True)
    audience: Mapped[str] = mapped_column(String(20))
    what: Mapped[str] = mapped_column(String(40))
    registration_id: Mapped[int | None] = mapped_column(ForeignKey(_REGISTRATION, ondelete="SET NULL"), index=True)
    rows: Mapped[int | None]
    times: Mapped[int] = mapped_column(default=1)
    first_at: Mapped[datetime] = mapped_column(UtcDateTime)
    last_at: Mapped[datetime] = mapped_column(UtcDateTime)
