"""What undoing an import would do: row by row back to what it was, or left alone because of what came since (G5)."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import cached_property
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from register.bulk.portions import in_chunks
from register.imports.models import ImportBatch, ImportChange
from register.imports.objects import Values, as_stored, rows_by_id
from register.imports.undo_since import Built, Since, what_came_since
from register.people.models import Person

_UNSHOWN = frozenset({"id", "person_id", "organisation_id", "team_id", "deactivated_at"})


class Noted(NamedTuple):
    """One change of the import, with the row as it stands now (`None`: it is gone)."""

    id: int
    row: int
    kind: str
    object_id: int
    before: Values | None
    after: Values | None
    now: Values | None


class Left(NamedTuple):
    """A row of the file that stays as it is, and why: what changed since, by whom and when."""

    row: int
    kind: str
    object_id: int
    person_id: int | None
    reason: str
    since: Since | None


@dataclass(frozen=True, kw_only=True)
class UndoPlan:
    """The whole plan; pure data, made by `plan_undo`."""

    removed: tuple[Noted, ...]
    """What the import made and goes."""
    restored: tuple[Noted, ...]
    """What gets its earlier values back."""
    returned: tuple[Noted, ...]
    """What the import took away and comes back."""
    left: tuple[Left, ...]
    rows: int
    """Rows of the file that are put back."""

    @property
    def counts(self) -> dict[str, int]:
        """What happens to the rows of the file that changed something; new teams are no rows."""
        return {"teruggezet": self.rows, "blijft": len({one.row for one in self.left if one.row})}

    @property
    def changes(self) -> bool:
        """Whether there is anything to put back."""
        return bool(self.removed or self.restored or self.returned)

    @cached_property
    def digest(self) -> str:
        """SHA-256 of all that would be written: another digest means that the data changed in the meantime."""
        content = [self.removed, self.restored, self.returned, self.left]
        return hashlib.sha256(json.dumps(content, default=str, sort_keys=True).encode()).hexdigest()


def plan_undo(session: Session, batch: ImportBatch) -> UndoPlan:
    """Compare what an import made with what stands there now; writes nothing.

    A row of the file is put back whole or not at all: whoever was moved again since does not end in two teams.
    """
    noted = _noted(session, batch)
    built = what_came_since(session, batch, noted)
    groups: dict[tuple[int, int], list[Noted]] = {}
    for one in noted:
        groups.setdefault((one.row, 0 if one.row else one.object_id), []).append(one)
    left: list[Left] = []
    for key, group in list(groups.items()):
        found = next(((one, reason) for one in group if (reason := _reason(one, built))), None)
        if found:
            left.append(_left(*found, built))
            del groups[key]
    left += _keep_what_is_in_use(groups, built)
    kept = [one for group in groups.values() for one in group]
    return UndoPlan(
        removed=tuple(one for one in kept if one.before is None),
        restored=tuple(one for one in kept if one.before is not None and one.after is not None),
        returned=tuple(one for one in kept if one.after is None),
        left=tuple(sorted(left, key=lambda one: (one.row, one.kind, one.object_id))),
        rows=len({one.row for one in kept if one.row}),
    )


def _noted(session: Session, batch: ImportBatch) -> list[Noted]:
    columns = (
        ImportChange.id, ImportChange.row_number, ImportChange.object_kind, ImportChange.object_id,
        ImportChange.before, ImportChange.after,
    )  # fmt: skip
    found = session.execute(select(*columns).where(ImportChange.batch_id == batch.id).order_by(ImportChange.id)).all()
    ids: dict[str, list[int]] = {}
    for row in found:
        ids.setdefault(row.object_kind, []).append(row.object_id)
    now = {kind: rows_by_id(session, kind, some) for kind, some in ids.items()}
    return [
        Noted(
            row.id,
            row.row_number,
            row.object_kind,
            row.object_id,
            None if row.before is None else as_stored(row.object_kind, row.before),
            None if row.after is None else as_stored(row.object_kind, row.after),
            now[row.object_kind].get(row.object_id),
        )
        for row in found
    ]


def _reason(one: Noted, built: Built) -> str:
    """Say why this change stays; empty when it can be put back."""
    if one.after is None:
        return "" if one.now is None else "Dit is intussen weer toegevoegd."
    if one.now is None:
        return "Dit is intussen weggehaald."
    if one.before is None:
        return built.on(one.kind, one.object_id) or _edited(one.after if one.kind not in _WHOLE else {}, one.now)
    return _edited({name: one.after[name] for name in one.before}, one.now)


_WHOLE = frozenset({"person", "activity"})
"""Made with all that came along; `what_came_since` looks at the whole."""


def _edited(ours: Mapping[str, Any], now: Values) -> str:
    """Name what is no longer as the import made it."""
    changed = [name for name, value in ours.items() if _current(now, name) != value]
    if not changed:
        return ""
    shown = [LABELS.get(name, name) for name in changed if name not in _UNSHOWN]
    return f"Intussen gewijzigd: {', '.join(shown) or 'iets anders'}."


def _current(now: Values, name: str) -> Any:  # noqa: ANN401 - any type of column
    return now.get("deactivated_at") is None if name == "active" else now.get(name)


def _left(one: Noted, reason: str, built: Built) -> Left:
    person_id = one.object_id if one.kind == "person" else (one.now or one.after or one.before or {}).get("person_id")
    since = built.since.get((one.kind, one.object_id)) or built.since.get(("person", person_id or 0))
    return Left(one.row, one.kind, one.object_id, person_id, reason, since)


def _keep_what_is_in_use(groups: dict[tuple[int, int], list[Noted]], built: Built) -> list[Left]:
    """Keep a new team in which somebody stays, and a new person who manages a team that stays; until nothing moves."""
    left: list[Left] = []
    while True:
        going = {(one.kind, one.object_id) for group in groups.values() for one in group if one.before is None}
        stays = {
            key: (one, reason)
            for key, group in groups.items()
            for one in group
            if one.before is None and (reason := built.in_use(one.kind, one.object_id, going))
        }
        if not stays:
            return left
        for key, (one, reason) in stays.items():
            left.append(_left(one, reason, built))
            del groups[key]


def left_document(one: Left) -> Values:
    """Write down a row that stays; ids and reasons, no names."""
    return {
        **{name: getattr(one, name) for name in Left._fields[:-1]},
        "since": {**asdict(one.since), "at": one.since.at.isoformat()} if one.since else None,
    }


def left_of(document: Mapping[str, Any]) -> tuple[Left, ...]:
    """Read back what `left_document` wrote."""
    return tuple(
        Left(**(one | {"since": Since(**(since | {"at": datetime.fromisoformat(since["at"])})) if since else None}))
        for one in document["left"]
        for since in (one["since"],)
    )


def names_of(session: Session, left: Sequence[Left]) -> dict[int, str]:
    """Return the names of the people that these rows are about, and of who changed something since."""
    ids = {one.person_id for one in left if one.person_id}
    ids |= {one.since.actor_id for one in left if one.since and one.since.actor_id}
    return names_by_id(session, ids)


def names_by_id(session: Session, ids: Iterable[int]) -> dict[int, str]:
    """Return the names of these people."""
    found: dict[int, str] = {}
    for some in in_chunks(sorted(ids)):
        found |= {row.id: row.display_name for row in session.execute(_NAMES.where(Person.id.in_(some)))}
    return found


_NAMES = select(Person.id, Person.display_name)
LABELS = {
    "given_name": "roepnaam", "initials": "voorletters", "prefix": "voorvoegsel", "family_name": "achternaam",
    "partner_prefix": "voorvoegsel partner", "partner_family_name": "achternaam partner", "name_use": "naamgebruik",
    "email": "e-mail", "active": "in dienst", "starts_on": "begindatum", "ends_on": "einddatum",
    "job_title": "functie", "location": "locatie", "hours_per_week": "uren per week",
    "number": "registernummer", "level": "niveau",
    "cycle_starts_on": "begin registratie", "cycle_ends_on": "einde registratie", "role": "rol",
    "personnel_number": "personeelsnummer", "sequence": "volgnummer", "register_id": "register", "name": "naam",
    "accreditation_ids": "ID-nummer", "state": "aanwezigheid", "minutes_present": "minuten",
    "confirmed_at": "bevestiging",
}  # fmt: skip
