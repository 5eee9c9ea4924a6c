"""What nobody will miss once its term is over: sessions, links, sent mails, forms, old deliveries and looks."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, func, or_, select, update
from sqlalchemy.orm import Session

from register.bulk.portions import in_chunks
from register.current import AMSTERDAM
from register.draft import KEPT_FOR
from register.imports.history import STAGED_KEPT, forget_old
from register.imports.models import ImportBatch
from register.keeping.terms import MONTHS, over_on, record_classes
from register.keeping.ways import every_table, keys_of
from register.people.models import Organisation, Person

_STAGED = "importen"


@dataclass(frozen=True, kw_only=True)
class Rule:
    """Rows of one table that go with a class, by the column that says since when."""

    record_class: str
    table: str
    since: str
    whose: str = "person_id"
    """The column with the person; empty: of no person at all."""
    when: str = ""
    """A column that has to be filled."""


RULES = (
    Rule(record_class="inzagelog", table="register_look", since="last_at"),
    Rule(record_class="berichten", table="register_outgoing_mail", since="made_at", when="outcome"),
    Rule(record_class="berichten", table="register_sign_link", since="expires_at"),
    Rule(record_class="berichten", table="register_notice_link", since="expires_at"),
    Rule(record_class="berichten", table="register_check_in_code", since="expires_at", whose="made_by_id"),
    Rule(record_class="sessies", table="register_login_session", since="seen_at", whose="account_id"),
    Rule(record_class="sessies", table="register_login_attempt", since="at", whose=""),
    Rule(record_class="formulieren", table="register_form_key", since="made_at"),
    Rule(record_class="opdrachten", table="register_job", since="finished_at", whose="asked_by_id", when="finished_at"),
    Rule(record_class="leveringen", table="register_delivery", since="made_at", whose="organisation_id"),
)
"""Children go before parents: lines of a delivery are found by their delivery."""
_BELOW = {"register_delivery": ("register_delivered_line", "register_presence_line")}
_LOOSE = {"register_job": (("register_own_rule_version", "job_id"),)}


def due_rows(
    session: Session, organisation_id: int, amounts: Mapping[str, int], *, at: datetime
) -> dict[str, list[tuple[str, Any]]]:
    """Return what is past its term, by class: the table and the key of each row."""
    found: dict[str, list[tuple[str, Any]]] = {one: [] for one in record_classes()}
    for rule in RULES:
        table = every_table()[rule.table]
        (key,) = keys_of(table)
        cutoff = _cutoff(rule.record_class, amounts, at)
        condition = and_(table.c[rule.since] < cutoff, _of(rule, session, organisation_id))
        if rule.when:
            condition = and_(condition, table.c[rule.when].is_not(None))
        found[rule.record_class] += [(rule.table, one) for one in session.scalars(select(key).where(condition))]
    found["formulieren"] += _drafts(session, organisation_id, at)
    found[_STAGED] += [("register_import_batch", one) for one in session.scalars(_staged(organisation_id, at))]
    return found


def forget_rows(session: Session, organisation_id: int, amounts: Mapping[str, int], *, at: datetime) -> dict[str, int]:
    """Delete what is past its term, in the caller's transaction; returns how many rows by class."""
    due = due_rows(session, organisation_id, amounts, at=at)
    for code, rows in due.items():
        if code == _STAGED:
            continue
        by_table: dict[str, list[Any]] = {}
        for name, key in rows:
            by_table.setdefault(name, []).append(key)
        for name, keys in by_table.items():
            _delete(session, name, keys)
    forget_old(session, at=at)
    return {code: len(rows) for code, rows in due.items()}


def _delete(session: Session, name: str, keys: list[Any]) -> None:
    table = every_table()[name]
    (key,) = keys_of(table)
    for some in in_chunks(keys):
        for below in _BELOW.get(name, ()):
            session.execute(delete(every_table()[below]).where(every_table()[below].c.delivery_id.in_(some)))
        for other, column in _LOOSE.get(name, ()):
            pointing = every_table()[other]
            session.execute(update(pointing).where(pointing.c[column].in_(some)).values({column: None}))
        session.execute(delete(table).where(key.in_(some)))


def _cutoff(code: str, amounts: Mapping[str, int], at: datetime) -> datetime:
    """Return before which moment rows are past their term."""
    if record_classes()[code].unit == MONTHS:
        here = at.astimezone(AMSTERDAM)
        return datetime.combine(over_on(here.date(), -amounts[code]), here.time(), AMSTERDAM).astimezone(at.tzinfo)
    return at - timedelta(days=amounts[code])


def _of(rule: Rule, session: Session, organisation_id: int) -> ColumnElement[bool]:
    """Return the condition for the rows of an organisation; what is nobody's goes with the first of them."""
    table = every_table()[rule.table]
    first = session.scalar(select(func.min(Organisation.id))) == organisation_id
    if not rule.whose:
        return table.c.id.is_not(None) if first else table.c.id.is_(None)
    column = table.c[rule.whose]
    if rule.whose == "organisation_id":
        return column == organisation_id
    people = select(Person.id).where(Person.organisation_id == organisation_id)
    if rule.whose == "account_id":
        accounts = every_table()["register_account"]
        return column.in_(select(accounts.c.id).where(accounts.c.person_id.in_(people)))
    return or_(column.in_(people), column.is_(None)) if first else column.in_(people)


def _drafts(session: Session, organisation_id: int, at: datetime) -> list[tuple[str, Any]]:
    """Find forms that were kept for an hour and not come back to."""
    table = every_table()["register_form_draft"]
    rule = Rule(record_class="formulieren", table=table.name, since="made_at")
    condition = and_(table.c.made_at <= at - KEPT_FOR, _of(rule, session, organisation_id))
    return [(table.name, one) for one in session.scalars(select(table.c.id).where(condition))]


def _staged(organisation_id: int, at: datetime) -> Any:  # noqa: ANN401 - a select of ids
    return select(ImportBatch.id).where(
        ImportBatch.organisation_id == organisation_id,
        ImportBatch.made_at < at - STAGED_KEPT,
        or_(ImportBatch.state == "voorbeeld", ImportBatch.has_errors),
    )
