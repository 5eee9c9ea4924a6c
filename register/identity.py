"""Who is signed in, as the host says it; Flask-Login is touched here and nowhere else."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Identity:
    """The host's user, reduced to what we need.

    `subject` is the host's stable key as text and links to `Person.subject`; `email` links a person at first sight.
    """

    subject: str
    name: str = ""
    email: str | None = None
    roles: frozenset[str] = frozenset()


Identify = Callable[[], Identity | None]


def identify_with_flask_login() -> Identity | None:
    """Read the host's `current_user`; `None` when nobody is signed in or Flask-Login is not there."""
    try:
        from flask_login import current_user
    except ImportError:
        return None
    if not getattr(current_user, "is_authenticated", False) or not getattr(current_user, "is_active", True):
        return None
    email = getattr(current_user, "email", None)
    return Identity(subject=str(current_user.get_id()), name=str(getattr(current_user, "name", "")), email=email)
