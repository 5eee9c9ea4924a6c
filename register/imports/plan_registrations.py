"""What a file says of registrations, beside what is stored (*registraties*)."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from register.imports.drafts import Drafts
from register.imports.people_plan import Insert, Update
from register.imports.people_snapshot import KnownRegistration
from register.imports.people_table import EmployeeRow
from register.rules.rulesets import RegisterInfo

_LABELS = {
    "number": "Registernummer",
    "level": "Niveau",
    "cycle_starts_on": "Registratie van",
    "cycle_ends_on": "Registratie tot",
}


def check_registration(
    drafts: Drafts, row: EmployeeRow, registers: Mapping[str, RegisterInfo], without_period: frozenset[str]
) -> None:
    """Reject a row whose registration cannot be; remark on what stands beside an empty register."""
    if row.register is None:
        if row.register_number and "register" in drafts.present and not drafts.by_row[row.row].rejected:
            drafts.problem(
                row, "register_number", "register-missing", "Bij dit registernummer staat geen register.",
                "Vul de kolom Register in; nu slaan we dit nummer over.", blocks=False,
            )  # fmt: skip
        return
    info = registers[row.register]
    wrong = info.number_problem(row.register_number) if row.register_number else None
    if wrong:
        drafts.problem(row, "register_number", "register-number", wrong, "Neem het over van het register.", blocks=True)
    if row.register in without_period and row.registered_from and row.registered_until is None:
        drafts.problem(
            row, "registered_until", "registration-end-missing",
            f"Hoe lang een registratie bij {info.name} duurt, is niet vastgesteld.", "Vul 'Registratie tot' in.",
            blocks=True,
        )  # fmt: skip
    if row.registered_from and row.registered_until and row.registered_until < row.registered_from:
        drafts.problem(
            row, "registered_until", "registration-backward", "De registratie eindigt voordat ze begint.",
            "Kijk 'Registratie van' en 'Registratie tot' na.", blocks=True,
        )  # fmt: skip


def accept_registrations(
    drafts: Drafts, rows: Sequence[EmployeeRow], *, person_id: int | None = None
) -> list[EmployeeRow]:
    """Reject the rows of one person whose registration cannot be, before anything of them is planned."""
    for row, stored in _matched(drafts, rows, person_id):
        if stored is None and row.registered_from is None:
            for same in rows:
                if (same.register, same.registered_from) == (row.register, None):
                    _reject_without_start(drafts, same)
    return drafts.accepted(list(rows))


def new_registrations(drafts: Drafts, rows: Sequence[EmployeeRow]) -> tuple[dict[str, Any], ...]:
    """Return the registrations of somebody who is new, of accepted rows."""
    return tuple(_values(row, row.registered_from) for row in _one_per_registration(drafts, rows))


def plan_registrations(drafts: Drafts, person_id: int, rows: Sequence[EmployeeRow]) -> None:
    """Compare the file with the stored registrations of one person."""
    for row, stored in _matched(drafts, accept_registrations(drafts, rows, person_id=person_id), person_id):
        if stored is not None:
            _compare(drafts, stored, row)
        else:
            drafts.inserts.append(Insert(row.row, "registration", person_id, _values(row, row.registered_from)))
            drafts.changed(
                row,
                f"Registratie ({drafts.registers[row.register or '']})",
                None,
                row.register_number or "zonder nummer",
            )


def _matched(
    drafts: Drafts, rows: Sequence[EmployeeRow], person_id: int | None
) -> Iterator[tuple[EmployeeRow, KnownRegistration | None]]:
    """Give one row per registration, with the stored one that it is about; each stored one is about one row."""
    known = drafts.snapshot.registrations.get(person_id, ()) if person_id is not None else ()
    yield from beside_stored(known, _one_per_registration(drafts, rows))


def beside_stored(
    known: Sequence[KnownRegistration], rows: Sequence[EmployeeRow]
) -> Iterator[tuple[EmployeeRow, KnownRegistration | None]]:
    """Give each row with the stored registration that it is about, among those of one person."""
    left = list(known)
    for row in rows:
        stored = _find(left, row)
        if stored is not None:
            left.remove(stored)
        yield row, stored


def _one_per_registration(drafts: Drafts, rows: Sequence[EmployeeRow]) -> list[EmployeeRow]:
    """Return one row per registration; rows that say the same twice are one, rows that disagree are rejected."""
    found: dict[tuple[str, date | None], EmployeeRow] = {}
    for row in rows:
        if row.register is None:
            continue
        key = (row.register, row.registered_from)
        first = found.setdefault(key, row)
        if first is not row and _said(first) != _said(row):
            drafts.problem(
                row, "register", "registration-twice",
                f"Rij {first.row} zegt iets anders over dezelfde registratie.", "Laat één van beide rijen staan.",
                blocks=True,
            )  # fmt: skip
    return list(found.values())


def _said(row: EmployeeRow) -> tuple[object, ...]:
    return (row.register_number, row.level, row.registered_until)


def _reject_without_start(drafts: Drafts, row: EmployeeRow) -> None:
    drafts.problem(
        row, "registered_from", "registration-start-missing", "Bij deze registratie staat niet wanneer ze begon.",
        "Vul 'Registratie van' in.", blocks=True,
    )  # fmt: skip


def _find(known: Sequence[KnownRegistration], row: EmployeeRow) -> KnownRegistration | None:
    """Find the one with the same start; or the only one, when the file corrects or leaves out its start."""
    same = [one for one in known if one.register_id == row.register]
    for one in same:
        if one.cycle_starts_on == row.registered_from:
            return one
    if row.registered_from is None:
        return max(same, key=lambda one: one.cycle_starts_on, default=None)
    if len(same) != 1:
        return None
    ends = same[0].cycle_ends_on
    next_cycle = row.registered_from > (ends or same[0].cycle_starts_on)
    return None if next_cycle else same[0]


def _values(row: EmployeeRow, starts_on: date | None) -> dict[str, Any]:
    return {
        "register_id": row.register,
        "level": row.level or "",
        "number": row.register_number or "",
        "cycle_starts_on": starts_on,
        "cycle_ends_on": row.registered_until,
    }


def _compare(drafts: Drafts, stored: KnownRegistration, row: EmployeeRow) -> None:
    """Plan what differs; an empty cell takes nothing away."""
    said = {
        "number": row.register_number,
        "level": row.level,
        "cycle_starts_on": row.registered_from,
        "cycle_ends_on": row.registered_until,
    }
    after = {name: value for name, value in said.items() if value is not None and value != getattr(stored, name)}
    if not after:
        return
    before = {name: getattr(stored, name) for name in after}
    drafts.updates.append(Update(row.row, "registration", stored.id, stored.version, before, after))
    for name, value in after.items():
        drafts.changed(
            row,
            f"{_LABELS[name]} ({drafts.registers.get(stored.register_id, stored.register_id)})",
            before[name],
            value,
        )
