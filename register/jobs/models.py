"""The table of jobs: who asked, what, how far it is, and where its result lies."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from register.db import Base, UtcDateTime
from register.people.models import Organisation, Person


class Job(Base):
    """A job (*opdracht*). The queue knows only its id; this row says everything else.

    `worker` is who has it now; a worker that gives no sign of life (`beat_at`) loses it, and the next one goes on
    from `step`, the last point that was reached whole.
    """

    __tablename__ = "register_job"
    __table_args__ = (
        CheckConstraint("state IN ('wacht', 'bezig', 'klaar', 'mislukt')", name="state"),
        CheckConstraint("done >= 0 AND (total IS NULL OR total >= 0)", name="progress"),
        CheckConstraint("(state = 'bezig') = (worker IS NOT NULL)", name="worker_while_busy"),
        Index("ix_register_job_organisation_id_made_at", "organisation_id", "made_at"),
        Index("ix_register_job_state_beat_at", "state", "beat_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey(Organisation.id))
    asked_by_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    kind: Mapped[str] = mapped_column(String(40))
    title: Mapped[str] = mapped_column(String(200))
    arguments: Mapped[dict[str, Any]] = mapped_column(JSON)
    state: Mapped[str] = mapped_column(String(12), default="wacht")
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int | None]
    step: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    message: Mapped[str] = mapped_column(String(500), default="")
    """Why it failed, and what to do."""
    worker: Mapped[str | None] = mapped_column(String(64))
    beat_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    attempts: Mapped[int] = mapped_column(default=0)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    result_name: Mapped[str | None] = mapped_column(String(150))
    result_type: Mapped[str | None] = mapped_column(String(80))
    result_size: Mapped[int | None] = mapped_column(BigInteger)
    result_sha256: Mapped[str | None] = mapped_column(String(64))
