"""Tables for running alone: accounts, server-side sessions, attempts to sign in."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from register.db import Base, UtcDateTime, Versioned
from register.people.models import Person


class Account(Versioned, Base):
    """A local account (*account*).

    `epoch` goes up when every session of it must end; with `must_change` the password works once.
    """

    __tablename__ = "register_account"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id), unique=True)
    login: Mapped[str] = mapped_column(String(254), unique=True)
    password_hash: Mapped[str] = mapped_column(String(255))
    epoch: Mapped[int] = mapped_column(default=1)
    must_change: Mapped[bool] = mapped_column(default=False)
    disabled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    person: Mapped[Person] = relationship()


class LoginSession(Base):
    """A signed-in browser (*sessie*), known by the hash of its random key; ends on the server (RELIABILITY 0.8)."""

    __tablename__ = "register_login_session"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey(Account.id), index=True)
    key_hash: Mapped[str] = mapped_column(String(64), unique=True)
    epoch: Mapped[int]
    started_at: Mapped[datetime] = mapped_column(UtcDateTime)
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime)
    browser: Mapped[str] = mapped_column(String(120), default="")

    account: Mapped[Account] = relationship()


class LoginAttempt(Base):
    """A failed attempt to sign in, by salted hashes of the name and the address; forgotten after a day."""

    __tablename__ = "register_login_attempt"
    __table_args__ = (
        Index("ix_register_login_attempt_login_hash_at", "login_hash", "at"),
        Index("ix_register_login_attempt_address_hash_at", "address_hash", "at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    login_hash: Mapped[str] = mapped_column(String(64))
    address_hash: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
