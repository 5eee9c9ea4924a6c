"""What somebody does who writes in the tables behind our back: the guards of the database are theirs to drop."""

from sqlalchemy import text
from sqlalchemy.orm import Session

_TABLE = "register_audit_entry"


def unguard(session: Session) -> None:
    """Drop the triggers that refuse a change of the trail, as the owner of the database can."""
    postgresql = session.get_bind().dialect.name == "postgresql"
    for act in ("update", "delete", "truncate") if postgresql else ("update", "delete"):
        session.execute(text(f"DROP TRIGGER {_TABLE}_{act}" + f" ON {_TABLE}" * postgresql))
    session.commit()


def tamper(session: Session, *statements: str) -> None:
    """Write in the tables by SQL, past the guards."""
    unguard(session)
    for statement in statements:
        session.execute(text(statement))
    session.commit()
