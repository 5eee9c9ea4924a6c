"""Tables of what people brought along from another employer: which dossier, and which activities came from it."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from register.db import Base, UtcDateTime
from register.learning.models import Activity
from register.people.models import Organisation, Person


class BroughtDossier(Base):
    """A dossier that somebody read in (*meegebracht dossier*): from whom, which key, and known here or not."""

    __tablename__ = "register_brought_dossier"
    __table_args__ = (UniqueConstraint("person_id", "manifest_sha256"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey(Organisation.id))
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id), index=True)
    manifest_sha256: Mapped[str] = mapped_column(String(64))
    made_by: Mapped[str] = mapped_column(String(200))
    key_id: Mapped[str] = mapped_column(String(16))
    known_key: Mapped[bool]
    read_at: Mapped[datetime] = mapped_column(UtcDateTime)


class BroughtActivity(Base):
    """An activity that came out of a brought dossier."""

    __tablename__ = "register_brought_activity"

    activity_id: Mapped[int] = mapped_column(ForeignKey(Activity.id), primary_key=True)
    dossier_id: Mapped[int] = mapped_column(ForeignKey(BroughtDossier.id), index=True)
