"""Tables of the team meeting: the meeting, who was there, and its items, of which some are learning."""

from datetime import date, datetime, time

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from register.db import Base, UtcDateTime, Versioned
from register.learning.models import Activity
from register.people.models import Organisation, Person, Team


class TeamMeeting(Versioned, Base):
    """A meeting of a team (*teamoverleg*, J5); what is learnt in it is an activity of its own."""

    __tablename__ = "register_team_meeting"
    __table_args__ = (
        UniqueConstraint("team_id", "held_on", "starts_at"),
        Index("ix_register_team_meeting_organisation_id_held_on", "organisation_id", "held_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey(Organisation.id))
    team_id: Mapped[int] = mapped_column(ForeignKey(Team.id))
    held_on: Mapped[date]
    starts_at: Mapped[time | None]
    location: Mapped[str] = mapped_column(String(200), default="")
    created_by_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class MeetingPerson(Base):
    """Somebody on the list of a team meeting (*aanwezige*): ticked once, for every learning moment in it."""

    __tablename__ = "register_team_meeting_person"
    __table_args__ = (UniqueConstraint("meeting_id", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey(TeamMeeting.id))
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id), index=True)
    present: Mapped[bool] = mapped_column(default=True)


class AgendaItem(Versioned, Base):
    """An item of a team meeting (*agendapunt*). Learning minutes are separate from the meeting's (trap 1).

    `minutes_text` is what was agreed (*notulen*); `learnt` is what goes into the activity.
    """

    __tablename__ = "register_agenda_item"
    __table_args__ = (
        CheckConstraint("minutes BETWEEN 1 AND 600", name="minutes"),
        CheckConstraint("activity_id IS NULL OR is_learning", name="only_learning_is_an_activity"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey(TeamMeeting.id), index=True)
    place: Mapped[int]
    title: Mapped[str] = mapped_column(String(200))
    minutes: Mapped[int]
    is_learning: Mapped[bool] = mapped_column(default=False)
    minutes_text: Mapped[str] = mapped_column(Text, default="")
    learnt: Mapped[str] = mapped_column(Text, default="")
    activity_id: Mapped[int | None] = mapped_column(ForeignKey(Activity.id), unique=True)
