"""Table of the organisation's methods; the competences of an activity stand beside the activity."""

from datetime import date

from sqlalchemy import JSON, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from register.db import Base, Versioned
from register.people.models import Organisation


class WorkMethod(Versioned, Base):
    """A method that the organisation works with (*werkmethode*), for example Welzijn op recept.

    `competences` holds the labels that an activity of this method is offered, as "framework:code".
    """

    __tablename__ = "register_method"
    __table_args__ = (UniqueConstraint("organisation_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey(Organisation.id))
    name: Mapped[str] = mapped_column(String(120))
    about: Mapped[str] = mapped_column(Text, default="")
    competences: Mapped[list[str]] = mapped_column(JSON, default=list)
    ended_on: Mapped[date | None]
