"""What undoing an import does, as a stable document and as Dutch lines (*verslag*)."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from sqlalchemy.orm import Session

from register.current import AMSTERDAM
from register.imports.models import ImportBatch
from register.imports.undo_plan import Left, UndoPlan, names_of
from register.workbooks.words import number_of

WHAT = {
    "person": "persoon", "employment": "dienstverband", "membership": "team", "team_manager": "leidinggevende",
    "role": "rol", "registration": "registratie", "team": "nieuw team", "activity": "activiteit",
    "attendance": "aanwezigheid",
}  # fmt: skip


class LeftLine(NamedTuple):
    """One row that stays as it is, for people to read."""

    row: int
    name: str
    what: str
    reason: str
    since: str
    """Who changed it and when; empty where nobody wrote that down."""


def left_lines(session: Session, left: tuple[Left, ...]) -> tuple[LeftLine, ...]:
    """Say per row that stays what changed since, by whom and when."""
    names = names_of(session, left)
    return tuple(
        LeftLine(one.row, names.get(one.person_id or 0, ""), WHAT[one.kind], one.reason, _since(one, names))
        for one in left
    )


def as_document(session: Session, batch: ImportBatch, plan: UndoPlan, *, applied: bool) -> dict[str, Any]:
    """Return the plan as plain JSON values; keys stay as they are."""
    return {
        "kind": "undo",
        "import": batch.id,
        "applied": applied,
        "counts": plan.counts,
        "left": [line._asdict() for line in left_lines(session, plan.left)],
        "digest": plan.digest,
    }


def as_lines(session: Session, plan: UndoPlan, *, applied: bool) -> Iterator[str]:
    """Write the plan for a person: how many rows go back, and which stay and why."""
    counts = plan.counts
    yield f"{number_of(counts['teruggezet'], 'rij', 'rijen')} teruggezet, {counts['blijft']} ongemoeid gelaten."
    for line in left_lines(session, plan.left):
        where = f"Rij {line.row}" if line.row else "Nieuw"
        yield f"{where}, {line.what}{f' ({line.name})' if line.name else ''}: {line.reason} {line.since}".rstrip()
    yield "Teruggedraaid." if applied else "Er is niets gewijzigd: dit was een proef."


def _since(one: Left, names: dict[int, str]) -> str:
    if one.since is None:
        return ""
    who = names.get(one.since.actor_id or 0, "de opdrachtregel")
    how = "Bij een latere import door" if one.since.by_import else "Door"
    return f"{how} {who} op {one.since.at.astimezone(AMSTERDAM):%d-%m-%Y om %H:%M}."
